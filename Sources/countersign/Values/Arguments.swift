import ArgumentParser
import CountersignClient
import CountersignProto

/// The request id of an earlier call.
struct RequestIDArgument: ExpressibleByArgument {
    let id: RequestID

    init?(argument: String) {
        guard let id = RequestID(argument) else { return nil }
        self.id = id
    }
}

/// A case of an enum of the contract, in lower case with hyphens, or as the contract writes it.
struct EnumArgument<Value: ProtoEnum>: ExpressibleByArgument {
    let value: Value

    init?(argument: String) {
        let asked = argument.uppercased().replacing("-", with: "_")
        let found = Value.allCases.first { candidate in
            candidate.rawValue != 0
                && (candidate.protoName == asked || candidate.label == asked)
        }
        guard let found else { return nil }
        value = found
    }

    static var allValueStrings: [String] {
        Value.allCases.filter { $0.rawValue != 0 }.map { value in
            value.label.lowercased().replacing("_", with: "-")
        }
    }

    var defaultValueDescription: String { value.label.lowercased() }
}

/// A user or a group: `user:dana@example.com`, `group:managers`.
struct SubjectArgument: ExpressibleByArgument, Hashable {
    let subject: Subject

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "user": subject = Subject(subject: .user(parts[1]))
        case "group": subject = Subject(subject: .group(parts[1]))
        default: return nil
        }
    }
}

/// One step of a policy: `NAME:REQUIRED:APPROVER[,APPROVER…]`, the name may be empty.
struct StepArgument: ExpressibleByArgument, Hashable {
    let step: PolicyStep

    init?(argument: String) {
        let parts = argument.split(
            separator: ":",
            maxSplits: 2,
            omittingEmptySubsequences: false
        )
        guard parts.count == 3, let required = UInt32(parts[1]), required > 0 else { return nil }
        let approvers = parts[2].split(separator: ",").map { approver in
            SubjectArgument(argument: String(approver))?.subject
        }
        guard !approvers.isEmpty, !approvers.contains(nil) else { return nil }
        step = PolicyStep(
            name: String(parts[0]),
            approvers: approvers.compactMap(\.self),
            requiredApprovals: required
        )
    }
}

/// A permission and whether to give it: `ALLOW_REVOKE_ACCESS`, `ALLOW_REVOKE_ACCESS=false`.
struct EnforcementArgument: ExpressibleByArgument, Hashable {
    let permission: Permission
    let isAllowed: Bool

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard let name = parts.first,
            let permission = Permission(protoName: name.uppercased()), permission.rawValue != 0,
            let isAllowed = Bool(parts.count == 2 ? parts[1].lowercased() : "true")
        else { return nil }
        self.permission = permission
        self.isAllowed = isAllowed
    }

    static var allValueStrings: [String] {
        Permission.allCases.filter { $0.rawValue != 0 }.compactMap(\.protoName)
    }
}
