import CountersignProto

extension [Subject] {
    /// Adds those that are not there and removes others, each by id or by what is displayed.
    mutating func change(
        adding: [SubjectArgument],
        removing: [SubjectArgument]
    ) throws(UsageError) {
        for argument in removing {
            guard contains(where: { $0.matches(argument.subject) }) else {
                throw UsageError("\(argument.subject.label) is not there")
            }
            removeAll { $0.matches(argument.subject) }
        }
        for argument in adding where !contains(where: { $0.matches(argument.subject) }) {
            append(argument.subject)
        }
    }
}

extension Subject {
    /// Whether an argument means this user or group.
    fileprivate func matches(_ argument: Subject) -> Bool {
        switch (subject, argument.subject) {
        case (.user(let user), .user(let asked)): asked == user || asked == display
        case (.group(let group), .group(let asked)): asked == group || asked == display
        case (.user, .group), (.group, .user), (nil, _), (_, nil): false
        }
    }
}
