import CountersignProto

/// People for people.
enum UserText {
    static func table(_ users: [User]) -> String {
        var table = Table("ID", "E-MAIL", "NAME", "STATE")
        for user in users {
            table.add(user.id, user.email, user.displayName, user.state.label)
        }
        return table.text
    }

    static func text(_ user: User?) -> String {
        guard let user else { return "" }
        var fields = Fields()
        fields.add("User", user.id)
        fields.add("E-mail", user.email)
        fields.add("Name", user.displayName)
        fields.add("State", user.state.label)
        fields.add("Subject", user.subject)
        fields.add("Version", "\(user.version)")
        fields.add("Created", HumanTime.text(user.createTime))
        fields.add("Updated", HumanTime.text(user.updateTime))
        return fields.text
    }
}
