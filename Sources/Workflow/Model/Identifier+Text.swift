extension Identifier: CustomStringConvertible, Codable {
    private static var digits: StaticString { "0123456789abcdefghjkmnpqrstvwxyz" }

    /// The text form: prefix, underscore, 26 digits of five bits each (two zero bits lead).
    package var description: String {
        let prefix = Tag.prefix.utf8
        return String(unsafeUninitializedCapacity: prefix.count + 27) { buffer in
            var end = buffer.initialize(fromContentsOf: prefix)
            buffer[end] = UInt8(ascii: "_")
            end += 1
            for index in 0..<26 {
                let digit = Int(bits(from: 125 - index * 5))
                buffer[end] = Self.digits.utf8Start[digit]
                end += 1
            }
            return end
        }
    }

    /// Reads the text form; nil if it is not exactly that.
    package init?(_ text: some StringProtocol) {
        let utf8 = text.utf8
        let prefix = Tag.prefix.utf8
        guard utf8.count == prefix.count + 27, utf8.starts(with: prefix),
            utf8.dropFirst(prefix.count).first == UInt8(ascii: "_")
        else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (index, character) in utf8.dropFirst(prefix.count + 1).enumerated() {
            guard let digit = Self.value(of: character), index > 0 || digit < 8 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | digit
        }
        self.init(high: high, low: low)
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

    /// Five bits of the 128, counted from the lowest.
    private func bits(from shift: Int) -> UInt64 {
        if shift >= 64 { return high >> UInt64(shift - 64) & 31 }
        if shift <= 59 { return low >> UInt64(shift) & 31 }
        return (low >> UInt64(shift) | high << UInt64(64 - shift)) & 31
    }

    private static func value(of character: UInt8) -> UInt64? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(character - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "h"): UInt64(character - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "j"), UInt8(ascii: "k"): UInt64(character - UInt8(ascii: "j") + 18)
        case UInt8(ascii: "m"), UInt8(ascii: "n"): UInt64(character - UInt8(ascii: "m") + 20)
        case UInt8(ascii: "p")...UInt8(ascii: "t"): UInt64(character - UInt8(ascii: "p") + 22)
        case UInt8(ascii: "v")...UInt8(ascii: "z"): UInt64(character - UInt8(ascii: "v") + 27)
        default: nil
        }
    }
}
