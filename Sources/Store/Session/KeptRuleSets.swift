import Workflow

/// Rule sets that are in the database. Their content never changes, so that a key seen once need be
/// neither read nor written again.
struct KeptRuleSets {
    struct Key: Hashable {
        let organization: Int64
        let key: String
    }

    /// When there are more, all are forgotten.
    private static let limit = 4_096

    private var ruleSets: [Key: RuleSet] = [:]
    /// Those written since the transaction began, in order; not there any more if it is undone.
    private var unsettled: [Key] = []
    private var unsettledBeforeCommand = 0

    subscript(key: Key) -> RuleSet? { ruleSets[key] }

    /// Notes what was read, or written by this transaction.
    mutating func insert(_ ruleSet: RuleSet, under key: Key, isNew: Bool) {
        if ruleSets.count >= Self.limit { ruleSets.removeAll() }
        ruleSets[key] = ruleSet
        if isNew { unsettled.append(key) }
    }

    mutating func beginCommand() {
        unsettledBeforeCommand = unsettled.count
    }

    mutating func undoCommand() {
        while unsettled.count > unsettledBeforeCommand { forgetLast() }
    }

    mutating func settle() {
        unsettled.removeAll(keepingCapacity: true)
        unsettledBeforeCommand = 0
    }

    mutating func forgetUnsettled() {
        while !unsettled.isEmpty { forgetLast() }
        unsettledBeforeCommand = 0
    }

    private mutating func forgetLast() {
        ruleSets[unsettled.removeLast()] = nil
    }
}
