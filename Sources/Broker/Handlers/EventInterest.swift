import CountersignProto
import Store
import Workflow

/// Which events concern a person: those addressed to them or a group of theirs, what they did, their
/// own requests and grants, and what their permissions show.
struct EventInterest {
    private let user: String
    private let groups: Set<String>
    private let seesRequests: Bool
    private let seesConfiguration: Bool

    init(of caller: Caller, in configuration: Configuration) {
        user = caller.id
        if case .user(let id) = caller.principal {
            groups = Set(configuration.groups(of: id).map(\.description))
        } else {
            groups = []
        }
        let permissions = caller.permissions(in: configuration)
        seesRequests = permissions.contains(.viewRequests)
        seesConfiguration = permissions.contains(.viewConfiguration)
    }

    func concerns(_ record: LogRecord) throws -> Bool {
        concerns(try CountersignProto.Event(serialized: record.event, limits: .reply))
    }

    private func concerns(_ event: CountersignProto.Event) -> Bool {
        if let audience = event.audience {
            if audience.users.contains(user) { return true }
            if audience.groups.contains(where: groups.contains) { return true }
        }
        if case .user(let actor) = event.actor?.actor, actor.id == user { return true }
        switch event.snapshot {
        case .request(let request): return seesRequests || request.requester?.id == user
        case .grant(let grant): return seesRequests || grant.holder?.id == user
        case .configuration: return seesConfiguration
        case nil: return false
        }
    }
}
