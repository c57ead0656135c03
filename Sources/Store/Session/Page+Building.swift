import Workflow

extension Identifier {
    /// Comes after every identifier that can be made.
    static var last: Self { Self(high: .max, low: .max) }
}

/// Collects one page of a list, newest first, and bounds the work that goes into it.
struct PageBuilder<Element: Sendable, Cursor: Sendable> {
    /// How many rows are looked at for each one that the page may hold.
    private static var rowsLookedAt: Int { 10 }

    private let limit: Int
    private var elements: [Element] = []
    private var lookedAt = 0
    private var last: Cursor?

    init(limit: Int) {
        precondition(limit > 0)
        self.limit = limit
    }

    /// One more row may be looked at.
    var hasRoom: Bool {
        elements.count < limit && lookedAt < limit * Self.rowsLookedAt
    }

    /// Takes the next row; `element` is nil if the row does not fit the filter.
    mutating func look(at cursor: Cursor, _ element: Element?) {
        assert(hasRoom)
        lookedAt += 1
        last = cursor
        if let element { elements.append(element) }
    }

    /// There is at least one more row.
    var unfinished: Page<Element, Cursor> { Page(elements: elements, next: last) }
    var finished: Page<Element, Cursor> { Page(elements: elements, next: nil) }
}
