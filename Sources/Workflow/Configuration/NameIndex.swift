/// Finds the live object of a type by its unique name, compared byte by byte.
struct NameIndex<ID: Hashable & Sendable>: Sendable {
    private var ids: [ExactName: ID] = [:]

    subscript(name: String) -> ID? { ids[ExactName(name)] }

    /// The object `id` was called `old` and is now called `new`; nil means by nothing. A name that
    /// another object has taken meanwhile stays with that one.
    mutating func replace(_ old: String?, by new: String?, of id: ID) {
        let (old, new) = (old.map(ExactName.init), new.map(ExactName.init))
        if let old, old != new, ids[old] == id { ids[old] = nil }
        if let new { ids[new] = id }
    }
}
