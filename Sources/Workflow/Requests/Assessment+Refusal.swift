extension Assessment {
    /// Why a request can't be made: a missing right first, then every wrong field at once, then
    /// what does not hold. nil if it can.
    func refusal(adding violations: [FieldViolation]) -> Refusal? {
        if let denied = findings.first(where: { $0.code == .permissionDenied }) {
            return refusal(for: denied)
        }
        let fields = findings.compactMap { finding in
            finding.field.map { FieldViolation($0, finding.condition.description) }
        }
        if !fields.isEmpty || !violations.isEmpty {
            var refusal = Refusal(fields + violations)
            refusal.unmet = unmet
            return refusal
        }
        return findings.first.map(refusal(for:))
    }

    /// Everything that does not hold, in sentences.
    var unmet: [UnmetCondition] {
        findings.map { finding in
            guard finding.field != nil else { return finding.condition }
            let kind = finding.condition.kind
            return UnmetCondition(kind, "The \(kind.subject) \(finding.condition.description).")
        }
    }

    private func refusal(for finding: Finding) -> Refusal {
        Refusal(
            finding.code, finding.reason, finding.condition.description, unmet: unmet,
            subject: finding.subject, figures: finding.figures)
    }

    /// Why someone who is not active may do nothing; nil if they are.
    static func refusal(
        ofInactive person: UserID, in configuration: Configuration
    ) -> Refusal? {
        guard !configuration.isActive(person) else { return nil }
        return Refusal(
            .permissionDenied, .userSuspended,
            "The user is suspended. An administrator can activate them.",
            unmet: [UnmetCondition(.user, "The user is suspended.")],
            subject: person.description)
    }
}

extension UnmetCondition.Kind {
    /// What a sentence about it begins with.
    fileprivate var subject: String {
        switch self {
        case .user: "person"
        case .resource: "resource"
        case .account: "account"
        case .shared: "sharing"
        case .policy: "policy"
        case .duration: "duration"
        case .quorum: "quorum"
        case .approval: "approval"
        case .time: "start"
        case .state: "state"
        }
    }
}
