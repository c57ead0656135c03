import ArgumentParser
import CountersignProto

/// A command that needs no node.
protocol LocalCommand: ParsableCommand {
    func run(_ terminal: Terminal) async throws
}

/// A command that calls a node.
protocol NodeCommand: ParsableCommand {
    /// The methods it may call.
    static var methods: [AnyMethod] { get }

    var connection: ConnectionOptions { get }

    func run(_ invocation: Invocation) async throws
}

/// A command that makes one call and shows the response.
protocol CallCommand: NodeCommand {
    associatedtype Request: Message
    associatedtype Response: Message

    static var method: MethodDescriptor<Request, Response> { get }

    var output: OutputOptions { get }

    /// The request, from the arguments. Throws `UsageError` if they contradict each other.
    func request() throws -> Request

    /// The response for people.
    func text(of response: Response) -> String
}

extension CallCommand {
    static var methods: [AnyMethod] { [AnyMethod(method)] }

    func run(_ invocation: Invocation) async throws {
        let response = try await invocation.call(Self.method, try request())
        try invocation.show(response, output, text(of: response))
    }
}

/// A command that reads an object, changes it as the arguments say, and writes it back.
protocol UpdateCommand: NodeCommand {
    associatedtype Object
    associatedtype GetRequest: Message
    associatedtype GetResponse: Message
    associatedtype SetRequest: Message
    associatedtype SetResponse: Message

    static var get: MethodDescriptor<GetRequest, GetResponse> { get }
    static var set: MethodDescriptor<SetRequest, SetResponse> { get }

    var output: OutputOptions { get }

    var getRequest: GetRequest { get }

    func object(in response: GetResponse) -> Object?

    /// Throws `UsageError` if the arguments say nothing or contradict each other.
    func change(_ object: inout Object) throws

    func setRequest(_ object: Object) -> SetRequest

    func text(of response: SetResponse) -> String
}

extension UpdateCommand {
    static var methods: [AnyMethod] { [AnyMethod(get), AnyMethod(set)] }

    func run(_ invocation: Invocation) async throws {
        let current = try await invocation.call(Self.get, getRequest, isMutation: false)
        guard var object = object(in: current) else {
            throw UsageError("the node returned nothing to update")
        }
        try change(&object)
        let response = try await invocation.call(Self.set, setRequest(object))
        try invocation.show(response, output, text(of: response))
    }
}
