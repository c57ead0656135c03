import Crypto

/// The chain of hashes that binds each record of a log to all those before it.
package enum LogChain {
    /// The hash before the first record: 32 zero bytes.
    package static let start = [UInt8](repeating: 0, count: 32)

    /// SHA-256 of the previous record's hash and the event.
    package static func hash(of event: [UInt8], after previous: [UInt8]) -> [UInt8] {
        var function = SHA256()
        previous.withUnsafeBytes { function.update(bufferPointer: $0) }
        event.withUnsafeBytes { function.update(bufferPointer: $0) }
        return function.finalize().withUnsafeBytes { Array($0) }
    }

    /// Finds the first record that does not follow from those before it.
    ///
    /// - Parameters:
    ///   - seq: That of the record before the first one given; 0 for a whole log.
    ///   - hash: That record's hash; `start` for a whole log.
    /// - Returns: The sequence number that the record should have had; nil if all is well.
    package static func firstBreak(
        in records: some Sequence<LogRecord>,
        after seq: UInt64,
        hash: [UInt8]
    ) -> UInt64? {
        var seq = seq
        var hash = hash
        for record in records {
            seq += 1
            hash = Self.hash(of: record.event, after: hash)
            if record.seq != seq || record.hash != hash { return seq }
        }
        return nil
    }
}
