import CountersignProto
import Store
import Workflow

/// `AccessService`: access requests and votes.
extension MethodTable {
    mutating func addRequests() {
        decide(Methods.AccessService.createRequest, .user) { try $1.create($0) }
        read(Methods.AccessService.getRequest, .member, isLight: true) { try $1.get($0) }
        read(Methods.AccessService.listRequests, .member) { try $1.list($0) }
        decide(Methods.AccessService.approveRequest, .voter) { try $1.approve($0) }
        decide(Methods.AccessService.rejectRequest, .voter) { try $1.reject($0) }
        decide(Methods.AccessService.cancelRequest, .user) { try $1.cancel($0) }
        write(Methods.AccessService.remindApprovers, .user) { try $1.remind($0) }
    }
}

extension WriteContext {
    fileprivate func create(
        _ call: CreateRequestRequest
    ) throws -> @Sendable () -> CreateRequestResponse {
        let requester = try user()
        let draft = RequestDraft(
            resource: call.resource,
            account: call.account,
            duration: call.duration.map(Span.init),
            reason: call.reason,
            ticket: call.ticket,
            startsAt: call.startTime.map(Instant.init),
            timeToLive: call.timeToLive.map(Span.init))
        let decision = try RequestWorkflow.create(
            draft, id: newID(), grantID: newID(), by: requester,
            pending: try pendingRequest(like: draft, by: requester), in: configuration, now: now,
            governing: memoized)
        try apply(decision)
        let (made, grant) = (decision.request!, decision.grant)
        let (rules, views) = (try ruleSet(of: made), views)
        return {
            CreateRequestResponse(
                request: views.view(of: made, rules),
                grant: grant.map { views.view(of: $0, made, rules) })
        }
    }

    /// The person's request for the same, if it is still pending. One whose time is up but which no
    /// timer has written down yet expires here, so that it does not stand in the way.
    private func pendingRequest(
        like draft: RequestDraft, by requester: UserID
    ) throws -> RequestID? {
        guard let resource = configuration.resource(named: draft.resource),
            let id = try store.pendingRequest(
                by: requester, resource: resource.id, account: draft.account, of: organization),
            let request = try store.request(id, of: organization)
        else { return nil }
        let expired = RequestWorkflow.expire(
            request, rules: try ruleSet(of: request), in: configuration, now: now)
        guard let expired else { return id }
        try apply(expired)
        return nil
    }

    /// What governs an access, worked out once per configuration.
    private var memoized: RequestWorkflow.Governing {
        { [snapshot] resource, account, _ in snapshot.ruleSet(for: resource, account: account) }
    }

    fileprivate func approve(
        _ call: ApproveRequestRequest
    ) throws -> @Sendable () -> ApproveRequestResponse {
        let (request, rules) = try request(call.id, RequestWorkflow.voteRefusal)
        let decision = try RequestWorkflow.approve(
            request, rules: rules, by: try user(), comment: call.comment, grantID: newID(),
            in: configuration, now: now, governing: memoized)
        try apply(decision)
        let (approved, grant, views) = (decision.request!, decision.grant, views)
        return {
            ApproveRequestResponse(
                request: views.view(of: approved, rules),
                grant: grant.map { views.view(of: $0, approved, rules) })
        }
    }

    fileprivate func reject(
        _ call: RejectRequestRequest
    ) throws -> @Sendable () -> RejectRequestResponse {
        let (request, rules) = try request(call.id, RequestWorkflow.voteRefusal)
        let decision = try RequestWorkflow.reject(
            request, rules: rules, by: try user(), comment: call.comment, in: configuration,
            now: now)
        try apply(decision)
        let (rejected, views) = (decision.request!, views)
        return { RejectRequestResponse(request: views.view(of: rejected, rules)) }
    }

    fileprivate func cancel(
        _ call: CancelRequestRequest
    ) throws -> @Sendable () -> CancelRequestResponse {
        let (request, rules) = try request(call.id, RequestWorkflow.requesterRefusal)
        let decision = try RequestWorkflow.cancel(
            request, rules: rules, by: try user(), in: configuration, now: now)
        try apply(decision)
        let (cancelled, views) = (decision.request!, views)
        return { CancelRequestResponse(request: views.view(of: cancelled, rules)) }
    }

    fileprivate func remind(_ call: RemindApproversRequest) throws -> RemindApproversResponse {
        let (request, rules) = try request(call.id, RequestWorkflow.requesterRefusal)
        let decision = try RequestWorkflow.remind(
            request, rules: rules, by: try user(), in: configuration, now: now)
        try apply(decision)
        let reminded = RequestWorkflow.eligibleVoterCount(
            request, rules: rules, in: configuration, now: now)
        return RemindApproversResponse(
            request: views.view(of: decision.request!, rules), remindedCount: UInt32(reminded))
    }

    /// A request with its rules. If it is not there, a caller who may view all requests is told so;
    /// anyone else hears what a stranger to a request does.
    private func request(
        _ text: String, _ refusalOfStranger: (_ to: RequestID) -> Refusal
    ) throws -> (Workflow.AccessRequest, RuleSet) {
        guard let id = RequestID(text) else { throw CallFailure.noSuch("request", text) }
        if let request = try store.request(id, of: organization) {
            return (request, try ruleSet(of: request))
        }
        guard !has(.viewRequests) else { throw CallFailure.noSuch("request", text) }
        throw refusalOfStranger(id)
    }
}

