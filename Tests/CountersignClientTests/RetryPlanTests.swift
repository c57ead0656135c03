import Testing

@testable import CountersignClient

@Suite("The plan of attempts")
struct RetryPlanTests {
    static let policy = RetryPolicy(
        maximumAttempts: 5,
        attemptTimeout: .seconds(5),
        initialBackoff: .milliseconds(100),
        maximumBackoff: .milliseconds(300)
    )

    private func error(_ code: StatusCode, after delay: Duration? = nil) -> CountersignError {
        CountersignError(code, reason: "R", message: "", retryDelay: delay)
    }

    @Test("One address: pauses double up to the longest, and the attempts are counted")
    func oneAddress() {
        var plan = RetryPlan(Self.policy, addressCount: 1, startingAt: 0)
        let pauses = (0..<5).map { _ in
            plan.pause(after: error(.unavailable), remaining: .seconds(60), jitter: 1)
        }
        #expect(
            pauses == [
                .milliseconds(100), .milliseconds(200), .milliseconds(300), .milliseconds(300), nil,
            ]
        )
        #expect(plan.address == 0)
    }

    @Test("Several addresses: the first round has no pauses, and starts where it is told")
    func severalAddresses() {
        var plan = RetryPlan(Self.policy, addressCount: 3, startingAt: 5)
        var addresses = [plan.address]
        var pauses: [Duration?] = []
        for _ in 0..<4 {
            pauses.append(
                plan.pause(after: error(.unavailable), remaining: .seconds(60), jitter: 0)
            )
            addresses.append(plan.address)
        }
        #expect(addresses == [2, 0, 1, 2, 0])
        #expect(pauses == [.zero, .zero, .milliseconds(50), .milliseconds(50)])
    }

    @Test("No policy is too strange: less than one attempt is one, and pauses are bounded")
    func strangePolicies() {
        let endless = Duration.seconds(Int64.max)
        for (initial, maximum) in [(endless, endless), (.seconds(Int64.min), .seconds(-1))] {
            let policy = RetryPolicy(
                maximumAttempts: 100,
                initialBackoff: initial,
                maximumBackoff: maximum
            )
            var plan = RetryPlan(policy, addressCount: 1, startingAt: 0)
            for _ in 0..<50 {
                let pause = plan.pause(after: error(.unavailable), remaining: .zero, jitter: 0.5)
                #expect(pause == nil)
            }
        }
        var plan = RetryPlan(RetryPolicy(maximumAttempts: 0), addressCount: 1, startingAt: 0)
        #expect(plan.attemptTime(remaining: .seconds(9), asked: nil) == .seconds(9))
        #expect(plan.pause(after: error(.unavailable), remaining: endless, jitter: 0) == nil)
    }

    @Test("What a node asks for is honoured, never undercut, and spread")
    func retryInfo() {
        var plan = RetryPlan(Self.policy, addressCount: 2, startingAt: 0)
        let asked = error(.resourceExhausted, after: .seconds(4))
        #expect(plan.pause(after: asked, remaining: .seconds(60), jitter: 0) == .seconds(4))
        #expect(plan.pause(after: asked, remaining: .seconds(60), jitter: 1) == .seconds(5))
        #expect(plan.pause(after: asked, remaining: .seconds(4), jitter: 0) == nil)
    }

    @Test("Only what may succeed later is tried again", arguments: StatusCode.allCases)
    func retryable(code: StatusCode) {
        #expect(error(code).isRetryable == (code == .unavailable))
        #expect(
            error(code, after: .seconds(1)).isRetryable
                == [.unavailable, .resourceExhausted].contains(code)
        )
    }

    @Test("An attempt takes no longer than the call, and all of it if it is the only one")
    func attemptTime() {
        let plan = RetryPlan(Self.policy, addressCount: 1, startingAt: 0)
        #expect(plan.attemptTime(remaining: .seconds(9), asked: nil) == .seconds(5))
        #expect(plan.attemptTime(remaining: .seconds(2), asked: nil) == .seconds(2))
        #expect(plan.attemptTime(remaining: .seconds(40), asked: .seconds(25)) == .seconds(25))
        let once = RetryPlan(.never, addressCount: 1, startingAt: 0)
        #expect(once.attemptTime(remaining: .seconds(40), asked: nil) == .seconds(40))
    }
}
