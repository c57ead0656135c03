/// A look, a decision and a new request in turn: what people do all day.
struct MixedCalls {
    let batch: CallBatch

    enum Kind: Int, CaseIterable {
        case get, approve, create

        var text: String {
            switch self {
            case .get: "GetRequest"
            case .approve: "ApproveRequest"
            case .create: "CreateRequest"
            }
        }
    }

    static func make(
        _ count: Int,
        on node: NodeProcess,
        _ organization: BenchOrganization
    ) async throws -> MixedCalls {
        let source = try RequestSource(node, organization)
        defer { source.close() }
        let pending = try await source.makePending(count / Kind.allCases.count)
        var frames = FrameBuffer()
        for (index, request) in pending.enumerated() {
            try organization.addGet(request, to: &frames)
            try organization.addApprove(request, to: &frames)
            try organization.addCreate(source.count + index, to: &frames)
        }
        return MixedCalls(batch: CallBatch(frames))
    }

    /// In seconds.
    func latencies(of kind: Kind, sentIn span: Range<UInt64>) -> [Double] {
        batch.latencies { call in
            call % Kind.allCases.count == kind.rawValue && span.contains(batch.times(call).sent)
        }
    }
}
