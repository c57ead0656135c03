/// Resolves the references of a draft and collects everything that is wrong with it.
struct DraftChecks {
    let configuration: Configuration
    var text = TextChecks()

    init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    mutating func description(_ text: String, of field: String) {
        self.text.length(text, of: field, atMost: Limits.descriptionBytes)
    }

    /// At least `least` and at most `most` entries.
    mutating func count(_ count: Int, of field: String, _ least: Int, _ most: Int) {
        if count < least {
            text.add(field, "needs at least \(least == 1 ? "one entry" : "\(least) entries")")
        } else if count > most {
            text.add(field, "has more than \(most) entries")
        }
    }

    mutating func user(_ name: String, of field: String) -> UserID? {
        if let user = configuration.user(named: name) { return user.id }
        text.add(field, "there is no user \"\(name)\"; name one by id or e-mail")
        return nil
    }

    mutating func service(_ name: String, of field: String) -> ServiceID? {
        if let service = configuration.service(named: name) { return service.id }
        text.add(field, "there is no service \"\(name)\"; name one by id or name")
        return nil
    }

    mutating func subject(_ name: SubjectName, of field: String) -> Subject? {
        switch name {
        case .user(let name):
            return user(name, of: field).map(Subject.user)
        case .group(let name):
            if let group = configuration.group(named: name) { return .group(group.id) }
            text.add(field, "there is no group \"\(name)\"; name one by id or name")
        case .missing:
            text.add(field, "names neither a user nor a group")
        }
        return nil
    }

    /// A list in which nobody stands twice.
    mutating func subjects(_ names: [SubjectName], of field: String) -> [Subject] {
        var seen = Set<Subject>()
        return names.enumerated().compactMap { index, name in
            let subject = subject(name, of: "\(field)[\(index)]")
            if let subject, !seen.insert(subject).inserted {
                text.add("\(field)[\(index)]", "is named twice")
            }
            return subject
        }
    }

    /// Up to `Limits.membersPerChange` users; naming one twice does no harm.
    mutating func members(_ names: [String], of field: String, atLeast least: Int) -> Set<UserID> {
        count(names.count, of: field, least, Limits.membersPerChange)
        guard names.count <= Limits.membersPerChange else { return [] }
        return Set(names.indices.compactMap { user(names[$0], of: "\(field)[\($0)]") })
    }

    /// The same, for users who are to join a group; those who are `present` in it already stay.
    mutating func joiners(
        _ names: [String], of field: String, atLeast least: Int, present: Set<UserID>
    ) -> Set<UserID> {
        count(names.count, of: field, least, Limits.membersPerChange)
        guard names.count <= Limits.membersPerChange else { return [] }
        var joiners = Set<UserID>()
        for (index, name) in names.enumerated() {
            let field = "\(field)[\(index)]"
            guard let user = user(name, of: field), !present.contains(user) else { continue }
            if configuration.groups(of: user).count >= Limits.groupsPerUser {
                text.add(field, "is in \(Limits.groupsPerUser) groups already, which is the most")
            }
            joiners.insert(user)
        }
        return joiners
    }

    func refuse() throws(Refusal) {
        try text.refuse()
    }
}
