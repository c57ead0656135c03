internal import CountersignProto
package import Store
internal import Synchronization
package import Workflow

/// Signs the heads of logs, so that an auditor can tell whether a log was rewritten later.
///
/// Every interval, each log that has moved since its last checkpoint gets one. Signing is done
/// here, on the thread that asks; saving is a write like any other and belongs to the commit queue.
/// A checkpoint that could not be saved is simply made again at the next interval, because a log
/// counts as signed only once `saved` says so.
package final class LogCheckpointer: Sendable {
    private struct State {
        var heads: [OrganizationID: Head] = [:]
        /// Logs whose head is not signed.
        var unsigned: Set<OrganizationID> = []
        /// Those of this interval that are still to be signed.
        var round: [OrganizationID] = []
        /// When, on the elapsed clock, the next interval begins.
        var nextRound: Span?
    }

    private struct Head {
        var epoch: UInt64
        var seq: UInt64
        var hash: [UInt8]
        var signedSeq: UInt64
    }

    /// How many checkpoints one call of `due` makes at most; a signature takes tens of
    /// microseconds.
    package static let checkpointsPerCall = 256

    private let interval: Span
    private let keyID: String
    private let sign: @Sendable ([UInt8]) throws -> [UInt8]
    private let state = Mutex(State())

    /// - Parameters:
    ///   - keyID: the id of the key that `sign` signs with.
    ///   - sign: returns the Ed25519 signature of its argument, 64 bytes.
    package init(
        interval: Span = .seconds(10),
        keyID: String,
        sign: @escaping @Sendable ([UInt8]) throws -> [UInt8]
    ) {
        self.interval = interval
        self.keyID = keyID
        self.sign = sign
    }

    /// Sets where a log stands, and how far it is signed. A log that nobody seeds is new: epoch 1.
    package func seed(
        _ head: Store.Head,
        lastCheckpoint: LogCheckpoint?,
        of organization: OrganizationID
    ) {
        let signedSeq = lastCheckpoint?.seq ?? 0
        state.withLock {
            $0.heads[organization] = Head(
                epoch: head.epoch,
                seq: head.seq,
                hash: head.hash,
                signedSeq: signedSeq
            )
            if head.seq > signedSeq { $0.unsigned.insert(organization) }
        }
    }

    /// Records were committed. Called by the thread that commits, in the order of the log.
    package func committed(_ records: [LogRecord], of organization: OrganizationID) {
        guard let last = records.last else { return }
        state.withLock {
            let before = $0.heads[organization]
            $0.heads[organization] = Head(
                epoch: before?.epoch ?? 1,
                seq: last.seq,
                hash: last.hash,
                signedSeq: before?.signedSeq ?? 0
            )
            $0.unsigned.insert(organization)
        }
    }

    /// Makes and signs the checkpoints that are due at `now`, on the elapsed clock. At most
    /// `checkpointsPerCall`: call it again until there are none. `wall` is the time they bear.
    ///
    /// Throws what `sign` throws; all that is not saved then is made again at the next interval.
    package func due(
        at now: Span,
        wall: Instant
    ) throws -> [(organization: OrganizationID, checkpoint: LogCheckpoint)] {
        try takeDue(at: now).map { organization, head in
            (organization, try checkpoint(of: organization, head, at: wall))
        }
    }

    /// The checkpoint is in the store.
    package func saved(_ checkpoint: LogCheckpoint, of organization: OrganizationID) {
        state.withLock {
            guard var head = $0.heads[organization] else { return }
            head.signedSeq = max(head.signedSeq, checkpoint.seq)
            $0.heads[organization] = head
            if head.signedSeq >= head.seq { $0.unsigned.remove(organization) }
        }
    }

    private func takeDue(at now: Span) -> [(OrganizationID, Head)] {
        state.withLock { state in
            let nextRound = state.nextRound ?? now + interval
            state.nextRound = nextRound
            if state.round.isEmpty, now >= nextRound {
                state.round = Array(state.unsigned)
                state.nextRound = now + interval
            }
            let taken = state.round.suffix(Self.checkpointsPerCall)
            state.round.removeLast(taken.count)
            return taken.map { ($0, state.heads[$0]!) }
        }
    }

    private func checkpoint(
        of organization: OrganizationID,
        _ head: Head,
        at time: Instant
    ) throws -> LogCheckpoint {
        let body = try CheckpointBody(
            organizationID: organization.description,
            epoch: head.epoch,
            seq: head.seq,
            hash: head.hash,
            time: ProtoTimestamp(milliseconds: time.milliseconds)
        ).serialized()
        return LogCheckpoint(
            seq: head.seq,
            body: body,
            signature: try sign(body),
            keyID: keyID
        )
    }
}
