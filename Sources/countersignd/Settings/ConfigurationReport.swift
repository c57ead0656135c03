import Broker

/// What `config check` prints: every setting with the value in force and where it comes from.
enum ConfigurationReport {
    static func text(_ values: ConfigurationValues) -> String {
        var rows = Settings.all.map { setting in
            let entry = values.entry(setting.name)
            let source = entry.place.isEmpty ? entry.source.rawValue : entry.place
            return [setting.name.description, entry.texts.joined(separator: ", "), source]
        }
        for issuer in values.issuers {
            rows.append(["issuer", issuer.name, "audience \(issuer.audience)"])
        }
        return table([["SETTING", "VALUE", "FROM"]] + rows)
    }

    private static func table(_ rows: [[String]]) -> String {
        let widths = (0..<2).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return (cells + [row[2]]).joined(separator: "  ")
        }
        return lines.joined(separator: "\n")
    }
}
