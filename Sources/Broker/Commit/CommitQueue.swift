import Logging
import Metrics
import Store
import Synchronization
import Workflow

/// The one way to write: what waits is taken together, runs in one transaction, each command in a
/// savepoint of its own, and is answered after the commit. Under load batches grow; alone, a
/// command waits for nobody.
///
/// A batch has at most one task beside its calls, so that a flood of expiries delays no call by
/// more than one slice of it.
///
/// This thread reads, decides and writes rows. What was decided becomes bytes on another one while
/// it decides on: see `Clerk`.
final class CommitQueue: Sendable {
    private let calls: Mailbox<Command>
    private let batchLimit: Int
    private let node: NodeState
    private let deadlines: DeadlineWatch
    private let thread = Mutex<OSThread?>(nil)

    init(node: NodeState, deadlines: DeadlineWatch, batchLimit: Int, limit: Int) {
        self.node = node
        self.deadlines = deadlines
        self.batchLimit = batchLimit
        calls = Mailbox(limit: limit)
    }

    /// More than the clerk is ever asked for at a time.
    private static let clerkLimit = 1 << 20

    /// False if the queue is full or closed.
    func submit(_ call: WriteCall) -> Bool { calls.put(.call(call)) }

    func submit(_ task: WriteTask) -> Bool { calls.put(.task(task)) }

    /// Starts the thread that owns the writer.
    func start(_ makeWriter: @escaping @Sendable () throws -> any Writer) throws {
        let started = Startup()
        let owned = try OSThread(name: "commit") { [self] in
            do {
                let writer = try makeWriter()
                let clerk = try Clerk(limit: Self.clerkLimit)
                started.finish(nil)
                loop(writer, clerk)
                clerk.stop()
            } catch {
                started.finish(error)
            }
        }
        thread.withLock { $0 = owned }
        try started.wait()
    }

    /// Takes no more, finishes what waits, and ends the thread.
    func stop() {
        calls.close()
        thread.withLock { $0.take() }?.join()
    }

    private func loop(_ writer: any Writer, _ clerk: Clerk) {
        while let taken = calls.takeAll(max: batchLimit) {
            var rest = taken[...]
            while !rest.isEmpty {
                let batch = rest.prefixThroughFirstTask()
                rest = rest.dropFirst(batch.count)
                commit(batch, with: writer, clerk)
            }
            node.metrics.queueLength.record(calls.count)
            try? writer.checkpoint()
        }
    }

    private func commit(
        _ commands: ArraySlice<Command>, with writer: any Writer, _ clerk: Clerk
    ) {
        let started = node.clock.elapsed()
        do {
            do {
                try commit(commands, with: writer, clerk, Paperwork(.beside(clerk)))
            } catch let failure as PaperworkFailure {
                node.logger.error(
                    "what was decided could not be encoded; trying each command with care",
                    metadata: ["error": "\(failure.underlying)"])
                try commit(commands, with: writer, clerk, Paperwork(.withCare))
            }
        } catch {
            fail(commands, error)
        }
        let took = node.clock.elapsed() - started
        node.metrics.commitTime.recordMilliseconds(took.milliseconds)
    }

    private func commit(
        _ commands: ArraySlice<Command>, with writer: any Writer, _ clerk: Clerk,
        _ paperwork: Paperwork
    ) throws {
        defer { paperwork.discard() }
        let (batch, outcomes, replies) = try writer.transaction { store in
            let batch = WriteBatch(
                store: store, node: node, wall: node.clock.wall(), paperwork: paperwork)
            let outcomes = try commands.map { try run($0, in: batch) }
            return (batch, outcomes, try batch.finish())
        }
        tell(batch)
        answer(commands, outcomes, replies, clerk)
        node.metrics.commits.increment()
        node.metrics.commands.increment(by: commands.count)
    }

    /// A failure of the store ends the batch; every other one is the command's own outcome.
    private func run(_ command: Command, in batch: WriteBatch) throws(StoreFailure) -> Outcome {
        do {
            switch command {
            case .call(let call): return try run(call, in: batch)
            case .task(let task):
                try task.run(batch)
                return .done
            }
        } catch let failure as StoreFailure where !failure.isOfOneCommand {
            throw failure
        } catch {
            return .failure(error)
        }
    }

    private func run(_ call: WriteCall, in batch: WriteBatch) throws -> Outcome {
        guard node.clock.elapsed() < call.deadline else { throw CallFailure.timedOut }
        let organization = call.token.organization
        return try batch.command(of: organization) { context in
            let caller = try Caller(call.token, in: context.configuration)
            try call.method.authorization.check(caller, in: context.configuration)
            let key = ReplyKey(
                organization: organization, caller: caller.id, requestID: call.requestID)
            if let repeated = try earlierOutcome(of: call, key, in: context) { return repeated }
            let encode = try call.run(call.body, context.by(caller))
            let reply = ReplyDraft(
                key: key, fingerprint: call.fingerprint, now: context.now, encode: encode)
            return .paper(batch.answer(reply))
        }
    }

