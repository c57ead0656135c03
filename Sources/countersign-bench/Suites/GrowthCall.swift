import CountersignProto

/// The calls whose cost must not grow with what is stored.
enum GrowthCall: CaseIterable {
    case get, listAll, listMine, listByResource, listWaiting, decision

    var text: String {
        switch self {
        case .get: "GetRequest"
        case .listAll: "ListRequests, all"
        case .listMine: "ListRequests, mine"
        case .listByResource: "ListRequests, by resource"
        case .listWaiting: "ListRequests, waiting for my vote"
        case .decision: "ApproveRequest to grant"
        }
    }

    /// How many calls to make one by one.
    var aloneCount: Int {
        switch self {
        case .get: 2_000
        case .listAll, .listMine, .listByResource, .listWaiting: 400
        case .decision: 300
        }
    }

    /// How many calls to make in one round of many in flight.
    var roundCount: Int {
        switch self {
        case .get: 20_000
        case .listAll, .listMine, .listByResource, .listWaiting: 1_500
        case .decision: 1_000
        }
    }

    static let rounds = 5

    /// How many requests must be pending and set aside for the decisions at one size.
    static var decisions: Int { GrowthCall.decision.aloneCount + rounds * decision.roundCount }
}

/// What one call costs.
struct CallCost {
    /// The median from sending to reply, with nothing else going on, in seconds.
    let alone: Double
    /// With many in flight.
    let perSecond: Double
}

extension BenchOrganization {
    static let pageSize: UInt32 = 50

    /// A call of the kind, on behalf of whoever asks for such things.
    func add(_ call: GrowthCall, _ request: StoredRequest, to frames: inout FrameBuffer) throws {
        let access = shape.access(request.index)
        let size = Self.pageSize
        switch call {
        case .get:
            try addGet(request, to: &frames)
        case .decision:
            try addApprove(request, to: &frames)
        case .listAll:
            try addList(ListRequestsRequest(pageSize: size), administrator, &frames)
        case .listMine:
            try addList(
                ListRequestsRequest(mine: true, pageSize: size),
                requesters[access.requester],
                &frames
            )
        case .listByResource:
            let name = shape.resource(access.resource)
            try addList(
                ListRequestsRequest(resource: name, pageSize: size),
                administrator,
                &frames
            )
        case .listWaiting:
            let team = shape.team(ofResource: access.resource)
            try addList(
                ListRequestsRequest(waitingForMyVote: true, pageSize: size),
                approvers[team],
                &frames
            )
        }
    }

    private func addList(
        _ request: ListRequestsRequest,
        _ token: String,
        _ frames: inout FrameBuffer
    ) throws {
        try frames.append(Methods.AccessService.listRequests, request, token: token)
    }
}
