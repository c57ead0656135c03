import CountersignProto

/// Groups for people.
enum GroupText {
    static func table(_ groups: [Group]) -> String {
        var table = Table("ID", "NAME", "MEMBERS", "DESCRIPTION")
        for group in groups {
            table.add(group.id, group.name, "\(group.memberCount)", group.description)
        }
        return table.text
    }

    static func text(_ group: Group?) -> String {
        guard let group else { return "" }
        var fields = Fields()
        fields.add("Group", group.id)
        fields.add("Name", group.name)
        fields.add("Description", group.description)
        fields.add("Members", "\(group.memberCount)")
        fields.add("Version", "\(group.version)")
        fields.add("Created", HumanTime.text(group.createTime))
        fields.add("Updated", HumanTime.text(group.updateTime))
        return fields.text
    }
}
