import Testing

@testable import Workflow

@Suite struct PolicySelectionTests {
    struct Case: CustomTestStringConvertible {
        let rule: String
        /// Name, priority, resource patterns, account patterns.
        let policies: [(String, Int, [String], [String])]
        /// For account `root` on `prod-db`.
        let winner: String?
        var testDescription: String { rule }
    }

    static let cases = [
        Case(rule: "nothing matches", policies: [("a", 0, ["web-*"], [])], winner: nil),
        Case(rule: "one matches", policies: [("a", 0, ["prod-*"], [])], winner: "a"),
        Case(
            rule: "both lists must match",
            policies: [("a", 9, ["prod-*"], ["postgres"]), ("b", 0, ["prod-*"], ["ro*"])],
            winner: "b"),
        Case(
            rule: "within a list any may match",
            policies: [("a", 0, ["web-*", "prod-*"], ["x", "root"])], winner: "a"),
        Case(
            rule: "an empty list matches everything", policies: [("a", 0, [], ["root"])],
            winner: "a"),
        Case(
            rule: "higher priority beats more specific",
            policies: [("a", 0, ["prod-db"], ["root"]), ("b", 1, ["*"], [])], winner: "b"),
        Case(
            rule: "more literal characters in the resource pattern",
            policies: [("a", 0, ["prod-*"], ["root"]), ("b", 0, ["prod-d*"], [])], winner: "b"),
        Case(
            rule: "then fewer wildcards in it",
            policies: [("a", 0, ["prod*?b"], ["root"]), ("b", 0, ["prod-*"], [])], winner: "b"),
        Case(
            rule: "then the account pattern",
            policies: [("a", 0, ["prod-*"], ["r*"]), ("b", 0, ["prod-*"], ["root"])],
            winner: "b"),
        Case(
            rule: "the best pattern of a list counts",
            policies: [("a", 0, ["prod-d*"], []), ("b", 0, ["*", "prod-db"], [])], winner: "b"),
        Case(
            rule: "an empty list is as specific as *",
            policies: [("a", 0, ["*"], ["root"]), ("b", 0, [], ["root"])], winner: "a"),
        Case(
            rule: "at last the lowest id",
            policies: [("a", 0, ["prod-*"], []), ("b", 0, ["prod-*"], [])], winner: "a"),
    ]

    @Test("the choice among matching policies is a total order", arguments: cases)
    func order(_ example: Case) {
        var office = Office()
        let owner = office.person("olga")
        let resource = office.resource("prod-db", owner: .user(owner))
        var policies: [ApprovalPolicy] = []
        for (name, priority, resources, accounts) in example.policies {
            policies.append(
                office.policy(
                    name, resources: resources, accounts: accounts, priority: priority))
        }
        // Whatever the order in which the policies come to be known.
        var backwards = Office().configuration
        for policy in policies.reversed() { backwards.apply(.policy(policy)) }
        for configuration in [office.configuration, backwards] {
            let selection = PolicySelection.rules(
                for: resource, account: "root", in: configuration)
            #expect(selection.ruleSet?.policy?.name == example.winner)
            #expect(selection.candidates.first(where: \.chosen)?.policy.name == example.winner)
            #expect(selection.candidates.count == policies.count)
            let fast = PolicySelection.ruleSet(
                for: resource, account: "root", in: configuration)
            #expect(fast == selection.ruleSet)
        }
    }

    @Test func everyCandidateSaysWhy() {
        var office = Office()
        let owner = office.person("olga")
        let resource = office.resource("prod-db", owner: .user(owner))
        office.policy("winner", resources: ["prod-db"], priority: 5)
        office.policy("low", priority: 4)
        office.policy("vague", resources: ["prod-*"], priority: 5)
        office.policy("vague account", resources: ["prod-db"], accounts: [], priority: 5)
        office.policy("other", resources: ["web"], priority: 9)
        office.policy("account", accounts: ["x"], priority: 9)
        office.policy("off", priority: 9, isEnabled: false)
        let gone = office.policy("gone", priority: 9)
        office.change(gone) { $0.isDeleted = true }
        let selection = PolicySelection.rules(
            for: resource, account: "root", in: office.configuration)
        let why = selection.candidates.map { "\($0.policy.name): \($0.why)" }
        #expect(
            why == [
                "winner: It ranks highest of those that match.",
                "vague account: It ranks equal to \"winner\", which has the lower id.",
                "vague: Its resource pattern is less specific than that of \"winner\".",
                "low: Its priority 4 is below 5 of \"winner\".",
                "other: No resource pattern matches \"prod-db\".",
                "account: No account pattern matches \"root\".",
                "off: It is disabled.",
            ])
        let matching = selection.candidates.map(\.matches)
        #expect(matching == [true, true, true, true, false, false, false])
    }

    @Test func withoutAPolicyTheOrganizationDecides() throws {
        var denying = Office()
        let owner = denying.person("olga")
        let resource = denying.resource("db", owner: .user(owner))
        #expect(
            PolicySelection.ruleSet(for: resource, account: "root", in: denying.configuration)
                == nil)
        let allowing = Office(unmatched: .allow)
        let rules = try #require(
            PolicySelection.ruleSet(for: resource, account: "root", in: allowing.configuration))
        #expect(rules.key == "unmatched@7")
        #expect(rules.steps.isEmpty && rules.policy == nil)
        #expect(rules.maxDuration == .hours(8))
    }

    @Test func aRuleSetIsNamedByPolicyAndVersion() {
        var office = Office()
        let policy = office.policy("p")
        #expect(RuleSet(of: policy).key == "\(policy.id)@1")
        office.change(policy) { $0.maxDuration = .hours(1) }
        let changed = office.configuration.policies[policy.id]!
        #expect(RuleSet(of: changed).key == "\(policy.id)@2")
    }
}
