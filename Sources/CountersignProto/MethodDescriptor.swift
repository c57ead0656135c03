/// A method of a service, with the types of its request and its response.
public struct MethodDescriptor<Request: Message, Response: Message>: Sendable, Hashable {
    /// The name that a `Call` carries, for example `countersign.v1.AccessService/ApproveRequest`.
    public let name: String
    /// Whether the method changes state: its calls must carry a request id.
    public let isMutation: Bool

    init(name: String, isMutation: Bool) {
        self.name = name
        self.isMutation = isMutation
    }
}

/// A method without its types, for tables.
public struct AnyMethod: Sendable, Hashable {
    /// The name that a `Call` carries.
    public let name: String
    /// Whether the method changes state.
    public let isMutation: Bool
    /// The full proto name of the request message.
    public let requestName: String
    /// The full proto name of the response message.
    public let responseName: String

    /// Forgets the types of a method.
    public init<Request, Response>(_ method: MethodDescriptor<Request, Response>) {
        name = method.name
        isMutation = method.isMutation
        requestName = Request.protoName
        responseName = Response.protoName
    }
}
