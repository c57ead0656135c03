import CountersignProto

/// Services for people.
enum ServiceText {
    static func table(_ services: [Service]) -> String {
        var table = Table("ID", "NAME", "SUBJECT", "CREATED")
        for service in services {
            table.add(
                service.id,
                service.name,
                service.subject,
                HumanTime.text(service.createTime) ?? ""
            )
        }
        return table.text
    }

    static func text(_ service: Service?) -> String {
        guard let service else { return "" }
        var fields = Fields()
        fields.add("Service", service.id)
        fields.add("Name", service.name)
        fields.add("Subject", service.subject)
        fields.add("Version", "\(service.version)")
        fields.add("Created", HumanTime.text(service.createTime))
        return fields.text
    }
}
