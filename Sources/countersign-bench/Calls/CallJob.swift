import Synchronization

/// A batch on its way through the lanes.
class CallJob: @unchecked Sendable {
    // Sound because what it holds is immutable, atomic, or in subclasses behind a lock.
    let batch: CallBatch
    private let unfinished: Atomic<Int>
    private let whenDone: @Sendable () -> Void

    init(_ batch: CallBatch, whenDone: @escaping @Sendable () -> Void) {
        self.batch = batch
        self.whenDone = whenDone
        unfinished = Atomic(batch.count)
    }

    /// A lane has its reply, or has failed. On a thread of nng.
    func finished(_ lane: UnsafeMutablePointer<Lane>) {
        release(lane)
        if unfinished.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
            whenDone()
        }
    }

    /// Puts a lane that is free to use.
    func release(_ lane: UnsafeMutablePointer<Lane>) {
        preconditionFailure("overridden")
    }
}

/// Every lane sends its next call as soon as it has a reply.
final class ClosedJob: CallJob, @unchecked Sendable {
    private let next = Atomic<Int>(0)

    override func release(_ lane: UnsafeMutablePointer<Lane>) {
        let call = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if call < batch.count { Lane.start(lane, call, of: self) }
    }
}

/// Calls begin at fixed times, whether or not earlier ones have been answered.
final class PacedJob: CallJob, @unchecked Sendable {
    private let idle: Mutex<Idle>

    private struct Idle: @unchecked Sendable {  // lanes outlive the job
        var lanes: [UnsafeMutablePointer<Lane>]
    }

    init(
        _ batch: CallBatch,
        lanes: UnsafeMutableBufferPointer<Lane>,
        whenDone: @escaping @Sendable () -> Void
    ) {
        idle = Mutex(Idle(lanes: lanes.indices.map { lanes.baseAddress! + $0 }))
        super.init(batch, whenDone: whenDone)
    }

    override func release(_ lane: UnsafeMutablePointer<Lane>) {
        idle.withLock { $0.lanes.append(lane) }
    }

    /// Sends the calls, `perSecond` of them from `start` on. Blocks until the last is sent.
    func send(perSecond: Double, from start: UInt64) {
        for call in 0..<batch.count {
            Monotonic.sleep(until: start + UInt64(Double(call) / perSecond * 1e9))
            Lane.start(takeLane(), call, of: self)
        }
    }

    /// There are enough lanes for seconds without an answer; beyond that the pace breaks.
    private func takeLane() -> UnsafeMutablePointer<Lane> {
        while true {
            let lane = idle.withLock { idle in
                Idle(lanes: idle.lanes.popLast().map { [$0] } ?? [])
            }.lanes.first
            if let lane { return lane }
            Monotonic.sleep(until: Monotonic.now() + 100_000)
        }
    }
}
