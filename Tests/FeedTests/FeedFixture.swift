import CountersignProto
import Store
import Synchronization
import Testing
import Workflow

@testable import Broker

/// A publisher that keeps what it is given.
final class RecordingPublisher: FramePublishing {
    private let kept = Mutex<[[UInt8]]>([])
    private let subscribers: Atomic<Int>

    init(subscriberCount: Int = 1) {
        subscribers = Atomic(subscriberCount)
    }

    func publish(frame: [UInt8]) {
        kept.withLock { $0.append(frame) }
    }

    var subscriberCount: Int { subscribers.load(ordering: .relaxed) }

    func subscribe() { subscribers.add(1, ordering: .relaxed) }

    /// The frames since the last call.
    func take() -> [[UInt8]] {
        kept.withLock { kept in
            defer { kept = [] }
            return kept
        }
    }
}

/// Outcomes of waits, by the number of the wait.
final class Outcomes: Sendable {
    private let all = Mutex<[Int: [WaitOutcome]]>([:])

    func resume(_ number: Int = 0) -> @Sendable (WaitOutcome) -> Void {
        { [self] outcome in all.withLock { $0[number, default: []].append(outcome) } }
    }

    subscript(number: Int) -> [WaitOutcome] { all.withLock { $0[number, default: []] } }

    var byNumber: [Int: [WaitOutcome]] { all.withLock { $0 } }
}

extension OrganizationID {
    static func numbered(_ number: UInt64) -> Self { Self(high: 0x7000, low: 1 << 63 | number) }
}

extension LogRecord {
    static func numbered(_ seq: UInt64, eventBytes: Int = 300) -> Self {
        LogRecord(
            seq: seq,
            event: [UInt8](repeating: UInt8(truncatingIfNeeded: seq), count: eventBytes),
            hash: [UInt8](repeating: UInt8(truncatingIfNeeded: seq), count: 32)
        )
    }
}

extension EventFeed {
    /// Commits one record for each of `seqs`.
    func commit(_ seqs: ClosedRange<UInt64>, of organization: OrganizationID) {
        committed(seqs.map { .numbered($0) }, of: organization)
    }
}

/// Random numbers from a seed (SplitMix64), for tests that can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
