import CountersignProto
import Foundation
import Store
import Synchronization
import Testing
import Workflow

@testable import Broker

@Suite struct WaitTests {
    private let clock = ManualNodeClock()
    private let organization = OrganizationID.numbered(1)
    private let outcomes = Outcomes()

    private func feed(limits: FeedLimits = FeedLimits()) -> EventFeed {
        EventFeed(publisher: RecordingPublisher(), clock: clock, limits: limits)
    }

    @Test func `news that is there already is not waited for`() {
        let feed = feed()
        feed.seed(head: LogPosition(epoch: 1, seq: 5), of: organization)
        #expect(
            feed.wait(
                for: organization,
                after: 4,
                until: .seconds(25),
                resume: outcomes.resume()
            )
        )
        #expect(outcomes[0] == [.news])
    }

    @Test(arguments: [false, true]) func `a commit wakes who waits, on the feed's turn`(
        isStreamed: Bool
    ) {
        let feed = feed()
        if isStreamed { _ = feed.openStream(of: organization) }
        #expect(
            feed.wait(
                for: organization,
                after: 0,
                until: .seconds(25),
                resume: outcomes.resume()
            )
        )
        feed.commit(1...1, of: organization)
        #expect(outcomes[0] == [])
        #expect(feed.turn(within: .zero))
        #expect(outcomes[0] == [.news])
        feed.commit(2...2, of: organization)
        #expect(feed.turn(within: .zero))
        #expect(outcomes[0] == [.news])
    }

    @Test func `a commit wakes nobody of another organization, and nobody who is ahead`() {
        let feed = feed()
        #expect(
            feed.wait(
                for: .numbered(2),
                after: 0,
                until: .seconds(25),
                resume: outcomes.resume(0)
            )
        )
        #expect(
            feed.wait(
                for: organization,
                after: 9,
                until: .seconds(25),
                resume: outcomes.resume(1)
            )
        )
        feed.commit(1...9, of: organization)
        #expect(feed.turn(within: .zero))
        #expect(outcomes.byNumber.isEmpty)
        feed.commit(10...10, of: organization)
        #expect(feed.turn(within: .zero))
        #expect(outcomes.byNumber == [1: [.news]])
    }

    @Test func `a wait ends at its deadline`() {
        let feed = feed()
        for (number, deadline) in [(0, 5), (1, 1), (2, 3)] as [(Int, Int64)] {
            #expect(
                feed.wait(
                    for: .numbered(UInt64(number)),
                    after: 0,
                    until: .seconds(deadline),
                    resume: outcomes.resume(number)
                )
            )
        }
        clock.advance(by: Span(milliseconds: 2_999))
        feed.tick()
        #expect(outcomes.byNumber == [1: [.timeUp]])
        clock.advance(by: .seconds(1))
        feed.tick()
        #expect(outcomes.byNumber == [1: [.timeUp], 2: [.timeUp]])
        clock.advance(by: .seconds(10))
        feed.tick()
        #expect(outcomes[0] == [.timeUp])
    }

    @Test func `a deadline that has passed is not waited for`() {
        let feed = feed()
        clock.advance(by: .seconds(1))
        #expect(
            feed.wait(for: organization, after: 0, until: .seconds(1), resume: outcomes.resume())
        )
        #expect(outcomes[0] == [.timeUp])
    }

    @Test func `no more wait than may, and a place is free again after a wake-up`() {
        var limits = FeedLimits()
        limits.waiters = 2
        let feed = feed(limits: limits)
        func wait(_ number: Int) -> Bool {
            feed.wait(
                for: organization,
                after: 0,
                until: .seconds(Int64(number + 1)),
                resume: outcomes.resume(number)
            )
        }
        #expect(wait(0))
        #expect(wait(1))
        #expect(!wait(2))
        clock.advance(by: .seconds(1))
        feed.tick()
        #expect(wait(3))
        #expect(!wait(4))
        #expect(outcomes.byNumber == [0: [.timeUp]])
    }

    @Test func `no more of one caller wait than may, however they end`() {
        var limits = FeedLimits()
        limits.waitersPerCaller = 2
        limits.waiters = 5
        let feed = feed(limits: limits)
        func wait(_ caller: String?, of organization: OrganizationID, seconds: Int64 = 9) -> Bool {
            feed.wait(
                for: organization,
                after: 0,
                until: .seconds(seconds),
                caller: caller,
                resume: outcomes.resume()
            )
        }
        #expect(wait("ann", of: organization, seconds: 1))
        #expect(wait("ann", of: organization))
        #expect(!wait("ann", of: organization))
        #expect(wait("ben", of: organization))
        #expect(wait("ann", of: .numbered(2)), "an ann of another organization is another one")
        #expect(wait(nil, of: organization))
        #expect(!wait(nil, of: organization), "the overall limit holds for everybody")
        #expect(!wait("zoe", of: organization))

        clock.advance(by: .seconds(1))
        feed.tick()
        #expect(wait("ann", of: organization), "one place is free after a timeout")
        #expect(!wait("ann", of: organization))

        feed.commit(1...1, of: organization)
        #expect(feed.turn(within: .zero))
        #expect(wait("ann", of: organization), "answered at once: there is news")
        #expect(feed.polls.withLock { $0.waiterCount } == 1)
        #expect(wait("ann", of: .numbered(2)))
        #expect(!wait("ann", of: .numbered(2)), "places elsewhere are as they were")
        feed.drain()
        #expect(outcomes[0].count == 8)
    }

    @Test func `a wait that is refused or answered takes no place`() {
        var polls = LongPolls(limit: 1, callerLimit: 1)
        func register(_ caller: String, after seq: UInt64, until deadline: Span) -> Bool {
            let registration = polls.register(
                organization,
                after: seq,
                until: deadline,
                at: .seconds(1),
                caller: caller
            ) { _ in }
            return if case .waiting = registration { true } else { false }
        }
        polls.seed(LogPosition(epoch: 1, seq: 5), of: organization)
        #expect(!register("ann", after: 4, until: .seconds(9)))
        #expect(!register("ann", after: 5, until: .seconds(1)))
        #expect(register("ben", after: 5, until: .seconds(2)))
        #expect(!register("ann", after: 5, until: .seconds(9)))
        #expect(polls.takeExpired(at: .seconds(2)).count == 1)
        #expect(register("ann", after: 5, until: .seconds(9)))
    }

    @Test func `draining ends every wait and lets no other begin`() {
        let feed = feed()
        for number in 0..<3 {
            #expect(
                feed.wait(
                    for: .numbered(UInt64(number % 2)),
                    after: 0,
                    until: .seconds(25),
                    resume: outcomes.resume(number)
                )
            )
        }
        feed.drain()
        #expect(outcomes.byNumber == [0: [.draining], 1: [.draining], 2: [.draining]])
        #expect(
            feed.wait(for: organization, after: 0, until: .seconds(25), resume: outcomes.resume(3))
        )
        #expect(outcomes[3] == [.draining])
    }

    @Test func `records that are dropped wake who waits all the same`() {
        var limits = FeedLimits()
        limits.queuedRecords = 1
        let feed = feed(limits: limits)
        _ = feed.openStream(of: organization)
        #expect(
            feed.wait(
                for: organization,
                after: 0,
                until: .seconds(25),
                resume: outcomes.resume()
            )
        )
        feed.commit(1...2, of: organization)
        #expect(feed.droppedRecords == 2)
        #expect(feed.queue.count == 2, "one for the wait, one for the news: the thread must wake")
        #expect(feed.turn(within: .zero))
        #expect(outcomes[0] == [.news])
    }

    /// The thread sleeps without end when the first wait begins, and until that one's deadline when
    /// the second, shorter one does.
    @Test func `a thread that sleeps learns of shorter deadlines and of news`() throws {
        let feed = EventFeed(publisher: RecordingPublisher(), clock: SystemNodeClock())
        let thread = try OSThread(name: "feed") { feed.run() }
        defer {
            feed.close()
            thread.join()
        }
        let ended = Mailbox<WaitOutcome>(limit: 2)
        let now = SystemNodeClock().elapsed()
        for after in [3_600_000, 5] as [Int64] {
            let waits = feed.wait(
                for: organization,
                after: 0,
                until: now + Span(milliseconds: after)
            ) { _ = ended.put($0) }
            #expect(waits)
        }
        #expect(ended.takeAll(max: 1) == [.timeUp])
        feed.commit(1...1, of: organization)
        #expect(ended.takeAll(max: 1) == [.news])
    }

    /// Commits, waits, the clock and the end of the node race; a seed decides who does what.
    @Test func `whatever races, each wait ends exactly once`() throws {
        let given = ProcessInfo.processInfo.environment["COUNTERSIGN_SEED"].flatMap(UInt64.init)
        let seed = given ?? .random(in: 0 ... .max)
        print("COUNTERSIGN_SEED=\(seed)")
        var limits = FeedLimits()
        limits.waiters = 200
        limits.queuedRecords = 50
        let feed = feed(limits: limits)
        let (clock, outcomes) = (clock, outcomes)
        let organizations = (0..<5).map { OrganizationID.numbered($0) }
        _ = feed.openStream(of: organizations[0])
        let run = try OSThread(name: "feed") { feed.run() }

        let committer = try OSThread(name: "commit") {
            var random = SeededGenerator(seed: seed)
            var heads = [UInt64](repeating: 0, count: organizations.count)
            for _ in 0..<5_000 {
                let index = Int.random(in: organizations.indices, using: &random)
                let count = UInt64.random(in: 1...4, using: &random)
                feed.commit(heads[index] + 1...heads[index] + count, of: organizations[index])
                heads[index] += count
                clock.advance(by: Span(milliseconds: .random(in: 0...3, using: &random)))
            }
        }
        let accepted = Mutex<Set<Int>>([])
        let callers = try (0..<3).map { caller in
            try OSThread(name: "caller") {
                var random = SeededGenerator(seed: seed &+ UInt64(caller) &+ 1)
                for number in 0..<3_000 {
                    let organization = organizations.randomElement(using: &random)!
                    let head = feed.position(of: organization).seq
                    let wait = Span(milliseconds: .random(in: 0...50, using: &random))
                    let waits = feed.wait(
                        for: organization,
                        after: head + .random(in: 0...2, using: &random),
                        until: clock.elapsed() + wait,
                        caller: "\(number % 5)",
                        resume: outcomes.resume(caller * 3_000 + number)
                    )
                    if waits { _ = accepted.withLock { $0.insert(caller * 3_000 + number) } }
                }
            }
        }
        for thread in callers + [committer] { thread.join() }
        feed.drain()
        feed.close()
        run.join()

        let ended = outcomes.byNumber
        #expect(Set(ended.keys) == accepted.withLock { $0 })
        #expect(feed.polls.withLock { $0.waiterCount } == 0)
        #expect(ended.values.allSatisfy { $0.count == 1 })
    }

    @Test func `a wait wakes the thread only if the thread means to sleep longer`() {
        let feed = feed()
        for (deadline, wakeUps) in [(25, 1), (25, 1), (30, 1), (3, 2), (5, 2)] as [(Int64, Int)] {
            let waits = feed.wait(
                for: organization,
                after: 0,
                until: .seconds(deadline),
                resume: outcomes.resume()
            )
            #expect(waits)
            #expect(feed.queue.count == wakeUps)
        }
    }

    /// Each commit races with the wait for it. The clock stands still, so only news can end a wait.
    @Test func `no commit slips in between reading the head and waiting`() throws {
        let feed = feed()
        let organization = organization
        let asked = Mailbox<UInt64>(limit: 1)
        let ended = Mailbox<WaitOutcome>(limit: 1)
        let run = try OSThread(name: "feed") { feed.run() }
        let committer = try OSThread(name: "commit") {
            while let seqs = asked.takeAll(max: 1) {
                feed.commit(seqs[0]...seqs[0], of: organization)
            }
        }
        for seq in 1...5_000 as ClosedRange<UInt64> {
            #expect(asked.put(seq))
            let waits = feed.wait(for: organization, after: seq - 1, until: .seconds(25)) {
                _ = ended.put($0)
            }
            #expect(waits)
            // Ten minutes only bound how long a failure takes.
            guard ended.takeAll(max: 1, within: .seconds(600)) == [.news] else {
                Issue.record("the wake-up for \(seq) was lost")
                break
            }
        }
        asked.close()
        committer.join()
        feed.close()
        run.join()
    }
}
