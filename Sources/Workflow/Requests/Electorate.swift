/// Who may still vote on a request: its rules, whose request it is, and who has voted. The one
/// place that says who is eligible; votes, views and quorums all ask here.
package struct Electorate: Sendable {
    package let rules: RuleSet
    package let requester: UserID
    package let votes: [Vote]
    /// Index of the current step.
    package let step: Int

    /// That of a request which someone is about to make, or explains.
    package init(rules: RuleSet, requester: UserID) {
        self.rules = rules
        self.requester = requester
        votes = []
        step = 0
    }

    package init(_ request: AccessRequest, rules: RuleSet) {
        self.rules = rules
        requester = request.requester
        votes = request.votes
        step = request.step
    }

    /// How many people approved the step.
    package func approvals(of step: Int) -> Int {
        votes.count { $0.step == step && $0.choice == .approve }
    }

    func lacksApprovals(on step: Int) -> Bool {
        approvals(of: step) < rules.steps[step].requiredApprovals
    }

    /// The steps from the current one on, with the approvals that each still needs.
    var remaining: [(index: Int, required: Int)] {
        rules.steps.indices.dropFirst(step).map { index in
            (index, rules.steps[index].requiredApprovals - approvals(of: index))
        }
    }

    /// What keeps a person from voting on a step although they are an active approver of it.
    enum Bar {
        case isRequester, hasVoted, countedInAnotherStep
    }

    func bar(_ person: UserID, from step: Int) -> Bar? {
        if person == requester { return .isRequester }
        for vote in votes where vote.voter == person {
            if vote.step == step { return .hasVoted }
            if rules.distinctApprovers, vote.choice == .approve { return .countedInAnotherStep }
        }
        return nil
    }

    /// Every active approver of the step who may still vote on it.
    package func eligible(for step: Int, in configuration: Configuration) -> Set<UserID> {
        var people = configuration.activeMembers(of: rules.steps[step].approvers)
        for person in barred(from: step) { people.remove(person) }
        return people
    }

    /// The same, each person once, in no order.
    func forEachEligible(
        for step: Int, in configuration: Configuration, _ body: (UserID) -> Void
    ) {
        let approvers = rules.steps[step].approvers
        guard approvers.count == 1 else {
            eligible(for: step, in: configuration).forEach(body)
            return
        }
        let barred = barred(from: step)
        configuration.forEachActiveMember(of: approvers[0]) { person in
            if !barred.contains(person) { body(person) }
        }
    }

    private func barred(from step: Int) -> Set<UserID> {
        var people = Set([requester])
        for vote in votes where bar(vote.voter, from: step) != nil { people.insert(vote.voter) }
        return people
    }
}
