/// The text form of identifiers: a prefix, an underscore, and 26 digits of Crockford base32, lower
/// case, five bits each; two zero bits lead.
///
/// It is not generic, because every call that comes in and every event that goes out spells and
/// reads many.
enum IdentifierText {
    private static let digits: StaticString = "0123456789abcdefghjkmnpqrstvwxyz"
    private static let digitCount = 26

    /// What a character stands for; 255 for what is no digit.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for value in 0..<32 { values[Int(digits.utf8Start[value])] = UInt8(value) }
        return values
    }()

    static func text(prefix: String, high: UInt64, low: UInt64) -> String {
        let prefix = prefix.utf8
        return String(unsafeUninitializedCapacity: prefix.count + 1 + digitCount) { buffer in
            var end = buffer.initialize(fromContentsOf: prefix)
            buffer[end] = UInt8(ascii: "_")
            end += 1
            var (high, low) = (high, low)
            for place in stride(from: end + digitCount - 1, through: end, by: -1) {
                buffer[place] = digits.utf8Start[Int(low & 31)]
                low = low >> 5 | high << 59
                high >>= 5
            }
            return end + digitCount
        }
    }

    /// nil if the text is not exactly of that form.
    static func bits(of text: String, prefix: String) -> (high: UInt64, low: UInt64)? {
        var (text, prefix) = (text, prefix)
        return text.withUTF8 { text in
            prefix.withUTF8 { prefix in
                guard text.count == prefix.count + 1 + digitCount,
                    prefix.indices.allSatisfy({ text[$0] == prefix[$0] }),
                    text[prefix.count] == UInt8(ascii: "_")
                else { return nil }
                return values.withUnsafeBufferPointer { values in
                    bits(of: text[(prefix.count + 1)...], values)
                }
            }
        }
    }

    private static func bits(
        of text: Slice<UnsafeBufferPointer<UInt8>>, _ values: UnsafeBufferPointer<UInt8>
    ) -> (high: UInt64, low: UInt64)? {
        // 26 digits hold 130 bits: the first may be 7 at most.
        guard values[Int(text[text.startIndex])] < 8 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for character in text {
            let digit = values[Int(character)]
            guard digit < 32 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(digit)
        }
        return (high, low)
    }
}
