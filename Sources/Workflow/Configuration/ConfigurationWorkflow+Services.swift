extension ConfigurationWorkflow {
    package static func createService(
        _ draft: ServiceDraft, id: ServiceID, by actor: Actor, in configuration: Configuration,
        now: Instant
    ) throws(Refusal) -> Decision {
        var checks = TextChecks()
        checks.name(draft.name, of: "service.name", like: ServiceID.self)
        if !draft.subject.isEmpty {
            checkSubject(draft.subject, of: "service.subject", &checks)
        }
        try checks.refuse()
        try check(
            draft.name, isFreeFor: id, taken: configuration.serviceNames[draft.name],
            what: "service")
        let subject = draft.subject.isEmpty ? id.description : draft.subject
        try check(subject: subject, isFreeIn: configuration)
        let service = Service(
            id: id, name: draft.name, subject: subject, isDeleted: false, version: 1,
            createdAt: now)
        return change(.service(service), .serviceChanged, .created, by: actor, for: Audience())
    }

    /// Its permissions end with it, whatever roles still name it.
    package static func deleteService(
        _ name: String, by actor: Actor, in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Decision {
        guard var service = configuration.service(named: name) else {
            throw Refusal(noSuch: "service", name)
        }
        service.isDeleted = true
        service.version += 1
        return change(.service(service), .serviceChanged, .deleted, by: actor, for: Audience())
    }
}
