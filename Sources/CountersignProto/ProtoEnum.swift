/// An enum of the wire contract. Generated types conform.
///
/// Enums are open: a number from a newer peer becomes `unrecognized` and is passed on unchanged.
public protocol ProtoEnum: Sendable, Hashable, CaseIterable, Codable {
    /// The case of a number on the wire.
    init(rawValue: Int32)

    /// The number on the wire.
    var rawValue: Int32 { get }

    /// The name in the .proto file; nil for a number that this version does not know.
    var protoName: String? { get }
}

extension ProtoEnum {
    /// The case of a name in the .proto file; nil if there is none.
    public init?(protoName: String) {
        guard let found = Self.allCases.first(where: { $0.protoName == protoName }) else {
            return nil
        }
        self = found
    }
}
