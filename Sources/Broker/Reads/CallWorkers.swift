import CountersignProto
import Crypto
import Logging
import Metrics
import Store
import Synchronization
import Workflow

/// The threads on which calls are decoded, authenticated and, if they only read, answered.
///
/// nng has few threads and a read may wait for a disk, so what takes long is put in a mailbox; these
/// threads, each with a reader of its own, do the rest. Light calls stay where nng hands them over:
/// see `InlineReaders`.
final class CallWorkers: Sendable {
    private let arrivals: Mailbox<Arrival>
    private let threads = Mutex<[OSThread]>([])
    private let inline = InlineReaders()
    private let table: MethodTable
    private let node: NodeState
    private let verifier: TokenVerifier
    private let commits: CommitQueue
    private let limits: Mutex<NodeLimits>

    /// A call at some point of its way.
    struct Arrival: Sendable {
        let exchange: any CallExchange
        /// By the node's elapsed time.
        let at: Span
        /// Set once it was decoded.
        var call: Call?
        /// Set if it was verified before.
        var token: VerifiedToken?
        /// A poll answers at this time even without news.
        var pollEnds: Span?
    }

    init(
        table: MethodTable, node: NodeState, verifier: TokenVerifier, commits: CommitQueue,
        limits: NodeLimits, queueLimit: Int
    ) {
        self.table = table
        self.node = node
        self.verifier = verifier
        self.commits = commits
        self.limits = Mutex(limits)
        arrivals = Mailbox(limit: queueLimit)
    }

    /// Holds for calls that arrive from now on.
    func apply(_ limits: NodeLimits) {
        self.limits.withLock { $0 = limits }
    }

    /// Takes a call over from nng, on nng's thread: serves it there if it is light and its caller is
    /// known, else leaves it to the workers.
    func accept(_ exchange: any CallExchange) {
        var arrival = Arrival(exchange: exchange, at: node.clock.elapsed())
        let isTaken = inline.withReader { reader in
            do {
                let call = try decode(arrival)
                arrival.call = call
                arrival.token = verifier.cached(call.bearerToken)
                if arrival.token != nil, table[call.method]?.isLight == true {
                    serve(arrival, reader)
                } else {
                    put(arrival)
                }
            } catch {
                node.metrics.calls.increment()
                refuse(arrival, CallFailure(error))
            }
        }
        if !isTaken { put(arrival) }
    }

    /// Starts the threads, and opens readers for `inlineCount` calls at a time on nng's threads.
    func start(
        count: Int, inlineCount: Int, _ makeReader: @escaping @Sendable () throws -> any Reader
    ) throws {
        try inline.fill(count: inlineCount, makeReader)
        for index in 0..<count {
            let started = Startup()
            let thread = try OSThread(name: "call-\(index)") { [self] in
                do {
                    let reader = try makeReader()
                    started.finish(nil)
                    loop(reader)
                } catch {
                    started.finish(error)
                }
            }
            threads.withLock { $0.append(thread) }
            try started.wait()
        }
    }

    /// Finishes what waits and ends the threads.
    func stop() {
        arrivals.close()
        let ending = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in ending { thread.join() }
        inline.drain()
    }

    private func put(_ arrival: Arrival) {
        if !arrivals.put(arrival) {
            refuse(arrival, arrivals.isClosed ? .draining : .overloaded)
        }
    }

    private func loop(_ reader: any Reader) {
        while let taken = arrivals.takeAll(max: 8) {
            for arrival in taken { serve(arrival, reader) }
        }
    }

    private func serve(_ arrival: Arrival, _ reader: any Reader) {
        node.metrics.calls.increment()
        do {
            let call = try arrival.call ?? decode(arrival)
            guard let method = table[call.method] else { throw CallFailure.unknown(call.method) }
            if case .immediate(let run) = method.handler {
                return arrival.exchange.reply(body: try run(call.body, node))
            }
            let token = try arrival.token ?? verify(call.bearerToken)
            let authenticated = Authenticated(
                arrival: arrival, call: call, method: method, token: token)
            try serve(authenticated, reader)
        } catch {
            refuse(arrival, CallFailure(error), error)
        }
    }

    /// A call whose token is good.
    private struct Authenticated {
        let arrival: Arrival
        let call: Call
        let method: MethodTable.Method
        let token: VerifiedToken
    }

    private func serve(_ authenticated: Authenticated, _ reader: any Reader) throws {
        let (call, arrival) = (authenticated.call, authenticated.arrival)
        let deadline = deadline(of: call, arrivedAt: arrival.at)
        // A poll that has waited answers with what there is, be it at its deadline.
        guard arrival.pollEnds != nil || node.clock.elapsed() < deadline else {
            throw CallFailure.timedOut
        }
        switch authenticated.method.handler {
        case .immediate:
            preconditionFailure("answered without a token")
        case .read(let run):
            let body = try read(authenticated, reader) { try run(call.body, $0) }
            arrival.exchange.reply(body: body)
        case .poll(let run):
            let outcome = try read(authenticated, reader) { try run(call.body, $0) }
            settle(outcome, authenticated, deadline)
        case .write(let run):
            try enqueue(authenticated, run, deadline)
        }
    }

