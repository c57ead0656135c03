import CountersignProto
import Store
import Workflow

/// `AccessService`: grants, and the question what governs an access.
extension MethodTable {
    mutating func addGrants() {
        read(Methods.AccessService.getGrant, .member, isLight: true) { try $1.get($0) }
        read(Methods.AccessService.listGrants, .member) { try $1.list($0) }
        write(Methods.AccessService.endGrant, .user) { try $1.end($0) }
        write(Methods.AccessService.revokeGrant, .member) { try $1.revoke($0) }
        read(Methods.AccessService.explainAccess, .member) { try $1.explain($0) }
    }
}

extension WriteContext {
    fileprivate func end(_ call: EndGrantRequest) throws -> EndGrantResponse {
        let grant = try grant(call.id, knownTo: [.viewRequests], GrantWorkflow.endRefusal)
        let (request, rules) = try request(of: grant)
        let decision = try GrantWorkflow.end(
            grant, request: request, by: try user(), in: configuration, now: now)
        try apply(decision)
        return EndGrantResponse(grant: views.view(of: decision.grant!, request, rules))
    }

    fileprivate func revoke(_ call: RevokeGrantRequest) throws -> RevokeGrantResponse {
        let grant = try grant(
            call.id, knownTo: [.viewRequests, .revokeAccess], GrantWorkflow.revokeRefusal)
        let (request, rules) = try request(of: grant)
        let decision = try GrantWorkflow.revoke(
            grant, request: request, rules: rules, by: actor, reason: call.reason,
            in: configuration, now: now)
        try apply(decision)
        return RevokeGrantResponse(grant: views.view(of: decision.grant!, request, rules))
    }

    /// If it is not there, a caller with one of these permissions is told so; anyone else hears
    /// what a stranger to a grant does.
    private func grant(
        _ text: String, knownTo permissions: [Workflow.Permission],
        _ refusalOfStranger: (_ to: GrantID) -> Refusal
    ) throws -> Workflow.Grant {
        guard let id = GrantID(text) else { throw CallFailure.noSuch("grant", text) }
        if let grant = try store.grant(id, of: organization) { return grant }
        guard !permissions.contains(where: has) else { throw CallFailure.noSuch("grant", text) }
        throw refusalOfStranger(id)
    }

    private func request(
        of grant: Workflow.Grant
    ) throws -> (Workflow.AccessRequest, RuleSet) {
        guard let request = try store.request(grant.request, of: organization) else {
            throw StoreFailure.broken("grant \(grant.id) has no request")
        }
        return (request, try ruleSet(of: request))
    }
}

extension ReadContext {
    fileprivate func get(_ call: GetGrantRequest) throws -> GetGrantResponse {
        guard let id = GrantID(call.id) else { throw CallFailure.noSuch("grant", call.id) }
        guard let grant = try store.grant(id, of: organization) else {
            throw noSuchOrHidden("grant", call.id)
        }
        let (request, rules) = try request(of: grant)
        guard maySee(grant, request, rules) else { throw CallFailure.noPermission([.viewRequests]) }
        return GetGrantResponse(grant: views.view(of: grant, request, rules))
    }

    fileprivate func list(_ call: ListGrantsRequest) throws -> ListGrantsResponse {
        let description = "\(call.openOnly)|\(call.mine)|\(call.resource)"
        let cursor: GrantID? = try PageToken.identifier(in: call.pageToken, filter: description)
        let page = try store.grants(
            try filter(of: call), before: cursor, limit: PageToken.size(call.pageSize),
            of: organization)
        let grants = try page.elements.map { grant in
            let (request, rules) = try request(of: grant)
            return views.view(of: grant, request, rules)
        }
        return ListGrantsResponse(
            grants: call.openOnly ? grants.filter(\.state.isOpen) : grants,
            nextPageToken: PageToken.make(after: page.next?.description, filter: description))
    }

    private func filter(of call: ListGrantsRequest) throws -> GrantFilter {
        let resource = try listedResource(call.resource, mine: call.mine)
        if call.mine {
            guard case .user(let user) = caller.principal else {
                throw CallFailure.badField("mine", "is for users; a service holds no grants")
            }
            let range = resource.map { GrantFilter.Range.holderAndResource(user, $0.id) }
            return GrantFilter(range: range ?? .holder(user), openOnly: call.openOnly)
        }
        return GrantFilter(
            range: resource.map { .resource($0.id) } ?? .all, openOnly: call.openOnly)
    }

    func request(
        of grant: Workflow.Grant
    ) throws -> (Workflow.AccessRequest, RuleSet) {
        guard let request = try store.request(grant.request, of: organization) else {
            throw StoreFailure.broken("grant \(grant.id) has no request")
        }
        return (request, try ruleSet(of: request))
    }

    private func maySee(
        _ grant: Workflow.Grant, _ request: Workflow.AccessRequest, _ rules: RuleSet
    ) -> Bool {
        if case .user(let user) = caller.principal,
            GrantWorkflow.mayView(
                grant, request: request, rules: rules, viewer: user, in: configuration)
        {
            return true
        }
        return has(.viewRequests)
    }
}

extension CountersignProto.GrantState {
    fileprivate var isOpen: Bool {
        switch self {
        case .scheduled, .waiting, .active: true
        case .unspecified, .expired, .revoked, .ended, .lapsed, .unrecognized: false
        }
    }
}
