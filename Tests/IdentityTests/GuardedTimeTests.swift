import Broker
import Foundation
import Synchronization
import Testing
import Workflow

/// Moves, with the milliseconds that the node's time is past the start after each.
private struct Story: CustomTestStringConvertible {
    let name: String
    let moves: [(ClockMove, Int64)]

    var testDescription: String { name }
}

private let stories = [
    Story(
        name: "while steady it is the wall clock's",
        moves: [
            (.pass(seconds: 1), 1_000), (.step(milliseconds: 300), 1_300),
            (.pass(seconds: 1), 2_300),
        ]),
    Story(
        name: "a step forward takes no time along",
        moves: [
            (.pass(seconds: 1), 1_000), (.step(milliseconds: 3_600_000), 1_000),
            (.pass(seconds: 60), 61_000), (.step(milliseconds: 3_600_000), 61_000),
            (.pass(seconds: 1), 62_000),
        ]),
    Story(
        name: "a step back neither",
        moves: [
            (.pass(seconds: 1), 1_000), (.step(milliseconds: -3_600_000), 1_000),
            (.pass(seconds: 60), 61_000),
        ]),
    Story(
        name: "it stands still while a small step back is made up for",
        moves: [
            (.pass(seconds: 1), 1_000), (.step(milliseconds: -4_000), 1_000),
            (.pass(seconds: 3), 1_000), (.pass(seconds: 2), 2_000),
        ]),
    Story(
        name: "a machine that sleeps, steady or stepped, sleeps on both clocks",
        moves: [
            (.pass(seconds: 28_800), 28_800_000), (.step(milliseconds: 60_000), 28_800_000),
            (.pass(seconds: 28_800), 57_600_000),
        ]),
    Story(
        name: "after a step forward was taken back it follows the wall clock 30 seconds later",
        moves: [
            (.step(milliseconds: 60_000), 0), (.pass(seconds: 10), 10_000),
            (.step(milliseconds: -58_000), 10_000), (.pass(seconds: 29), 39_000),
            (.pass(seconds: 1), 42_000), (.pass(seconds: 1), 43_000),
        ]),
    Story(
        name: "after a step back was taken back, likewise",
        moves: [
            (.step(milliseconds: -60_000), 0), (.pass(seconds: 10), 10_000),
            (.step(milliseconds: 58_000), 10_000), (.pass(seconds: 29), 39_000),
            (.pass(seconds: 1), 39_000), (.pass(seconds: 2), 40_000),
        ]),
    Story(
        name: "confirmed forward, it jumps",
        moves: [
            (.step(milliseconds: 3_600_000), 0), (.pass(seconds: 1), 1_000),
            (.confirm, 3_601_000), (.pass(seconds: 1), 3_602_000),
        ]),
    Story(
        name: "confirmed back, it goes back: the one way to",
        moves: [
            (.step(milliseconds: -3_600_000), 0), (.pass(seconds: 1), 1_000),
            (.confirm, -3_599_000), (.pass(seconds: 1), -3_598_000),
        ]),
    Story(
        name: "a step after a confirmation counts from the confirmed time",
        moves: [
            (.step(milliseconds: 3_600_000), 0), (.confirm, 3_600_000),
            (.step(milliseconds: -3_600_000), 3_600_000), (.pass(seconds: 1), 3_601_000),
        ]),
]

@Suite struct GuardedTimeTests {
    private let start = Instant(milliseconds: 1_750_000_000_000)
    private let clock: ManualNodeClock
    private let clockGuard: ClockGuard

    init() {
        clock = ManualNodeClock(wall: start, elapsed: .hours(5))
        clockGuard = ClockGuard(clock: clock)
    }

    private func time(_ seconds: Int64) -> Instant { start + .seconds(seconds) }

