import Store
import Workflow

/// An organization as the tools read it from the database.
struct Tenant {
    let id: OrganizationID
    let configuration: Configuration

    var name: String { configuration.organization?.name ?? id.description }

    /// The organization of that name or id; the only one there is, if neither is given.
    static func find(_ name: String?, in store: any Reading) throws -> Tenant {
        let tenants = try store.organizations().map { try Tenant($0, in: store) }
        guard let name else {
            guard let only = tenants.first, tenants.count == 1 else {
                throw DaemonFailure(
                    "there are \(tenants.count) organizations; say which with --organization: "
                        + tenants.map(\.name).joined(separator: ", "))
            }
            return only
        }
        let named = tenants.filter { $0.name == name || $0.id.description == name }
        guard let found = named.first, named.count == 1 else {
            throw DaemonFailure(
                named.isEmpty
                    ? "there is no organization `\(name)`"
                    : "\(named.count) organizations are called `\(name)`; give the id")
        }
        return found
    }

    private init(_ id: OrganizationID, in store: any Reading) throws {
        self.id = id
        var configuration = Configuration()
        for object in try store.configurationObjects(changedAfter: 0, of: id) {
            configuration.apply(object)
        }
        self.configuration = configuration
    }
}

/// Whom a token is for.
struct TokenHolder {
    let subject: String
    let organization: OrganizationID
}

extension Tenant {
    func holder(user name: String) throws(DaemonFailure) -> TokenHolder {
        guard let user = configuration.user(named: name) else {
            throw DaemonFailure("there is no user `\(name)` in \(self.name)")
        }
        guard user.state == .active else {
            throw DaemonFailure("\(user.email) is suspended; no token would be accepted")
        }
        return TokenHolder(subject: user.subject, organization: id)
    }

    func holder(service name: String) throws(DaemonFailure) -> TokenHolder {
        guard let service = configuration.service(named: name) else {
            throw DaemonFailure("there is no service `\(name)` in \(self.name)")
        }
        return TokenHolder(subject: service.subject, organization: id)
    }

    func holder(subject: String) throws(DaemonFailure) -> TokenHolder {
        guard !subject.isEmpty, subject.utf8.count <= Limits.subjectBytes else {
            throw DaemonFailure("a subject has 1 to \(Limits.subjectBytes) bytes")
        }
        return TokenHolder(subject: subject, organization: id)
    }
}
