import CountersignProto

/// The organization and the caller for people.
enum OrganizationText {
    static func text(_ organization: Organization?) -> String {
        guard let organization else { return "" }
        var fields = Fields()
        fields.add("Organization", organization.id)
        fields.add("Name", organization.name)
        let unmatched = organization.unmatchedAccess
        fields.add("Unmatched access", unmatched == .unspecified ? "DENY" : unmatched.label)
        fields.add("Version", "\(organization.version)")
        return fields.text
    }

    static func text(_ caller: WhoAmIResponse) -> String {
        var fields = Fields()
        switch caller.caller {
        case .user(let user):
            fields.add("User", user.id)
            fields.add("E-mail", user.email)
            fields.add("Name", user.displayName)
            fields.add("State", user.state.label)
        case .service(let service):
            fields.add("Service", service.id)
            fields.add("Name", service.name)
        case nil:
            break
        }
        fields.add(
            "Organization",
            caller.organization.map { $0.name.isEmpty ? $0.id : "\($0.name) (\($0.id))" }
        )
        fields.add("Groups", caller.groups.map(\.name).joined(separator: ", "))
        for permission in caller.permissions { fields.add("Permission", permission.name) }
        fields.add("Token expires", HumanTime.text(caller.tokenExpireTime))
        return fields.text
    }
}
