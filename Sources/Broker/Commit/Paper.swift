import Store
import Workflow

/// What a command leaves to be encoded once it is decided: its events, which have their places in
/// the log, and the reply to keep.
///
/// Deciding needs the transaction, encoding does not: see `Clerk`.
struct Paper: Sendable {
    let organization: OrganizationID
    /// The hash of the log's head when the batch began.
    let hashBefore: [UInt8]
    var entries: [Entry] = []
    var reply: ReplyDraft?

    /// The events of one decision, in places that follow each other.
    struct Entry: Sendable {
        let events: [Event]
        let encoder: EventEncoder
        let epoch: UInt64
        let seq: UInt64
    }
}

/// A reply, not encoded yet, and what it is kept under.
struct ReplyDraft: Sendable {
    let key: ReplyKey
    let fingerprint: [UInt8]
    let now: Instant
    let encode: ResponseEncoding
}

/// What makes two calls the same one.
struct ReplyKey: Hashable, Sendable {
    let organization: OrganizationID
    /// The text of a user's or service's id.
    let caller: String
    let requestID: [UInt8]
}

/// Makes the encoded response of a command that is decided. All it needs it has with it.
typealias ResponseEncoding = @Sendable () throws -> [UInt8]

/// The rows of a paper.
struct EncodedPaper: Sendable {
    let organization: OrganizationID
    /// What the first of the records is chained to.
    let hashBefore: [UInt8]
    let records: [LogRecord]
    let reply: (draft: ReplyDraft, body: [UInt8])?
}

/// Turns papers into bytes and chains their events, in the order of the log.
struct Scribe {
    /// The last hash of each log that this scribe has encoded events of.
    private var hashes: [OrganizationID: [UInt8]] = [:]

    /// If it throws, the chain is as it was before.
    mutating func encode(_ paper: Paper) throws -> EncodedPaper {
        let hashBefore = hashes[paper.organization] ?? paper.hashBefore
        var hash = hashBefore
        var records: [LogRecord] = []
        records.reserveCapacity(paper.entries.reduce(0) { $0 + $1.events.count })
        for entry in paper.entries {
            for (event, seq) in zip(entry.events, entry.seq...) {
                let bytes = try entry.encoder.encode(event, epoch: entry.epoch, seq: seq)
                hash = LogChain.hash(of: bytes, after: hash)
                records.append(LogRecord(seq: seq, event: bytes, hash: hash))
            }
        }
        let reply = try paper.reply.map { ($0, try $0.encode()) }
        hashes[paper.organization] = hash
        return EncodedPaper(
            organization: paper.organization, hashBefore: hashBefore, records: records, reply: reply
        )
    }
}
