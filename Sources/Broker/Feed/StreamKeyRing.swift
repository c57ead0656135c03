internal import CountersignProto
internal import Workflow

/// The keys of one organization's stream on this node.
///
/// There are two at any time. Subscribers are given both, so that at the regular rotation they go
/// on without a call: the next key becomes the current one, and they learn of the one after it when
/// they meet a frame that they can't open. A gateway that has lost its right knows the next key as
/// well; `rotateAtOnce` therefore replaces both.
///
/// Keys and the stream's id live in memory only. After a restart they are new, and every
/// subscriber, whose connection is gone anyway, calls OpenStream again: that is all it costs. Kept
/// on disk they would have to be protected there and in every backup, and so would the count of
/// nonces, which must not go back.
struct StreamKeyRing: Sendable {
    /// 16 random bytes: the topic that subscribers subscribe to. It never changes.
    let streamID: [UInt8]
    private(set) var current: SealingKey
    private(set) var next: SealingKey

    private let rotationInterval: Span
    private let framesPerKey: UInt64
    private var sealer: FrameSealer
    /// When, on the elapsed clock, the next key takes over.
    private var rotationTime: Span
    private var lastKeyID: UInt32

    init(rotationInterval: Span, framesPerKey: UInt64, at now: ClockReading) {
        var random = SystemRandomNumberGenerator()
        streamID = (0..<FrameLayout.streamID.count).map { _ in .random(in: 0...255, using: &random)
        }
        self.rotationInterval = rotationInterval
        self.framesPerKey = framesPerKey
        // Key ids are counted, from anywhere: no two keys of a stream have the same.
        let firstKeyID = UInt32.random(in: 0 ... .max, using: &random)
        lastKeyID = firstKeyID &+ 1
        current = SealingKey(id: firstKeyID, notAfter: now.wall + rotationInterval)
        next = SealingKey(
            id: lastKeyID,
            notAfter: now.wall + rotationInterval + rotationInterval
        )
        sealer = FrameSealer(streamID: streamID, key: current)
        rotationTime = now.elapsed + rotationInterval
    }

    /// Lets the next key take over if it is time to, or if the current one has sealed enough.
    mutating func rotateIfDue(at now: ClockReading) {
        if now.elapsed >= rotationTime + rotationInterval {
            // Nobody looked for a whole interval, and the next key is as old.
            rotateAtOnce(at: now)
        } else if now.elapsed >= rotationTime || sealer.frameCount >= framesPerKey {
            take(next, at: now)
        }
    }

    /// Replaces both keys.
    mutating func rotateAtOnce(at now: ClockReading) {
        take(newKey(notAfter: now.wall + rotationInterval), at: now)
    }

    /// Seals with the current key.
    mutating func seal(
        _ kind: FrameKind,
        seq: UInt64,
        _ content: some Message,
        at now: ClockReading
    ) throws -> [UInt8] {
        rotateIfDue(at: now)
        return try content.withPacker { packer in
            try withUnsafeTemporaryAllocation(byteCount: packer.byteCount, alignment: 1) {
                packer.pack(into: $0)
                return try sealer.seal(kind, seq: seq, UnsafeRawBufferPointer($0))
            }
        }
    }

    private mutating func take(_ key: SealingKey, at now: ClockReading) {
        current = key
        next = newKey(notAfter: now.wall + rotationInterval + rotationInterval)
        sealer = FrameSealer(streamID: streamID, key: current)
        rotationTime = now.elapsed + rotationInterval
    }

    private mutating func newKey(notAfter: Instant) -> SealingKey {
        lastKeyID &+= 1
        return SealingKey(id: lastKeyID, notAfter: notAfter)
    }
}
