internal import Workflow

/// What a `ClockGuard` knows: a value that readings of the clocks move.
struct ClockTrust: Sendable {
    private enum Phase {
        case trusted
        case stepped
        /// The clocks agree again, since that reading of the boot-time clock.
        case agreeing(since: Span)
    }

    /// Wall time minus boot time, as it should be, in milliseconds.
    private(set) var baseline: Int64
    /// The wall clock was confirmed, and has not stepped since.
    private(set) var isConfirmed: Bool
    private var phase = Phase.trusted
    /// Up to this reading of the boot-time clock the baseline has followed the wall clock.
    private var followed: Span

    init(_ reading: ClockReading, isConfirmed: Bool) {
        baseline = reading.offset
        followed = reading.elapsed
        self.isConfirmed = isConfirmed
    }

    /// Whether a wall clock at that offset is where it should be.
    static func agrees(_ offset: Int64, with baseline: Int64) -> Bool {
        abs(offset - baseline) <= ClockGuard.tolerance.milliseconds
    }

    var state: ClockState {
        switch phase {
        case .trusted: .ok
        case .stepped, .agreeing: .stepped
        }
    }

    /// Until then, on the boot-time clock, a wall clock that agrees changes nothing here; nil if
    /// every reading may.
    var reviewTime: Span? {
        switch phase {
        case .trusted: followed + Self.followingStep
        case .stepped, .agreeing: nil
        }
    }

    /// What time it is: by the wall clock as long as it is trusted, else by the time since boot.
    func time(of reading: ClockReading) -> Instant {
        switch phase {
        case .trusted: reading.wall
        case .stepped, .agreeing:
            Instant(milliseconds: baseline) + reading.elapsed
        }
    }

    mutating func observe(_ reading: ClockReading) {
        phase = next(reading)
        switch phase {
        case .trusted: follow(reading)
        case .stepped, .agreeing: isConfirmed = false
        }
    }

    private func next(_ reading: ClockReading) -> Phase {
        guard Self.agrees(reading.offset, with: baseline) else { return .stepped }
        switch phase {
        case .trusted:
            return .trusted
        case .stepped:
            return .agreeing(since: reading.elapsed)
        case .agreeing(let since):
            guard reading.elapsed - since >= ClockGuard.quarantine else { return phase }
            return .trusted
        }
    }

    /// The baseline may move by one millisecond in this time: 100 ppm.
    private static let followingStep = Span.seconds(10)

    private mutating func follow(_ reading: ClockReading) {
        let steps = (reading.elapsed - followed).milliseconds / Self.followingStep.milliseconds
        guard steps > 0 else { return }
        baseline += min(max(reading.offset - baseline, -steps), steps)
        followed = followed + Span(milliseconds: steps * Self.followingStep.milliseconds)
    }
}
