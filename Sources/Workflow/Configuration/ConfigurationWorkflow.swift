/// Every change of an organization's configuration.
///
/// Each command takes a draft, resolves the names in it, reports everything wrong with it at once,
/// and says what to write and whom to tell. Who may give a command is decided by whoever calls: see
/// the table of methods. A command that would change nothing is an empty decision.
package enum ConfigurationWorkflow {
    /// A decision that writes one object and tells of it.
    static func change(
        _ object: ConfigurationObject, _ kind: EventKind, _ change: ChangeKind, by actor: Actor,
        for audience: Audience
    ) -> Decision {
        Decision(
            changes: [.put(object)],
            events: [
                Event(
                    kind: kind, actor: actor, audience: audience,
                    snapshot: .configuration(object, change: change))
            ])
    }

    /// An update must be made from the present version.
    static func check<Tag>(
        _ version: Int64, is current: Int64, of id: Identifier<Tag>, field: String
    ) throws(Refusal) {
        guard version != 0 else {
            throw Refusal([
                FieldViolation(field, "is required: the version that the update was made from")
            ])
        }
        guard version == current else {
            throw Refusal(
                .aborted, .staleVersion,
                "It was changed meanwhile: version \(current) is the present one, not \(version). "
                    + "Read it again and repeat the change.",
                subject: id.description, figures: ["version": String(current)])
        }
    }

    /// Live objects of one type have different names.
    static func check<Tag>(
        _ name: String, isFreeFor id: Identifier<Tag>, taken: Identifier<Tag>?, what: String
    ) throws(Refusal) {
        guard let taken, taken != id else { return }
        throw Refusal(
            .alreadyExists, .nameTaken, "There is a \(what) \"\(name)\" already; choose another.",
            subject: taken.description)
    }

    /// An organization must keep an active user who can manage its directory.
    static func checkAdministrator(
        after decision: Decision, in configuration: Configuration
    ) throws(Refusal) {
        var next = configuration
        for case .put(let object) in decision.changes { next.apply(object) }
        guard configuration.hasAdministrator, !next.hasAdministrator else { return }
        let message =
            "This would leave no active user with \(Permission.manageDirectory.rawValue). "
            + "Give it to someone else first."
        throw Refusal(
            .failedPrecondition, .lastAdministrator, message,
            unmet: [UnmetCondition(.state, message)])
    }
}
