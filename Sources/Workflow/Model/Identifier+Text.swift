extension Identifier: CustomStringConvertible, Codable {
    /// The text form; see `IdentifierText`.
    package var description: String {
        IdentifierText.text(prefix: Tag.prefix, high: high, low: low)
    }

    /// Reads the text form; nil if it is not exactly that.
    package init?(_ text: String) {
        guard let bits = IdentifierText.bits(of: text, prefix: Tag.prefix) else { return nil }
        self.init(high: bits.high, low: bits.low)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Self(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not an identifier of type \(Tag.prefix): \(text)")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
