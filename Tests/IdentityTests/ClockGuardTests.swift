import Broker
import Testing
import Workflow

private struct Story: CustomTestStringConvertible {
    let name: String
    let moves: [(ClockMove, ClockState)]

    var testDescription: String { name }
}

private let stories = [
    Story(
        name: "time passing is no step",
        moves: [(.pass(seconds: 1), .ok), (.pass(seconds: 864_000), .ok)]),
    Story(
        name: "five seconds are tolerated, more are not",
        moves: [(.step(milliseconds: 5_000), .ok), (.step(milliseconds: 1), .stepped)]),
    Story(
        name: "backwards is the same",
        moves: [(.step(milliseconds: -5_000), .ok), (.step(milliseconds: -1), .stepped)]),
    Story(
        name: "small steps add up",
        moves: [
            (.step(milliseconds: 4_000), .ok), (.pass(seconds: 3_600), .ok),
            (.step(milliseconds: 4_000), .stepped),
        ]),
    Story(
        name: "a clock set right again is trusted after 30 seconds of agreement",
        moves: [
            (.step(milliseconds: 60_000), .stepped), (.pass(seconds: 600), .stepped),
            (.step(milliseconds: -60_000), .stepped), (.pass(seconds: 29), .stepped),
            (.pass(seconds: 1), .ok),
        ]),
    Story(
        name: "agreement counts from when it was seen",
        moves: [
            (.step(milliseconds: 6_000), .stepped), (.step(milliseconds: -6_000), .stepped),
            (.pass(seconds: 30), .ok),
        ]),
    Story(
        name: "a second step starts the 30 seconds anew",
        moves: [
            (.step(milliseconds: 60_000), .stepped), (.step(milliseconds: -60_000), .stepped),
            (.pass(seconds: 20), .stepped), (.step(milliseconds: 7_000), .stepped),
            (.step(milliseconds: -7_000), .stepped), (.pass(seconds: 29), .stepped),
            (.pass(seconds: 1), .ok),
        ]),
    Story(
        name: "an operator's confirmation holds at once, and moves the reference",
        moves: [
            (.step(milliseconds: 3_600_000), .stepped), (.confirm, .ok), (.pass(seconds: 60), .ok),
            (.step(milliseconds: -3_600_000), .stepped),
        ]),
]

@Test(arguments: stories)
private func `The guard follows the clocks`(story: Story) {
    let clock = ManualNodeClock(elapsed: .hours(5))
    let clockGuard = ClockGuard(clock: clock)
    #expect(clockGuard.check() == .ok)
    for (index, (move, expected)) in story.moves.enumerated() {
        move.make(clock, clockGuard)
        #expect(clockGuard.check() == expected, "after move \(index): \(move.testDescription)")
    }
}

@Test func `The deviation says how far off the clock is`() {
    let clock = ManualNodeClock()
    let clockGuard = ClockGuard(clock: clock)
    clock.advance(by: .hours(1))
    clock.step(by: Span(milliseconds: -61_000))
    #expect(clockGuard.deviation() == Span(milliseconds: -61_000))
    clockGuard.confirm()
    #expect(clockGuard.deviation() == .zero)
}

@Test func `The machine's clocks run`() {
    let clock = SystemNodeClock()
    #expect(clock.wall() > Instant(milliseconds: 1_600_000_000_000))
    let before = clock.elapsed()
    #expect(before > .zero)
    #expect(clock.elapsed() >= before)
}
