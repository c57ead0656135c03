/// Milliseconds in 64 bits, in both directions. Values that do not fit saturate: a time from
/// outside must never trap.
extension ProtoTimestamp {
    /// The instant `milliseconds` after 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) {
        let (seconds, rest) = milliseconds.floorDivided(by: 1000)
        self.init(seconds: seconds, nanos: Int32(rest) * 1_000_000)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, rounded down.
    public var milliseconds: Int64 {
        seconds.saturatingMilliseconds(adding: nanos)
    }

    /// Between the years 1 and 9999, with nanoseconds in range, as the contract asks.
    public var isValid: Bool {
        (-62_135_596_800...253_402_300_799).contains(seconds) && (0..<1_000_000_000).contains(nanos)
    }
}

extension ProtoDuration {
    /// A length of time in milliseconds.
    public init(milliseconds: Int64) {
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        self.init(seconds: seconds, nanos: Int32(rest) * 1_000_000)
    }

    /// The length in milliseconds, rounded down.
    public var milliseconds: Int64 {
        seconds.saturatingMilliseconds(adding: nanos)
    }

    /// Within 10,000 years, with seconds and nanoseconds of the same sign, as the contract asks.
    public var isValid: Bool {
        (-315_576_000_000...315_576_000_000).contains(seconds)
            && (-999_999_999...999_999_999).contains(nanos)
            && (seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0))
    }
}

extension Int64 {
    func floorDivided(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    fileprivate func saturatingMilliseconds(adding nanos: Int32) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: 1000)
        let fraction = Int64(nanos).floorDivided(by: 1_000_000).quotient
        let (sum, carry) = product.addingReportingOverflow(fraction)
        return overflow || carry ? (self < 0 ? .min : .max) : sum
    }
}
