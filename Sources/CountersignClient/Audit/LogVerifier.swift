public import CountersignProto
import Crypto

/// Verifies an export of the log: dense sequence, hash chain, and the signatures of checkpoints.
///
/// Feed it records in order, each checkpoint right after the record it is about. It needs no broker
/// and keeps nothing but the last record's hash. After a finding it goes on, so that all are found.
public struct LogVerifier: Sendable {
    /// The organization that every event and checkpoint must belong to.
    public let organizationID: String
    /// How many records and checkpoints were checked.
    public private(set) var recordCount: UInt64 = 0
    /// How many checkpoints were found right.
    public private(set) var goodCheckpointCount: UInt64 = 0
    /// The last record; its hash is that in the record.
    public private(set) var cursor: EventCursor
    /// The last record that a good checkpoint vouches for; with it all before.
    public private(set) var signedSeq: UInt64 = 0

    private let keys: [String: Curve25519.Signing.PublicKey]

    /// Starts after a position.
    ///
    /// - Parameter keys: The keys to trust. Those that are no Ed25519 keys, or whose id is not the
    ///   beginning of their hash, are left out.
    public init(after cursor: EventCursor, organizationID: String, keys: [SigningKey]) {
        self.cursor = cursor
        self.organizationID = organizationID
        let usable = keys.filter { $0.keyID == Self.keyID(of: $0.publicKey) }
        self.keys = Dictionary(
            usable.compactMap { key in
                let publicKey = try? Curve25519.Signing.PublicKey(rawRepresentation: key.publicKey)
                return publicKey.map { (key.keyID, $0) }
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The id that a public key must have: the first 16 hexadecimal digits of its SHA-256.
    public static func keyID(of publicKey: [UInt8]) -> String {
        SHA256.hash(data: publicKey).prefix(8).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    /// Checks that a record continues the log, and returns what is wrong.
    public mutating func check(_ record: EventRecord) -> [LogFinding] {
        var problems: [LogFinding.Problem] = []
        // The numbers in a file may be any; nothing comes after the highest.
        let (expected, isOver) = cursor.seq.addingReportingOverflow(1)
        if record.seq != expected || isOver {
            problems.append(.notDense(expected: expected))
        } else if !HashChain.continues(record, after: cursor.hash) {
            problems.append(.chainBroken)
        }
        if let event = try? Event(serialized: record.event, limits: .reply) {
            problems += check(event, in: record)
        } else {
            problems.append(.malformedEvent)
        }
        recordCount += 1
        cursor.seq = record.seq
        cursor.hash = record.hash
        return problems.map { LogFinding(seq: record.seq, problem: $0) }
    }

    private mutating func check(_ event: Event, in record: EventRecord) -> [LogFinding.Problem] {
        var problems: [LogFinding.Problem] = []
        if event.seq != record.seq { problems.append(.otherSequence(event.seq)) }
        if event.organizationID != organizationID {
            problems.append(.otherOrganization(event.organizationID))
        }
        if event.epoch < cursor.epoch { problems.append(.epochWentBack(from: cursor.epoch)) }
        cursor.epoch = max(cursor.epoch, event.epoch)
        return problems
    }

    /// Checks that a checkpoint is signed by a trusted key and vouches for the last record, and
    /// returns what is wrong; nil if nothing is.
    public mutating func check(_ checkpoint: Checkpoint) -> LogFinding? {
        guard let body = try? CheckpointBody(serialized: checkpoint.body) else {
            return LogFinding(seq: cursor.seq, problem: .malformedCheckpoint)
        }
        if let problem = problem(of: checkpoint, body) {
            return LogFinding(seq: body.seq, problem: problem)
        }
        goodCheckpointCount += 1
        signedSeq = body.seq
        return nil
    }

    private func problem(
        of checkpoint: Checkpoint,
        _ body: CheckpointBody
    ) -> LogFinding.Problem? {
        guard let key = keys[checkpoint.keyID] else { return .untrustedKey(checkpoint.keyID) }
        guard key.isValidSignature(checkpoint.signature, for: checkpoint.body) else {
            return .badSignature(checkpoint.keyID)
        }
        guard body.organizationID == organizationID else {
            return .otherOrganization(body.organizationID)
        }
        guard body.seq == cursor.seq else { return .misplacedCheckpoint }
        return body.hash == cursor.hash ? nil : .signedHashDiffers
    }
}
