import CountersignProto
import Crypto
import Testing

@testable import CountersignClient

@Suite("Verifying an export")
struct LogVerifierTests {
    private let log: TestLog
    private let key = Curve25519.Signing.PrivateKey()

    init() throws {
        log = try TestLog(count: 6)
    }

    private var signingKey: SigningKey {
        let bytes = [UInt8](key.publicKey.rawRepresentation)
        return SigningKey(keyID: LogVerifier.keyID(of: bytes), publicKey: bytes)
    }

    private var verifier: LogVerifier {
        LogVerifier(after: .beginning, organizationID: TestLog.organization, keys: [signingKey])
    }

    private func checkpoint(
        _ seq: Int,
        organization: String = TestLog.organization,
        hash: [UInt8]? = nil,
        by other: Curve25519.Signing.PrivateKey? = nil
    ) throws -> Checkpoint {
        let body = try CheckpointBody(
            organizationID: organization,
            epoch: 1,
            seq: UInt64(seq),
            hash: hash ?? log.records[seq - 1].hash
        ).serialized()
        let signature = try (other ?? key).signature(for: body)
        return Checkpoint(body: body, signature: [UInt8](signature), keyID: signingKey.keyID)
    }

    private func findings(_ records: [EventRecord]) -> [LogFinding] {
        var verifier = verifier
        return records.flatMap { verifier.check($0) }
    }

    @Test("A right log has no findings, and is counted")
    func right() throws {
        var verifier = verifier
        for record in log.records {
            #expect(verifier.check(record) == [])
            if record.seq.isMultiple(of: 3) {
                #expect(verifier.check(try checkpoint(Int(record.seq))) == nil)
            }
        }
        #expect(verifier.recordCount == 6)
        #expect(verifier.goodCheckpointCount == 2)
        #expect(verifier.signedSeq == 6)
        #expect(verifier.cursor.hash == log.records[5].hash)
    }

    @Test("The largest event is right, too")
    func largest() throws {
        var log = log
        try log.append(.manyMembers)
        #expect(findings(log.records) == [])
    }

    @Test("After the highest number of all nothing continues the log")
    func highestNumber() throws {
        var last = log.records[0]
        last.seq = .max
        var verifier = verifier
        _ = verifier.check(last)
        #expect(verifier.check(log.records[0]).first?.problem == .notDense(expected: 0))
    }

    @Test("A changed event is found, at its place and nowhere else")
    func changed() throws {
        var records = log.records
        var event = try Event(serialized: records[2].event)
        event.subjectID = "req_other"
        records[2].event = try event.serialized()
        #expect(findings(records) == [LogFinding(seq: 3, problem: .chainBroken)])
        records[2].hash = HashChain.hash(of: records[2].event, after: records[1].hash)
        #expect(findings(records) == [LogFinding(seq: 4, problem: .chainBroken)])
    }

    @Test("A record that is missing, repeated or out of order is found")
    func notDense() {
        var missing = log.records
        missing.remove(at: 1)
        #expect(findings(missing) == [LogFinding(seq: 3, problem: .notDense(expected: 2))])
        let repeated = log.records.prefix(2) + log.records.dropFirst()
        #expect(
            findings([EventRecord](repeated)).map(\.problem) == [.notDense(expected: 3)]
        )
    }

    @Test("An event that is garbage, of another organization, number or epoch is found")
    func strangers() throws {
        func problems(_ change: (inout Event) -> Void) throws -> [LogFinding.Problem] {
            var verifier = LogVerifier(
                after: EventCursor(epoch: 1, seq: 0),
                organizationID: TestLog.organization,
                keys: []
            )
            var event = try Event(serialized: log.records[0].event)
            change(&event)
            let bytes = try event.serialized()
            let hash = HashChain.hash(of: bytes, after: HashChain.start)
            return verifier.check(EventRecord(seq: 1, event: bytes, hash: hash)).map(\.problem)
        }
        #expect(try problems { $0.organizationID = "org_x" } == [.otherOrganization("org_x")])
        #expect(try problems { $0.seq = 4 } == [.otherSequence(4)])
        #expect(try problems { $0.epoch = 0 } == [.epochWentBack(from: 1)])
        let garbage: [UInt8] = [0xFF]
        let hash = HashChain.hash(of: garbage, after: HashChain.start)
        let record = EventRecord(seq: 1, event: garbage, hash: hash)
        #expect(findings([record]).map(\.problem) == [.malformedEvent])
    }

    @Test("A checkpoint that proves nothing is found")
    func checkpoints() throws {
        var verifier = verifier
        for record in log.records.prefix(3) { _ = verifier.check(record) }
        let stranger = Curve25519.Signing.PrivateKey()
        var unknown = try checkpoint(3)
        unknown.keyID = "0000000000000000"
        let cases: [(Checkpoint, LogFinding.Problem)] = [
            (unknown, .untrustedKey("0000000000000000")),
            (try checkpoint(3, by: stranger), .badSignature(signingKey.keyID)),
            (try checkpoint(3, organization: "org_x"), .otherOrganization("org_x")),
            (try checkpoint(2), .misplacedCheckpoint),
            (try checkpoint(3, hash: HashChain.start), .signedHashDiffers),
            (Checkpoint(body: [0xFF], keyID: signingKey.keyID), .malformedCheckpoint),
        ]
        for (checkpoint, problem) in cases {
            #expect(verifier.check(checkpoint)?.problem == problem)
        }
        #expect(verifier.goodCheckpointCount == 0)
        #expect(verifier.check(try checkpoint(3)) == nil)
    }

    @Test("A key whose id is not the beginning of its hash is not used")
    func falseKeyID() throws {
        let misnamed = SigningKey(keyID: "0011223344556677", publicKey: signingKey.publicKey)
        var verifier = LogVerifier(
            after: .beginning,
            organizationID: TestLog.organization,
            keys: [misnamed]
        )
        _ = verifier.check(log.records[0])
        var checkpoint = try checkpoint(1)
        checkpoint.keyID = "0011223344556677"
        #expect(verifier.check(checkpoint)?.problem == .untrustedKey("0011223344556677"))
    }
}
