/// Seconds with an `s`: `3600s`, `-0.500s`.
extension ProtoDuration {
    /// Reads the proto3 JSON form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let parsed = Self(jsonText: try container.decode(String.self)) else {
            throw mistake("is not a duration of the form 3600s", container)
        }
        self = parsed
    }

    /// Writes the proto3 JSON form; throws for a duration that is not valid.
    public func encode(to encoder: any Encoder) throws {
        guard isValid else {
            throw EncodingError.invalidValue(
                self,
                .init(codingPath: encoder.codingPath, debugDescription: "duration out of range")
            )
        }
        var container = encoder.singleValueContainer()
        let sign = seconds < 0 || nanos < 0 ? "-" : ""
        try container.encode("\(sign)\(seconds.magnitude)\(fraction(abs(nanos)))s")
    }

    private init?(jsonText text: String) {
        let form = #/(-?)(\d{1,12})(?:\.(\d{1,9}))?s/#.asciiOnlyDigits()
        guard let match = text.wholeMatch(of: form)?.output, let seconds = Int64(match.2) else {
            return nil
        }
        let sign: Int64 = match.1.isEmpty ? 1 : -1
        self.init(seconds: sign * seconds, nanos: Int32(sign) * parsedFraction(match.3))
        guard isValid else { return nil }
    }
}
