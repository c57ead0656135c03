import CountersignProto

/// Does what an ``EventAssembler`` says, one step at a time, whenever an event is asked for.
///
/// Not Sendable: it belongs to one iterator, and nothing happens between two calls of `next`.
/// Frames that come meanwhile wait in the transport, which keeps few and drops the rest.
final class EventSubscription {
    private let client: CountersignClient
    private var assembler: EventAssembler
    private var keys: StreamKeys?
    private var source: (address: String, frames: any FrameSource)?
    private var failures = 0
    private let start = ContinuousClock.now

    init(_ client: CountersignClient, after cursor: EventCursor) {
        self.client = client
        assembler = EventAssembler(after: cursor)
    }

    deinit {
        source?.frames.close()
    }

    nonisolated(nonsending) func next() async throws(CountersignError) -> ClientEvent {
        while true {
            if Task.isCancelled { throw CountersignError(.cancelled, at: "") }
            let step = assembler.next(now: now)
            if case .yield(let event) = step { return event }
            do throws(CountersignError) {
                try await perform(step)
            } catch {
                try await client.outlast(error, failures: &failures)
            }
        }
    }

    private var now: Duration { ContinuousClock.now - start }

    nonisolated(nonsending) private func perform(
        _ step: EventAssembler.Step
    ) async throws(CountersignError) {
        switch step {
        case .yield:
            break
        case .open(let address):
            try await open(address)
        case .read(let request):
            try assembler.page(try await client.call(Methods.EventService.readEvents, request))
            failures = 0
        case .wait(let until):
            try await wait(until)
        }
    }

    nonisolated(nonsending) private func open(
        _ number: Int
    ) async throws(CountersignError) {
        let response = try await client.call(
            Methods.EventService.openStream,
            OpenStreamRequest()
        )
        guard !response.addresses.isEmpty, response.streamID.count == 16 else {
            throw CountersignError(
                .internalError,
                reason: .malformedReply,
                message: "the stream has no address"
            )
        }
        try listen(at: response.addresses[number % response.addresses.count], response.streamID)
        keys?.add(response)
        assembler.opened(
            head: response.head ?? LogPosition(),
            heartbeatInterval: .milliseconds(response.heartbeatInterval?.milliseconds ?? 1000),
            now: now
        )
    }

    /// Goes on with the socket that is there if address and stream are the same.
    private func listen(at address: String, _ streamID: [UInt8]) throws(CountersignError) {
        if source?.address == address, keys?.streamID == streamID { return }
        source?.frames.close()
        source = nil
        do throws(TransportFailure) {
            source = (address, try client.nodes.transport.subscribe(to: address, topic: streamID))
        } catch {
            throw CountersignError(error, at: address)
        }
        if keys?.streamID != streamID { keys = StreamKeys(streamID: streamID) }
    }

    nonisolated(nonsending) private func wait(
        _ until: Duration
    ) async throws(CountersignError) {
        guard let source, let keys else { return }
        let bytes: [UInt8]?
        do throws(TransportFailure) {
            bytes = try await source.frames.next(within: until - now)
        } catch {
            throw CountersignError(error, at: source.address)
        }
        guard let bytes else { return assembler.silence(now: now) }
        switch keys.open(bytes) {
        case .record(let record): assembler.frame(record, now: now)
        case .heartbeat(let head): assembler.heartbeat(head, now: now)
        case .unknownKey: assembler.unknownKey(now: now)
        case .nothing: break
        }
    }
}
