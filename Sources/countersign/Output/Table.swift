/// Rows under headings, in columns as wide as they need.
struct Table {
    private var rows: [[String]]

    init(_ headings: String...) {
        rows = [headings]
    }

    /// Adds a row with as many cells as there are headings.
    mutating func add(_ cells: String...) {
        precondition(cells.count == rows[0].count, "a row has as many cells as headings")
        rows.append(cells.map(\.printable))
    }

    /// Lines without white space at their ends; a remark if there is no row.
    var text: String {
        guard rows.count > 1 else { return "Nothing found.\n" }
        let widths = rows[0].indices.map { column in
            rows.map { $0[column].count }.max() ?? 0
        }
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return cells.joined(separator: "  ").trimmingEnd + "\n"
        }.joined()
    }
}

extension String {
    /// Without spaces at the end.
    var trimmingEnd: String {
        String(self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)])
    }
}
