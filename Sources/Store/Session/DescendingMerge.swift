/// Merges several index ranges, each newest first, into one list without repeats.
///
/// Each range is fetched in pieces as it is used up, so that many ranges cost one seek each and not
/// one page each.
struct DescendingMerge<ID: Comparable> {
    /// Returns at most `limit` identifiers of a range before the cursor, newest first.
    typealias Fetch = (_ range: Int, _ cursor: ID, _ limit: Int) throws(StoreFailure) -> [ID]

    private struct Range {
        var piece: [ID]
        var position = 0
        /// The piece reaches to the end of the range.
        var isLast: Bool

        var head: ID? { position < piece.count ? piece[position] : nil }
    }

    private let start: ID
    private let count: Int
    private let pieceLimit: Int
    private let fetch: Fetch
    private var ranges: [Range] = []

    init(ranges count: Int, before cursor: ID, limit: Int, fetch: @escaping Fetch) {
        start = cursor
        self.count = count
        pieceLimit = max(4, 2 * (limit + 1) / max(1, count))
        self.fetch = fetch
        ranges.reserveCapacity(count)
    }

    /// The next identifier; nil at the end.
    mutating func next() throws(StoreFailure) -> ID? {
        if ranges.isEmpty { try begin() }
        guard let newest = ranges.lazy.compactMap(\.head).max() else { return nil }
        for index in ranges.indices where ranges[index].head == newest {
            try advance(index)
        }
        return newest
    }

    private mutating func begin() throws(StoreFailure) {
        for index in 0..<count {
            let piece = try fetch(index, start, pieceLimit)
            ranges.append(Range(piece: piece, isLast: piece.count < pieceLimit))
        }
    }

    private mutating func advance(_ index: Int) throws(StoreFailure) {
        let used = ranges[index].piece[ranges[index].position]
        ranges[index].position += 1
        guard ranges[index].position == ranges[index].piece.count, !ranges[index].isLast else {
            return
        }
        let piece = try fetch(index, used, pieceLimit)
        ranges[index] = Range(piece: piece, isLast: piece.count < pieceLimit)
    }
}
