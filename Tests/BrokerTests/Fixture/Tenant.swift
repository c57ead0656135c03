import Broker
import Store
import Workflow

/// Who calls in the tests: the subject of their tokens, and the local part of their e-mail address.
enum Person: String, CaseIterable, Sendable {
    /// Founded the organization, and has every permission.
    case admin
    /// Asks for access, as one of the engineers.
    case rita
    /// The group `dba`, which decides the first step. Anna is an engineer as well.
    case anna, ben
    /// The group `security`, which decides the second step.
    case carl, dora
    /// Owns `prod-db`.
    case olga
    /// Has no right at all.
    case sam

    var email: String { "\(rawValue)@example.com" }
}

/// Machines: the subjects of their tokens, and their names.
enum Machine: String, CaseIterable, Sendable {
    /// May stream events.
    case gateway
    /// May nothing.
    case lobby
}

/// An organization, and the issuer of its people's tokens.
struct Tenant: Sendable {
    let organization: OrganizationID
    let clock: ManualNodeClock
    let issuer: LocalIssuer
    /// The subject that the founder was given.
    let founder: String

    var id: String { organization.description }

    static func found(
        named name: String, in storage: any Storage, issuer: LocalIssuer, clock: ManualNodeClock
    ) throws -> Tenant {
        let organization = try NodeBootstrap.createOrganization(
            named: name, adminEmail: Person.admin.email, adminName: "Admin", storage: storage,
            clock: clock)
        let objects = try storage.makeReader().read {
            try $0.configurationObjects(changedAfter: 0, of: organization)
        }
        let subjects = objects.compactMap { object -> String? in
            if case .user(let user) = object { user.subject } else { nil }
        }
        return Tenant(
            organization: organization, clock: clock, issuer: issuer, founder: subjects[0])
    }

    func token(of person: Person) -> String {
        token(subject: person == .admin ? founder : person.rawValue)
    }

    func token(of machine: Machine) -> String { token(subject: machine.rawValue) }

    /// Good for twelve hours of the manual clock.
    func token(subject: String) -> String {
        do {
            return try issuer.issue(
                subject: subject, organization: organization, at: clock.wall())
        } catch {
            preconditionFailure("no token: \(error)")
        }
    }
}
