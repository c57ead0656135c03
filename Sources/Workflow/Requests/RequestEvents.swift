/// Words the events about a request and addresses each to those whom it concerns:
///
/// - the requester and the owner of the resource: every turn that the request takes;
/// - the approvers of a step: that it starts, votes on it, reminders, and the end;
/// - those who voted in earlier steps: the end.
struct RequestEvents {
    let rules: RuleSet
    private let actor: Actor
    private let resources: [ResourceID: Resource]

    init(rules: RuleSet, actor: Actor, in configuration: Configuration) {
        self.rules = rules
        self.actor = actor
        resources = configuration.resources
    }

    func created(_ request: AccessRequest) -> Event {
        event(.requestCreated, request, parties(of: request))
    }

    func stepStarted(_ request: AccessRequest) -> Event {
        event(.stepStarted, request, parties(of: request) + approvers(of: request))
    }

    func vote(_ request: AccessRequest, _ vote: Vote) -> Event {
        event(.vote, request, parties(of: request) + approvers(of: request), vote)
    }

    /// The request reached a final state, by a vote or otherwise.
    func ended(_ request: AccessRequest, _ kind: EventKind, by vote: Vote? = nil) -> Event {
        let voters = request.votes.map { Subject.user($0.voter) }
        return event(kind, request, parties(of: request) + approvers(of: request) + voters, vote)
    }

    /// Only for those who can still approve; the requester is the one who reminds.
    func reminder(_ request: AccessRequest) -> Event {
        let electorate = Electorate(request, rules: rules)
        let open = approvers(of: request).filter { subject in
            switch subject {
            case .user(let id): electorate.bar(id, from: request.step) == nil
            case .group: true
            }
        }
        return event(.reminder, request, open)
    }

    func unreachable(_ request: AccessRequest) -> Event {
        event(.unreachable, request, parties(of: request) + approvers(of: request))
    }

    private func parties(of request: AccessRequest) -> [Subject] {
        let owner = resources[request.resource]?.owner
        return [.user(request.requester)] + (owner.map { [$0] } ?? [])
    }

    private func approvers(of request: AccessRequest) -> [Subject] {
        rules.steps.isEmpty ? [] : rules.steps[request.step].approvers
    }

    private func event(
        _ kind: EventKind, _ request: AccessRequest, _ concerned: [Subject], _ vote: Vote? = nil
    ) -> Event {
        Event(
            kind: kind, actor: actor, audience: Audience(concerned),
            snapshot: .request(request, rules: rules, vote: vote))
    }
}

extension Audience {
    /// Each once; at most `Limits.audience`.
    init(_ subjects: [Subject]) {
        self.init()
        for subject in subjects where users.count + groups.count < Limits.audience {
            switch subject {
            case .user(let id): if !users.contains(id) { users.append(id) }
            case .group(let id): if !groups.contains(id) { groups.append(id) }
            }
        }
    }
}
