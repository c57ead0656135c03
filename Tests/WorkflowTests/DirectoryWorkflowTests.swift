import Testing

@testable import Workflow

/// Users, services and the organization itself.
@Suite struct DirectoryWorkflowTests {
    private static let actor = Actor.system("test")

    /// An organization as `bootstrap` founds it; its administrator is Ada.
    private static func founded() throws -> Office {
        var office = Office()
        office.configuration = Configuration()
        let decision = try ConfigurationWorkflow.bootstrap(
            OrganizationDraft(name: "Acme"),
            administrator: UserDraft(email: "ada@acme.example", displayName: "Ada"),
            ids: .init(
                organization: office.newID(), administrator: office.newID(), role: office.newID()),
            now: office.now)
        #expect(decision.kinds == [.organizationChanged, .userChanged, .roleChanged])
        office.apply(decision)
        return office
    }

    @Test func bootstrapFoundsAnOrganizationThatCanBeAdministered() throws {
        let office = try Self.founded()
        let ada = try #require(office.configuration.user(named: "ada@acme.example"))
        #expect(ada.subject == ada.id.description && ada.version == 1)
        #expect(office.configuration.organization?.unmatchedAccess == .deny)
        #expect(
            office.configuration.permissions(of: ada.id)
                == Set(Permission.allCases).subtracting([.streamEvents]))
        let again = refusal { () throws(Refusal) in
            try ConfigurationWorkflow.bootstrap(
                OrganizationDraft(name: "Other"),
                administrator: UserDraft(email: "x@y", displayName: "X"),
                ids: .init(
                    organization: .init(high: 0, low: 1), administrator: .init(high: 0, low: 2),
                    role: .init(high: 0, low: 3)), in: office.configuration, now: office.now)
        }
        #expect(again?.code == .alreadyExists)
        let wrong = refusal { () throws(Refusal) in
            try ConfigurationWorkflow.bootstrap(
                OrganizationDraft(name: ""), administrator: UserDraft(email: "x", displayName: ""),
                ids: .init(
                    organization: .init(high: 0, low: 1), administrator: .init(high: 0, low: 2),
                    role: .init(high: 0, low: 3)), now: office.now)
        }
        #expect(
            wrong?.fields.map(\.field) == ["organization.name", "user.email", "user.display_name"])
    }

    @Test(
        "e-mail addresses are looked at roughly",
        arguments: [
            ("a@b", true), ("a.b+c@d.example", true), ("ä@ü.example", true), ("", false),
            ("a", false), ("@b", false), ("a@", false), ("a@b@c", false), ("a b@c", false),
            ("a@b\n", false), (String(repeating: "x", count: 252) + "@b", true),
            (String(repeating: "x", count: 253) + "@b", false),
        ])
    func email(_ address: String, isFine: Bool) throws {
        var office = try Self.founded()
        let refusal = refusal { () throws(Refusal) in
            try ConfigurationWorkflow.createUser(
                UserDraft(email: address, displayName: "X"), id: office.newID(), by: Self.actor,
                in: office.configuration, now: office.now)
        }
        #expect((refusal == nil) == isFine)
        if !isFine { #expect(refusal?.fields.allSatisfy { $0.field == "user.email" } == true) }
    }

    @Test func emailsAndSubjectsAreUnique() throws {
        var office = try Self.founded()
        let gateway = ServiceDraft(name: "gateway", subject: "gw")
        office.apply(
            try ConfigurationWorkflow.createService(
                gateway, id: office.newID(), by: Self.actor, in: office.configuration,
                now: office.now))
        func create(_ email: String, _ subject: String) -> Refusal? {
            let id: UserID = office.newID()
            return refusal { () throws(Refusal) in
                try ConfigurationWorkflow.createUser(
                    UserDraft(email: email, displayName: "X", subject: subject), id: id,
                    by: Self.actor, in: office.configuration, now: office.now)
            }
        }
        #expect(create("ADA@acme.example", "")?.reason == .nameTaken)
        #expect(create("new@acme.example", "gw")?.reason == .nameTaken)
        #expect(create("new@acme.example", UserID(high: 9, low: 9).description)?.fields.count == 1)
        #expect(create("new@acme.example", "idp|42") == nil)
    }

    @Test func anUpdateCarriesTheVersionItWasMadeFrom() throws {
        var office = try Self.founded()
        func update(_ draft: UserDraft, _ version: Int64) -> Refusal? {
            refusal { () throws(Refusal) in
                office.apply(
                    try ConfigurationWorkflow.updateUser(
                        "ada@acme.example", draft, version: version, by: Self.actor,
                        in: office.configuration, now: office.now))
            }
        }
        let draft = UserDraft(email: "ada@acme.example", displayName: "Ada L.")
        #expect(update(draft, 0)?.fields.map(\.field) == ["user.version"])
        #expect(update(draft, 1) == nil)
        let stale = update(draft, 1)
        #expect(stale?.code == .aborted && stale?.reason == .staleVersion)
        #expect(stale?.figures == ["version": "2"])
        #expect(office.configuration.user(named: "ada@acme.example")?.displayName == "Ada L.")
        let moved = UserDraft(email: draft.email, displayName: "Ada", subject: "other")
        #expect(update(moved, 2)?.fields.map(\.field) == ["user.subject"])
    }

    @Test func theLastAdministratorStays() throws {
        var office = try Self.founded()
        let ada = office.configuration.user(named: "ada@acme.example")!.id
        let role = office.configuration.role(named: "administrators")!
        func reasons() -> [Refusal.Reason?] {
            let configuration = office.configuration
            let now = office.now
            let withoutPermission = RoleDraft(
                name: "administrators", permissions: [.viewRequests],
                members: [.user(ada.description)])
            let withoutMembers = RoleDraft(
                name: "administrators", permissions: [.manageDirectory], members: [])
            return [
                refusal { () throws(Refusal) in
                    try ConfigurationWorkflow.suspendUser(
                        ada.description, pending: [], openGrants: [], by: Self.actor,
                        in: configuration, now: now)
                },
                refusal { () throws(Refusal) in
                    try ConfigurationWorkflow.updateRole(
                        "administrators", withoutPermission, version: role.version,
                        by: Self.actor, in: configuration, now: now)
                },
                refusal { () throws(Refusal) in
                    try ConfigurationWorkflow.updateRole(
                        "administrators", withoutMembers, version: role.version, by: Self.actor,
                        in: configuration, now: now)
                },
                refusal { () throws(Refusal) in
                    try ConfigurationWorkflow.deleteRole(
                        "administrators", by: Self.actor, in: configuration, now: now)
                },
            ].map(\.?.reason)
        }
        #expect(reasons() == Array(repeating: .lastAdministrator, count: 4))
        // Someone suspended does not help; someone active by a group does.
        let second = office.person("second", state: .suspended)
        office.role("more", [.manageDirectory], [.user(second)])
        #expect(reasons() == Array(repeating: .lastAdministrator, count: 4))
        let third = office.person("third")
        let group = office.group("admins", [third])
        office.role("by group", [.manageDirectory], [.group(group)])
        #expect(reasons() == [nil, nil, nil, nil])
        // And then the group can't lose the last one either.
        office.suspend(ada)
        let left = [
            refusal { () throws(Refusal) in
                try ConfigurationWorkflow.removeMembers(
                    from: "admins", [third.description], by: Self.actor,
                    in: office.configuration, now: office.now)
            },
            refusal { () throws(Refusal) in
                try ConfigurationWorkflow.deleteGroup(
                    "admins", by: Self.actor, in: office.configuration, now: office.now)
            },
        ]
        #expect(left.map(\.?.reason) == [.lastAdministrator, .lastAdministrator])
    }

    @Test func suspendingAndActivatingTwiceDoesNothingMore() throws {
        var office = try Self.founded()
        let ben = office.person("ben")
        func suspend() throws -> Decision {
            try ConfigurationWorkflow.suspendUser(
                ben.description, pending: [], openGrants: [], by: Self.actor,
                in: office.configuration, now: office.now)
        }
        func activate() throws -> Decision {
            try ConfigurationWorkflow.activateUser(
                ben.description, by: Self.actor, in: office.configuration, now: office.now)
        }
        #expect(try activate() == Decision())
        office.apply(try suspend())
        #expect(office.configuration.users[ben]?.state == .suspended)
        #expect(office.configuration.users[ben]?.version == 2)
        #expect(try suspend() == Decision())
        office.apply(try activate())
        #expect(office.configuration.isActive(ben))
    }

    @Test func theOrganizationIsUpdatedFromItsVersion() throws {
        let office = try Self.founded()
        let draft = OrganizationDraft(name: "New", unmatchedAccess: .allow)
        let decision = try ConfigurationWorkflow.updateOrganization(
            draft, version: 1, by: Self.actor, in: office.configuration, now: office.now)
        guard case .put(.organization(let organization)) = decision.changes.first else {
            Issue.record("an organization should be written")
            return
        }
        #expect(organization.name == "New" && organization.version == 2)
        #expect(organization.unmatchedAccess == .allow)
        let stale = refusal { () throws(Refusal) in
            try ConfigurationWorkflow.updateOrganization(
                draft, version: 3, by: Self.actor, in: office.configuration, now: office.now)
        }
        #expect(stale?.reason == .staleVersion)
        let none = refusal { () throws(Refusal) in
            try ConfigurationWorkflow.updateOrganization(
                draft, version: 1, by: Self.actor, in: Configuration(), now: office.now)
        }
        #expect(none?.reason == .noSuchObject)
    }

    @Test func aDeletedServiceIsGone() throws {
        var office = try Self.founded()
        let gateway = office.service("gateway")
        office.apply(
            try ConfigurationWorkflow.deleteService(
                "gateway", by: Self.actor, in: office.configuration, now: office.now))
        #expect(office.configuration.services[gateway]?.isDeleted == true)
        let again = refusal { () throws(Refusal) in
            try ConfigurationWorkflow.deleteService(
                "gateway", by: Self.actor, in: office.configuration, now: office.now)
        }
        #expect(again?.code == .notFound && again?.reason == .noSuchObject)
    }
}
