internal import CountersignProto
internal import Workflow

/// How a wait for news ended.
package enum WaitOutcome: Hashable, Sendable {
    /// The log has an event after the position.
    case news
    /// The deadline came first.
    case timeUp
    /// The node is about to stop.
    case draining
}

/// The heads of all logs, and the calls that wait for one to move.
///
/// A value, to be kept under one lock: a call is added only after its position was compared with
/// the head, and the head moves under the same lock, so no wake-up falls in between. Methods return
/// the calls to wake instead of waking them: that is done after the lock is released.
struct LongPolls: Sendable {
    typealias Resume = @Sendable (WaitOutcome) -> Void

    /// A call that waits. Whoever takes it out of here wakes it, so it is woken once.
    struct Waiter: Sendable {
        let seq: UInt64
        let deadline: Span
        /// nil if only the overall limit holds for it.
        let caller: String?
        let resume: Resume
    }

    enum Registration {
        case waiting
        /// There is no need to wait.
        case answered(WaitOutcome)
        /// As many wait as may, of all or of this caller.
        case full
    }

    /// What the feed's thread has to do for a commit.
    struct Interest {
        var streams: Bool
        var waits: Bool
    }

    /// Deadlines are looked at no more often than this, so that many close together cost one look.
    static let resolution = Span(milliseconds: 20)

    fileprivate struct Log {
        // A log begins with epoch 1; another one is told by `seed`.
        var head = LogPosition(epoch: 1, seq: 0)
        var isStreamed = false
    }

    /// A caller is somebody in one organization.
    private struct CallerKey: Hashable {
        let organization: OrganizationID
        let caller: String
    }

    private let limit: Int
    private let callerLimit: Int
    private var logs: [OrganizationID: Log] = [:]
    /// No empty arrays.
    private var waiters: [OrganizationID: [Waiter]] = [:]
    /// Organizations whose head moved while somebody waited.
    private var moved: Set<OrganizationID> = []
    private var isDraining = false
    private(set) var waiterCount = 0
    /// No zeros.
    private var callerCounts: [CallerKey: Int] = [:]
    /// No waiter's deadline is before this.
    private var soonestDeadline: Span?
    private var lastLook: Span?

    init(limit: Int, callerLimit: Int) {
        self.limit = limit
        self.callerLimit = callerLimit
    }

    func head(of organization: OrganizationID) -> LogPosition {
        logs[organization, default: Log()].head
    }

    /// Sets where a log stands: when the node starts, or the organization is made.
    mutating func seed(_ head: LogPosition, of organization: OrganizationID) {
        logs[organization, default: Log()].head = head
    }

    /// Notes that frames of this log are wanted, and returns the head before the first of them.
    mutating func stream(_ organization: OrganizationID) -> LogPosition {
        logs[organization, default: Log()].isStreamed = true
        return head(of: organization)
    }

    /// The head has moved to `seq`.
    mutating func advance(to seq: UInt64, of organization: OrganizationID) -> Interest {
        let isStreamed = logs[organization, default: Log()].advance(to: seq)
        let isAwaited = waiters[organization] != nil
        if isAwaited { moved.insert(organization) }
        return Interest(streams: isStreamed, waits: isAwaited)
    }

    /// Adds a call that waits for an event after `seq`.
    mutating func register(
        _ organization: OrganizationID,
        after seq: UInt64,
        until deadline: Span,
        at now: Span,
        caller: String? = nil,
        resume: @escaping Resume
    ) -> Registration {
        if head(of: organization).seq > seq { return .answered(.news) }
        if isDraining { return .answered(.draining) }
        if deadline <= now { return .answered(.timeUp) }
        guard waiterCount < limit, takePlace(of: caller, in: organization) else { return .full }
        waiters[organization, default: []].append(
            Waiter(seq: seq, deadline: deadline, caller: caller, resume: resume)
        )
        waiterCount += 1
        soonestDeadline = min(soonestDeadline ?? deadline, deadline)
        return .waiting
    }

    private mutating func takePlace(of caller: String?, in organization: OrganizationID) -> Bool {
        guard let caller else { return true }
        let key = CallerKey(organization: organization, caller: caller)
        let count = callerCounts[key, default: 0]
        guard count < callerLimit else { return false }
        callerCounts[key] = count + 1
        return true
    }

    private mutating func leavePlace(of caller: String?, in organization: OrganizationID) {
        guard let caller else { return }
        let key = CallerKey(organization: organization, caller: caller)
        let left = callerCounts[key]! - 1
        callerCounts[key] = left > 0 ? left : nil
    }

    /// When to look at the deadlines next, on the elapsed clock; nil if nobody waits.
    var lookTime: Span? {
        guard let soonestDeadline else { return nil }
        guard let lastLook else { return soonestDeadline }
        return max(soonestDeadline, lastLook + Self.resolution)
    }

    /// Takes out the calls for which there is news.
    mutating func takeNews() -> [Waiter] {
        let organizations = moved
        moved.removeAll(keepingCapacity: true)
        return organizations.flatMap { organization in
            let seq = head(of: organization).seq
            return take(of: organization) { $0.seq < seq }
        }
    }

    /// Takes out the calls whose time is up.
    mutating func takeExpired(at now: Span) -> [Waiter] {
        guard let lookTime, lookTime <= now else { return [] }
        lastLook = now
        let expired = waiters.keys.flatMap { organization in
            take(of: organization) { $0.deadline <= now }
        }
        soonestDeadline = waiters.values.joined().lazy.map(\.deadline).min()
        return expired
    }

    /// Takes out every call; later ones are answered at once.
    mutating func drain() -> [Waiter] {
        isDraining = true
        soonestDeadline = nil
        return waiters.keys.flatMap { organization in take(of: organization) { _ in true } }
    }

    private mutating func take(
        of organization: OrganizationID,
        _ isTaken: (Waiter) -> Bool
    ) -> [Waiter] {
        guard var rest = waiters.removeValue(forKey: organization) else { return [] }
        let firstTaken = rest.partition(by: isTaken)
        let taken = Array(rest[firstTaken...])
        rest.removeSubrange(firstTaken...)
        if !rest.isEmpty { waiters[organization] = rest }
        waiterCount -= taken.count
        for waiter in taken { leavePlace(of: waiter.caller, in: organization) }
        return taken
    }
}

extension LongPolls.Log {
    /// Returns whether frames of it are wanted.
    fileprivate mutating func advance(to newSeq: UInt64) -> Bool {
        head.seq = max(head.seq, newSeq)
        return isStreamed
    }
}
