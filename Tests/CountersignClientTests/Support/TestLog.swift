import CountersignProto
import Crypto

@testable import CountersignClient

/// A log with a right chain, and the frames that announce it.
struct TestLog {
    static let organization = "org_test"
    var records: [EventRecord] = []
    var epoch: UInt64 = 1

    init(count: Int = 0, epoch: UInt64 = 1) throws {
        self.epoch = epoch
        for _ in 0..<count { try append() }
    }

    var head: LogPosition { LogPosition(epoch: epoch, seq: UInt64(records.count)) }

    mutating func append(_ snapshot: Event.SnapshotChoice? = nil) throws {
        let seq = UInt64(records.count + 1)
        let event = Event(
            organizationID: Self.organization,
            epoch: epoch,
            seq: seq,
            time: ProtoTimestamp(milliseconds: 1_700_000_000_000 + Int64(seq)),
            kind: .vote,
            subjectID: "req_\(seq)",
            snapshot: snapshot
        )
        let bytes = try event.serialized()
        let hash = HashChain.hash(of: bytes, after: records.last?.hash ?? HashChain.start)
        records.append(EventRecord(seq: seq, event: bytes, hash: hash))
    }

    /// What ReadEvents answers.
    func page(after: UInt64, limit: Int) -> ReadEventsResponse {
        let page = [EventRecord](records.dropFirst(Int(min(after, head.seq))).prefix(limit))
        return ReadEventsResponse(
            records: page,
            nextAfter: page.last?.seq ?? max(after, head.seq),
            head: head
        )
    }
}

extension Event.SnapshotChoice {
    /// What AddGroupMembers leaves in the log when it brings the most members that it may: more
    /// fields, and more bytes, than a node accepts in a call.
    static var manyMembers: Event.SnapshotChoice {
        let members = (0..<500).map { number in
            UserSummary(
                id: "usr_\(number)",
                email: "\(number)@\(String(repeating: "x", count: 120)).example.com",
                displayName: "Number \(number)"
            )
        }
        return .configuration(
            ConfigurationSnapshot(
                id: "grp_1",
                name: "everybody",
                change: .updated,
                addedMembers: members,
                addedCount: 500
            )
        )
    }
}

/// Seals frames as a node does.
struct FrameSealer {
    var streamID = [UInt8](repeating: 7, count: 16)
    var keyID: [UInt8] = [0, 0, 0, 1]
    var key = SymmetricKey(size: .bits256)

    var streamKey: StreamKey {
        StreamKey(keyID: keyID, key: key.withUnsafeBytes { [UInt8]($0) })
    }

    func record(_ record: EventRecord) throws -> [UInt8] {
        try seal(kind: 1, record.seq, record.serialized())
    }

    func heartbeat(_ head: LogPosition) throws -> [UInt8] {
        try seal(kind: 2, head.seq, Heartbeat(head: head).serialized())
    }

    func seal(kind: UInt8, _ seq: UInt64, _ plain: [UInt8]) throws -> [UInt8] {
        var header = streamID + keyID + [kind]
        header += stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: seq >> $0) }
        let box = try AES.GCM.seal(plain, using: key, authenticating: header)
        return header + [UInt8](box.nonce) + [UInt8](box.ciphertext) + [UInt8](box.tag)
    }
}
