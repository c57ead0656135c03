import CountersignProto
import Workflow

/// How identifiers look to people: views carry the names beside the ids.
extension Configuration {
    func summary(of id: UserID) -> UserSummary {
        let user = users[id]
        return UserSummary(
            id: id.description, email: user?.email ?? "", displayName: user?.displayName ?? "")
    }

    func summary(of id: ResourceID) -> ResourceSummary {
        let resource = resources[id]
        return ResourceSummary(
            id: id.description, name: resource?.name ?? "",
            kind: resource.map { CountersignProto.ResourceKind($0.kind) } ?? .unspecified)
    }

    /// `display` is empty when the user or group is gone.
    func view(of subject: Workflow.Subject) -> CountersignProto.Subject {
        switch subject {
        case .user(let id):
            return CountersignProto.Subject(
                subject: .user(id.description), display: users[id]?.email ?? "")
        case .group(let id):
            let group = groups[id].flatMap { $0.isDeleted ? nil : $0 }
            return CountersignProto.Subject(
                subject: .group(id.description), display: group?.name ?? "")
        }
    }
}

extension CountersignProto.ResourceKind {
    init(_ kind: Workflow.ResourceKind) {
        switch kind {
        case .machine: self = .machine
        case .database: self = .database
        case .directory: self = .directory
        case .browser: self = .browser
        }
    }
}

extension ProtoTimestamp {
    init(_ instant: Instant) {
        self.init(milliseconds: instant.milliseconds)
    }
}

extension ProtoDuration {
    init(_ span: Span) {
        self.init(milliseconds: span.milliseconds)
    }
}

extension Int64 {
    /// A version as it is on the wire.
    var asVersion: UInt64 { UInt64(clamping: self) }
}
