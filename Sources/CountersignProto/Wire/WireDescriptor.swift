internal import CProtobufC

/// protobuf-c's description of a message type: constant data in protoc-c's output.
///
/// `@unchecked Sendable`: the descriptor is a C constant; nobody can write to it.
struct WireDescriptor: @unchecked Sendable {
    let pointer: UnsafePointer<ProtobufCMessageDescriptor>

    /// The descriptor that a generated `init` function puts into its struct. A C constant has no
    /// address in Swift; this is how to come by it.
    init<CMessage>(_ initialize: (UnsafeMutablePointer<CMessage>?) -> Void) {
        let message = UnsafeMutablePointer<CMessage>.allocate(capacity: 1)
        defer { message.deallocate() }
        initialize(message)
        pointer =
            UnsafeRawPointer(message).assumingMemoryBound(to: ProtobufCMessage.self)
            .pointee.descriptor
    }

    /// Puts default values and the descriptor into a struct of the type.
    func initialize(_ message: UnsafeMutableRawPointer) {
        protobuf_c_message_init(pointer, message)
    }
}
