import CountersignProto

/// The calls that are measured, encoded.
extension BenchOrganization {
    /// How long access is asked for, in milliseconds.
    static let accessMilliseconds: Int64 = 3_600_000

    func addCreate(_ index: Int, to frames: inout FrameBuffer) throws {
        let access = shape.access(index)
        let request = CreateRequestRequest(
            resource: shape.resource(access.resource),
            account: shape.account(access.account),
            duration: ProtoDuration(milliseconds: Self.accessMilliseconds),
            reason: "Apply the schema change of release 47",
            ticket: "OPS-\(index)"
        )
        try frames.append(
            Methods.AccessService.createRequest,
            request,
            token: requesters[access.requester]
        )
    }

    /// A request on a resource that no policy governs: its grant comes with the reply.
    func addOpenCreate(
        _ index: Int,
        milliseconds: Int64,
        to frames: inout FrameBuffer
    ) throws {
        let request = CreateRequestRequest(
            resource: shape.openResource(index % OrganizationShape.openResources),
            account: shape.account(index / OrganizationShape.openResources % shape.accounts),
            duration: ProtoDuration(milliseconds: milliseconds),
            reason: "Look at the replica",
            ticket: "OPS-\(index)"
        )
        try frames.append(
            Methods.AccessService.createRequest,
            request,
            token: requesters[index % shape.requesters]
        )
    }

    func addApprove(_ request: StoredRequest, to frames: inout FrameBuffer) throws {
        let team = shape.team(ofResource: shape.access(request.index).resource)
        try frames.append(
            Methods.AccessService.approveRequest,
            ApproveRequestRequest(id: request.id, comment: "Fine with me"),
            token: approvers[team]
        )
    }

    /// By its requester.
    func addGet(_ request: StoredRequest, to frames: inout FrameBuffer) throws {
        try frames.append(
            Methods.AccessService.getRequest,
            GetRequestRequest(id: request.id),
            token: requesters[shape.access(request.index).requester]
        )
    }

    func frames(
        for requests: some Collection<StoredRequest>,
        _ add: (StoredRequest, inout FrameBuffer) throws -> Void
    ) rethrows -> FrameBuffer {
        var frames = FrameBuffer()
        for request in requests { try add(request, &frames) }
        return frames
    }
}

/// A request that the node has: its number here, and its id.
struct StoredRequest {
    let index: Int
    let id: String
}
