/// How much the feed holds and sends at most.
package struct FeedLimits: Hashable, Sendable {
    /// Records that wait to be published. What goes beyond is not published: subscribers see the
    /// gap and read the log.
    package var queuedRecords = 32_768
    /// Commits that the feed's thread takes in one turn, between which it looks at the clock.
    package var commitsPerTurn = 256
    /// The longest frame, in bytes; a longer record is not published. nng closes a connection whose
    /// peer sends more than the receiver allows, so a subscriber must allow at least this.
    package var frameBytes = 65_536
    /// Long polls that wait at once. Each keeps whatever its call holds, so no more than half of
    /// the calls that a node can hold should wait.
    package var waiters = 16_384
    /// Of these, those of one caller.
    package var waitersPerCaller = 16
    /// Frames sealed under one key, after which the next key is due. See `FrameSealer`.
    package var framesPerKey: UInt64 = 1 << 32

    package init() {}
}
