/// Why a message from outside was refused, and where.
public struct DecodingFailure: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Reason: Sendable, Hashable {
        /// The encoded message is longer than `limit` bytes.
        case tooLong(limit: Int)
        /// A field goes beyond the end of its message.
        case truncated
        /// A varint is longer than its type allows.
        case malformedVarint
        /// The number of a field is 0.
        case fieldNumberZero
        /// The field is a group, or has a wire type that does not exist.
        case unsupportedWireType(Int)
        /// The field is known, and comes with the wire type of another.
        case wrongWireType(Int)
        /// A string holds NUL.
        case nulInString
        /// A string is not UTF-8.
        case invalidUTF8
        /// A message field that is not repeated occurs twice.
        case repeatedMessage
        /// Messages nest deeper than `limit` levels.
        case tooDeep(limit: Int)
        /// There are more than `limit` fields.
        case tooManyFields(limit: Int)
        /// Unpacking would take more than `limit` bytes of memory.
        case tooMuchMemory(limit: Int)
        /// protobuf-c refused what passed every check above.
        case refused
    }

    /// What is wrong.
    public let reason: Reason
    /// The field: names joined by dots, `#7` for a field without a name; empty for the message.
    public internal(set) var path: String
    /// Where the field begins, in bytes from the start of the message.
    public let offset: Int

    init(_ reason: Reason, path: String = "", offset: Int = 0) {
        self.reason = reason
        self.path = path
        self.offset = offset
    }

    /// The failure as the enclosing message sees it.
    func within(_ field: String) -> DecodingFailure {
        var copy = self
        copy.path = path.isEmpty ? field : "\(field).\(path)"
        return copy
    }
}

extension DecodingFailure: CustomStringConvertible {
    /// One line for people.
    public var description: String {
        path.isEmpty
            ? "\(reason) at byte \(offset)" : "field \(path): \(reason) at byte \(offset)"
    }
}

extension DecodingFailure.Reason: CustomStringConvertible {
    /// A few words for people.
    public var description: String {
        switch self {
        case .tooLong(let limit): "longer than \(limit) bytes"
        case .truncated: "truncated"
        case .malformedVarint: "malformed varint"
        case .fieldNumberZero: "field number 0"
        case .unsupportedWireType(let type): "unsupported wire type \(type)"
        case .wrongWireType(let type): "wire type \(type) does not fit the field"
        case .nulInString: "string holds NUL"
        case .invalidUTF8: "string is not UTF-8"
        case .repeatedMessage: "occurs more than once"
        case .tooDeep(let limit): "nested deeper than \(limit) levels"
        case .tooManyFields(let limit): "more than \(limit) fields"
        case .tooMuchMemory(let limit): "needs more than \(limit) bytes of memory"
        case .refused: "not a valid message"
        }
    }
}
