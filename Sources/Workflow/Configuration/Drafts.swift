/// Objects as their writers sent them. References are ids or names, still to be resolved, so that
/// an unknown one is a violation with its path.

/// A user or a group by id or name, or nothing where something had to be.
package enum SubjectName: Hashable, Sendable {
    /// Id or e-mail.
    case user(String)
    /// Id or name.
    case group(String)
    case missing
}

package struct OrganizationDraft: Hashable, Sendable {
    package var name: String
    package var unmatchedAccess: UnmatchedAccess

    package init(name: String, unmatchedAccess: UnmatchedAccess = .deny) {
        self.name = name
        self.unmatchedAccess = unmatchedAccess
    }
}

package struct UserDraft: Hashable, Sendable {
    package var email: String
    package var displayName: String
    /// Empty: the user's id. On an update: empty, or what it is.
    package var subject: String

    package init(email: String, displayName: String, subject: String = "") {
        self.email = email
        self.displayName = displayName
        self.subject = subject
    }
}

package struct ServiceDraft: Hashable, Sendable {
    package var name: String
    /// Empty: the service's id.
    package var subject: String

    package init(name: String, subject: String = "") {
        self.name = name
        self.subject = subject
    }
}

package struct GroupDraft: Hashable, Sendable {
    package var name: String
    package var description: String
    /// Ids or e-mails.
    package var members: [String]

    package init(name: String, description: String = "", members: [String] = []) {
        self.name = name
        self.description = description
        self.members = members
    }
}

package struct RoleDraft: Hashable, Sendable {
    package var name: String
    package var description: String
    /// nil stands for one that is not known here.
    package var permissions: [Permission?]
    package var members: [SubjectName]
    /// Ids or names.
    package var services: [String]

    package init(
        name: String, description: String = "", permissions: [Permission?] = [],
        members: [SubjectName] = [], services: [String] = []
    ) {
        self.name = name
        self.description = description
        self.permissions = permissions
        self.members = members
        self.services = services
    }
}

package struct ResourceDraft: Hashable, Sendable {
    package var name: String
    package var kind: ResourceKind?
    package var description: String
    package var owner: SubjectName
    package var accounts: [String]
    package var sharedWith: [SubjectName]

    package init(
        name: String, kind: ResourceKind?, description: String = "", owner: SubjectName,
        accounts: [String], sharedWith: [SubjectName] = []
    ) {
        self.name = name
        self.kind = kind
        self.description = description
        self.owner = owner
        self.accounts = accounts
        self.sharedWith = sharedWith
    }
}
