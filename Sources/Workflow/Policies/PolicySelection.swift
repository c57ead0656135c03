/// Which policy governs an access. See `PolicyRank` for the order.
package enum PolicySelection {
    /// The rules that hold for an account on a resource: those of the best policy that matches,
    /// else what the organization says about unmatched access; nil if it denies that. This is the
    /// fast path; its result may be kept for as long as the configuration's version stays.
    package static func ruleSet(
        for resource: Resource, account: String, in configuration: Configuration
    ) -> RuleSet? {
        if let best = best(for: resource, account: account, in: configuration) {
            return best.policy.ruleSet
        }
        return configuration.organization.flatMap { RuleSet(unmatchedIn: $0) }
    }

    /// The same, and why: every policy that is not deleted, with what became of it.
    package static func rules(
        for resource: Resource, account: String, in configuration: Configuration
    ) -> Selection {
        let best = best(for: resource, account: account, in: configuration)
        let names = (Array(resource.name.unicodeScalars), Array(account.unicodeScalars))
        let ranked = configuration.candidates.map { policy in
            (policy, policy.rank(resource: names.0, account: names.1))
        }
        let matching = ranked.compactMap { policy, rank in rank.map { (policy, $0) } }
            .sorted { $0.1 > $1.1 }
            .map { policy, rank in
                Candidate(
                    policy: policy.ruleSet.policy!, priority: policy.priority, matches: true,
                    chosen: policy.id == best?.policy.id,
                    why: best.map { rank.standing(against: $0.rank, of: $0.policy.name) } ?? "")
            }
        let others = ranked.filter { $0.1 == nil }.map { policy, _ in
            let fits = policy.resourceMatch(names.0) != nil
            return Candidate(
                policy: policy.ruleSet.policy!, priority: policy.priority, matches: false,
                chosen: false,
                why: fits
                    ? "No account pattern matches \"\(account)\"."
                    : "No resource pattern matches \"\(resource.name)\".")
        }
        let disabled = configuration.policies.values
            .filter { !$0.isDeleted && !$0.isEnabled }
            .sorted { $0.id < $1.id }
            .map { policy in
                Candidate(
                    policy: RuleSet(of: policy).policy!, priority: policy.priority,
                    matches: false, chosen: false, why: "It is disabled.")
            }
        return Selection(
            ruleSet: ruleSet(for: resource, account: account, in: configuration),
            candidates: matching + others + disabled)
    }

    /// Looks at policies by falling priority and stops below the first that matches.
    private static func best(
        for resource: Resource, account: String, in configuration: Configuration
    ) -> (policy: CompiledPolicy, rank: PolicyRank)? {
        let resource = Array(resource.name.unicodeScalars)
        let account = Array(account.unicodeScalars)
        var best: (policy: CompiledPolicy, rank: PolicyRank)?
        for policy in configuration.candidates {
            if let best, policy.priority < best.rank.priority { break }
            guard let rank = policy.rank(resource: resource, account: account) else { continue }
            if best == nil || best!.rank < rank { best = (policy, rank) }
        }
        return best
    }

    /// What was chosen, and from what.
    package struct Selection: Hashable, Sendable {
        /// nil: no policy matches and the organization denies unmatched access.
        package let ruleSet: RuleSet?
        /// The chosen one first, then those that match by rank, then the others.
        package let candidates: [Candidate]
    }

    /// A policy that was looked at.
    package struct Candidate: Hashable, Sendable {
        package let policy: PolicyReference
        package let priority: Int
        package let matches: Bool
        package let chosen: Bool
        /// Why it was chosen, lost or did not match; one sentence.
        package let why: String
    }
}

extension PolicyRank {
    /// Why a policy of this rank won or lost, given the winner's rank and name.
    fileprivate func standing(against winner: PolicyRank, of name: String) -> String {
        if id == winner.id { return "It ranks highest of those that match." }
        if priority != winner.priority {
            return "Its priority \(priority) is below \(winner.priority) of \"\(name)\"."
        }
        if resource != winner.resource {
            return "Its resource pattern is less specific than that of \"\(name)\"."
        }
        if account != winner.account {
            return "Its account pattern is less specific than that of \"\(name)\"."
        }
        return "It ranks equal to \"\(name)\", which has the lower id."
    }
}
