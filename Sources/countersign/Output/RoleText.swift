import CountersignProto

/// Roles for people.
enum RoleText {
    static func table(_ roles: [Role]) -> String {
        var table = Table("ID", "NAME", "PERMISSIONS", "HOLDERS")
        for role in roles {
            table.add(
                role.id,
                role.name,
                "\(role.permissions.count)",
                "\(role.members.count + role.services.count)"
            )
        }
        return table.text
    }

    static func text(_ role: Role?) -> String {
        guard let role else { return "" }
        var fields = Fields()
        fields.add("Role", role.id)
        fields.add("Name", role.name)
        fields.add("Description", role.description)
        for permission in role.permissions { fields.add("Permission", permission.name) }
        for member in role.members { fields.add("Holder", member.label) }
        for service in role.services { fields.add("Holder", "service \(service)") }
        fields.add("Version", "\(role.version)")
        fields.add("Created", HumanTime.text(role.createTime))
        fields.add("Updated", HumanTime.text(role.updateTime))
        return fields.text
    }
}

extension Permission {
    /// The name that `--enforcement` takes.
    var name: String { protoName ?? label }
}
