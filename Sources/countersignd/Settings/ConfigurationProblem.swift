/// Everything that is wrong with a configuration, at once.
struct ConfigurationProblems: Error, CustomStringConvertible {
    var problems: [Problem]

    /// One thing that is wrong.
    struct Problem: Hashable {
        /// Where: `countersignd.yaml:12`, `COUNTERSIGN_CONTEXTS`, `--contexts`.
        let place: String
        let message: String
    }

    init(_ problems: [Problem] = []) {
        self.problems = problems
    }

    init(place: String, _ message: String) {
        problems = [Problem(place: place, message: message)]
    }

    mutating func add(_ place: String, _ message: String) {
        problems.append(Problem(place: place, message: message))
    }

    func throwIfAny() throws(ConfigurationProblems) {
        if !problems.isEmpty { throw self }
    }

    /// One line for each.
    var description: String {
        problems.map { "\($0.place): \($0.message)" }.joined(separator: "\n")
    }
}
