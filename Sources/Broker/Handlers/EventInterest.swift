import CountersignProto
import Store
import Workflow

/// Which events concern a person: those addressed to them or a group of theirs, what they did,
/// their own requests and grants, and what their permissions show.
///
/// A change can concern who may not read what changed: a member hears that their group did. Then
/// the event says what changed and not to what.
struct EventInterest {
    private let user: String
    private let groups: Set<String>
    private let permissions: Set<Workflow.Permission>

    init(of caller: Caller, in configuration: Configuration) {
        user = caller.id
        if case .user(let id) = caller.principal {
            groups = Set(configuration.groups(of: id).map(\.description))
        } else {
            groups = []
        }
        permissions = caller.permissions(in: configuration)
    }

    /// What the person gets of a record; nil if it does not concern them, or can't be read: a
    /// record that is damaged must not keep anyone from those after it.
    ///
    /// It has no hash, for that is of bytes and of a chain that the person does not get.
    func view(of record: LogRecord) -> EventRecord? {
        guard var event = try? CountersignProto.Event(serialized: record.event, limits: .reply),
            concerns(event)
        else { return nil }
        guard case .configuration(var snapshot) = event.snapshot, !mayReadObject(of: event.kind)
        else { return EventRecord(seq: record.seq, event: record.event) }
        snapshot.json = ""
        snapshot.addedMembers = []
        snapshot.removedMembers = []
        event.snapshot = .configuration(snapshot)
        guard let bytes = try? event.serialized() else { return nil }
        return EventRecord(seq: record.seq, event: bytes)
    }

    private func concerns(_ event: CountersignProto.Event) -> Bool {
        if let audience = event.audience {
            if audience.users.contains(user) { return true }
            if audience.groups.contains(where: groups.contains) { return true }
        }
        if case .user(let actor) = event.actor?.actor, actor.id == user { return true }
        switch event.snapshot {
        case .request(let request):
            return permissions.contains(.viewRequests) || request.requester?.id == user
        case .grant(let grant):
            return permissions.contains(.viewRequests) || grant.holder?.id == user
        case .configuration:
            return permissions.contains(.viewConfiguration)
        case nil:
            return event.kind == .clockConfirmed && permissions.contains(.operateCluster)
        }
    }

    /// The rules of the methods that read these objects.
    private func mayReadObject(of kind: CountersignProto.EventKind) -> Bool {
        if permissions.contains(.viewConfiguration) { return true }
        switch kind {
        case .organizationChanged: return true
        case .policyChanged: return permissions.contains(.managePolicies)
        case .resourceChanged: return permissions.contains(.manageResources)
        case .userChanged, .groupChanged, .roleChanged, .serviceChanged:
            return permissions.contains(.manageDirectory)
        default: return false
        }
    }
}
