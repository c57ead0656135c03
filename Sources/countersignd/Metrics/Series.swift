import CoreMetrics
import Synchronization

/// One line, or one histogram, of the metrics page.
protocol Series: AnyObject, Sendable {
    static var type: SeriesType { get }
    /// The values as they are now: what follows the name, and the value.
    var samples: [Sample] { get }
}

/// The raw values are the words of the exposition format.
enum SeriesType: String, Sendable {
    case counter, gauge, histogram
}

struct Sample: Hashable {
    /// What the name ends in: nothing, `_bucket`, `_sum` or `_count`.
    var suffix = ""
    /// The upper bound of a bucket, as the label `le` says it.
    var bound: String?
    let value: String
}

/// Only grows.
final class CounterSeries: Series, CounterHandler {
    static let type = SeriesType.counter
    private let value = Atomic<Int64>(0)

    var samples: [Sample] { [Sample(value: "\(value.load(ordering: .relaxed))")] }

    func increment(by amount: Int64) {
        value.wrappingAdd(amount, ordering: .relaxed)
    }

    func reset() {
        value.store(0, ordering: .relaxed)
    }
}

/// Holds the last value it was given.
final class GaugeSeries: Series, MeterHandler, RecorderHandler {
    static let type = SeriesType.gauge
    private let value = Mutex(0.0)

    var samples: [Sample] { [Sample(value: NumberText.of(value.withLock { $0 }))] }

    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func set(_ value: Int64) { set(Double(value)) }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
}

/// Counts values by size.
final class HistogramSeries: Series, TimerHandler, RecorderHandler {
    static let type = SeriesType.histogram

    /// For times, in seconds: from a quarter of a millisecond to ten seconds.
    static let secondBounds = [
        0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    /// For sizes and counts.
    static let countBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 4_096, 16_384].map(
        Double.init)

    private struct State {
        /// How many values fell into each bucket alone; the last is for those above all bounds.
        var counts: [Int64]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    func record(_ value: Double) {
        guard !value.isNaN else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock {
            $0.counts[bucket] += 1
            $0.sum += value
        }
    }

    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    var samples: [Sample] {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        var total: Int64 = 0
        var samples: [Sample] = []
        for (bound, count) in zip(bounds.map(NumberText.of) + ["+Inf"], counts) {
            total += count
            samples.append(Sample(suffix: "_bucket", bound: bound, value: "\(total)"))
        }
        samples.append(Sample(suffix: "_sum", value: NumberText.of(sum)))
        samples.append(Sample(suffix: "_count", value: "\(total)"))
        return samples
    }
}

/// Numbers as the exposition format writes them.
enum NumberText {
    static func of(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        let isWhole = value == value.rounded() && abs(value) < 1e15
        return isWhole ? "\(Int64(value))" : "\(value)"
    }
}
