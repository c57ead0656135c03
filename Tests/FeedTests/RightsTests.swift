import Foundation
import Synchronization
import Testing
import Workflow

@testable import Broker

/// A read that opens a stream and a commit that takes its right race.
@Suite struct RightsTests {
    private let clock = ManualNodeClock()
    private let organization = OrganizationID.numbered(1)

    private func feed() -> EventFeed {
        EventFeed(publisher: RecordingPublisher(), clock: clock)
    }

    /// The steps of the read, between which the commit and the rotation after it may fall.
    @Test(arguments: 0...3, 0...3) func `whatever the order, keys of after the loss stay secret`(
        commitBefore: Int,
        rotationBefore: Int
    ) {
        guard commitBefore <= rotationBefore else { return }
        let feed = feed()
        let first = feed.openStream(of: organization)
        var hasRight = true
        func others(before step: Int) {
            if step == commitBefore { hasRight = false }
            if step == rotationBefore { feed.rotateAtOnce(organization) }
        }
        others(before: 0)
        let moment = feed.rightsMoment
        others(before: 1)
        let sawRight = hasRight
        others(before: 2)
        let opening =
            sawRight ? feed.openStream(of: organization, unlessRightsLostSince: moment) : nil
        others(before: 3)

        let isRotatedAfterOpening = rotationBefore == 3
        #expect((opening != nil) == (sawRight && isRotatedAfterOpening))
        if let opening { #expect(opening.current.bytes == first.current.bytes) }
        let last = feed.openStream(of: organization)
        #expect(last.current.bytes != first.current.bytes)
        #expect(last.current.bytes != first.next.bytes)
    }

    @Test func `a stream that nobody opened before is not opened by a lost right either`() {
        let feed = feed()
        let moment = feed.rightsMoment
        feed.rotateAtOnce(organization)
        #expect(feed.openStream(of: organization, unlessRightsLostSince: moment) == nil)
        #expect(feed.heartbeatTime == nil)
        let again = feed.openStream(of: organization, unlessRightsLostSince: feed.rightsMoment)
        #expect(again != nil)
    }

    /// The right comes and goes; each loss rotates. Whoever read a right before a loss must not
    /// hold the keys of after it.
    @Test func `readers and rotations race`() throws {
        let given = ProcessInfo.processInfo.environment["COUNTERSIGN_SEED"].flatMap(UInt64.init)
        let seed = given ?? .random(in: 0 ... .max)
        print("COUNTERSIGN_SEED=\(seed)")
        let feed = feed()
        let organization = organization
        let store = RightsStore()
        let committer = try OSThread(name: "commit") {
            var random = SeededGenerator(seed: seed)
            for _ in 0..<5_000 {
                store.lose()
                pause(.random(in: 0...200, using: &random))
                feed.rotateAtOnce(organization)
                store.noteKeys(of: feed.openStream(of: organization))
                store.grant()
                pause(.random(in: 0...200, using: &random))
            }
            store.end()
        }
        let readers = try (1...2).map { number in
            try OSThread(name: "reader") {
                var random = SeededGenerator(seed: seed &+ UInt64(number))
                while !store.isOver {
                    let moment = feed.rightsMoment
                    let losses = store.lossesIfGranted
                    pause(.random(in: 0...200, using: &random))
                    guard let losses,
                        let opening = feed.openStream(
                            of: organization,
                            unlessRightsLostSince: moment
                        )
                    else { continue }
                    store.noteOpened(opening.current.id, byRightAfter: losses)
                }
            }
        }
        for thread in readers + [committer] { thread.join() }
        #expect(store.leaks == 0)
        #expect(store.openingCount > 0)
    }
}

extension EventFeed {
    fileprivate var heartbeatTime: Span? { streams.withLock { $0.heartbeatTime } }
}

private func pause(_ turns: Int) {
    for _ in 0..<turns { _ = SystemNodeClock().elapsed() }
}

/// A right that is lost and granted, and the keys that were in use from each loss on.
private final class RightsStore: Sendable {
    private struct State {
        var losses = 0
        var isGranted = true
        var isOver = false
        /// By the id of a key: after how many losses it came.
        var lossesOfKeys: [[UInt8]: Int] = [:]
        var openings: [(key: [UInt8], losses: Int)] = []
    }

    private let state = Mutex(State())

    func lose() {
        state.withLock {
            $0.losses += 1
            $0.isGranted = false
        }
    }

    func grant() { state.withLock { $0.isGranted = true } }

    func end() { state.withLock { $0.isOver = true } }

    var isOver: Bool { state.withLock { $0.isOver } }

    /// A look into the store: nil without the right.
    var lossesIfGranted: Int? { state.withLock { $0.isGranted ? $0.losses : nil } }

    func noteKeys(of opening: StreamOpening) {
        state.withLock { $0.lossesOfKeys[opening.current.id] = $0.losses }
    }

    func noteOpened(_ key: [UInt8], byRightAfter losses: Int) {
        state.withLock { $0.openings.append((key, losses)) }
    }

    var openingCount: Int { state.withLock { $0.openings.count } }

    /// Openings by a right that was lost before the keys they got.
    var leaks: Int {
        state.withLock { state in
            state.openings.count { state.lossesOfKeys[$0.key, default: 0] > $0.losses }
        }
    }
}
