/// Those who may still vote on a step: some by name, and how many there are.
package struct EligiblePeople: Hashable, Sendable {
    /// The first by e-mail.
    package private(set) var named: [UserID] = []
    package private(set) var count = 0

    /// Nobody.
    init() {}

    /// Names at most `limit`. Looks at each person once and sorts only those it names, so that a
    /// view of a request stays cheap with a group of thousands.
    init(
        for step: Int, of electorate: Electorate, in configuration: Configuration, limit: Int
    ) {
        var first = FirstByEmail(limit: limit)
        electorate.forEachEligible(for: step, in: configuration) { person in
            count += 1
            if limit > 0 { first.offer(person, configuration.users[person]?.email ?? "") }
        }
        named = first.people
    }
}

/// Keeps the first few of many people by e-mail.
private struct FirstByEmail {
    let limit: Int
    /// Up to `limit` of them sorted, then some more that are not.
    private var entries: [(email: String, person: UserID)] = []
    /// The last one that would be kept; nil as long as all are.
    private var last: String?

    init(limit: Int) {
        self.limit = limit
    }

    var people: [UserID] {
        entries.sorted(by: <).prefix(limit).map(\.person)
    }

    mutating func offer(_ person: UserID, _ email: String) {
        if let last, email > last { return }
        entries.append((email, person))
        guard limit < .max / 2, entries.count >= 2 * limit else { return }
        entries.sort(by: <)
        entries.removeLast(entries.count - limit)
        last = entries.last?.email
    }
}
