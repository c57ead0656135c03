/// Whether enough distinct, eligible people are left for every step that is still to be approved.
///
/// With distinct approvers this is a matching and no count: two steps that each have the same two
/// people, and each need two, have "enough" each and cannot both be approved.
package struct Quorum: Hashable, Sendable {
    /// The steps still to be approved, in order.
    package let steps: [Step]
    /// nil if the quorum can be reached.
    package let shortfall: Shortfall?

    package var isReachable: Bool { shortfall == nil }

    /// What one step still needs and could get, looked at alone.
    package struct Step: Hashable, Sendable {
        /// From 0.
        package let index: Int
        package let required: Int
        package let available: Int
    }

    /// The fewest steps that cannot all be approved.
    package struct Shortfall: Hashable, Sendable {
        /// Their indices, from 0.
        package let steps: [Int]
        /// How many approvals they still need together.
        package let required: Int
        /// How many people could give them.
        package let available: Int
    }

    /// The exact answer, with its numbers. Costs the number of people named.
    package init(of electorate: Electorate, in configuration: Configuration) {
        let remaining = electorate.remaining
        let people = remaining.map { electorate.eligible(for: $0.index, in: configuration) }
        steps = zip(remaining, people).map { step, people in
            Step(index: step.index, required: step.required, available: people.count)
        }
        let required = steps.map(\.required)
        let found =
            electorate.rules.distinctApprovers
            ? QuorumMatching.shortfall(required: required, people: people)
            : QuorumMatching.shortfallOfOne(required: required, people: people)
        shortfall = found.map { found in
            Shortfall(
                steps: found.steps.map { remaining[$0].index }, required: found.required,
                available: found.available)
        }
    }

    /// The same yes or no, usually without looking at a single person: a step with a group larger
    /// than all that is needed, even after everybody who is barred is taken off, is never the
    /// bottleneck.
    package static func isReachable(
        by electorate: Electorate, in configuration: Configuration
    ) -> Bool {
        let remaining = electorate.remaining
        let barred = 1 + electorate.votes.count
        let together = remaining.reduce(0) { $0 + $1.required }
        let isPlain = remaining.allSatisfy { step in
            let needed = electorate.rules.distinctApprovers ? together : step.required
            return electorate.rules.steps[step.index].approvers.contains { subject in
                configuration.activeCount(of: subject) - barred >= needed
            }
        }
        return isPlain || Quorum(of: electorate, in: configuration).isReachable
    }
}
