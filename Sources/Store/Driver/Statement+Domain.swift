import Workflow

/// The domain's values as parameters and columns.
extension Statement {
    func bind(_ id: Identifier<some IdentifierTag>, at position: Int32) {
        bind(high: id.high, low: id.low, at: position)
    }

    func bind(_ id: Identifier<some IdentifierTag>?, at position: Int32) {
        if let id { bind(id, at: position) } else { bindNull(at: position) }
    }

    func bind(_ instant: Instant, at position: Int32) {
        bind(instant.milliseconds, at: position)
    }

    func bind(_ instant: Instant?, at position: Int32) {
        if let instant { bind(instant, at: position) } else { bindNull(at: position) }
    }

    func bind(_ number: Int, at position: Int32) {
        bind(Int64(number), at: position)
    }

    func bind(_ flag: Bool, at position: Int32) {
        bind(flag ? 1 : 0 as Int64, at: position)
    }

    func bind(_ bytes: [UInt8], at position: Int32) {
        bytes.withUnsafeBytes { bind($0, at: position) }
    }

    /// Binds the kind of a subject at `position` and its identifier after it.
    func bind(_ subject: Subject, at position: Int32) {
        switch subject {
        case .user(let id):
            bind(1 as Int64, at: position)
            bind(id, at: position + 1)
        case .group(let id):
            bind(2 as Int64, at: position)
            bind(id, at: position + 1)
        }
    }

    /// The subject whose kind is in `column` and whose identifier is in the one after it.
    func subject(_ column: Int32) throws(StoreFailure) -> Subject {
        switch integer(column) {
        case 1: .user(try identifier(column + 1))
        case 2: .group(try identifier(column + 1))
        default: throw .broken("\(integer(column)) is no kind of subject")
        }
    }

    func identifier<Tag>(_ column: Int32) throws(StoreFailure) -> Identifier<Tag> {
        let bytes = bytes(column)
        guard bytes.count == 16 else { throw .broken("an identifier is not 16 bytes long") }
        return Identifier(
            high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }

    func identifierIfAny<Tag>(_ column: Int32) throws(StoreFailure) -> Identifier<Tag>? {
        isNull(column) ? nil : try identifier(column)
    }

    func instant(_ column: Int32) -> Instant {
        Instant(milliseconds: integer(column))
    }

    func instantIfAny(_ column: Int32) -> Instant? {
        isNull(column) ? nil : instant(column)
    }

    func flag(_ column: Int32) -> Bool {
        integer(column) != 0
    }

    func array(_ column: Int32) -> [UInt8] {
        Array(bytes(column))
    }

    /// A stored number that stands for a case.
    func value<Value: RawRepresentable<Int>>(
        _ column: Int32,
        as type: Value.Type
    ) throws(StoreFailure) -> Value {
        guard let value = Value(rawValue: Int(integer(column))) else {
            throw .broken("\(integer(column)) is no \(type)")
        }
        return value
    }
}