    private func decode(_ arrival: Arrival) throws(CallFailure) -> Call {
        do throws(DecodingFailure) {
            return try Call(serialized: arrival.exchange.request)
        } catch {
            throw .malformed("call", error)
        }
    }

    private func deadline(of call: Call, arrivedAt arrival: Span) -> Span {
        let limits = limits.withLock { $0 }
        let asked =
            call.timeoutMs == 0
            ? limits.defaultTimeout : Span(milliseconds: Int64(call.timeoutMs))
        return arrival + min(asked, limits.maximumTimeout)
    }

    private func verify(_ token: String) throws(CallFailure) -> VerifiedToken {
        do throws(TokenRefusal) {
            return try verifier.verify(token)
        } catch {
            throw CallFailure(.unauthenticated, error.reason.rawValue, error.message)
        }
    }

    private func read<Result>(
        _ call: Authenticated, _ reader: any Reader, _ body: (ReadContext) throws -> Result
    ) throws -> Result {
        let moment = node.feed.rightsMoment
        return try reader.read { store in
            let context = try self.context(call.token, store, moment)
            try call.method.authorization.check(context.caller, in: context.configuration)
            return try body(context)
        }
    }

    private func context(
        _ token: VerifiedToken, _ store: any Reading, _ moment: RightsMoment
    ) throws -> ReadContext {
        guard let head = try store.head(of: token.organization) else {
            throw CallFailure.unknownOrganization
        }
        let snapshot = try node.configurations.snapshot(
            of: token.organization, version: head.configurationVersion, from: store)
        let caller = try Caller(token, in: snapshot.configuration)
        return ReadContext(
            caller: caller, snapshot: snapshot, store: store, head: head,
            now: max(node.clock.wall(), head.time), rightsMoment: moment, node: node)
    }

    /// A poll with nothing to say waits in the feed and comes back through the mailbox.
    private func settle(
        _ outcome: PollOutcome<[UInt8]>, _ call: Authenticated, _ deadline: Span
    ) {
        switch outcome {
        case .ready(let body):
            call.arrival.exchange.reply(body: body)
        case .wait(let after, let limit, let otherwise):
            let now = node.clock.elapsed()
            let ends =
                call.arrival.pollEnds ?? min(Span(milliseconds: now.milliseconds + limit), deadline)
            guard now < ends else { return call.arrival.exchange.reply(body: otherwise) }
            park(call, after: after, until: ends)
        }
    }

    private func park(_ call: Authenticated, after seq: UInt64, until ends: Span) {
        var parked = call.arrival
        parked.pollEnds = ends
        parked.token = nil
        let waits = node.feed.wait(
            for: call.token.organization, after: seq, until: ends, caller: call.token.subject
        ) { [self, parked] outcome in resume(parked, outcome) }
        if !waits { refuse(call.arrival, .overloaded) }
    }

    private func resume(_ parked: Arrival, _ outcome: WaitOutcome) {
        switch outcome {
        case .news, .timeUp: put(parked)
        case .draining: refuse(parked, .draining)
        }
    }

    private func enqueue(
        _ call: Authenticated,
        _ run: @escaping @Sendable ([UInt8], WriteContext) throws -> ResponseEncoding,
        _ deadline: Span
    ) throws {
        guard call.call.requestID.count == 16 else { throw CallFailure.requestIDMissing }
        var hash = SHA256()
        hash.update(data: Array(call.call.method.utf8))
        hash.update(data: [0])
        hash.update(data: call.call.body)
        let write = WriteCall(
            exchange: call.arrival.exchange, method: call.method, run: run,
            token: call.token,
            requestID: call.call.requestID, fingerprint: Array(hash.finalize()),
            body: call.call.body, deadline: deadline)
        if !commits.submit(write) { throw CallFailure.overloaded }
    }

    private func refuse(_ arrival: Arrival, _ failure: CallFailure, _ error: (any Error)? = nil) {
        node.metrics.failures.increment()
        if failure.code == .internal {
            node.logger.error("a call failed", metadata: ["error": "\(error ?? failure)"])
        }
        arrival.exchange.reply(failure)
    }
}

extension CallFailure {
    fileprivate static func unknown(_ method: String) -> CallFailure {
        CallFailure(
            .unimplemented, "METHOD_UNKNOWN",
            "there is no method \"\(method.prefix(128))\"; this node serves countersign.v1")
    }

    fileprivate static let requestIDMissing = CallFailure(
        .invalidArgument, "REQUEST_ID_MISSING",
        "a call that changes state needs a request_id of 16 bytes, new for every call",
        details: [
            .badRequest(
                BadRequest(fieldViolations: [
                    BadRequest.FieldViolation(
                        field: "request_id", description: "must have 16 bytes")
                ]))
        ])
}
