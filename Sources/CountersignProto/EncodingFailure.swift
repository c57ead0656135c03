/// Why a message could not be encoded: a string holds NUL, where protobuf-c would cut it short.
public struct EncodingFailure: Error, Sendable, Hashable {
    /// The field, as `details[2].error_info.reason`.
    public internal(set) var path: String

    init(nulIn path: String) {
        self.path = path
    }

    /// The failure as the enclosing message sees it.
    func within(_ field: String) -> EncodingFailure {
        EncodingFailure(nulIn: "\(field).\(path)")
    }
}

extension EncodingFailure: CustomStringConvertible {
    /// One line for people.
    public var description: String { "field \(path): string holds NUL" }
}
