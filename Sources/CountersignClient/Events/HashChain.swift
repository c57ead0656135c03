import CountersignProto
import Crypto

/// How records of the log hang together: `hash = SHA-256(hash of the record before ‖ event)`.
enum HashChain {
    /// What the first record's hash continues.
    static let start = [UInt8](repeating: 0, count: 32)

    /// The hash that the record of `event` must have after `previous`.
    static func hash(of event: [UInt8], after previous: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: previous)
        hash.update(data: event)
        return [UInt8](hash.finalize())
    }

    /// Whether a record continues the chain. True for any record if what was before is not known.
    static func continues(_ record: EventRecord, after previous: [UInt8]?) -> Bool {
        previous.map { record.hash == hash(of: record.event, after: $0) } ?? true
    }
}
