import CountersignProto
import Workflow

/// The place in a list where the next page begins: opaque to callers, bound to the filters it was
/// made for. It gives no right to anything, so it is not signed.
enum PageToken {
    static let standardSize = 50
    static let largestSize = 200

    static func size(_ asked: UInt32) -> Int {
        asked == 0 ? standardSize : min(Int(asked), largestSize)
    }

    /// The token for the page after `cursor`.
    static func make(after cursor: String?, filter: String) -> String {
        guard let cursor else { return "" }
        return "\(fingerprint(filter)).\(cursor)"
    }

    /// The cursor in a token; nil on the first page.
    static func cursor(in token: String, filter: String) throws(CallFailure) -> String? {
        guard !token.isEmpty else { return nil }
        let parts = token.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1)
        guard parts.count == 2, parts[0].elementsEqual(fingerprint(filter).utf8) else {
            throw .badField(
                "page_token", "belongs to another list; pass it with the same filters as before")
        }
        return String(Substring(parts[1]))
    }

    /// FNV-1a over the filter, enough to notice a mistake.
    private static func fingerprint(_ filter: String) -> String {
        let hash = filter.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        return String(hash, radix: 16)
    }
}

extension PageToken {
    /// A page of a list that is at hand whole, in the order of the bytes of `key`, which is unique.
    static func page<Element>(
        of elements: some Sequence<Element>, by key: (Element) -> String, size: UInt32,
        token: String, filter: String
    ) throws(CallFailure) -> (elements: [Element], next: String) {
        let cursor = try cursor(in: token, filter: filter).map(ExactName.init)
        let rest = elements.map { (ExactName(key($0)), $0) }
            .filter { pair in cursor.map { pair.0 > $0 } ?? true }
            .sorted { $0.0 < $1.0 }
        let size = Self.size(size)
        let page = rest.prefix(size)
        let last = rest.count > size ? page.last?.0 : nil
        return (page.map(\.1), make(after: last?.text, filter: filter))
    }

    /// The cursor of a list of the store.
    static func identifier<Tag>(
        in token: String, filter: String
    ) throws(CallFailure) -> Identifier<Tag>? {
        guard let text = try cursor(in: token, filter: filter) else { return nil }
        guard let id = Identifier<Tag>(text) else {
            throw .badField("page_token", "is damaged; begin again without it")
        }
        return id
    }
}
