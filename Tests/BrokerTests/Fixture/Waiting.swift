import CountersignClient
import Testing

/// Something that should have happened has not.
struct Hang: Error, CustomStringConvertible {
    let description: String
}

/// Asks again and again until there is an answer. The limit is no expectation of speed: it ends a
/// test that would hang.
@discardableResult
func eventually<Answer>(
    _ what: String, _ ask: () async throws -> Answer?
) async throws -> Answer {
    let limit = ContinuousClock.now + .seconds(300)
    while ContinuousClock.now < limit {
        if let answer = try await ask() { return answer }
        try await Task.sleep(for: .milliseconds(2))
    }
    throw Hang(description: "waited in vain until \(what)")
}

/// Expects the call to be refused with this code and reason, and gives the error for a closer look.
@discardableResult
func expectRefusal<Answer>(
    _ code: StatusCode, _ reason: CountersignError.Reason,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ call: () async throws -> Answer
) async -> CountersignError? {
    do {
        let answer = try await call()
        Issue.record("not refused: \(answer)", sourceLocation: sourceLocation)
        return nil
    } catch let error as CountersignError {
        #expect(
            error.code == code && error.reason == reason, "\(error)",
            sourceLocation: sourceLocation)
        return error
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
        return nil
    }
}

/// Code, as a number of google.rpc.Code, reason and message of a refusal, in one line.
func refusal<Answer>(_ call: () async throws -> Answer) async -> String {
    do {
        _ = try await call()
        return "OK"
    } catch {
        guard let error = error as? CountersignError else { return "\(error)" }
        return "\(error.code.rawValue) \(error.reason) \(error.message)"
    }
}
