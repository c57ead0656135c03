/// Makes requests on a node, as many in flight as give the highest rate.
final class RequestSource {
    let organization: BenchOrganization
    private let lanes: CallLanes
    private var next = 0

    private static let inFlight = 256
    private static let slice = 20_000
    /// Every so many requests stay pending when the store is filled. Odd, so that they are spread
    /// over all requesters.
    private static let pendingStride = 49

    init(_ node: NodeProcess, _ organization: BenchOrganization) throws {
        self.organization = organization
        lanes = try node.lanes(inFlight: Self.inFlight)
    }

    func close() { lanes.close() }

    /// How many it has made.
    var count: Int { next }

    /// Makes requests that wait for a decision.
    func makePending(_ count: Int) async throws -> [StoredRequest] {
        var made: [StoredRequest] = []
        while made.count < count {
            let indices = next..<(next + min(Self.slice, count - made.count))
            next = indices.upperBound
            var frames = FrameBuffer()
            for index in indices { try organization.addCreate(index, to: &frames) }
            let batch = CallBatch(frames, keepsIdentifiers: true)
            await lanes.run(batch)
            try batch.requireSuccess("CreateRequest")
            made += zip(indices, batch.allIdentifiers).map { StoredRequest(index: $0, id: $1) }
        }
        return made
    }

    /// Approves requests. Returns the calls, with their times.
    @discardableResult
    func approve(_ requests: some Collection<StoredRequest>) async throws -> CallBatch {
        let batch = CallBatch(
            try organization.frames(for: requests) { try organization.addApprove($0, to: &$1) }
        )
        await lanes.run(batch)
        try batch.requireSuccess("ApproveRequest")
        return batch
    }

    /// Makes `count` requests and approves all but a few. Returns a sample of them.
    func fill(_ count: Int, sampling sampleCount: Int) async throws -> [StoredRequest] {
        let end = next + count
        var sample: [StoredRequest] = []
        while next < end {
            let made = try await makePending(min(Self.slice, end - next))
            try await approve(made.filter { $0.index % Self.pendingStride != 0 })
            sample += made.shuffled().prefix(max(1, made.count * sampleCount / count))
            if next % 100_000 == 0 { progress("\(grouped(next)) requests stored") }
        }
        return sample.shuffled()
    }
}
