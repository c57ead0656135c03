extension ConfigurationWorkflow {
    package static func createUser(
        _ draft: UserDraft, id: UserID, by actor: Actor, in configuration: Configuration,
        now: Instant
    ) throws(Refusal) -> Decision {
        var checks = TextChecks()
        check(draft, &checks)
        if !draft.subject.isEmpty {
            checkSubject(draft.subject, of: "user.subject", &checks)
        }
        try checks.refuse()
        try check(
            draft.email, isFreeFor: id, taken: configuration.userEmails[draft.email.lowercased()],
            what: "user")
        let subject = draft.subject.isEmpty ? id.description : draft.subject
        try check(subject: subject, isFreeIn: configuration)
        let user = User(
            id: id, email: draft.email, displayName: draft.displayName, subject: subject,
            state: .active, version: 1, createdAt: now, updatedAt: now)
        return change(.user(user), .userChanged, .created, by: actor, for: Audience([.user(id)]))
    }

    /// E-mail and display name can change; `version` is the one that the update was made from.
    package static func updateUser(
        _ name: String, _ draft: UserDraft, version: Int64, by actor: Actor,
        in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Decision {
        var user = try user(name, in: configuration)
        var checks = TextChecks()
        check(draft, &checks)
        if !draft.subject.isEmpty, !draft.subject.isExactly(user.subject) {
            checks.add("user.subject", "never changes; create another user")
        }
        try checks.refuse()
        try check(version, is: user.version, of: user.id, field: "user.version")
        try check(
            draft.email, isFreeFor: user.id,
            taken: configuration.userEmails[draft.email.lowercased()], what: "user")
        user.email = draft.email
        user.displayName = draft.displayName
        return put(user, .updated, by: actor, now: now)
    }

    /// Suspends a user, cancels their pending requests and revokes their grants; what has run out
    /// by now expires instead. Their past votes stand.
    ///
    /// - Parameters:
    ///   - pending: all pending requests of the user.
    ///   - openGrants: all grants of the user that are open.
    package static func suspendUser(
        _ name: String, pending: [GovernedRequest], openGrants: [Grant], by actor: Actor,
        in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Decision {
        var user = try user(name, in: configuration)
        guard user.state == .active else { return Decision() }
        user.state = .suspended
        var decision = put(user, .suspended, by: actor, now: now)
        try checkAdministrator(after: decision, in: configuration)
        decision.end(
            pending, openGrants, reason: "The holder was suspended.", by: actor,
            in: configuration, now: now)
        return decision
    }

    package static func activateUser(
        _ name: String, by actor: Actor, in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Decision {
        var user = try user(name, in: configuration)
        guard user.state == .suspended else { return Decision() }
        user.state = .active
        return put(user, .activated, by: actor, now: now)
    }

    static func check(_ draft: UserDraft, _ checks: inout TextChecks) {
        checks.line(draft.email, of: "user.email", atMost: Limits.emailBytes)
        let parts = draft.email.split(separator: "@", omittingEmptySubsequences: false)
        if !draft.email.isEmpty,
            parts.count != 2 || parts.contains("") || draft.email.contains(where: \.isWhitespace)
        {
            checks.add("user.email", "is no e-mail address: write name@example.com")
        }
        checks.line(draft.displayName, of: "user.display_name", atMost: Limits.nameBytes)
    }

    /// One that reads like an identifier could be that of someone else.
    static func checkSubject(_ subject: String, of field: String, _ checks: inout TextChecks) {
        checks.line(subject, of: field, atMost: Limits.subjectBytes)
        if UserID(subject) != nil || ServiceID(subject) != nil {
            checks.add(field, "reads like an identifier; leave it out to use the object's own")
        }
    }

    /// Users and services share the `sub` of tokens.
    static func check(
        subject: String, isFreeIn configuration: Configuration
    ) throws(Refusal) {
        let taken =
            configuration.userSubjects[subject]?.description
            ?? configuration.serviceSubjects[subject]?.description
        guard let taken else { return }
        throw Refusal(
            .alreadyExists, .nameTaken, "The subject \"\(subject)\" belongs to \(taken) already.",
            subject: taken)
    }

    private static func user(
        _ name: String, in configuration: Configuration
    ) throws(Refusal) -> User {
        guard let user = configuration.user(named: name) else {
            throw Refusal(noSuch: "user", name)
        }
        return user
    }

    private static func put(
        _ user: User, _ kind: ChangeKind, by actor: Actor, now: Instant
    ) -> Decision {
        var user = user
        user.version += 1
        user.updatedAt = now
        return change(
            .user(user), .userChanged, kind, by: actor, for: Audience([.user(user.id)]))
    }
}
