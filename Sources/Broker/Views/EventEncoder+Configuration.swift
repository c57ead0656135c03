import CountersignProto
import Workflow

/// Changes of the configuration in the log: the object as it is now, in the JSON form of its
/// message, and for a group who came and who went; some by name, and how many.
extension EventEncoder {
    func configuration(
        _ object: ConfigurationObject, _ change: Workflow.ChangeKind
    ) throws(EncodingFailure) -> (String, CountersignProto.Event.SnapshotChoice) {
        let facts = facts(of: object)
        let snapshot = ConfigurationSnapshot(
            id: facts.id,
            name: facts.name,
            change: CountersignProto.ChangeKind(rawValue: Int32(change.rawValue)),
            version: facts.version.asVersion,
            json: facts.json,
            addedMembers: facts.added.prefix(Limits.membersTold).map(after.summary(of:)),
            removedMembers: facts.removed.prefix(Limits.membersTold).map(after.summary(of:)),
            addedCount: UInt32(facts.added.count),
            removedCount: UInt32(facts.removed.count))
        return (facts.id, .configuration(snapshot))
    }

    private struct Facts {
        let id: String
        let name: String
        let version: Int64
        let json: String
        var added: [UserID] = []
        var removed: [UserID] = []
    }

    private func facts(of object: ConfigurationObject) -> Facts {
        switch object {
        case .organization(let organization):
            facts(
                organization.id, organization.name, organization.version,
                after.view(of: organization))
        case .user(let user):
            facts(user.id, user.email, user.version, after.view(of: user))
        case .service(let service):
            facts(service.id, service.name, service.version, after.view(of: service))
        case .group(let group):
            membership(
                of: group, facts(group.id, group.name, group.version, after.view(of: group)))
        case .role(let role):
            facts(role.id, role.name, role.version, after.view(of: role))
        case .resource(let resource):
            facts(resource.id, resource.name, resource.version, after.view(of: resource))
        case .policy(let policy):
            facts(policy.id, policy.name, policy.version, after.view(of: policy))
        }
    }

    private func membership(of group: Workflow.Group, _ facts: Facts) -> Facts {
        let members = before.groups[group.id]?.members ?? []
        var facts = facts
        facts.added = group.members.subtracting(members).sorted()
        facts.removed = members.subtracting(group.members).sorted()
        return facts
    }

    private func facts<Tag>(
        _ id: Identifier<Tag>, _ name: String, _ version: Int64, _ view: some Message
    ) -> Facts {
        // The views are made of strings, numbers and lists: there is nothing that could fail.
        let json = try? view.json(pretty: false)
        return Facts(id: id.description, name: name, version: version, json: json ?? "{}")
    }
}
