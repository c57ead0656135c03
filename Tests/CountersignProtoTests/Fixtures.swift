import Foundation

@testable import CountersignProto

/// An example of a message, as Python's protobuf encodes it. Written by proto/generate.
struct Fixture: Sendable {
    let type: String
    let wire: String
    /// The proto3 JSON form, normalized.
    let json: String

    init(line: Substring) throws {
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        type = object?["type"] as? String ?? ""
        wire = object?["wire"] as? String ?? ""
        json = try Fixture.normalized(object?["json"] as Any)
    }

    /// JSON text of which equal values have only one.
    static func normalized(_ json: String) throws -> String {
        try normalized(
            JSONSerialization.jsonObject(with: Data(json.utf8), options: .fragmentsAllowed)
        )
    }

    private static func normalized(_ json: Any) throws -> String {
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .fragmentsAllowed]
        let text = try JSONSerialization.data(withJSONObject: json, options: options)
        return String(decoding: text, as: UTF8.self)
    }

    var bytes: [UInt8] { [UInt8](hex: wire) }

    var messageType: any Message.Type {
        get throws { try Fixture.types[type].orThrow("no Swift type for \(type)") }
    }

    static let types = Dictionary(
        uniqueKeysWithValues: MessageTypes.all.map { ($0.protoName, $0) }
    )

    static let all: [Fixture] = {
        do {
            let url = Bundle.module.url(forResource: "Fixtures/messages", withExtension: "jsonl")
            let text = try String(contentsOf: url.orThrow("no fixtures"), encoding: .utf8)
            return try text.split(separator: "\n").map { try Fixture(line: $0) }
        } catch {
            fatalError("fixtures: \(error)")
        }
    }()
}

extension [UInt8] {
    /// Bytes from pairs of hexadecimal digits; blanks are skipped.
    init(hex: String) {
        let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        self = stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }
}

struct Missing: Error {
    let what: String
}

extension Optional {
    func orThrow(_ what: String) throws -> Wrapped {
        guard let self else { throw Missing(what: what) }
        return self
    }
}
