import CountersignProto

/// Grants for people.
enum GrantText {
    static func table(_ grants: [Grant]) -> String {
        var table = Table("ID", "STATE", "HOLDER", "RESOURCE", "ACCOUNT", "STARTS", "EXPIRES")
        for grant in grants {
            table.add(
                grant.id,
                grant.state.label,
                grant.holder?.email ?? "",
                grant.resource?.name ?? "",
                grant.account,
                HumanTime.text(grant.startTime) ?? "",
                HumanTime.text(grant.expireTime) ?? ""
            )
        }
        return table.text
    }

    static func text(_ grant: Grant?) -> String {
        guard let grant else { return "" }
        var fields = Fields()
        fields.add("Grant", grant.id)
        fields.add("State", grant.state.label)
        fields.add("Holder", grant.holder?.label)
        fields.add("Resource", grant.resource?.name)
        fields.add("Account", grant.account)
        fields.add("Request", grant.requestID)
        fields.add("Starts", HumanTime.text(grant.startTime))
        fields.add("Expires", HumanTime.text(grant.expireTime))
        fields.add("Ended", HumanTime.text(grant.endTime))
        fields.add("Reason", grant.endReason)
        let actions = grant.actions ?? GrantActions()
        let verbs = [actions.canEnd ? "end" : nil, actions.canRevoke ? "revoke" : nil]
        fields.add("You can", verbs.compactMap(\.self).joined(separator: ", "))
        return fields.text
    }
}
