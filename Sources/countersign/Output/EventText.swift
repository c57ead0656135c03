import CountersignClient
import CountersignProto

extension EventKind {
    /// The name in the contract: `EVENT_VOTE`.
    fileprivate var name: String { protoName ?? label }
}

/// Events for people: one line each.
enum EventText {
    static func line(_ event: Event) -> String {
        var parts = [HumanTime.text(event.time) ?? "", "#\(event.seq)", event.kind.name]
        switch event.snapshot {
        case .request(let request): parts += [request.id, text(request)]
        case .grant(let grant): parts += [grant.id, text(grant)]
        case .configuration(let change): parts += [change.id, text(change)]
        case nil: parts.append(event.subjectID)
        }
        parts.append("by \(event.actor?.label ?? Actor().label)")
        return parts.map(\.printable).joined(separator: "  ") + "\n"
    }

    private static func text(_ request: RequestSnapshot) -> String {
        var text =
            "\(request.requester?.email ?? "") → \(target(request.resource, request.account))"
        if let duration = HumanDuration.text(request.duration) { text += " for \(duration)" }
        if request.step > 0 {
            text += ", step \(request.step) of \(request.stepCount)"
            if !request.stepName.isEmpty { text += " (\(request.stepName))" }
            text += ": \(request.approvals) of \(request.requiredApprovals)"
        }
        if request.choice != .unspecified { text += ", \(request.choice.label.lowercased())" }
        if !request.comment.isEmpty { text += " “\(request.comment)”" }
        return text
    }

    private static func text(_ grant: GrantSnapshot) -> String {
        var text = "\(grant.holder?.email ?? "") → \(target(grant.resource, grant.account))"
        if let time = HumanTime.text(grant.expireTime) { text += " until \(time)" }
        if !grant.reason.isEmpty { text += " “\(grant.reason)”" }
        return text
    }

    private static func text(_ change: ConfigurationSnapshot) -> String {
        var text = "\(change.name) \(change.change.label.lowercased())"
        let members = change.addedMembers + change.removedMembers
        if !members.isEmpty { text += ": \(members.map(\.email).joined(separator: ", "))" }
        return text
    }

    private static func target(_ resource: ResourceSummary?, _ account: String) -> String {
        "\(resource?.name ?? "")/\(account)"
    }
}
