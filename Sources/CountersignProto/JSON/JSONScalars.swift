internal import FoundationEssentials

// Scalars whose form in proto3 JSON is not the one of Swift's `Codable`.

/// 64-bit integers are written as strings, smaller ones as numbers; both are read from either.
struct JSONInteger<Value: FixedWidthInteger & Codable>: Codable {
    let value: Value

    init(_ value: Value) { self.value = value }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let parsed =
            if let text = try? container.decode(String.self) {
                Value(text)
            } else {
                try? container.decode(Value.self)
            }
        guard let parsed else { throw mistake("is not an integer in range", container) }
        value = parsed
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if Value.bitWidth == 64 {
            try container.encode(String(value))
        } else {
            try container.encode(value)
        }
    }
}

/// Numbers; what JSON has no number for is written as "NaN", "Infinity" and "-Infinity".
struct JSONDouble: Codable {
    private static let names: [String: Double] = [
        "NaN": .nan, "Infinity": .infinity, "-Infinity": -.infinity,
    ]

    let value: Double

    init(_ value: Double) { self.value = value }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let parsed =
            if let text = try? container.decode(String.self) {
                Self.names[text] ?? Double(text)
            } else {
                try? container.decode(Double.self)
            }
        guard let parsed else { throw mistake("is not a number", container) }
        value = parsed
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if value.isNaN {
            try container.encode("NaN")
        } else if value.isInfinite {
            try container.encode(value < 0 ? "-Infinity" : "Infinity")
        } else {
            try container.encode(value)
        }
    }
}

/// Base64, written with padding; the URL alphabet and missing padding are read too.
struct JSONBytes: Codable {
    let value: [UInt8]

    init(_ value: [UInt8]) { self.value = value }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        var text = try container.decode(String.self)
        text.replace("-", with: "+")
        text.replace("_", with: "/")
        text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: text) else {
            throw mistake("is not base64", container)
        }
        value = Array(data)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Data(value).base64EncodedString())
    }
}

func mistake(_ what: String, _ container: any SingleValueDecodingContainer) -> DecodingError {
    .dataCorruptedError(in: container, debugDescription: what)
}
