import Testing

@testable import Workflow

@Suite struct ExplainTests {
    private func explain(
        _ desk: Desk, _ person: UserID? = nil, account: String = "root", duration: Span? = nil,
        at time: Instant? = nil, pending: RequestID? = nil, grants: [Grant] = []
    ) -> Explanation {
        ExplainWorkflow.explain(
            Access(
                person: person ?? desk.ana,
                resource: desk.configuration.resources[desk.resource.id]!, account: account,
                duration: duration),
            at: time ?? desk.office.now, pending: pending, grants: grants,
            in: desk.configuration, now: desk.office.now)
    }

    @Test func whatGovernsAndWhoMayApprove() throws {
        let desk = Desk { [PolicyStep([$0.ana, $0.cleo, $0.ben], 2, name: "Team")] }
        let explanation = explain(desk)
        #expect(!explanation.isAllowed && explanation.canRequest)
        #expect(explanation.rules == desk.rules)
        #expect(explanation.candidates.map(\.chosen) == [true])
        let step = try #require(explanation.steps.first)
        #expect(step.eligible.named == [desk.ben, desk.cleo] && step.eligible.count == 2)
        #expect(explanation.quorum?.isReachable == true)
        #expect(
            explanation.unmet == [
                UnmetCondition(.approval, "Needs approval: step 1 \"Team\" by 2.")
            ])
        #expect(
            explanation.summary
                == "Policy \"p\" governs account \"root\" on \"db\". It ranks highest of those "
                + "that match. It requires 1 step of approval and allows at most 8 h.")
        #expect(explanation.access.duration == .seconds(1))
    }

    struct Missing: CustomTestStringConvertible {
        let what: String
        let kinds: [UnmetCondition.Kind]
        let ask: @Sendable (inout Desk, ExplainTests) -> Explanation
        var testDescription: String { what }
    }

    static let missing = [
        Missing(what: "the person is suspended", kinds: [.user, .approval]) { desk, tests in
            desk.office.suspend(desk.ana)
            return tests.explain(desk)
        },
        Missing(what: "it is not shared", kinds: [.shared, .approval]) { desk, tests in
            tests.explain(desk, desk.eve)
        },
        Missing(what: "there is no such account", kinds: [.account, .approval]) { desk, tests in
            tests.explain(desk, account: "x")
        },
        Missing(what: "it is too long", kinds: [.duration, .approval]) { desk, tests in
            tests.explain(desk, duration: .hours(9))
        },
        Missing(what: "it starts too far ahead", kinds: [.time, .approval]) { desk, tests in
            tests.explain(desk, at: desk.office.now + .days(8))
        },
        Missing(what: "no policy matches", kinds: [.policy]) { desk, tests in
            desk.office.change(desk.policy) { $0.isDeleted = true }
            return tests.explain(desk)
        },
        Missing(what: "the quorum can't be reached", kinds: [.quorum, .approval]) { desk, tests in
            desk.office.suspend(desk.ben)
            desk.office.suspend(desk.cleo)
            return tests.explain(desk)
        },
        Missing(what: "a request is pending", kinds: [.state, .approval]) { desk, tests in
            tests.explain(desk, pending: RequestID(high: 1, low: 1))
        },
        Missing(what: "the resource was deleted", kinds: [.resource, .approval]) { desk, tests in
            desk.office.change(desk.resource) { $0.isDeleted = true }
            return tests.explain(desk)
        },
        Missing(
            what: "several things at once",
            kinds: [.user, .shared, .account, .duration, .approval]
        ) { desk, tests in
            desk.office.suspend(desk.eve)
            return tests.explain(desk, desk.eve, account: "x", duration: .hours(9))
        },
    ]

    @Test("everything that is missing is listed", arguments: missing)
    func unmet(_ example: Missing) {
        var desk = Desk()
        let explanation = example.ask(&desk, self)
        #expect(explanation.unmet.map(\.kind) == example.kinds)
        #expect(!explanation.canRequest && !explanation.isAllowed)
    }

    @Test func anActiveGrantAllows() {
        let desk = Desk()
        let now = desk.office.now
        let grant = Requests.grant(
            to: desk.ana, on: desk.resource, from: now + .hours(1), for: .hours(1),
            state: .scheduled)
        let before = explain(desk, grants: [grant])
        #expect(!before.isAllowed && before.unmet.map(\.kind) == [.time, .approval])
        #expect(before.grants == [grant])
        let during = explain(desk, at: now + .hours(1), grants: [grant])
        #expect(during.isAllowed && during.unmet.isEmpty)
        #expect(!explain(desk, at: now + .hours(2), grants: [grant]).isAllowed)
        var revoked = grant
        revoked.state = .revoked
        let gone = explain(desk, at: now + .hours(1), grants: [revoked])
        #expect(!gone.isAllowed && gone.grants.isEmpty)
    }

    @Test func unmatchedAccessIsExplained() {
        let denying = Desk()
        var desk = denying
        desk.office.change(desk.policy) { $0.isEnabled = false }
        #expect(explain(desk).summary.contains("denies"))
        var organization = desk.configuration.organization!
        organization.unmatchedAccess = .allow
        desk.office.configuration.apply(.organization(organization))
        let allowed = explain(desk)
        #expect(allowed.summary.contains("allows") && allowed.canRequest)
        #expect(allowed.unmet.isEmpty && !allowed.isAllowed)
    }

    /// Whatever explaining says of asking, asking does.
    @Test func explainingAndAskingAgree() {
        var random = SeededGenerator(for: "ExplainTests.explainingAndAskingAgree")
        var accepted = 0
        for _ in 0..<300 {
            let required = Int.random(in: 1...2, using: &random)
            var desk = Desk { [PolicyStep([$0.ben, $0.cleo], required)] }
            if Int.random(in: 0..<4, using: &random) == 0 { desk.office.suspend(desk.ben) }
            if Int.random(in: 0..<6, using: &random) == 0 { desk.office.suspend(desk.ana) }
            if Int.random(in: 0..<6, using: &random) == 0 {
                desk.office.change(desk.policy) { $0.isEnabled = false }
            }
            let person = [desk.ana, desk.ana, desk.olga, desk.eve].randomElement(using: &random)!
            let account = ["root", "root", "x"].randomElement(using: &random)!
            let duration = Span.hours(Int64.random(in: 1...9, using: &random))
            let pending =
                Int.random(in: 0..<6, using: &random) == 0 ? RequestID(high: 1, low: 1) : nil
            let explanation = explain(
                desk, person, account: account, duration: duration, pending: pending)
            let draft = RequestDraft(resource: "db", account: account, duration: duration)
            let refused = refusal { () throws(Refusal) in
                try desk.create(draft, by: person, pending: pending)
            }
            #expect(explanation.canRequest == (refused == nil))
            if let refused, refused.code == .failedPrecondition {
                #expect(explanation.unmet.starts(with: refused.unmet))
            }
            accepted += refused == nil ? 1 : 0
        }
        #expect((30..<270).contains(accepted), "both answers should be common: \(accepted)")
    }
}
