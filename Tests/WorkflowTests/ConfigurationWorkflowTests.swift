import Testing

@testable import Workflow

/// Groups, roles, resources and policies.
@Suite struct ConfigurationWorkflowTests {
    private static let actor = Actor.system("test")

    private struct Fields {
        var office = Office()
        let ana, ben: UserID
        let team: GroupID

        init() {
            ana = office.person("ana")
            ben = office.person("ben")
            team = office.group("team", [ben])
        }

        mutating func policy(_ draft: PolicyDraft) -> [String]? {
            let id: PolicyID = office.newID()
            return refusal { () throws(Refusal) in
                try ConfigurationWorkflow.createPolicy(
                    draft, id: id, by: actor, in: office.configuration, now: office.now)
            }.map { $0.fields.map(\.field) }
        }

        mutating func resource(_ draft: ResourceDraft) -> [String]? {
            let id: ResourceID = office.newID()
            return refusal { () throws(Refusal) in
                try ConfigurationWorkflow.createResource(
                    draft, id: id, by: actor, in: office.configuration, now: office.now)
            }.map { $0.fields.map(\.field) }
        }

        mutating func role(_ draft: RoleDraft) -> [String]? {
            let id: RoleID = office.newID()
            return refusal { () throws(Refusal) in
                try ConfigurationWorkflow.createRole(
                    draft, id: id, by: actor, in: office.configuration, now: office.now)
            }.map { $0.fields.map(\.field) }
        }
    }

    struct PolicyCase: CustomTestStringConvertible {
        let what: String
        let fields: [String]?
        let change: @Sendable (inout PolicyDraft) -> Void
        var testDescription: String { what }

        init(
            _ what: String, _ fields: [String]?,
            _ change: @escaping @Sendable (inout PolicyDraft) -> Void
        ) {
            self.what = what
            self.fields = fields
            self.change = change
        }
    }

    static let policyCases = [
        PolicyCase("as it should be", nil) { _ in },
        PolicyCase("no name", ["policy.name"]) { $0.name = "" },
        PolicyCase("the longest name", nil) { $0.name = String(repeating: "x", count: 128) },
        PolicyCase("a byte more", ["policy.name"]) { $0.name = String(repeating: "x", count: 129) },
        PolicyCase("a blank at the end", ["policy.name"]) { $0.name = "x " },
        PolicyCase("a line break", ["policy.name"]) { $0.name = "x\ny" },
        PolicyCase("a name like an id", ["policy.name"]) {
            $0.name = PolicyID(high: 1, low: 1).description
        },
        PolicyCase("the longest description", nil) {
            $0.description = String(repeating: "x", count: 1_024)
        },
        PolicyCase("a byte more of it", ["policy.description"]) {
            $0.description = String(repeating: "x", count: 1_025)
        },
        PolicyCase("priority 1000", nil) { $0.priority = 1_000 },
        PolicyCase("priority 1001", ["policy.priority"]) { $0.priority = 1_001 },
        PolicyCase("priority -1000", nil) { $0.priority = -1_000 },
        PolicyCase("the lowest number", ["policy.priority"]) { $0.priority = .min },
        PolicyCase("no pattern at all", ["policy.resource_patterns"]) {
            $0.resourcePatterns = []
        },
        PolicyCase("account patterns only", nil) {
            $0.resourcePatterns = []
            $0.accountPatterns = ["root"]
        },
        PolicyCase(
            "patterns that do not parse",
            ["policy.resource_patterns[1]", "policy.account_patterns[0]"]
        ) {
            $0.resourcePatterns = ["ok", "["]
            $0.accountPatterns = ["{"]
        },
        PolicyCase("64 patterns", nil) { $0.resourcePatterns = Array(repeating: "x", count: 64) },
        PolicyCase("65 patterns", ["policy.resource_patterns"]) {
            $0.resourcePatterns = Array(repeating: "x", count: 65)
        },
        PolicyCase("no maximum", ["policy.max_duration"]) { $0.maxDuration = nil },
        PolicyCase("30 days", nil) { $0.maxDuration = .days(30) },
        PolicyCase("more than 30 days", ["policy.max_duration"]) {
            $0.maxDuration = .days(30) + Span(milliseconds: 1)
        },
        PolicyCase("less than a second", ["policy.max_duration"]) {
            $0.maxDuration = Span(milliseconds: 999)
        },
        PolicyCase("a minimum as long as the maximum", nil) { $0.minDuration = .hours(8) },
        PolicyCase("a minimum beyond it", ["policy.min_duration"]) {
            $0.minDuration = .hours(8) + Span(milliseconds: 1)
        },
        PolicyCase("a negative minimum", ["policy.min_duration"]) { $0.minDuration = .hours(-1) },
        PolicyCase("30 days to live", nil) { $0.maxTimeToLive = .days(30) },
        PolicyCase("more days to live", ["policy.max_time_to_live"]) {
            $0.maxTimeToLive = .days(31)
        },
        PolicyCase("no time to live", ["policy.max_time_to_live"]) { $0.maxTimeToLive = .zero },
        PolicyCase("no step", ["policy.steps"]) { $0.steps = [] },
        PolicyCase("16 steps", nil) { $0.steps = Array(repeating: $0.steps[0], count: 16) },
        PolicyCase("17 steps", ["policy.steps"]) {
            $0.steps = Array(repeating: $0.steps[0], count: 17)
        },
        PolicyCase("no approver", ["policy.steps[0].approvers"]) { $0.steps[0].approvers = [] },
        PolicyCase("65 approvers", ["policy.steps[0].approvers"]) {
            $0.steps[0].approvers =
                [.group("team")] + (0..<64).map { .user("many\($0)@acme.example") }
        },
        PolicyCase(
            "unknown approvers",
            (0..<3).map { "policy.steps[0].approvers[\($0)]" }
        ) { $0.steps[0].approvers = [.user("x@y"), .group("nobody"), .missing] },
        PolicyCase("an approver twice", ["policy.steps[0].approvers[1]"]) {
            $0.steps[0].approvers = [.group("team"), .group("team")]
        },
        PolicyCase("no approvals", ["policy.steps[0].required_approvals"]) {
            $0.steps[0].requiredApprovals = 0
        },
        PolicyCase("100 approvals by a group", nil) { $0.steps[0].requiredApprovals = 100 },
        PolicyCase("101 approvals", ["policy.steps[0].required_approvals"]) {
            $0.steps[0].requiredApprovals = 101
        },
        PolicyCase(
            "more approvals than people named", ["policy.steps[0].required_approvals"]
        ) {
            $0.steps[0] = PolicyStepDraft(
                approvers: [.user("ben@acme.example")], requiredApprovals: 2)
        },
    ]