    @Test(arguments: stories) private func `What time it is`(story: Story) {
        #expect(clockGuard.wall() == start)
        for (index, (move, expected)) in story.moves.enumerated() {
            move.make(clock, clockGuard)
            #expect(
                (clockGuard.wall() - start).milliseconds == expected,
                "after move \(index): \(move.testDescription)")
            #expect(clockGuard.elapsed() == clock.elapsed())
        }
    }

    @Test func `A year of 50 ppm is followed`() {
        let year = Span.days(365)
        for _ in 0..<(year.milliseconds / 200_000) {
            clock.advance(by: .seconds(200))
            clock.step(by: Span(milliseconds: 10))
            guard clockGuard.check() == .ok, clockGuard.wall() == clock.wall() else {
                Issue.record("lost after \((clock.elapsed() - .hours(5)).milliseconds) ms")
                return
            }
        }
        #expect(clockGuard.wall() - start > year + .seconds(1_500))
        #expect(clockGuard.deviation() < .seconds(1))
    }

    @Test(arguments: [Int64(30), -30]) func `What creeps at 150 ppm is a step in the end`(
        milliseconds: Int64
    ) {
        var count = 0
        while clockGuard.check() == .ok, count < 10_000 {
            clock.advance(by: .seconds(200))
            clock.step(by: Span(milliseconds: milliseconds))
            count += 1
        }
        #expect(count == 499, "5 seconds at the 50 ppm that the baseline can't follow")
    }

    @Test func `Following is not saved up for a step`() {
        for _ in 0..<1_000 {
            clock.advance(by: .seconds(60))
            #expect(clockGuard.check() == .ok)
        }
        clock.step(by: Span(milliseconds: 5_001))
        #expect(clockGuard.check() == .stepped)
    }

    @Test func `A guarded clock is not guarded again`() {
        #expect(ClockGuard.guarding(clockGuard) === clockGuard)
        #expect(ClockGuard.guarding(clock).wall() == start)
    }

    @Test func `Grants need a steady clock`() {
        #expect(clockGuard.permitsGrants(after: start))
        clock.step(by: .seconds(60))
        #expect(!clockGuard.permitsGrants(after: start))
        clock.step(by: .seconds(-60))
        #expect(!clockGuard.permitsGrants(after: start))
        clock.advance(by: .seconds(30))
        #expect(clockGuard.permitsGrants(after: start))
    }

    @Test func `Grants need an organization whose time is not ahead`() {
        #expect(clockGuard.permitsGrants(after: time(5)))
        #expect(!clockGuard.permitsGrants(after: time(6)))
        clock.advance(by: .seconds(1))
        #expect(clockGuard.permitsGrants(after: time(6)))
    }

    @Test func `A confirmed clock permits them until it steps again`() {
        clockGuard.confirm()
        #expect(clockGuard.permitsGrants(after: time(86_400)))
        clock.step(by: .seconds(-60))
        #expect(!clockGuard.permitsGrants(after: time(86_400)))
        clock.step(by: .seconds(60))
        #expect(!clockGuard.permitsGrants(after: time(86_400)))
        clock.advance(by: .seconds(30))
        #expect(!clockGuard.permitsGrants(after: time(86_400)))
        #expect(clockGuard.permitsGrants(after: time(30)))
        clockGuard.confirm()
        #expect(clockGuard.permitsGrants(after: time(86_400)))
    }

    /// Whoever asks after somebody was told a time is told no earlier one, whatever is done to the
    /// wall clock meanwhile; and no one is told a time further ahead than the tolerance.
    @Test func `Time never goes back for concurrent callers`() async {
        let given = ProcessInfo.processInfo.environment["COUNTERSIGN_SEED"].flatMap(UInt64.init)
        let seed = given ?? .random(in: 0 ... .max)
        print("COUNTERSIGN_SEED=\(seed)")
        let watch = TimeWatch(start: start, elapsed: clock.elapsed())
        await withTaskGroup { [clock, clockGuard] group in
            for _ in 0..<3 {
                group.addTask {
                    while !watch.isOver {
                        for _ in 0..<100 { watch.look(at: clockGuard) }
                        await Task.yield()
                    }
                }
            }
            group.addTask {
                var random = SeededGenerator(state: seed)
                for _ in 0..<20_000 {
                    move(clock, &random)
                    await Task.yield()
                }
                watch.end()
            }
        }
        #expect(watch.failureCount == 0)
        #expect(watch.lookCount > 0)
    }
}

/// What several callers were told of the time.
private final class TimeWatch: Sendable {
    private let start: Instant
    private let startElapsed: Span
    private let told: Atomic<Int64>
    private let over = Atomic(false)
    private let looks = Atomic(0)
    private let failures = Atomic(0)

    init(start: Instant, elapsed: Span) {
        self.start = start
        startElapsed = elapsed
        told = Atomic(start.milliseconds)
    }

    var isOver: Bool { over.load(ordering: .relaxed) }
    var lookCount: Int { looks.load(ordering: .relaxed) }
    var failureCount: Int { failures.load(ordering: .relaxed) }

    func end() { over.store(true, ordering: .relaxed) }

    func look(at clock: ClockGuard) {
        let before = told.load(ordering: .sequentiallyConsistent)
        let now = clock.wall().milliseconds
        told.max(now, ordering: .sequentiallyConsistent)
        let passed = (clock.elapsed() - startElapsed).milliseconds
        let most = start.milliseconds + passed + 5_000 + passed / 10_000
        if now < before || now > most { failures.add(1, ordering: .relaxed) }
        looks.add(1, ordering: .relaxed)
    }
}

/// Time passes, or somebody sets the wall clock a little, or far, or right.
private func move(_ clock: ManualNodeClock, _ random: inout SeededGenerator) {
    let right = Instant(milliseconds: 1_750_000_000_000) + (clock.elapsed() - .hours(5))
    switch Int.random(in: 0..<10, using: &random) {
    case 0:
        let off = Int64.random(in: -6_000...6_000, using: &random)
        clock.set(wall: right + Span(milliseconds: off))
    case 1:
        let off = Int64.random(in: -90_000...90_000, using: &random)
        clock.set(wall: right + Span(milliseconds: off))
    case 2:
        clock.set(wall: right)
    case 3:
        clock.advance(by: .seconds(30))
    default:
        clock.advance(by: Span(milliseconds: .random(in: 0...50, using: &random)))
    }
}
