/// Labels and values, one pair a line.
struct Fields {
    private var pairs: [(label: String, value: String)] = []

    /// Adds a line; none if the value is missing or empty.
    mutating func add(_ label: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        pairs.append((label, value.printable))
    }

    var text: String {
        let width = pairs.map(\.label.count).max() ?? 0
        return pairs.map { label, value in
            label + String(repeating: " ", count: width - label.count) + "  " + value + "\n"
        }.joined()
    }
}