    @Test("everything about a policy is checked, with its path", arguments: policyCases)
    func policyFields(_ example: PolicyCase) {
        var fields = Fields()
        for index in 0..<64 { fields.office.person("many\(index)") }
        var draft = PolicyDraft(
            name: "p", resourcePatterns: ["*"], maxDuration: .hours(8),
            steps: [PolicyStepDraft(approvers: [.group("team")])])
        example.change(&draft)
        #expect(fields.policy(draft) == example.fields)
    }

    @Test func everythingAboutAResourceIsChecked() {
        var fields = Fields()
        let good = ResourceDraft(
            name: "db", kind: .database, owner: .group("team"), accounts: ["root"],
            sharedWith: [.user("ana@acme.example")])
        #expect(fields.resource(good) == nil)
        let empty = ResourceDraft(name: "", kind: nil, owner: .missing, accounts: [])
        #expect(
            fields.resource(empty) == [
                "resource.name", "resource.kind", "resource.owner", "resource.accounts",
            ])
        var wrong = good
        wrong.accounts = ["root", "", "root", "a\u{7}"]
        wrong.sharedWith = [.user("ana@acme.example"), .group("x"), .user("ANA@acme.example")]
        #expect(
            fields.resource(wrong) == [
                "resource.accounts[1]", "resource.accounts[2]", "resource.accounts[3]",
                "resource.shared_with[1]", "resource.shared_with[2]",
            ])
        var many = good
        many.accounts = (0..<256).map { "a\($0)" }
        #expect(fields.resource(many) == nil)
        many.accounts.append("one more")
        #expect(fields.resource(many) == ["resource.accounts"])
    }

    @Test func everythingAboutARoleIsChecked() {
        var fields = Fields()
        fields.office.service("gateway")
        let good = RoleDraft(
            name: "r", permissions: [.streamEvents], members: [.group("team")],
            services: ["gateway"])
        #expect(fields.role(good) == nil)
        let wrong = RoleDraft(
            name: "r", permissions: [.streamEvents, nil], members: [.missing, .group("team")],
            services: ["gateway", "x", "gateway"])
        #expect(
            fields.role(wrong) == [
                "role.permissions[1]", "role.members[0]", "role.services[1]", "role.services[2]",
            ])
    }

    @Test func membersAreAddedAndRemoved() throws {
        var fields = Fields()
        func add(_ names: [String]) throws(Refusal) -> Decision {
            try ConfigurationWorkflow.addMembers(
                to: "team", names, by: Self.actor, in: fields.office.configuration,
                now: fields.office.now)
        }
        func remove(_ names: [String]) throws(Refusal) -> Decision {
            try ConfigurationWorkflow.removeMembers(
                from: "team", names, by: Self.actor, in: fields.office.configuration,
                now: fields.office.now)
        }
        let added = try add(["ana@acme.example", fields.ben.description])
        #expect(added.events[0].audience == Audience(users: [fields.ana], groups: [fields.team]))
        #expect(
            added.events[0].snapshot
                == .configuration(
                    .group(
                        Group(
                            id: fields.team, name: "team", description: "",
                            members: [fields.ana, fields.ben], isDeleted: false, version: 2,
                            createdAt: fields.office.now, updatedAt: fields.office.now)),
                    change: .membersAdded))
        fields.office.apply(added)
        #expect(fields.office.configuration.includes(.group(fields.team), fields.ana))
        #expect(try add(["ana@acme.example"]) == Decision())
        fields.office.apply(try remove(["ana@acme.example"]))
        #expect(!fields.office.configuration.includes(.group(fields.team), fields.ana))
        #expect(try remove(["ana@acme.example"]) == Decision())
        let wrong = refusal { () throws(Refusal) in try add(["x", "ana@acme.example", "y"]) }
        #expect(wrong?.fields.map(\.field) == ["members[0]", "members[2]"])
        #expect(
            refusal { () throws(Refusal) in try add([]) }?.fields.map(\.field) == ["members"])
        let many = Array(repeating: "ana@acme.example", count: 501)
        #expect(refusal { () throws(Refusal) in try add(many) }?.fields.count == 1)
        #expect(try add(Array(many.dropFirst())).changes.count == 1)
    }

    @Test func aDeletedGroupLosesItsMembersAndTellsThem() throws {
        var fields = Fields()
        let decision = try ConfigurationWorkflow.deleteGroup(
            "team", by: Self.actor, in: fields.office.configuration, now: fields.office.now)
        #expect(decision.events[0].audience.users == [fields.ben])
        fields.office.apply(decision)
        #expect(fields.office.configuration.groups[fields.team]?.members == [])
        #expect(fields.office.configuration.group(named: "team") == nil)
    }

    @Test func namesAreUniqueAmongLiveObjects() throws {
        var fields = Fields()
        let office = fields.office
        func create(_ name: String) -> Refusal? {
            let id: GroupID = fields.office.newID()
            return refusal { () throws(Refusal) in
                try ConfigurationWorkflow.createGroup(
                    GroupDraft(name: name), id: id, by: Self.actor,
                    in: fields.office.configuration, now: office.now)
            }
        }
        let taken = create("team")
        #expect(taken?.code == .alreadyExists && taken?.reason == .nameTaken)
        #expect(taken?.subject == fields.team.description)
        #expect(create("Team") == nil)
        fields.office.delete(fields.team)
        #expect(create("team") == nil)
    }

    @Test func updatesReplaceAndKeepIdentity() throws {
        var fields = Fields()
        let resource = fields.office.resource("db", owner: .user(fields.ana))
        let draft = ResourceDraft(
            name: "db2", kind: .browser, owner: .group("team"), accounts: ["a"])
        let later = fields.office.now + .hours(1)
        let decision = try ConfigurationWorkflow.updateResource(
            "db", draft, version: 1, by: Self.actor, in: fields.office.configuration, now: later)
        fields.office.apply(decision)
        let updated = try #require(fields.office.configuration.resource(named: "db2"))
        #expect(updated.id == resource.id && updated.version == 2)
        #expect(updated.createdAt == resource.createdAt && updated.updatedAt == later)
        // The old owner and the new one are told.
        #expect(
            decision.events[0].audience == Audience(users: [fields.ana], groups: [fields.team]))
        let stale = refusal { () throws(Refusal) in
            try ConfigurationWorkflow.updateResource(
                "db2", draft, version: 1, by: Self.actor, in: fields.office.configuration,
                now: later)
        }
        #expect(stale?.code == .aborted)
    }

    @Test func policiesAreUpdatedAndDeleted() throws {
        var fields = Fields()
        let policy = fields.office.policy("p", steps: [PolicyStep([.group(fields.team)])])
        let draft = PolicyDraft(
            name: "q", isEnabled: false, resourcePatterns: ["x"], maxDuration: .hours(1),
            steps: [PolicyStepDraft(approvers: [.user("ben@acme.example")])],
            distinctApprovers: false)
        fields.office.apply(
            try ConfigurationWorkflow.updatePolicy(
                "p", draft, version: 1, by: Self.actor, in: fields.office.configuration,
                now: fields.office.now))
        let updated = try #require(fields.office.configuration.policy(named: "q"))
        #expect(updated.id == policy.id && updated.version == 2 && !updated.isEnabled)
        #expect(updated.steps == [PolicyStep([.user(fields.ben)])])
        #expect(updated.maxTimeToLive == .hours(24) && !updated.distinctApprovers)
        fields.office.apply(
            try ConfigurationWorkflow.deletePolicy(
                "q", by: Self.actor, in: fields.office.configuration, now: fields.office.now))
        #expect(fields.office.configuration.policy(named: "q") == nil)
        #expect(fields.office.configuration.policies[policy.id]?.isDeleted == true)
    }

    @Test func thereIsALimitToPolicies() {
        var fields = Fields()
        for index in 0..<Limits.policies {
            fields.office.policy("p\(index)", priority: index % 3, isEnabled: false)
        }
        let draft = PolicyDraft(
            name: "more", resourcePatterns: ["*"], maxDuration: .hours(1),
            steps: [PolicyStepDraft(approvers: [.group("team")])])
        #expect(fields.policy(draft) == ["policy"])
    }

    @Test func whoGetsOrLosesARoleIsTold() throws {
        var fields = Fields()
        let role = fields.office.role("r", [.viewRequests], [.user(fields.ana)])
        func audience(_ draft: RoleDraft) throws -> Audience {
            try ConfigurationWorkflow.updateRole(
                role.description, draft, version: 1, by: Self.actor,
                in: fields.office.configuration, now: fields.office.now
            ).events[0].audience
        }
        let more = RoleDraft(
            name: "r", permissions: [.viewRequests],
            members: [.user("ana@acme.example"), .group("team")])
        #expect(try audience(more) == Audience(groups: [fields.team]))
        var other = more
        other.permissions = [.readAudit]
        #expect(try audience(other) == Audience(users: [fields.ana], groups: [fields.team]))
        other.members = []
        #expect(try audience(other) == Audience(users: [fields.ana]))
    }

    @Test func anAudienceHasALimit() {
        let people = (0..<300).map { Subject.user(UserID(high: 0, low: UInt64($0))) }
        #expect(Audience(people + people).users.count == Limits.audience)
    }

    @Test func whatIsNotThereIsNotFound() {
        let office = Office()
        let configuration = office.configuration
        let now = office.now
        let refusals: [Refusal?] = [
            refusal { () throws(Refusal) in
                try ConfigurationWorkflow.deleteGroup(
                    "x", by: Self.actor, in: configuration, now: now)
            },
            refusal { () throws(Refusal) in
                try ConfigurationWorkflow.deleteRole(
                    "x", by: Self.actor, in: configuration, now: now)
            },
            refusal { () throws(Refusal) in
                try ConfigurationWorkflow.deletePolicy(
                    "x", by: Self.actor, in: configuration, now: now)
            },
            refusal { () throws(Refusal) in
                try ConfigurationWorkflow.deleteResource(
                    "x", pending: [], openGrants: [], by: Self.actor, in: configuration, now: now)
            },
            refusal { () throws(Refusal) in
                try ConfigurationWorkflow.activateUser(
                    "x", by: Self.actor, in: configuration, now: now)
            },
        ]
        for refusal in refusals {
            #expect(refusal?.code == .notFound && refusal?.reason == .noSuchObject)
        }
    }
}
