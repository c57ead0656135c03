internal import CProtobufC

/// How the value of a message and protobuf-c's struct of it turn into each other. The generated
/// files conform every message to it; everything else about encoding is here, once.
protocol WireMessage: Message {
    /// The struct that protoc-c made of the message.
    associatedtype CMessage

    /// The runtime descriptor in protoc-c's output.
    static var wire: WireDescriptor { get }

    /// Copies the fields into an initialized struct; what it points to is taken from the arena.
    func fill(_ c: UnsafeMutablePointer<CMessage>, in arena: Arena) throws(EncodingFailure)

    /// Copies the fields out of a struct that protobuf-c unpacked.
    init(wire c: UnsafePointer<CMessage>)
}

extension WireMessage {
    /// See ``Message/init(serialized:limits:)``.
    public init(
        serialized bytes: UnsafeRawBufferPointer,
        limits: DecodingLimits
    ) throws(DecodingFailure) {
        try WireScanner.check(bytes, as: Self.wire, limits: limits)
        self = try Arena.withThreadArena { arena throws(DecodingFailure) in
            let message = try arena.unpack(bytes, as: Self.wire, budget: limits.memory)
            return Self(wire: message.assumingMemoryBound(to: CMessage.self))
        }
    }

    /// See ``Message/withPacker(_:)``.
    public func withPacker<Result>(
        _ body: (borrowing MessagePacker) throws -> Result
    ) throws -> Result {
        try Arena.withThreadArena { arena throws in
            try body(MessagePacker(try packed(in: arena)))
        }
    }

    /// See ``Message/serialized()``.
    public func serialized() throws(EncodingFailure) -> [UInt8] {
        try Arena.withThreadArena { arena throws(EncodingFailure) in
            let packer = MessagePacker(try packed(in: arena))
            return [UInt8](unsafeUninitializedCapacity: packer.byteCount) { buffer, count in
                count = packer.pack(into: UnsafeMutableRawBufferPointer(buffer))
            }
        }
    }

    /// The filled struct, in the arena.
    func packed(in arena: Arena) throws(EncodingFailure) -> UnsafeMutablePointer<CMessage> {
        let message = arena.allocate(CMessage.self, count: 1)
        Self.wire.initialize(message)
        try fill(message, in: arena)
        return message
    }
}
