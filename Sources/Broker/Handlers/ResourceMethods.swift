import CountersignProto
import Store
import Workflow

/// `ResourceService`.
extension MethodTable {
    mutating func addResources() {
        let changing = Authorization.permission([.manageResources])
        write(Methods.ResourceService.createResource, changing) { call, context in
            let decision = try ConfigurationWorkflow.createResource(
                ResourceDraft(call.resource ?? Resource()), id: context.newID(),
                by: context.actor, in: context.configuration, now: context.now)
            return CreateResourceResponse(resource: try context.resource(after: decision))
        }
        read(Methods.ResourceService.getResource, .member) { call, context in
            let resource = try context.visibleResource(call.id)
            return GetResourceResponse(resource: context.configuration.view(of: resource))
        }
        read(Methods.ResourceService.listResources, .member) { try $1.list($0) }
        write(Methods.ResourceService.updateResource, changing) { call, context in
            let wanted = call.resource ?? Resource()
            let decision = try ConfigurationWorkflow.updateResource(
                wanted.id, ResourceDraft(wanted), version: Int64(clamping: wanted.version),
                by: context.actor, in: context.configuration, now: context.now)
            return UpdateResourceResponse(resource: try context.resource(after: decision))
        }
        write(Methods.ResourceService.deleteResource, changing) { try $1.delete($0) }
    }
}

extension ReadContext {
    private var seesAllResources: Bool { has(.manageResources) || has(.viewConfiguration) }

    /// Who may not see all is refused in the same words whether it is hidden or not there.
    fileprivate func visibleResource(_ name: String) throws(CallFailure) -> Workflow.Resource {
        if let resource = configuration.resource(named: name), maySee(resource) { return resource }
        throw seesAllResources
            ? .noSuch("resource", name) : .noPermission([.manageResources, .viewConfiguration])
    }

    func maySee(_ resource: Workflow.Resource) -> Bool {
        if seesAllResources { return true }
        guard case .user(let user) = caller.principal else { return false }
        return configuration.mayAsk(user, for: resource)
    }

    fileprivate func list(_ call: ListResourcesRequest) throws -> ListResourcesResponse {
        let page = try PageToken.page(
            of: configuration.resources.values.filter { !$0.isDeleted && maySee($0) }, by: \.name,
            size: call.pageSize, token: call.pageToken, filter: "resources")
        return ListResourcesResponse(
            resources: page.elements.map(configuration.view(of:)), nextPageToken: page.next)
    }
}

extension WriteContext {
    fileprivate func delete(_ call: DeleteResourceRequest) throws -> DeleteResourceResponse {
        guard let resource = configuration.resource(named: call.id) else {
            throw CallFailure.noSuch("resource", call.id)
        }
        let open = try openWork(
            requests: .resource(resource.id), grants: .resource(resource.id))
        let decision = try ConfigurationWorkflow.deleteResource(
            call.id, pending: open.requests, openGrants: open.grants, by: actor,
            in: configuration, now: now)
        try apply(decision)
        return DeleteResourceResponse(
            cancelledRequests: decision.count(of: .requestCancelled),
            revokedGrants: decision.count(of: .grantRevoked))
    }

    fileprivate func resource(
        after decision: Decision
    ) throws -> CountersignProto.Resource? {
        try apply(decision)
        for case .resource(let resource) in decision.objects {
            return configuration.view(of: resource)
        }
        return nil
    }

    /// Everything pending or open in a range: what ends with a resource or a suspended user.
    func openWork(
        requests: RequestFilter.Range, grants: GrantFilter.Range
    ) throws -> (requests: [GovernedRequest], grants: [Workflow.Grant]) {
        let pending = try all { cursor in
            try store.requests(
                RequestFilter(range: requests, state: .pending), before: cursor, limit: 200,
                of: organization)
        }
        let open = try all { cursor in
            try store.grants(
                GrantFilter(range: grants, openOnly: true), before: cursor, limit: 200,
                of: organization)
        }
        return (try pending.map { GovernedRequest($0, rules: try ruleSet(of: $0)) }, open)
    }

    private func all<Element, Cursor>(
        _ page: (Cursor?) throws -> Page<Element, Cursor>
    ) throws -> [Element] {
        var elements: [Element] = []
        var cursor: Cursor?
        repeat {
            let next = try page(cursor)
            elements += next.elements
            cursor = next.next
        } while cursor != nil
        return elements
    }
}

extension Decision {
    /// How many of its events are of a kind.
    func count(of kind: Workflow.EventKind) -> UInt32 {
        UInt32(events.count { $0.kind == kind })
    }
}

extension ResourceDraft {
    init(_ resource: CountersignProto.Resource) {
        self.init(
            name: resource.name,
            kind: Workflow.ResourceKind(resource.kind),
            description: resource.description,
            owner: resource.owner.map(SubjectName.init) ?? .missing,
            accounts: resource.accounts,
            sharedWith: resource.sharedWith.map(SubjectName.init))
    }
}

extension Workflow.ResourceKind {
    init?(_ kind: CountersignProto.ResourceKind) {
        switch kind {
        case .machine: self = .machine
        case .database: self = .database
        case .directory: self = .directory
        case .browser: self = .browser
        case .unspecified, .unrecognized: return nil
        }
    }
}
