import Foundation

/// Prints each figure as soon as it is known, or all of them as JSON at the end.
final class Report {
    private let machine: Machine
    private let isJSON: Bool
    private var sizes: Sizes?
    private var figures: [Figure] = []

    init(machine: Machine, isJSON: Bool) {
        self.machine = machine
        self.isJSON = isJSON
    }

    func begin(_ sizes: Sizes) {
        self.sizes = sizes
        guard !isJSON else { return }
        show(
            """
            machine  \(machine.text)
            disk     \(machine.diskText)
            sizes    \(sizes.text)

            \(line("figure", "measured", "(rounds)", "limit, same run", "ratio", "target"))
            """
        )
    }

    func add(_ figure: Figure) {
        figures.append(figure)
        guard !isJSON else { return }
        let limit = figure.limit.map { limit in
            "\(limit.name) \(limit.value.text)"
        }
        show(
            line(
                figure.name,
                figure.value.text,
                range(figure.range, figure.value),
                limit ?? "",
                figure.ratio.map { decimal($0, places: 2) } ?? "",
                figure.target ?? ""
            )
        )
        let limitRange = figure.limit.flatMap { limit in
            limit.range.map { _ in "limit \(range(limit.range, limit.value))" }
        }
        let notes = [limitRange, figure.note].compactMap(\.self).joined(separator: "; ")
        if !notes.isEmpty { show("    " + notes) }
    }

    func end() {
        guard isJSON, let sizes else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let content = Content(machine: machine, sizes: sizes, figures: figures)
        if let data = try? encoder.encode(content) { show(String(decoding: data, as: UTF8.self)) }
    }

    private struct Content: Encodable {
        let machine: Machine
        let sizes: Sizes
        let figures: [Figure]
    }

    private func range(_ range: ClosedRange<Double>?, _ unit: Quantity) -> String {
        range.map { "(\(unit.text(of: $0.lowerBound)) – \(unit.text(of: $0.upperBound)))" } ?? ""
    }

    private static let widths = [48, 12, 27, 30, 6, 0]

    private func line(_ cells: String...) -> String {
        var line = ""
        for (cell, width) in zip(cells, Self.widths) {
            line += cell + String(repeating: " ", count: max(0, width - cell.count)) + " "
        }
        return String(line.reversed().drop { $0 == " " }.reversed())
    }

    private func show(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }
}
