/// The metrics page, in Prometheus' text format, version 0.0.4.
enum PrometheusText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    static func page(_ registry: MetricsRegistry) -> String {
        var page = ""
        for (name, family) in registry.families {
            page += "# TYPE \(name) \(family.type.rawValue)\n"
            let series = family.series.sorted { text($0.key.pairs) < text($1.key.pairs) }
            for (dimensions, series) in series {
                for sample in series.samples {
                    page += line(name, dimensions, sample)
                }
            }
        }
        return page
    }

    private static func line(_ name: String, _ dimensions: Dimensions, _ sample: Sample) -> String {
        var pairs = dimensions.pairs
        if let bound = sample.bound { pairs.append(.init(name: "le", value: bound)) }
        let labels = pairs.isEmpty ? "" : "{\(text(pairs))}"
        return "\(name)\(sample.suffix)\(labels) \(sample.value)\n"
    }

    private static func text(_ pairs: [Dimensions.Pair]) -> String {
        pairs.map { "\($0.name)=\"\(escape($0.value))\"" }.joined(separator: ",")
    }

    private static func escape(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }
}
