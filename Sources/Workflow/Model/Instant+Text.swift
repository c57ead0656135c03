extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC: `2026-03-01T09:30:00Z`, with milliseconds if there are any.
    package var description: String {
        let milliseconds = Self.remainder(milliseconds, 86_400_000)
        let day = (self.milliseconds - milliseconds) / 86_400_000
        let date = Self.date(ofDay: day)
        let second = milliseconds / 1_000
        let fraction = milliseconds % 1_000
        return "\(Self.digits(date.year, 4))-\(Self.digits(date.month, 2))-"
            + "\(Self.digits(date.day, 2))T\(Self.digits(second / 3_600, 2)):"
            + "\(Self.digits(second / 60 % 60, 2)):\(Self.digits(second % 60, 2))"
            + (fraction == 0 ? "Z" : ".\(Self.digits(fraction, 3))Z")
    }

    /// The date of a day counted from 1970-01-01, in the proleptic Gregorian calendar. After Howard
    /// Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    private static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468  // from 0000-03-01
        let dayOfEra = remainder(shifted, 146_097)
        let era = (shifted - dayOfEra) / 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    /// Never negative, unlike `%`.
    private static func remainder(_ value: Int64, _ divisor: Int64) -> Int64 {
        let remainder = value % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }

    private static func digits(_ value: Int64, _ count: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}

extension Span: CustomStringConvertible {
    /// In the units that it is made of: `1 h 30 min`.
    package var description: String {
        guard milliseconds != 0 else { return "0 s" }
        let units: [(Int64, String)] = [
            (86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1_000, "s"), (1, "ms"),
        ]
        var rest = milliseconds.magnitude
        var parts: [String] = []
        for (length, unit) in units {
            let (count, remainder) = rest.quotientAndRemainder(dividingBy: UInt64(length))
            if count > 0 { parts.append("\(count) \(unit)") }
            rest = remainder
        }
        return (milliseconds < 0 ? "-" : "") + parts.joined(separator: " ")
    }
}
