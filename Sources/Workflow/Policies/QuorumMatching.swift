/// The arithmetic of quorums, on sets of people.
///
/// Each step needs a number of people, and each person can serve one step. By Hall's theorem that
/// works out exactly if every set of steps together has at least as many people as it needs. People
/// who may serve the same steps are alike, so they are counted by the set of their steps (a bit
/// mask); a sum over subsets then gives the people of every set of steps at once: `n · 2ⁿ`
/// additions for `n` steps, a million for 16, whatever the number of people.
enum QuorumMatching {
    struct Shortfall: Hashable {
        /// Positions in the lists given.
        var steps: [Int]
        var required: Int
        var available: Int
    }

    /// When a person counts in one step only. The smallest set of steps that lacks people; nil if
    /// none does. `people` are at most 16 sets.
    static func shortfall(required: [Int], people: [Set<UserID>]) -> Shortfall? {
        if let single = shortfallOfOne(required: required, people: people) { return single }
        // A step with more people than everything needs can always be served last: leave it out.
        let together = required.reduce(0, +)
        let tight = required.indices.filter { people[$0].count < together }
        guard tight.count > 1 else { return nil }
        let inside = peopleInside(tight.map { people[$0] })
        let everybody = inside[inside.count - 1]
        var worst: (mask: Int, required: Int, available: Int)?
        for mask in 1..<inside.count {
            let needed = tight.indices.reduce(0) { sum, step in
                mask >> step & 1 == 1 ? sum + required[tight[step]] : sum
            }
            let available = everybody - inside[inside.count - 1 - mask]
            guard available < needed else { continue }
            if worst == nil || mask.nonzeroBitCount < worst!.mask.nonzeroBitCount {
                worst = (mask, needed, available)
            }
        }
        return worst.map { worst in
            Shortfall(
                steps: tight.indices.filter { worst.mask >> $0 & 1 == 1 }.map { tight[$0] },
                required: worst.required, available: worst.available)
        }
    }

    /// When a person may count in several steps: the first step that lacks people by itself.
    static func shortfallOfOne(required: [Int], people: [Set<UserID>]) -> Shortfall? {
        required.indices.first { people[$0].count < required[$0] }.map {
            Shortfall(steps: [$0], required: required[$0], available: people[$0].count)
        }
    }

    /// For each set of steps: how many people can serve steps of that set and no others.
    private static func peopleInside(_ people: [Set<UserID>]) -> [Int] {
        var masks: [UserID: Int] = [:]
        for (step, set) in people.enumerated() {
            for person in set { masks[person, default: 0] |= 1 << step }
        }
        var inside = [Int](repeating: 0, count: 1 << people.count)
        for mask in masks.values { inside[mask] += 1 }
        for step in people.indices {
            for mask in inside.indices where mask >> step & 1 == 1 {
                inside[mask] += inside[mask ^ 1 << step]
            }
        }
        return inside
    }
}
