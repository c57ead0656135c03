import Workflow

extension Span {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// Reads `500ms`, `10s`, `5m`, `12h` or `30d`; nil for anything else.
    init?(spelled text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let name = text[digits.endIndex...]
        guard let count = Int64(digits),
            let unit = Self.units.first(where: { $0.name == name })
        else { return nil }
        let (milliseconds, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
        guard !overflow else { return nil }
        self.init(milliseconds: milliseconds)
    }

    /// In the largest unit that divides it.
    var spelled: String {
        guard milliseconds != 0 else { return "0s" }
        for unit in Self.units where milliseconds.isMultiple(of: unit.milliseconds) {
            return "\(milliseconds / unit.milliseconds)\(unit.name)"
        }
        preconditionFailure("every span is a number of milliseconds")
    }
}
