import CountersignProto
import Synchronization

/// The nodes, the way to them, and which of them answered last.
final class Nodes: Sendable {
    let transport: any Transport
    private let addresses: [String]
    private let preferred = Atomic<Int>(0)

    init(_ transport: any Transport, addresses: [String]) {
        self.transport = transport
        self.addresses = addresses
    }

    deinit {
        transport.close()
    }

    func close() {
        transport.close()
    }

    /// Sends a call until a node answers for good, the attempts are used up or its time is over.
    func exchange(
        _ call: OutgoingCall,
        policy: RetryPolicy
    ) async throws(CountersignError) -> Reply {
        let deadline = ContinuousClock.now + call.timeout
        var plan = RetryPlan(
            policy,
            addressCount: addresses.count,
            startingAt: preferred.load(ordering: .relaxed)
        )
        while true {
            do throws(CountersignError) {
                return try await attempt(call, plan, remaining: deadline - .now)
            } catch {
                let pause = plan.pause(
                    after: error,
                    remaining: deadline - .now,
                    jitter: .random(in: 0..<1)
                )
                guard let pause else { throw error.about(call) }
                try await sleep(pause, call)
            }
        }
    }

    private func attempt(
        _ call: OutgoingCall,
        _ plan: RetryPlan,
        remaining: Duration
    ) async throws(CountersignError) -> Reply {
        let address = addresses[plan.address]
        guard remaining > .zero else { throw CountersignError(.noAnswer, at: address) }
        let frame = try call.frame(remaining: remaining)
        let time = plan.attemptTime(remaining: remaining, asked: call.attemptTimeout)
        let answer: [UInt8]
        do throws(TransportFailure) {
            answer = try await transport.exchange(frame, with: address, within: time)
        } catch {
            throw CountersignError(error, at: address)
        }
        let reply = try Reply(answer)
        if preferred.load(ordering: .relaxed) != plan.address {
            preferred.store(plan.address, ordering: .relaxed)
        }
        return reply
    }

    private func sleep(_ pause: Duration, _ call: OutgoingCall) async throws(CountersignError) {
        guard pause > .zero else { return }
        do {
            try await Task.pause(for: pause)
        } catch {
            throw CountersignError(.cancelled, at: "").about(call)
        }
    }
}

extension CountersignError {
    fileprivate func about(_ call: OutgoingCall) -> CountersignError {
        var copy = self
        copy.method = call.method
        copy.requestID = call.requestID
        return copy
    }
}
