/// Words the events about a grant, for its holder and the owner of the resource. An end that
/// someone brought about is told to those who had approved it as well.
struct GrantEvents {
    private let actor: Actor
    private let resources: [ResourceID: Resource]

    init(actor: Actor, in configuration: Configuration) {
        self.actor = actor
        resources = configuration.resources
    }

    /// A grant that starts at once is told of as created and as activated, so that whoever acts when
    /// access begins waits for one kind of event, however the grant began.
    func created(_ grant: Grant) -> [Event] {
        let created = event(.grantCreated, grant)
        return grant.state == .active ? [created, event(.grantActivated, grant)] : [created]
    }

    func event(_ kind: EventKind, _ grant: Grant, also voters: [Vote] = []) -> Event {
        let owner = resources[grant.resource]?.owner
        let concerned = [.user(grant.holder)] + (owner.map { [$0] } ?? [])
        return Event(
            kind: kind, actor: actor,
            audience: Audience(concerned + voters.map { Subject.user($0.voter) }),
            snapshot: .grant(grant))
    }
}
