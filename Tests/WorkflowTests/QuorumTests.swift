import Testing

@testable import Workflow

@Suite struct QuorumTests {
    struct Case: CustomTestStringConvertible {
        let rule: String
        /// Approvers by letter, and how many must approve, for each step.
        let steps: [(String, Int)]
        var distinct = true
        /// The steps that fall short (from 0), what they need, who there is; nil if reachable.
        let shortfall: ([Int], Int, Int)?
        var testDescription: String { rule }
    }

    static let cases = [
        Case(rule: "one of one", steps: [("a", 1)], shortfall: nil),
        Case(rule: "two of one", steps: [("a", 2)], shortfall: ([0], 2, 1)),
        Case(rule: "nobody", steps: [("", 1)], shortfall: ([0], 1, 0)),
        Case(rule: "the requester never counts", steps: [("r", 1)], shortfall: ([0], 1, 0)),
        Case(rule: "requester beside another", steps: [("ra", 2)], shortfall: ([0], 2, 1)),
        Case(rule: "two steps, two people", steps: [("ab", 1), ("ab", 1)], shortfall: nil),
        Case(
            rule: "each step has enough by count, together they have not",
            steps: [("ab", 2), ("ab", 1)], shortfall: ([0, 1], 3, 2)),
        Case(
            rule: "one person, two steps", steps: [("a", 1), ("a", 1)],
            shortfall: ([0, 1], 2, 1)),
        Case(
            rule: "one person, two steps, may repeat", steps: [("a", 1), ("a", 1)],
            distinct: false, shortfall: nil),
        Case(
            rule: "may repeat, but one step is short by itself", steps: [("ab", 2), ("a", 2)],
            distinct: false, shortfall: ([1], 2, 1)),
        Case(
            rule: "the greedy choice fails, another works: a must go to the second step",
            steps: [("ab", 1), ("a", 1)], shortfall: nil),
        Case(
            rule: "three steps over three people in a ring",
            steps: [("ab", 1), ("bc", 1), ("ca", 1)], shortfall: nil),
        Case(
            rule: "a ring that is one short", steps: [("ab", 1), ("bc", 1), ("ca", 2)],
            shortfall: ([0, 1, 2], 4, 3)),
        Case(
            rule: "the smallest short set is named, not those with plenty",
            steps: [("ab", 1), ("cdefgh", 2), ("ab", 2)], shortfall: ([0, 2], 3, 2)),
    ]

    /// `r` makes the request.
    private func electorate(_ example: Case, in office: inout Office) -> Electorate {
        var ids: [Character: UserID] = [:]
        for letter in "rabcdefgh" { ids[letter] = office.person(String(letter)) }
        let steps = example.steps.map { letters, required in
            PolicyStep(letters.map { .user(ids[$0]!) }, required)
        }
        let policy = office.policy("p", distinct: example.distinct, steps: steps)
        return Electorate(rules: RuleSet(of: policy), requester: ids["r"]!)
    }

    @Test("a quorum is a matching and no count", arguments: cases)
    func reachability(_ example: Case) {
        var office = Office()
        let electorate = electorate(example, in: &office)
        let quorum = Quorum(of: electorate, in: office.configuration)
        let expected = example.shortfall.map {
            Quorum.Shortfall(steps: $0.0, required: $0.1, available: $0.2)
        }
        #expect(quorum.shortfall == expected)
        #expect(Quorum.isReachable(by: electorate, in: office.configuration) == (expected == nil))
    }

    @Test func suspendedPeopleAndDeletedGroupsDoNotCount() {
        var office = Office()
        let requester = office.person("r")
        let active = office.person("a")
        let suspended = office.person("s", state: .suspended)
        let group = office.group("g", [active, suspended, requester])
        let gone = office.group("gone", [])
        office.delete(gone)
        let policy = office.policy(
            "p", steps: [PolicyStep([.group(group), .group(gone), .user(active)], 2)])
        let electorate = Electorate(rules: RuleSet(of: policy), requester: requester)
        let quorum = Quorum(of: electorate, in: office.configuration)
        #expect(quorum.steps == [Quorum.Step(index: 0, required: 2, available: 1)])
        #expect(!quorum.isReachable)
        #expect(!Quorum.isReachable(by: electorate, in: office.configuration))
    }

    /// The largest that the limits allow: it must come back at once.
    @Test func sixteenStepsOfAHundredAmongTenThousand() {
        var office = Office()
        let requester = office.person("r")
        let people = (0..<10_000).map { office.person("p\($0)") }
        let everybody = office.group("everybody", Set(people))
        let few = office.group("few", Set(people.prefix(1_599)))
        let wide = (0..<16).map { _ in PolicyStep([.group(everybody)], 100) }
        let tight = (0..<16).map { _ in PolicyStep([.group(few)], 100) }
        func quorum(_ steps: [PolicyStep]) -> Quorum {
            let policy = office.policy("p", steps: steps)
            return Quorum(
                of: Electorate(rules: RuleSet(of: policy), requester: requester),
                in: office.configuration)
        }
        #expect(quorum(wide).isReachable)
        let shortfall = quorum(tight).shortfall
        #expect(shortfall?.steps.count == 16)
        #expect(shortfall?.required == 1_600 && shortfall?.available == 1_599)
    }

    @Test func agreesWithBruteForce() {
        var random = SeededGenerator(for: "QuorumTests.agreesWithBruteForce")
        let ids = (1...6).map { UserID(high: 0, low: $0) }
        var reachable = 0
        for _ in 0..<400 {
            let count = Int.random(in: 1...4, using: &random)
            let people = (0..<count).map { _ in
                Set(ids.filter { _ in Bool.random(using: &random) })
            }
            let required = (0..<count).map { _ in Int.random(in: 0...3, using: &random) }
            let found = QuorumMatching.shortfall(required: required, people: people)
            let possible = BruteForce.canServe(required, people, ids[...])
            #expect((found == nil) == possible, "\(required) \(people)")
            if let found {
                let union = found.steps.reduce(into: Set()) { $0.formUnion(people[$1]) }
                #expect(union.count == found.available)
                #expect(found.steps.reduce(0) { $0 + required[$1] } == found.required)
                #expect(found.available < found.required)
            }
            reachable += possible ? 1 : 0
        }
        #expect((40..<360).contains(reachable), "both answers should be common: \(reachable)")
    }
}

/// Tries every way to give each person a step or none.
enum BruteForce {
    static func canServe(
        _ required: [Int], _ people: [Set<UserID>], _ ids: ArraySlice<UserID>
    ) -> Bool {
        if required.allSatisfy({ $0 <= 0 }) { return true }
        guard let person = ids.first else { return false }
        if canServe(required, people, ids.dropFirst()) { return true }
        return required.indices.contains { step in
            guard people[step].contains(person) else { return false }
            var rest = required
            rest[step] -= 1
            return canServe(rest, people, ids.dropFirst())
        }
    }
}
