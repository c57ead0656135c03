/// Frames that nobody has taken yet. Bounded: the oldest are dropped.
struct FrameQueue {
    /// The most frames that are kept.
    static let maximumCount = 4096
    /// The most that they may take together, in bytes.
    static let maximumByteCount = 4 << 20

    private var frames: ArraySlice<[UInt8]> = []
    private(set) var byteCount = 0

    var count: Int { frames.count }

    mutating func append(_ frame: [UInt8]) {
        frames.append(frame)
        byteCount += frame.count
        while byteCount > Self.maximumByteCount || frames.count > Self.maximumCount {
            _ = popFirst()
        }
    }

    mutating func popFirst() -> [UInt8]? {
        guard let frame = frames.popFirst() else { return nil }
        byteCount -= frame.count
        return frame
    }
}
