import CountersignProto

/// Resources for people.
enum ResourceText {
    static func table(_ resources: [Resource]) -> String {
        var table = Table("ID", "NAME", "KIND", "OWNER", "ACCOUNTS", "SHARED WITH")
        for resource in resources {
            table.add(
                resource.id,
                resource.name,
                resource.kind.label,
                resource.owner?.label ?? "",
                resource.accounts.joined(separator: ", "),
                resource.sharedWith.label
            )
        }
        return table.text
    }

    static func text(_ resource: Resource?) -> String {
        guard let resource else { return "" }
        var fields = Fields()
        fields.add("Resource", resource.id)
        fields.add("Name", resource.name)
        fields.add("Kind", resource.kind.label)
        fields.add("Description", resource.description)
        fields.add("Owner", resource.owner?.label)
        fields.add("Accounts", resource.accounts.joined(separator: ", "))
        fields.add("Shared with", resource.sharedWith.label)
        fields.add("Version", "\(resource.version)")
        fields.add("Created", HumanTime.text(resource.createTime))
        fields.add("Updated", HumanTime.text(resource.updateTime))
        return fields.text
    }
}
