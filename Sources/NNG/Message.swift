import CNNG

/// One nng message, owned. Its bytes live in nng's memory, so that sending and receiving copy
/// nothing.
///
/// Sending consumes it. Whoever holds it last frees it: this type's `deinit`, or nng after a send
/// that succeeded. After a send that failed nng gives the message back, and the socket frees it.
///
/// Running out of memory traps, as it does for Swift's own collections.
package struct Message: ~Copyable {
    private let pointer: OpaquePointer

    /// An empty message with room for `capacity` bytes.
    package init(capacity: Int = 0) {
        pointer = Self.allocate(byteCount: 0)
        if capacity > 0 {
            Self.requireMemory(nng_msg_reserve(pointer, capacity))
        }
    }

    /// A message of `byteCount` bytes, which `initialize` writes in place. They start as zeros.
    package init<E: Error>(
        byteCount: Int,
        initializingWith initialize: (UnsafeMutableRawBufferPointer) throws(E) -> Void
    ) throws(E) {
        pointer = Self.allocate(byteCount: byteCount)
        try initialize(.init(start: nng_msg_body(pointer), count: byteCount))
    }

    /// A message with a copy of `bytes`.
    package init(copying bytes: UnsafeRawBufferPointer) {
        self.init(byteCount: bytes.count) { $0.copyMemory(from: bytes) }
    }

    /// A message with a copy of `bytes`.
    package init(copying bytes: [UInt8]) {
        self.init(byteCount: bytes.count) { $0.copyBytes(from: bytes) }
    }

    /// Takes over a message that nng has handed out.
    init(owning pointer: MessagePointer) {
        self.pointer = pointer.raw
    }

    deinit {
        nng_msg_free(pointer)
    }

    /// The length of the body, in bytes.
    package var byteCount: Int { nng_msg_len(pointer) }

    /// Adds a copy of `bytes` at the end.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        Self.requireMemory(nng_msg_append(pointer, bytes.baseAddress, bytes.count))
    }

    /// Adds a copy of `bytes` at the end.
    package mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    /// Calls `body` with the bytes, which are valid during the call only.
    package borrowing func withUnsafeBytes<Result: ~Copyable, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> Result
    ) throws(E) -> Result {
        try body(.init(start: nng_msg_body(pointer), count: nng_msg_len(pointer)))
    }

    /// Gives up ownership: the caller hands the pointer to nng, or frees it.
    consuming func release() -> MessagePointer {
        let released = MessagePointer(raw: pointer)
        discard self
        return released
    }

    private static func allocate(byteCount: Int) -> OpaquePointer {
        var allocated: OpaquePointer?
        requireMemory(nng_msg_alloc(&allocated, byteCount))
        return allocated!
    }

    private static func requireMemory(_ result: Int32) {
        precondition(result == 0, "nng: out of memory for a message")
    }
}

// Sound because a message has one owner at a time, and nng keeps no other reference to its body.
extension Message: @unchecked Sendable {}

extension [UInt8] {
    /// A copy of the message's bytes.
    package init(copying message: borrowing Message) {
        self = message.withUnsafeBytes { [UInt8]($0) }
    }
}

/// A message between owners: out of `Message`, not yet with nng, or the other way.
///
/// Exists because closures cannot consume a noncopyable value they capture. Nothing frees it on its
/// own.
struct MessagePointer: @unchecked Sendable {  // one owner at a time, as for Message
    let raw: OpaquePointer

    func free() {
        nng_msg_free(raw)
    }
}
