import CountersignProto

/// Every method the node serves: who may call it, and what it does.
///
/// A node does not start with a method of the protos missing from the table, so no method can be
/// served without a rule.
struct MethodTable: Sendable {
    private var entries: [String: Method] = [:]

    /// A method of the table.
    struct Method: Sendable {
        let name: String
        let authorization: Authorization
        let handler: Handler
        /// A few index look-ups at most, or only a place in the commit queue: see `InlineReaders`.
        let isLight: Bool
    }

    /// Takes the encoded request, gives the encoded response.
    enum Handler: Sendable {
        /// Needs neither caller nor store.
        case immediate(@Sendable ([UInt8], NodeState) throws -> [UInt8])
        case read(@Sendable ([UInt8], ReadContext) throws -> [UInt8])
        /// A read that may have nothing to say yet.
        case poll(@Sendable ([UInt8], ReadContext) throws -> PollOutcome<[UInt8]>)
        /// Decides; what it returns encodes the response, which can be done on another thread.
        case write(@Sendable ([UInt8], WriteContext) throws -> ResponseEncoding)
    }

    subscript(name: String) -> Method? { entries[name] }

    mutating func immediate<Request, Response>(
        _ method: MethodDescriptor<Request, Response>,
        _ body: @escaping @Sendable (Request, NodeState) throws -> Response
    ) {
        add(method, .anyone, isLight: true) {
            .immediate { bytes, node in
                try body(try Request(body: bytes), node).serialized()
            }
        }
    }

    mutating func read<Request, Response>(
        _ method: MethodDescriptor<Request, Response>, _ authorization: Authorization,
        isLight: Bool = false, _ body: @escaping @Sendable (Request, ReadContext) throws -> Response
    ) {
        precondition(!method.isMutation, "\(method.name) changes state")
        add(method, authorization, isLight: isLight) {
            .read { bytes, context in
                try body(try Request(body: bytes), context).serialized()
            }
        }
    }

    mutating func poll<Request, Response>(
        _ method: MethodDescriptor<Request, Response>, _ authorization: Authorization,
        _ body: @escaping @Sendable (Request, ReadContext) throws -> PollOutcome<Response>
    ) {
        precondition(!method.isMutation, "\(method.name) changes state")
        add(method, authorization) {
            .poll { bytes, context in
                try body(try Request(body: bytes), context).map { try $0.serialized() }
            }
        }
    }

    mutating func write<Request, Response>(
        _ method: MethodDescriptor<Request, Response>, _ authorization: Authorization,
        _ body: @escaping @Sendable (Request, WriteContext) throws -> Response
    ) {
        decide(method, authorization) { request, context in
            let response = try body(request, context)
            return { response }
        }
    }

    /// Like `write`, for commands that come in numbers: `body` decides, and what it returns makes the
    /// response later.
    mutating func decide<Request, Response>(
        _ method: MethodDescriptor<Request, Response>, _ authorization: Authorization,
        _ body:
            @escaping @Sendable (Request, WriteContext) throws -> @Sendable () throws -> Response
    ) {
        precondition(method.isMutation, "\(method.name) is not marked as a mutation")
        add(method, authorization, isLight: true) {
            .write { bytes, context in
                let response = try body(try Request(body: bytes), context)
                return { try response().serialized() }
            }
        }
    }

    /// Traps if a method of the protos has no entry.
    func requireComplete() {
        for method in Methods.all {
            precondition(entries[method.name] != nil, "\(method.name) has no authorization rule")
        }
    }

    private mutating func add<Request, Response>(
        _ method: MethodDescriptor<Request, Response>, _ authorization: Authorization,
        isLight: Bool = false, _ handler: () -> Handler
    ) {
        let entry = Method(
            name: method.name, authorization: authorization, handler: handler(), isLight: isLight)
        let previous = entries.updateValue(entry, forKey: method.name)
        precondition(previous == nil, "\(method.name) has two entries")
    }
}

/// What a poll comes to.
enum PollOutcome<Response> {
    case ready(Response)
    /// Nothing after this sequence number concerns the caller: try again when there is news, for
    /// at most so long; then answer with what there is.
    case wait(after: UInt64, atMostMilliseconds: Int64, otherwise: Response)

    func map<Other>(_ transform: (Response) throws -> Other) rethrows -> PollOutcome<Other> {
        switch self {
        case .ready(let response):
            .ready(try transform(response))
        case .wait(let after, let limit, let otherwise):
            .wait(after: after, atMostMilliseconds: limit, otherwise: try transform(otherwise))
        }
    }
}

extension Message {
    /// Reads the body of a call.
    fileprivate init(body: [UInt8]) throws(CallFailure) {
        do throws(DecodingFailure) {
            try self.init(serialized: body)
        } catch {
            throw .malformed("body", error)
        }
    }
}
