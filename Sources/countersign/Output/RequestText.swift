import CountersignProto

/// Requests for people.
enum RequestText {
    static func table(_ requests: [AccessRequest]) -> String {
        var table = Table(
            "ID",
            "STATE",
            "STEP",
            "REQUESTER",
            "RESOURCE",
            "ACCOUNT",
            "DURATION",
            "CREATED"
        )
        for request in requests {
            table.add(
                request.id,
                request.state.label,
                step(of: request),
                request.requester?.email ?? "",
                request.resource?.name ?? "",
                request.account,
                HumanDuration.text(request.duration) ?? "",
                HumanTime.text(request.createTime) ?? ""
            )
        }
        return table.text
    }

    /// One request, and the grant that came with it.
    static func text(_ request: AccessRequest?, _ grant: Grant? = nil) -> String {
        guard let request else { return "" }
        var text = fields(of: request).text
        if !request.steps.isEmpty { text += "\n" + steps(of: request) }
        let votes = votes(on: request)
        if !votes.isEmpty { text += "\n" + votes }
        let next = next(request)
        if !next.isEmpty { text += "\n" + next }
        if let grant { text += "\n" + GrantText.text(grant) }
        return text
    }

    private static func step(of request: AccessRequest) -> String {
        request.currentStep == 0 ? "" : "\(request.currentStep) of \(request.steps.count)"
    }

    private static func fields(of request: AccessRequest) -> Fields {
        var fields = Fields()
        fields.add("Request", request.id)
        let step = step(of: request)
        fields.add("State", request.state.label + (step.isEmpty ? "" : ", step \(step)"))
        fields.add("Requester", request.requester?.label)
        fields.add("Resource", request.resource?.name)
        fields.add("Account", request.account)
        fields.add("Duration", HumanDuration.text(request.duration))
        fields.add("Reason", request.reason)
        fields.add("Ticket", request.ticket)
        fields.add("Starts", HumanTime.text(request.startTime))
        fields.add("Created", HumanTime.text(request.createTime))
        if request.state == .pending {
            fields.add("Expires", HumanTime.text(request.expireTime))
        }
        fields.add("Resolved", HumanTime.text(request.resolveTime))
        if !request.policyID.isEmpty {
            fields.add(
                "Policy",
                "\(request.policyName) (\(request.policyID), version \(request.policyVersion))"
            )
        }
        fields.add("Grant", request.grantID)
        return fields
    }

    private static func steps(of request: AccessRequest) -> String {
        var table = Table("STEP", "NAME", "STATE", "APPROVALS", "APPROVERS")
        for (index, step) in request.steps.enumerated() {
            let approvals = step.votes.count { $0.choice == .approve }
            table.add(
                "\(index + 1)",
                step.name,
                step.state.label,
                "\(approvals) of \(step.requiredApprovals)",
                step.approvers.label
            )
        }
        return table.text
    }

    private static func votes(on request: AccessRequest) -> String {
        var table = Table("STEP", "VOTE", "BY", "AT", "COMMENT")
        for (index, step) in request.steps.enumerated() {
            for vote in step.votes {
                table.add(
                    "\(index + 1)",
                    vote.choice.label,
                    vote.voter?.email ?? "",
                    HumanTime.text(vote.createTime) ?? "",
                    vote.comment
                )
            }
        }
        return request.steps.allSatisfy(\.votes.isEmpty) ? "" : table.text
    }

    /// Who can act on it now.
    private static func next(_ request: AccessRequest) -> String {
        var fields = Fields()
        if let step = request.steps.first(where: { $0.state == .current }) {
            let shown = step.canStillApprove.map(\.email).joined(separator: ", ")
            let more = Int(step.canStillApproveCount) - step.canStillApprove.count
            fields.add(
                "Can approve",
                shown + (more > 0 && !shown.isEmpty ? " and \(more) more" : "")
            )
        }
        let actions = request.actions ?? RequestActions()
        let verbs = [
            actions.canApprove ? "approve" : nil, actions.canReject ? "reject" : nil,
            actions.canCancel ? "cancel" : nil, actions.canRemind ? "remind" : nil,
        ]
        fields.add("You can", verbs.compactMap(\.self).joined(separator: ", "))
        fields.add("Next reminder", HumanTime.text(request.nextReminderTime))
        return fields.text
    }
}
