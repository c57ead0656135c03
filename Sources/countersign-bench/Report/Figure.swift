/// One measured value, beside the limit that was measured in the same run.
struct Figure: Encodable {
    let name: String
    let value: Quantity
    /// The lowest and the highest of all rounds.
    var range: ClosedRange<Double>?
    var limit: Limit?
    /// What is asked for, in words.
    var target: String?
    var note: String?

    struct Limit {
        let name: String
        let value: Quantity
        var range: ClosedRange<Double>?
    }

    /// Value by limit.
    var ratio: Double? { limit.map { value.number / $0.value.number } }

    private enum Keys: String, CodingKey {
        case name, value, unit, low, high, limit, limitValue, limitLow, limitHigh, ratio, target,
            note
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(name, forKey: .name)
        try container.encodeIfPresent(value.number.finite, forKey: .value)
        try container.encode(value.unit, forKey: .unit)
        try container.encodeIfPresent(range?.lowerBound, forKey: .low)
        try container.encodeIfPresent(range?.upperBound, forKey: .high)
        try container.encodeIfPresent(limit?.name, forKey: .limit)
        try container.encodeIfPresent(limit?.value.number.finite, forKey: .limitValue)
        try container.encodeIfPresent(limit?.range?.lowerBound, forKey: .limitLow)
        try container.encodeIfPresent(limit?.range?.upperBound, forKey: .limitHigh)
        try container.encodeIfPresent(ratio?.finite, forKey: .ratio)
        try container.encodeIfPresent(target, forKey: .target)
        try container.encodeIfPresent(note, forKey: .note)
    }
}

extension Double {
    /// nil for what JSON can't hold: a figure of nothing measured.
    fileprivate var finite: Double? { isFinite ? self : nil }
}

/// A number with its unit.
enum Quantity {
    case perSecond(Double)
    case seconds(Double)
    case bytes(Int)
    case count(Int)

    var number: Double {
        switch self {
        case .perSecond(let value), .seconds(let value): value
        case .bytes(let value), .count(let value): Double(value)
        }
    }

    var unit: String {
        switch self {
        case .perSecond: "1/s"
        case .seconds: "s"
        case .bytes: "bytes"
        case .count: ""
        }
    }

    var text: String { text(of: number) }

    /// Another number in the same unit.
    func text(of number: Double) -> String {
        guard number.isFinite else { return "-" }
        switch self {
        case .perSecond: return grouped(Int(number.rounded())) + "/s"
        case .seconds: return Self.text(seconds: number)
        case .bytes: return Self.text(bytes: number)
        case .count: return grouped(Int(number))
        }
    }

    private static func text(bytes: Double) -> String {
        bytes < 65_536
            ? grouped(Int(bytes)) + " bytes" : decimal(bytes / Double(1 << 20), places: 1) + " MiB"
    }

    private static func text(seconds: Double) -> String {
        switch abs(seconds) {
        case ..<0.001: decimal(seconds * 1e6, places: 0) + " µs"
        case ..<1: decimal(seconds * 1e3, places: 2) + " ms"
        default: decimal(seconds, places: 2) + " s"
        }
    }
}

/// With so many places after the point.
func decimal(_ number: Double, places: Int) -> String {
    guard number.isFinite else { return "-" }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let units = Int((abs(number) * scale).rounded())
    let sign = number < 0 && units > 0 ? "-" : ""
    guard places > 0 else { return sign + String(units) }
    let digits = String(units)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return sign + padded.dropLast(places) + "." + padded.suffix(places)
}

/// In groups of three digits.
func grouped(_ number: Int) -> String {
    var groups: [Substring] = []
    var rest = String(abs(number))[...]
    while !rest.isEmpty {
        groups.insert(rest.suffix(3), at: 0)
        rest = rest.dropLast(3)
    }
    return (number < 0 ? "-" : "") + groups.joined(separator: ",")
}