extension ReadContext {
    fileprivate func get(_ call: GetRequestRequest) throws -> GetRequestResponse {
        guard let id = RequestID(call.id) else { throw CallFailure.noSuch("request", call.id) }
        guard let request = try store.request(id, of: organization) else {
            throw noSuchOrHidden("request", call.id)
        }
        let rules = try ruleSet(of: request)
        guard maySee(request, rules) else { throw CallFailure.noPermission([.viewRequests]) }
        return GetRequestResponse(request: views.view(of: request, rules))
    }

    private func maySee(_ request: Workflow.AccessRequest, _ rules: RuleSet) -> Bool {
        if case .user(let user) = caller.principal,
            RequestWorkflow.mayView(request, rules: rules, viewer: user, in: configuration)
        {
            return true
        }
        return has(.viewRequests)
    }

    fileprivate func list(_ call: ListRequestsRequest) throws -> ListRequestsResponse {
        let filter = try filter(of: call)
        let description = "\(call.state)|\(call.mine)|\(call.waitingForMyVote)|\(call.resource)"
        let cursor: RequestID? = try PageToken.identifier(in: call.pageToken, filter: description)
        let page = try store.requests(
            filter, before: cursor, limit: PageToken.size(call.pageSize), of: organization)
        let requests = try page.elements.compactMap { request -> CountersignProto.AccessRequest? in
            // The store goes by what was written down; a timer may be about to write more.
            if let state = filter.state, request.state(at: now) != state { return nil }
            let rules = try ruleSet(of: request)
            guard !call.waitingForMyVote || mayVote(request, rules) else { return nil }
            return views.view(of: request, rules, namesVoters: false)
        }
        return ListRequestsResponse(
            requests: requests,
            nextPageToken: PageToken.make(
                after: page.next?.description, filter: description))
    }

    private func filter(of call: ListRequestsRequest) throws -> RequestFilter {
        let state = try state(of: call)
        if call.waitingForMyVote {
            guard case .user(let user) = caller.principal, !call.mine, call.resource.isEmpty,
                state == nil || state == .pending
            else {
                throw CallFailure.badField(
                    "waiting_for_my_vote", "is for users, and with no other filter")
            }
            return RequestFilter(
                range: .awaiting(configuration.subjects(of: user)), state: .pending)
        }
        let resource = try listedResource(call.resource, mine: call.mine)
        if call.mine {
            guard case .user(let user) = caller.principal else {
                throw CallFailure.badField("mine", "is for users; a service makes no requests")
            }
            let range = resource.map { RequestFilter.Range.requesterAndResource(user, $0.id) }
            return RequestFilter(range: range ?? .requester(user), state: state)
        }
        return RequestFilter(range: resource.map { .resource($0.id) } ?? .all, state: state)
    }

    private func state(of call: ListRequestsRequest) throws -> Workflow.RequestState? {
        guard call.state != .unspecified else { return nil }
        guard let state = Workflow.RequestState(rawValue: Int(call.state.rawValue)) else {
            throw CallFailure.badField("state", "is not a state of a request")
        }
        return state
    }

    private func mayVote(_ request: Workflow.AccessRequest, _ rules: RuleSet) -> Bool {
        guard case .user(let user) = caller.principal else { return false }
        return RequestWorkflow.voteRefusal(
            request, rules: rules, voter: user, in: configuration, now: now) == nil
    }
}

extension WriteContext {
    func has(_ permission: Workflow.Permission) -> Bool {
        caller?.has(permission, in: configuration) ?? false
    }
}

extension ReadContext {
    /// There is no such request or grant. Only who may view all of them is told so; anyone else
    /// hears what they would if there were one that they may not view.
    func noSuchOrHidden(_ type: String, _ id: String) -> CallFailure {
        has(.viewRequests) ? .noSuch(type, id) : .noPermission([.viewRequests])
    }

    /// A live resource by id or name.
    func resource(_ name: String) throws(CallFailure) -> Workflow.Resource {
        guard let resource = configuration.resource(named: name) else {
            throw .noSuch("resource", name)
        }
        return resource
    }

    /// The resource that a list is asked for; nil for all. Who may not see the whole list hears the
    /// same whether or not there is a resource of that name, so that names can't be probed.
    func listedResource(
        _ name: String, mine: Bool
    ) throws(CallFailure) -> Workflow.Resource? {
        let resource = configuration.resource(named: name)
        if !mine, !has(.viewRequests), resource.map(isOwner(of:)) != true {
            throw .noPermission([.viewRequests])
        }
        guard !name.isEmpty else { return nil }
        guard let resource, has(.viewRequests) || maySee(resource) else {
            throw .noSuch("resource", name)
        }
        return resource
    }

    func isOwner(of resource: Workflow.Resource) -> Bool {
        guard case .user(let user) = caller.principal else { return false }
        return configuration.owns(user, resource)
    }
}

extension Span {
    /// Cut to whole milliseconds; what is out of range of the clock stays out of every limit.
    init(_ duration: ProtoDuration) {
        self.init(milliseconds: duration.milliseconds)
    }
}

extension Instant {
    init(_ timestamp: ProtoTimestamp) {
        self.init(milliseconds: timestamp.milliseconds)
    }
}
