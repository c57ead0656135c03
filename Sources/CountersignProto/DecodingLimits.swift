/// How much a message from outside may take. What breaks a limit is refused as a whole.
public struct DecodingLimits: Sendable, Hashable {
    /// The encoded size, in bytes.
    public var byteCount: Int
    /// Fields in the message and everything nested in it, unknown ones included.
    public var fieldCount: Int
    /// Levels of nesting; the message itself is the first.
    public var depth: Int
    /// The memory that protobuf-c may take while it unpacks, in bytes.
    public var memory: Int

    /// Creates limits. All must be positive.
    public init(byteCount: Int, fieldCount: Int, depth: Int, memory: Int) {
        precondition(byteCount > 0 && fieldCount > 0 && depth > 0 && memory > 0)
        self.byteCount = byteCount
        self.fieldCount = fieldCount
        self.depth = depth
        self.memory = memory
    }

    /// For what a node receives: 64 KiB, 1,024 fields, 8 levels, 1 MiB of memory.
    public static let frame = DecodingLimits(
        byteCount: 64 << 10,
        fieldCount: 1024,
        depth: 8,
        memory: 1 << 20
    )

    /// For what a client receives from its broker: 4 MiB, 131,072 fields, 8 levels, 64 MiB.
    public static let reply = DecodingLimits(
        byteCount: 4 << 20,
        fieldCount: 128 << 10,
        depth: 8,
        memory: 64 << 20
    )
}
