/// Words the events about a grant, for its holder and the owner of the resource. An end that
/// someone brought about is told to those who had approved it as well.
struct GrantEvents {
    private let actor: Actor
    private let configuration: Configuration

    init(actor: Actor, in configuration: Configuration) {
        self.actor = actor
        self.configuration = configuration
    }

    /// Its snapshot says whether it is active already: then no `grantActivated` follows.
    func created(_ grant: Grant) -> Event { event(.grantCreated, grant) }

    func event(_ kind: EventKind, _ grant: Grant, also voters: [Vote] = []) -> Event {
        let owner = configuration.resources[grant.resource].map(\.owner)
        let concerned = [.user(grant.holder)] + (owner.map { [$0] } ?? [])
        return Event(
            kind: kind, actor: actor,
            audience: Audience(concerned + voters.map { Subject.user($0.voter) }),
            snapshot: .grant(grant))
    }
}
