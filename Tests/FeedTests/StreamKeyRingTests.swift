import CountersignProto
import Testing
import Workflow

@testable import Broker

@Suite struct StreamKeyRingTests {
    private static let wall = Instant(milliseconds: 1_750_000_000_000)
    private static let interval = Span.hours(24)

    private static func reading(_ elapsed: Span) -> ClockReading {
        ClockReading(elapsed: elapsed, wall: wall + elapsed)
    }

    private static func ring(framesPerKey: UInt64 = 1_000) -> StreamKeyRing {
        StreamKeyRing(
            rotationInterval: interval,
            framesPerKey: framesPerKey,
            at: reading(.zero)
        )
    }

    @Test func `a new ring has two keys that differ, and says until when each is used`() {
        let ring = Self.ring()
        #expect(ring.streamID.count == 16)
        for key in [ring.current, ring.next] {
            #expect(key.id.count == 4)
            #expect(key.bytes.count == 32)
        }
        #expect(ring.current.id != ring.next.id)
        #expect(ring.current.bytes != ring.next.bytes)
        #expect(ring.current.notAfter == Self.wall + Self.interval)
        #expect(ring.next.notAfter == Self.wall + Self.interval + Self.interval)
        #expect(Self.ring().streamID != ring.streamID)
    }

    enum Outcome { case kept, nextTookOver, bothReplaced }

    @Test(arguments: [
        (Span.zero, Outcome.kept),
        (Span(milliseconds: 86_399_999), .kept),
        (Span.hours(24), .nextTookOver),
        (Span(milliseconds: 172_799_999), .nextTookOver),
        (Span.hours(48), .bothReplaced),
        (Span.days(30), .bothReplaced),
    ])
    func `keys rotate by elapsed time`(after elapsed: Span, outcome: Outcome) {
        let before = Self.ring()
        var ring = before
        ring.rotateIfDue(at: Self.reading(elapsed))
        #expect(ring.streamID == before.streamID)
        switch outcome {
        case .kept:
            #expect(ring.current.id == before.current.id)
            #expect(ring.next.id == before.next.id)
        case .nextTookOver:
            #expect(ring.current.bytes == before.next.bytes)
            #expect(ring.current.notAfter == before.next.notAfter)
            #expect(!before.keyIDs.contains(ring.next.id))
        case .bothReplaced:
            #expect(before.keyIDs.isDisjoint(with: ring.keyIDs))
            #expect(ring.current.notAfter == Self.wall + elapsed + Self.interval)
        }
    }

    @Test func `a step of the wall clock rotates nothing`() {
        let before = Self.ring()
        var ring = before
        ring.rotateIfDue(at: ClockReading(elapsed: .zero, wall: Self.wall + .days(365)))
        #expect(ring.keyIDs == before.keyIDs)
    }

    @Test func `rotating at once replaces both keys, and the interval begins anew`() {
        let before = Self.ring()
        var ring = before
        ring.rotateAtOnce(at: Self.reading(.hours(23)))
        #expect(before.keyIDs.isDisjoint(with: ring.keyIDs))
        let replaced = ring
        ring.rotateIfDue(at: Self.reading(.hours(46)))
        #expect(ring.keyIDs == replaced.keyIDs)
        ring.rotateIfDue(at: Self.reading(.hours(47)))
        #expect(ring.current.id == replaced.next.id)
    }

    @Test func `a key that has sealed its share gives way to the next`() throws {
        var ring = Self.ring(framesPerKey: 2)
        let first = ring
        let keyIDs = try (1...6 as ClosedRange<UInt64>).map { seq in
            let frame = try ring.seal(
                .heartbeat,
                seq: seq,
                Heartbeat(),
                at: Self.reading(.zero)
            )
            return Array(frame[16..<20])
        }
        #expect(keyIDs[0...1].allSatisfy { $0 == first.current.id })
        #expect(keyIDs[2...3].allSatisfy { $0 == first.next.id })
        #expect(Set(keyIDs).count == 3)
    }

    @Test func `a copy of a ring goes on counting, so no nonce repeats`() throws {
        var ring = Self.ring()
        var copy = ring
        let now = Self.reading(.zero)
        let frames = [
            try ring.seal(.heartbeat, seq: 1, Heartbeat(), at: now),
            try copy.seal(.heartbeat, seq: 1, Heartbeat(), at: now),
        ]
        #expect(frames[0][FrameLayout.keyID] == frames[1][FrameLayout.keyID])
        #expect(frames[0][FrameLayout.nonce] != frames[1][FrameLayout.nonce])
    }

    @Test func `no two keys of a stream have the same id`() {
        var ring = Self.ring()
        var seen = ring.keyIDs
        for _ in 0..<500 {
            ring.rotateAtOnce(at: Self.reading(.zero))
            #expect(seen.isDisjoint(with: ring.keyIDs))
            seen.formUnion(ring.keyIDs)
        }
    }
}

extension StreamKeyRing {
    fileprivate var keyIDs: Set<[UInt8]> { [current.id, next.id] }
}
