/// What operators do to a node that everyone must be able to see afterwards.
package enum ClusterWorkflow {
    /// Someone said that the clock of a node is right although it stepped. The log of their
    /// organization tells of it; nothing else changes in the database.
    package static func confirmClock(ofNode node: String, by actor: Actor) -> Decision {
        Decision(events: [
            Event(
                kind: .clockConfirmed, actor: actor, audience: Audience(),
                snapshot: .node(id: node))
        ])
    }
}
