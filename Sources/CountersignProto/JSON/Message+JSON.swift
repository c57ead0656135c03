internal import FoundationEssentials

/// Why a message could not be read from JSON or written as JSON, and where.
public struct JSONFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The field, as `policy.steps[1].approvers`; empty for the whole text.
    public let path: String
    /// What is wrong with it.
    public let reason: String

    /// One line for people.
    public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}

extension Message {
    /// Reads a message from text in the proto3 JSON form. Unknown fields are refused.
    public init(json text: String) throws(JSONFailure) {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
        } catch let error as DecodingError {
            throw JSONFailure(error)
        } catch {
            throw JSONFailure(path: "", reason: "\(error)")
        }
    }

    /// The message as text in the proto3 JSON form: one line, or indented lines if `pretty`. Fields
    /// go in the order of their names.
    public func json(pretty: Bool = true) throws(JSONFailure) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        do {
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        } catch EncodingError.invalidValue(_, let context) {
            throw JSONFailure(context)
        } catch {
            throw JSONFailure(path: "", reason: "\(error)")
        }
    }
}

extension JSONFailure {
    fileprivate init(_ error: DecodingError) {
        switch error {
        case .typeMismatch(let type, let context):
            self.init(context, reason: "is not of the type \(type)")
        case .valueNotFound(_, let context): self.init(context, reason: "is null")
        case .keyNotFound(_, let context), .dataCorrupted(let context): self.init(context)
        @unknown default: self.init(path: "", reason: "\(error)")
        }
    }

    fileprivate init(_ context: DecodingError.Context, reason: String? = nil) {
        self.init(
            path: Self.text(context.codingPath),
            reason: reason ?? context.debugDescription
        )
    }

    fileprivate init(_ context: EncodingError.Context) {
        self.init(path: Self.text(context.codingPath), reason: context.debugDescription)
    }

    private static func text(_ path: [any CodingKey]) -> String {
        path.reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
    }
}
