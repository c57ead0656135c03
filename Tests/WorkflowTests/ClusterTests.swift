import Testing
import Workflow

/// What operators do is told.
@Suite struct ClusterTests {
    @Test func aConfirmedClockIsAnEventAndNothingElse() {
        let decision = ClusterWorkflow.confirmClock(
            ofNode: "nod_1", by: .user(UserID(high: 0, low: 1)))
        #expect(decision.changes.isEmpty && decision.kinds == [.clockConfirmed])
        #expect(decision.events[0].snapshot == .node(id: "nod_1"))
        #expect(EventKind.clockConfirmed.rawValue == 47)
    }
}
