// swift-tools-version: 6.2

import PackageDescription

/// In CI a warning is an error.
let strictness: [SwiftSetting] =
    Context.environment["COUNTERSIGN_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + strictness

let package = Package(
    name: "countersign",
    products: [
        .library(name: "CountersignClient", targets: ["CountersignClient", "CountersignProto"]),
        .executable(name: "countersignd", targets: ["countersignd"]),
        .executable(name: "countersign", targets: ["countersign"]),
        .executable(name: "countersign-bench", targets: ["countersign-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0",
            traits: [.defaults, "YAML", "CommandLineArguments"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        .systemLibrary(name: "CNNG", providers: [.apt(["libnng-dev"])]),
        .systemLibrary(name: "CProtobufC", providers: [.apt(["libprotobuf-c-dev"])]),
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),

        .target(name: "CCountersignProto", dependencies: ["CProtobufC"]),
        .target(
            name: "CountersignProto", dependencies: ["CCountersignProto", "CProtobufC"],
            exclude: ["DESIGN.md"], swiftSettings: settings),
        .target(name: "Workflow", exclude: ["DESIGN.md"], swiftSettings: settings),
        .target(
            name: "Store",
            dependencies: [
                "Workflow", "CSQLite",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            exclude: ["DESIGN.md"], swiftSettings: settings),
        .target(
            name: "NNG", dependencies: ["CNNG"], exclude: ["DESIGN.md"], swiftSettings: settings),
        .target(
            name: "Broker",
            dependencies: [
                "CountersignProto", "NNG", "Store", "Workflow",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["DESIGN.md", "Feed/DESIGN.md"], swiftSettings: settings),
        .target(
            name: "CountersignClient",
            dependencies: [
                "CountersignProto", "NNG",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            exclude: ["DESIGN.md"], swiftSettings: settings),
        .executableTarget(
            name: "countersignd",
            dependencies: [
                "Broker", "Store", "Workflow",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "countersign",
            dependencies: [
                "CountersignClient", "CountersignProto",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "countersign-bench",
            dependencies: [
                "CountersignClient", "CountersignProto", "NNG", "CNNG", "CSQLite",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),

        .testTarget(
            name: "CountersignProtoTests",
            dependencies: ["CountersignProto"], resources: [.copy("Fixtures")],
            swiftSettings: settings),
        .testTarget(name: "WorkflowTests", dependencies: ["Workflow"], swiftSettings: settings),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "Store", "Workflow", "CSQLite",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .testTarget(name: "NNGTests", dependencies: ["NNG"], swiftSettings: settings),
        .testTarget(
            name: "BrokerTests",
            dependencies: [
                "Broker", "CountersignClient", "CountersignProto", "NNG", "Store", "Workflow",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "FeedTests",
            dependencies: [
                "Broker", "CountersignProto", "Store", "Workflow",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "IdentityTests",
            dependencies: [
                "Broker", "Workflow",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "CountersignClientTests",
            dependencies: [
                "CountersignClient", "CountersignProto", "NNG", "countersign",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "CountersigndTests",
            dependencies: [
                "countersignd", "Broker", "Workflow",
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
