/// The metrics page, in Prometheus' text format, version 0.0.4.
enum PrometheusText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    static func page(_ registry: MetricsRegistry) -> String {
        var page = ""
        for (name, family) in registry.families {
            page += "# TYPE \(name) \(family.type.rawValue)\n"
            let series = family.series.map { (labels: text($0.key.pairs), series: $0.value) }
                .sorted { $0.labels < $1.labels }
            for (labels, series) in series {
                for sample in series.samples {
                    page += line(name, labels, sample)
                }
            }
        }
        return page
    }

    private static func line(_ name: String, _ labels: String, _ sample: Sample) -> String {
        var labels = labels
        if let bound = sample.bound {
            labels += (labels.isEmpty ? "" : ",") + text([.init(name: "le", value: bound)])
        }
        let inBraces = labels.isEmpty ? "" : "{\(labels)}"
        return "\(name)\(sample.suffix)\(inBraces) \(sample.value)\n"
    }

    private static func text(_ pairs: [Dimensions.Pair]) -> String {
        pairs.map { "\($0.name)=\"\(escape($0.value))\"" }.joined(separator: ",")
    }

    private static func escape(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }
}
