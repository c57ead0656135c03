/// Names one call, so that a repeat of it has no second effect: a UUID version 7 (RFC 9562).
public struct RequestID: Sendable, Hashable {
    /// 16 bytes.
    public let bytes: [UInt8]

    /// A new id: the time in milliseconds, then 74 random bits.
    public init() {
        self.init(
            milliseconds: WallClock.milliseconds(),
            random: .random(in: .min ... .max),
            .random(in: .min ... .max)
        )
    }

    /// The id that a call was made with before; nil unless there are 16 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Reads the form with hyphens.
    public init?(_ text: String) {
        let digits = text.utf8.filter { $0 != UInt8(ascii: "-") }
        guard digits.count == 32 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 32, by: 2) {
            let pair = String(decoding: digits[index...index + 1], as: UTF8.self)
            guard let byte = UInt8(pair, radix: 16) else { return nil }
            bytes.append(byte)
        }
        self.bytes = bytes
    }

    init(milliseconds: UInt64, random high: UInt64, _ low: UInt64) {
        let first = milliseconds << 16 | 0x7000 | high & 0x0FFF
        let second = 0b10 << 62 | low & (1 << 62 - 1)
        bytes = [first, second].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
        }
    }
}

extension RequestID: CustomStringConvertible {
    /// Lower-case hexadecimal digits in groups of 8, 4, 4, 4 and 12.
    public var description: String {
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text += byte < 16 ? "0" : ""
            text += String(byte, radix: 16)
        }
        return text
    }
}
