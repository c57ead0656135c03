import Logging
import Metrics
import Store
import Workflow

/// Meets deadlines that have come: requests expire, grants start, warn and expire. Any node may do
/// it for what any other has granted.
extension CommitQueue {
    /// Meets what is due, in slices, until nothing is.
    func expireDue(_ node: NodeState, _ deadlines: DeadlineWatch) {
        let now = node.clock.wall()
        guard deadlines.begin(at: now) else { return }
        if !submit(expirySlice(node, deadlines)) { deadlines.finish(next: now) }
    }

    /// How long expiry rests after something could not be met: it is still due then, reads know that it
    /// has run out, and the log is not flooded.
    private static var pause: Span { .seconds(1) }

    /// One item that can't be met does not keep the others from it.
    private func meet(
        _ item: DueItem, in batch: WriteBatch, _ next: NextDeadline
    ) throws(StoreFailure) {
        do {
            try batch.meet(item)
        } catch let failure as StoreFailure where !failure.isOfOneCommand {
            throw failure
        } catch {
            next.hasFailed = true
            batch.node.logger.error(
                "a deadline was not met", metadata: ["item": "\(item)", "error": "\(error)"])
        }
    }

    private func expirySlice(_ node: NodeState, _ deadlines: DeadlineWatch) -> WriteTask {
        let next = NextDeadline()
        return WriteTask(name: "expire") { batch in
            let now = node.clock.wall()
            let items = try batch.store.due(at: now, limit: DeadlineWatch.slice)
            for item in items { try self.meet(item, in: batch, next) }
            let rest = items.count < DeadlineWatch.slice ? try batch.store.nextDeadline() : now
            next.value = next.hasFailed ? max(rest ?? now, now + Self.pause) : rest
        } finished: { error in
            if let error {
                node.logger.error("expiry failed", metadata: ["error": "\(error)"])
                deadlines.finish(next: node.clock.wall() + Self.pause)
            } else {
                deadlines.finish(next: next.value)
                self.expireDue(node, deadlines)
            }
        }
    }
}

/// Carries the next deadline from the run of a slice to its end, both on the commit thread.
///
/// `@unchecked Sendable`: written and read on the commit thread alone.
private final class NextDeadline: @unchecked Sendable {
    var value: Instant?
    var hasFailed = false
}

extension WriteBatch {
    fileprivate func meet(_ item: DueItem) throws {
        switch item {
        case .request(let id, let organization):
            try command(of: organization) { context in
                guard let request = try context.store.request(id, of: organization) else { return }
                let rules = try context.ruleSet(of: request)
                try context.apply(
                    RequestWorkflow.expire(
                        request, rules: rules, in: context.configuration, now: context.now))
            }
        case .grant(let id, let organization):
            try command(of: organization) { context in
                guard let grant = try context.store.grant(id, of: organization) else { return }
                try context.apply(
                    GrantWorkflow.advance(grant, in: context.configuration, now: context.now))
            }
        }
        node.metrics.expired.increment()
    }
}

extension WriteContext {
    /// Writes a decision if there is one.
    fileprivate func apply(_ decision: Decision?) throws {
        if let decision { try apply(decision) }
    }
}
