import CountersignProto
import Crypto
import Store
import Testing
import Workflow

@testable import Broker

@Suite struct LogCheckpointerTests {
    private let organization = OrganizationID.numbered(1)
    private let key = Curve25519.Signing.PrivateKey()
    private let wall = Instant(milliseconds: 1_750_000_000_000)

    private func checkpointer() -> LogCheckpointer {
        LogCheckpointer(keyID: "0123456789abcdef") { [key] in Array(try key.signature(for: $0)) }
    }

    private func head(epoch: UInt64, seq: UInt64) -> Store.Head {
        Store.Head(
            epoch: epoch,
            seq: seq,
            hash: LogRecord.numbered(seq).hash,
            time: wall,
            configurationVersion: 0,
            reachabilityVersion: 0
        )
    }

    @Test func `a checkpoint names the head and verifies with the public key`() throws {
        let checkpointer = checkpointer()
        checkpointer.seed(head(epoch: 4, seq: 7), lastCheckpoint: nil, of: organization)
        checkpointer.committed([.numbered(8), .numbered(9)], of: organization)
        #expect(try checkpointer.due(at: .zero, wall: wall).isEmpty)

        let due = try checkpointer.due(at: .seconds(10), wall: wall)
        #expect(due.map(\.organization) == [organization])
        let checkpoint = try #require(due.first?.checkpoint)
        #expect(checkpoint.seq == 9)
        #expect(checkpoint.keyID == "0123456789abcdef")
        #expect(key.publicKey.isValidSignature(checkpoint.signature, for: checkpoint.body))
        #expect(!key.publicKey.isValidSignature(checkpoint.signature, for: checkpoint.body + [0]))
        #expect(
            try CheckpointBody(serialized: checkpoint.body)
                == CheckpointBody(
                    organizationID: organization.description,
                    epoch: 4,
                    seq: 9,
                    hash: LogRecord.numbered(9).hash,
                    time: ProtoTimestamp(milliseconds: wall.milliseconds)
                )
        )
    }

    @Test func `without news there is none`() throws {
        let checkpointer = checkpointer()
        #expect(try checkpointer.due(at: .zero, wall: wall).isEmpty)
        checkpointer.committed([.numbered(1)], of: organization)
        #expect(try checkpointer.due(at: .seconds(9), wall: wall).isEmpty)
        let first = try checkpointer.due(at: .seconds(10), wall: wall)
        #expect(first.count == 1)
        checkpointer.saved(first[0].checkpoint, of: organization)
        #expect(try checkpointer.due(at: .seconds(20), wall: wall).isEmpty)
        checkpointer.committed([.numbered(2)], of: organization)
        #expect(try checkpointer.due(at: .seconds(29), wall: wall).isEmpty)
        #expect(try checkpointer.due(at: .seconds(30), wall: wall).map(\.checkpoint.seq) == [2])
    }

    @Test func `what was not saved is made again, and news while saving is not forgotten`() throws {
        let checkpointer = checkpointer()
        _ = try checkpointer.due(at: .zero, wall: wall)
        checkpointer.committed([.numbered(1)], of: organization)
        #expect(try checkpointer.due(at: .seconds(10), wall: wall).map(\.checkpoint.seq) == [1])
        let again = try checkpointer.due(at: .seconds(20), wall: wall)
        #expect(again.map(\.checkpoint.seq) == [1])
        checkpointer.committed([.numbered(2)], of: organization)
        checkpointer.saved(again[0].checkpoint, of: organization)
        #expect(try checkpointer.due(at: .seconds(30), wall: wall).map(\.checkpoint.seq) == [2])
    }

    @Test(arguments: [(7 as UInt64, 0), (3, 1)]) func `a restart goes on from the last one saved`(
        lastSeq: UInt64,
        expected: Int
    ) throws {
        let checkpointer = checkpointer()
        let last = LogCheckpoint(seq: lastSeq, body: [], signature: [], keyID: "")
        checkpointer.seed(head(epoch: 1, seq: 7), lastCheckpoint: last, of: organization)
        _ = try checkpointer.due(at: .zero, wall: wall)
        #expect(try checkpointer.due(at: .seconds(10), wall: wall).count == expected)
    }

    @Test func `many logs are signed in several calls, each log once`() throws {
        let checkpointer = checkpointer()
        _ = try checkpointer.due(at: .zero, wall: wall)
        let organizations = (0..<600).map { OrganizationID.numbered($0) }
        for organization in organizations {
            checkpointer.committed([.numbered(1)], of: organization)
        }
        var counts: [Int] = []
        var signed: Set<OrganizationID> = []
        while true {
            let due = try checkpointer.due(at: .seconds(10), wall: wall)
            if due.isEmpty { break }
            counts.append(due.count)
            signed.formUnion(due.map(\.organization))
        }
        #expect(counts == [256, 256, 88])
        #expect(signed == Set(organizations))
    }

    @Test func `a signature that fails is tried again`() throws {
        struct NoSignature: Error {}
        let checkpointer = LogCheckpointer(keyID: "k") { _ in throw NoSignature() }
        _ = try checkpointer.due(at: .zero, wall: wall)
        checkpointer.committed([.numbered(1)], of: organization)
        for round in 1...2 as ClosedRange<Int64> {
            #expect(throws: NoSignature.self) {
                try checkpointer.due(at: .seconds(10 * round), wall: wall)
            }
        }
    }
}