    /// What the same call came to when it was made before; nil if it was not.
    private func earlierOutcome(
        of call: WriteCall, _ key: ReplyKey, in context: WriteContext
    ) throws -> Outcome? {
        let fingerprint: [UInt8]
        let outcome: Outcome
        if let earlier = context.batch.earlierReply(key) {
            (fingerprint, outcome) = (earlier.fingerprint, .paper(earlier.paper))
        } else if let earlier = try context.store.replyRecord(
            key.requestID, caller: key.caller, of: key.organization)
        {
            (fingerprint, outcome) = (earlier.fingerprint, .reply(earlier.reply))
        } else {
            return nil
        }
        node.metrics.repeats.increment()
        guard fingerprint == call.fingerprint else { throw CallFailure.requestIDReused }
        return outcome
    }

    /// Lets the rest of the node know what was committed, before anyone is answered: who hears OK
    /// and reads at once must find it.
    private func tell(_ batch: WriteBatch) {
        for (organization, journal) in batch.journals {
            if journal.snapshot !== journal.before {
                node.configurations.keep(journal.snapshot, of: organization)
                rotateKeysIfRightWasLost(organization, journal)
            }
            guard !journal.records.isEmpty else { continue }
            node.feed.committed(journal.records, of: organization)
            node.checkpointer.committed(journal.records, of: organization)
        }
        if let deadline = batch.soonestDeadline { deadlines.note(deadline) }
        for action in batch.afterCommit { action() }
    }

    private func rotateKeysIfRightWasLost(
        _ organization: OrganizationID, _ journal: WriteBatch.Journal
    ) {
        let before = journal.before.configuration.services(with: .streamEvents)
        let after = journal.snapshot.configuration.services(with: .streamEvents)
        if !before.isSubset(of: after) { node.feed.rotateAtOnce(organization) }
    }

    /// The clerk sends the replies of a large batch, so that the next one begins meanwhile.
    private func answer(
        _ commands: ArraySlice<Command>, _ outcomes: [Outcome], _ replies: [[UInt8]?],
        _ clerk: Clerk
    ) {
        var answers: [Clerk.Answer] = []
        for (command, outcome) in zip(commands, outcomes) {
            switch (command, outcome) {
            case (.call(let call), .reply(let body)):
                answers.append(Clerk.Answer(exchange: call.exchange, body: body))
            case (.call(let call), .paper(let index)):
                answers.append(Clerk.Answer(exchange: call.exchange, body: replies[index]!))
            case (.call(let call), .failure(let error)): refuse(call, error)
            case (.task(let task), .failure(let error)): task.finished(error)
            case (.task(let task), _): task.finished(nil)
            case (.call, .done): preconditionFailure("a call has no outcome")
            }
        }
        if answers.count >= Self.fewAnswers { return clerk.send(answers) }
        for answer in answers { answer.exchange.reply(body: answer.body) }
    }

    /// From so many on, handing them over costs less than sending them.
    private static let fewAnswers = 8

    private func fail(_ commands: ArraySlice<Command>, _ error: any Error) {
        node.metrics.commitFailures.increment()
        node.logger.error("the commit failed", metadata: ["error": "\(error)"])
        if case .unknownOutcome? = error as? StoreFailure { allowForSuccess(commands) }
        for command in commands {
            switch command {
            case .call(let call): refuse(call, error)
            case .task(let task): task.finished(error)
            }
        }
    }

    /// All of it may be in the store after all: with deadlines to be met, and with rights taken from
    /// who knows the keys of a stream.
    private func allowForSuccess(_ commands: ArraySlice<Command>) {
        deadlines.note(Instant(milliseconds: .min))
        for case .call(let call) in commands { node.feed.rotateAtOnce(call.token.organization) }
    }

    private func refuse(_ call: WriteCall, _ error: any Error) {
        let failure = CallFailure(error)
        node.metrics.failures.increment()
        if failure.code == .internal {
            node.logger.error(
                "a command failed",
                metadata: ["method": "\(call.method.name)", "error": "\(error)"])
        }
        call.exchange.reply(failure)
    }

    private enum Outcome {
        /// The same as an earlier one.
        case reply([UInt8])
        /// The reply is in that paper of the batch.
        case paper(Int)
        case done
        case failure(any Error)
    }
}

extension CallFailure {
    fileprivate static let requestIDReused = CallFailure(
        .invalidArgument, "REQUEST_ID_REUSED",
        "this request id was used for another call; make a new id for every new call")
}

extension StoreFailure {
    /// The database refused a row: that is the end of one command, not of the batch.
    var isOfOneCommand: Bool {
        switch self {
        case .conflict: true
        case .full, .unavailable, .unknownOutcome, .broken: false
        }
    }
}

extension ArraySlice<Command> {
    /// The commands up to and with the first task.
    fileprivate func prefixThroughFirstTask() -> Self {
        let task = firstIndex {
            if case .task = $0 { true } else { false }
        }
        return task.map { self[startIndex...$0] } ?? self
    }
}
