import CoreMetrics
import Synchronization

/// Every metric of the process, for the Prometheus page. The labels that code gives its metrics are
/// the names on the page; timers are in seconds.
final class MetricsRegistry: Sendable {
    /// How many series there may be. More would be a mistake: some dimension has too many values.
    static let seriesLimit = 10_000

    private struct State {
        var families: [String: Family] = [:]
        var seriesCount = 0
    }

    private let state = Mutex(State())

    /// Metrics that share a name and a type, and differ in their dimensions.
    struct Family {
        let type: SeriesType
        var series: [Dimensions: any Series] = [:]
    }

    /// All families by name, as they are now.
    var families: [(name: String, family: Family)] {
        state.withLock { state in
            state.families.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }
    }

    /// The series of that name and those dimensions; `make` makes it if it is new. A series that
    /// does not fit (its name has another type, or there are too many) is made, but never shown.
    private func series<S: Series>(
        _ label: String, _ dimensions: [(String, String)], make: () -> S
    ) -> S {
        let name = MetricName.clean(label)
        let dimensions = Dimensions(dimensions)
        return state.withLock { state in
            if let known = state.families[name]?.series[dimensions] as? S { return known }
            let new = make()
            let type = state.families[name]?.type ?? S.type
            guard type == S.type, state.seriesCount < Self.seriesLimit else { return new }
            // In place: a family that is held elsewhere would be copied with all its series.
            state.families[name, default: Family(type: type)].series[dimensions] = new
            state.seriesCount += 1
            return new
        }
    }

    private func remove(_ handler: AnyObject) {
        state.withLock { state in
            for (name, family) in state.families {
                guard let place = family.series.first(where: { $0.value === handler }) else {
                    continue
                }
                state.families[name]?.series[place.key] = nil
                state.seriesCount -= 1
            }
        }
    }
}

extension MetricsRegistry: MetricsFactory {
    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions) { CounterSeries() }
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions) { GaugeSeries() }
    }

    func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        if aggregate {
            series(label, dimensions) { HistogramSeries(bounds: HistogramSeries.countBounds) }
        } else {
            series(label, dimensions) { GaugeSeries() }
        }
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions) { HistogramSeries(bounds: HistogramSeries.secondBounds) }
    }

    func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    func destroyTimer(_ handler: any TimerHandler) { remove(handler) }
}

/// The dimensions of a series, in the order of their names.
struct Dimensions: Hashable {
    let pairs: [Pair]

    struct Pair: Hashable {
        let name: String
        let value: String
    }

    init(_ pairs: [(String, String)]) {
        self.pairs = pairs.map { Pair(name: MetricName.clean($0), value: $1) }
            .sorted { $0.name < $1.name }
    }
}

/// Names as Prometheus takes them: letters, digits and underscores, not a digit first.
enum MetricName {
    static func clean(_ text: String) -> String {
        let cleaned = String(
            text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        return cleaned.first?.isNumber == true ? "_" + cleaned : cleaned
    }
}
