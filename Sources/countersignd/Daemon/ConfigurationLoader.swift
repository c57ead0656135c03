import Broker
import Foundation

/// Reads the configuration, as often as needed: the file may have changed, flags and environment
/// have not.
struct ConfigurationLoader: Sendable {
    /// The file given, or the usual one if it is there.
    let path: String?
    private let flags: [String]
    private let environment: [String: String]
    private let directory: String

    static let usualPath = "/etc/countersign/countersignd.yaml"

    init(
        path: String?, flags: [String],
        environment: [String: String] = ProcessInfo.processInfo.environment,
        directory: String = FileManager.default.currentDirectoryPath
    ) {
        let isUsual = FileManager.default.fileExists(atPath: Self.usualPath)
        self.path = (path ?? (isUsual ? Self.usualPath : nil)).map {
            $0.hasPrefix("/") ? $0 : directory + "/" + $0
        }
        self.flags = flags
        self.environment = environment
        self.directory = directory
    }

    /// Reads no file, not even the usual one.
    init(flags: [String]) {
        path = nil
        self.flags = flags
        environment = ProcessInfo.processInfo.environment
        directory = FileManager.default.currentDirectoryPath
    }

    func load() throws(ConfigurationProblems) -> ConfigurationValues {
        var file: ConfigurationFile?
        if let path { file = try ConfigurationFile(path: path) }
        return try ConfigurationValues(
            ConfigurationSources(
                flags: flags, environment: environment, file: file, directory: directory))
    }
}

extension ConfigurationValues {
    var dataDirectory: DataDirectory { DataDirectory(path: self[\.data]) }

    /// Every issuer that is to be trusted, with its keys.
    func loadIssuers() async throws -> [Issuer] {
        var configurations = issuers
        if self[\.localIssuer] {
            let key = try SigningKey.load(fromPath: dataDirectory.issuerKey)
            configurations.append(LocalIssuer(key: key).configuration)
        }
        var loaded: [Issuer] = []
        for configuration in configurations {
            loaded.append(try await Issuer.load(configuration))
        }
        return loaded
    }
}
