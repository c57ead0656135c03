/// A target endpoint: it has an owner, named accounts, and those it is shared with.
package struct Resource: Hashable, Sendable, Codable {
    package let id: ResourceID
    package var name: String
    package var kind: ResourceKind
    package var description: String
    package var owner: Subject
    package var accounts: [String]
    package var sharedWith: [Subject]
    /// Its name stays for the record; nothing can be asked for any more.
    package var isDeleted: Bool
    package var version: Int64
    package let createdAt: Instant
    package var updatedAt: Instant

    package init(
        id: ResourceID, name: String, kind: ResourceKind, description: String, owner: Subject,
        accounts: [String], sharedWith: [Subject], isDeleted: Bool, version: Int64,
        createdAt: Instant, updatedAt: Instant
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.description = description
        self.owner = owner
        self.accounts = accounts
        self.sharedWith = sharedWith
        self.isDeleted = isDeleted
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// What kind of endpoint a resource is (Keeper's PAM record types).
package enum ResourceKind: String, Sendable, Codable {
    case machine, database, directory, browser
}
