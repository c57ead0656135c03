/// RFC 3339, in UTC when written: `2025-02-28T23:59:59.250Z`.
extension ProtoTimestamp {
    /// Reads the proto3 JSON form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let parsed = Self(rfc3339: try container.decode(String.self)) else {
            throw mistake("is not a time of the form 2025-01-31T12:00:00Z", container)
        }
        self = parsed
    }

    /// Writes the proto3 JSON form; throws for a time that is not valid.
    public func encode(to encoder: any Encoder) throws {
        guard isValid else {
            throw EncodingError.invalidValue(
                self,
                .init(codingPath: encoder.codingPath, debugDescription: "time out of range")
            )
        }
        var container = encoder.singleValueContainer()
        try container.encode(rfc3339)
    }

    /// The instant in RFC 3339. Only for a valid time.
    public var rfc3339: String {
        let (day, second) = seconds.floorDivided(by: 86_400)
        let date = CivilDate(daysSince1970: day)
        let fields = [date.month, date.day, second / 3600, second / 60 % 60, second % 60]
        let two = fields.map { padded($0, to: 2) }
        let time = "\(two[2]):\(two[3]):\(two[4])\(fraction(nanos))"
        return "\(padded(date.year, to: 4))-\(two[0])-\(two[1])T\(time)Z"
    }

    /// Parses RFC 3339 with any offset; nil if the text is something else, or out of range.
    public init?(rfc3339 text: String) {
        let form =
            #/
            (\d{4}) - (\d\d) - (\d\d) [Tt] (\d\d) : (\d\d) : (\d\d) (?: \. (\d{1,9}) )?
            ( [Zz] | [+\-] \d\d : \d\d )
            /#.asciiOnlyDigits()
        guard let match = text.wholeMatch(of: form)?.output,
            let date = CivilDate(year: match.1, month: match.2, day: match.3),
            let hour = Int64(match.4), hour < 24, let minute = Int64(match.5), minute < 60,
            let second = Int64(match.6), second < 60,
            let offset = Self.offset(match.8)
        else { return nil }
        let time = hour * 3600 + minute * 60 + second - offset
        self.init(seconds: date.daysSince1970 * 86_400 + time, nanos: parsedFraction(match.7))
        guard isValid else { return nil }
    }

    private static func offset(_ text: Substring) -> Int64? {
        if text == "Z" || text == "z" { return 0 }
        guard let hours = Int64(text.dropFirst().prefix(2)), hours < 24,
            let minutes = Int64(text.suffix(2)), minutes < 60
        else { return nil }
        return (text.first == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}

/// `.250`, with three, six or nine digits; empty for 0.
func fraction(_ nanos: Int32) -> String {
    if nanos == 0 { return "" }
    let digits = padded(Int64(nanos), to: 9)
    let length = digits.hasSuffix("000000") ? 3 : digits.hasSuffix("000") ? 6 : 9
    return "." + digits.prefix(length)
}

/// Nanoseconds, from one to nine digits after the point.
func parsedFraction(_ digits: Substring?) -> Int32 {
    guard let digits else { return 0 }
    return Int32(digits + String(repeating: "0", count: 9 - digits.count)) ?? 0
}

private func padded(_ number: Int64, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
