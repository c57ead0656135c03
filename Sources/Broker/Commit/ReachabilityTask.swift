import Logging
import Store
import Workflow

/// Looks through pending requests after people or groups changed, and tells of each that can no
/// longer be approved.
extension CommitQueue {
    private static let slice = 100

    /// Begins a look through the organization's pending requests, newest first; goes on by itself.
    /// Calls `failed` if it does not come to its end, and must be begun again.
    func checkReachability(
        of organization: OrganizationID, _ node: NodeState, failed: @escaping @Sendable () -> Void
    ) {
        guard let snapshot = node.configurations.latest(of: organization) else { return }
        checkReachability(
            of: organization, before: nil, version: snapshot.version, node, failed)
    }

    private func checkReachability(
        of organization: OrganizationID, before cursor: RequestID?, version: Int64,
        _ node: NodeState, _ failed: @escaping @Sendable () -> Void
    ) {
        let next = NextRequest()
        let task = WriteTask(name: "reachability") { batch in
            try batch.command(of: organization) { context in
                let page = try context.store.requests(
                    RequestFilter(range: .all, state: .pending), before: cursor,
                    limit: Self.slice, of: organization)
                for request in page.elements { try context.checkReachability(of: request) }
                next.value = page.next
                if page.next == nil {
                    try context.store.setReachabilityVersion(version, of: organization)
                }
            }
        } finished: { error in
            if let error {
                node.logger.error("reachability check failed", metadata: ["error": "\(error)"])
                failed()
            } else if let cursor = next.value {
                self.checkReachability(
                    of: organization, before: cursor, version: version, node, failed)
            }
        }
        if !submit(task) { failed() }
    }
}

/// `@unchecked Sendable`: written and read on the commit thread alone.
private final class NextRequest: @unchecked Sendable {
    var value: RequestID?
}

extension WriteContext {
    fileprivate func checkReachability(of request: AccessRequest) throws {
        let rules = try ruleSet(of: request)
        let decision = RequestWorkflow.checkReachability(
            request, rules: rules, in: configuration, now: now)
        if let decision { try apply(decision) }
    }
}
