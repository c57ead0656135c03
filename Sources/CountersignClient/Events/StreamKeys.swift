import CountersignProto
import Crypto

/// The keys of a stream, and what frames hold that they open.
struct StreamKeys {
    /// What came out of a frame.
    enum Opened {
        case record(EventRecord)
        case heartbeat(LogPosition)
        /// Sealed with a key that OpenStream has not given out yet.
        case unknownKey
        /// Not of this stream, damaged or forged: as if it had not come.
        case nothing
    }

    /// A key and the one before it and the one after it can be in use at once.
    static let maximumKeyCount = 4

    let streamID: [UInt8]
    private var keys: [(id: [UInt8], key: SymmetricKey)] = []

    init(streamID: [UInt8]) {
        self.streamID = streamID
    }

    /// Learns the keys of a reply; the oldest are forgotten.
    mutating func add(_ response: OpenStreamResponse) {
        for key in [response.current, response.next] {
            guard let key, key.keyID.count == 4, key.key.count == 32 else { continue }
            keys.removeAll { $0.id == key.keyID }
            keys.append((key.keyID, SymmetricKey(data: key.key)))
        }
        keys.removeFirst(max(0, keys.count - Self.maximumKeyCount))
    }

    /// Opens a frame.
    func open(_ bytes: [UInt8]) -> Opened {
        guard let frame = StreamFrame(bytes), frame.streamID.elementsEqual(streamID) else {
            return .nothing
        }
        guard let key = keys.first(where: { $0.id == frame.keyID })?.key else {
            return .unknownKey
        }
        guard let plain = try? Self.unseal(frame, key) else { return .nothing }
        return Self.decode(frame, plain)
    }

    private static func unseal(_ frame: StreamFrame, _ key: SymmetricKey) throws -> [UInt8] {
        let box = try AES.GCM.SealedBox(
            nonce: AES.GCM.Nonce(data: frame.nonce),
            ciphertext: frame.ciphertext,
            tag: frame.tag
        )
        return [UInt8](try AES.GCM.open(box, using: key, authenticating: frame.header))
    }

    private static func decode(_ frame: StreamFrame, _ plain: [UInt8]) -> Opened {
        switch frame.kind {
        case 1:
            guard let record = try? EventRecord(serialized: plain, limits: .reply),
                record.seq == frame.seq
            else { return .nothing }
            return .record(record)
        case 2:
            guard let head = try? Heartbeat(serialized: plain).head, head.seq == frame.seq else {
                return .nothing
            }
            return .heartbeat(head)
        default:
            return .nothing
        }
    }
}
