import Workflow

/// An office with one resource, `db`, owned by Olga, shared with Ana; its policy has the steps that
/// a test wants. Ben, Cleo and Dan approve; Eve has nothing to do with it.
struct Desk {
    var office = Office()
    let ana, ben, cleo, dan, eve, olga: UserID
    let resource: Resource
    let policy: ApprovalPolicy

    init(distinct: Bool = true, max: Span = .hours(8), steps: (People) -> [PolicyStep]) {
        ana = office.person("ana")
        ben = office.person("ben")
        cleo = office.person("cleo")
        dan = office.person("dan")
        eve = office.person("eve")
        olga = office.person("olga")
        resource = office.resource("db", owner: .user(olga), sharedWith: [.user(ana)])
        let people = People(ana: .user(ana), ben: .user(ben), cleo: .user(cleo), dan: .user(dan))
        policy = office.policy("p", max: max, distinct: distinct, steps: steps(people))
    }

    /// The policy has one step that needs one of Ben and Cleo.
    init() {
        self.init { [PolicyStep([$0.ben, $0.cleo])] }
    }

    struct People {
        let ana, ben, cleo, dan: Subject
    }

    var configuration: Configuration { office.configuration }
    /// The rules as the policy was at the beginning.
    var rules: RuleSet { RuleSet(of: policy) }

    /// Ana's request for `db` as `root`, as it is after it was made.
    mutating func request(
        duration: Span = .hours(1), startsAt: Instant? = nil, timeToLive: Span? = nil
    ) throws -> AccessRequest {
        let draft = RequestDraft(
            resource: "db", account: "root", duration: duration, startsAt: startsAt,
            timeToLive: timeToLive)
        return try create(draft).request!
    }

    mutating func create(
        _ draft: RequestDraft, by person: UserID? = nil, pending: RequestID? = nil
    ) throws(Refusal) -> Decision {
        try RequestWorkflow.create(
            draft, id: office.newID(), grantID: office.newID(), by: person ?? ana,
            pending: pending, in: configuration, now: office.now)
    }

    mutating func approve(
        _ request: AccessRequest, by voter: UserID, comment: String = ""
    ) throws(Refusal) -> Decision {
        try RequestWorkflow.approve(
            request, rules: rules, by: voter, comment: comment, grantID: office.newID(),
            in: configuration, now: office.now)
    }

    func reject(
        _ request: AccessRequest, by voter: UserID, comment: String = ""
    ) throws(Refusal) -> Decision {
        try RequestWorkflow.reject(
            request, rules: rules, by: voter, comment: comment, in: configuration,
            now: office.now)
    }

    func cancel(_ request: AccessRequest, by person: UserID) throws(Refusal) -> Decision {
        try RequestWorkflow.cancel(
            request, rules: rules, by: person, in: configuration, now: office.now)
    }

    func remind(_ request: AccessRequest, by person: UserID) throws(Refusal) -> Decision {
        try RequestWorkflow.remind(
            request, rules: rules, by: person, in: configuration, now: office.now)
    }

    func actions(_ request: AccessRequest, _ viewer: UserID) -> RequestActions {
        RequestWorkflow.actions(
            on: request, rules: rules, viewer: viewer, in: configuration, now: office.now)
    }

    func voters(_ request: AccessRequest) -> [UserID] {
        RequestWorkflow.eligibleVoters(
            request, rules: rules, in: configuration, now: office.now)
    }
}
