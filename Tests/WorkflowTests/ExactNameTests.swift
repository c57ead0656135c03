import Testing
import Workflow

/// Names that look alike and are written differently are different names, as patterns and databases
/// have it. U+212A, the sign for kelvin, is equal to the letter K in Swift's eyes.
@Suite struct ExactNameTests {
    static let plain = "BACKUP"
    static let lookalike = "BAC\u{212A}UP"

    @Test func theyAreTheSameToSwiftAndNotHere() {
        #expect(Self.plain == Self.lookalike)
        #expect(ExactName(Self.plain) != ExactName(Self.lookalike))
        #expect(Set([Self.plain, Self.lookalike].map(ExactName.init)).count == 2)
        #expect(ExactName("K") < ExactName("\u{212A}"))
        #expect(ExactName("e\u{301}") < ExactName("\u{e9}"))
        #expect(!(ExactName("K") < ExactName("K")))
    }

    /// With the strict policy for the account there is, and a lax one for everything else.
    private static func desk() -> Desk {
        var desk = Desk()
        desk.office.change(desk.resource) { $0.accounts = [plain] }
        desk.office.policy(
            "strict", accounts: [plain], priority: 1, steps: [PolicyStep([.user(desk.dan)])])
        return desk
    }

    @Test func anAccountCannotBeAskedForUnderAnotherSpelling() throws {
        var desk = Self.desk()
        let refusal = refusal { () throws(Refusal) in
            try desk.create(
                RequestDraft(resource: "db", account: Self.lookalike, duration: .hours(1)))
        }
        #expect(refusal?.fields.map(\.field) == ["account"])
        #expect(refusal?.unmet.map(\.kind) == [.account])
        let made = try desk.create(
            RequestDraft(resource: "db", account: Self.plain, duration: .hours(1)))
        #expect(made.awaiting == [.user(desk.dan)])
    }

    @Test func anAccountThatWasRenamedToALookalikeIsGone() throws {
        var desk = Desk()
        desk.office.change(desk.resource) { $0.accounts = [Self.plain] }
        let request = try #require(
            try desk.create(
                RequestDraft(resource: "db", account: Self.plain, duration: .hours(1))
            ).request)
        desk.office.change(desk.resource) { $0.accounts = [Self.lookalike] }
        let refusal = refusal { () throws(Refusal) in try desk.approve(request, by: desk.ben) }
        #expect(refusal?.reason == .noSuchObject)
    }

    @Test func rulesAreWorkedOutForVisibleResourcesAndListedAccountsAlone() {
        let desk = Self.desk()
        func asked(by person: UserID, _ account: String) -> [String] {
            var asked: [String] = []
            _ = refusal { () throws(Refusal) in
                try RequestWorkflow.create(
                    RequestDraft(resource: "db", account: account, duration: .hours(1)),
                    id: RequestID(high: 0, low: 1), grantID: GrantID(high: 0, low: 1), by: person,
                    pending: nil, in: desk.configuration, now: desk.office.now
                ) { _, account, _ in
                    asked.append(account)
                    return nil
                }
            }
            return asked
        }
        #expect(asked(by: desk.ana, Self.plain).count == 1)
        #expect(asked(by: desk.ana, Self.lookalike).isEmpty)
        #expect(asked(by: desk.ana, "other").isEmpty)
        #expect(asked(by: desk.eve, Self.plain).isEmpty)
    }

    @Test func objectsAreFoundByTheirExactNames() {
        var office = Office()
        let ana = office.person("ana")
        let resource = office.resource(Self.plain, owner: .user(ana))
        let group = office.group(Self.lookalike, [ana])
        office.service(Self.plain)
        office.role(Self.plain, [], [])
        office.policy(Self.plain)
        let found = office.configuration
        #expect(found.resource(named: Self.plain)?.id == resource.id)
        #expect(found.resource(named: Self.lookalike) == nil)
        #expect(found.group(named: Self.plain) == nil)
        #expect(found.group(named: Self.lookalike)?.id == group)
        #expect(found.service(named: Self.lookalike) == nil)
        #expect(found.role(named: Self.lookalike) == nil)
        #expect(found.policy(named: Self.lookalike) == nil)
    }

    @Test func subjectsOfTokensAreFoundByTheirBytes() throws {
        var office = Office()
        office.apply(
            try ConfigurationWorkflow.createUser(
                UserDraft(email: "k@acme.example", displayName: "K", subject: Self.plain),
                id: office.newID(), by: .system("test"), in: office.configuration,
                now: office.now))
        office.apply(
            try ConfigurationWorkflow.createService(
                ServiceDraft(name: "gateway", subject: Self.lookalike), id: office.newID(),
                by: .system("test"), in: office.configuration, now: office.now))
        #expect(office.configuration.user(subject: Self.plain) != nil)
        #expect(office.configuration.user(subject: Self.lookalike) == nil)
        #expect(office.configuration.service(subject: Self.plain) == nil)
        #expect(office.configuration.service(subject: Self.lookalike) != nil)
    }

    @Test func aResourceHasNoTwoAccountsThatLookAlike() {
        var office = Office()
        office.person("ana")
        let refusal = refusal { () throws(Refusal) in
            try ConfigurationWorkflow.createResource(
                ResourceDraft(
                    name: "db", kind: .machine, owner: .user("ana@acme.example"),
                    accounts: [Self.plain, Self.lookalike]),
                id: ResourceID(high: 0, low: 99), by: .system("test"), in: office.configuration,
                now: office.now)
        }
        #expect(refusal?.fields.map(\.field) == ["resource.accounts[1]"])
    }
}
