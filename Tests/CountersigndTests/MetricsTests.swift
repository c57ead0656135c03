import Dispatch
import Metrics
import Testing

@testable import countersignd

struct MetricsTests {
    private let registry = MetricsRegistry()

    @Test func `Each metric stands on the page under its own name`() {
        Counter(label: "calls_total", factory: registry).increment(by: 3)
        Gauge(label: "queue_length", factory: registry).record(7)
        Meter(label: "ratio", factory: registry).set(0.25)
        #expect(
            PrometheusText.page(registry) == """
                # TYPE calls_total counter
                calls_total 3
                # TYPE queue_length gauge
                queue_length 7
                # TYPE ratio gauge
                ratio 0.25

                """)
    }

    @Test func `A timer is a histogram in seconds`() {
        let timer = Timer(label: "commit_seconds", factory: registry)
        timer.recordMilliseconds(1)
        timer.recordMilliseconds(3)
        timer.recordSeconds(60)
        let page = PrometheusText.page(registry)
        #expect(page.hasPrefix("# TYPE commit_seconds histogram\n"))
        #expect(page.contains("commit_seconds_bucket{le=\"0.0005\"} 0\n"))
        #expect(page.contains("commit_seconds_bucket{le=\"0.001\"} 1\n"))
        #expect(page.contains("commit_seconds_bucket{le=\"0.005\"} 2\n"))
        #expect(page.contains("commit_seconds_bucket{le=\"10\"} 2\n"))
        #expect(page.contains("commit_seconds_bucket{le=\"+Inf\"} 3\n"))
        #expect(page.contains("commit_seconds_sum 60.004\n"))
        #expect(page.hasSuffix("commit_seconds_count 3\n"))
    }

    @Test func `A recorder that aggregates is a histogram of counts`() {
        let recorder = Recorder(label: "batch", factory: registry)
        recorder.record(3)
        #expect(PrometheusText.page(registry).contains("batch_bucket{le=\"4\"} 1\n"))
    }

    @Test func `Series of one name stand together, dimensions sorted and escaped`() {
        for (method, code) in [("b", "2"), ("a\"\\\n", "1")] {
            Counter(
                label: "calls", dimensions: [("method", method), ("code", code)], factory: registry
            ).increment()
        }
        #expect(
            PrometheusText.page(registry) == """
                # TYPE calls counter
                calls{code="1",method="a\\"\\\\\\n"} 1
                calls{code="2",method="b"} 1

                """)
    }

    @Test func `The same name and dimensions are the same series`() {
        Counter(label: "calls", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
        Counter(label: "calls", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
        #expect(PrometheusText.page(registry).contains("calls{a=\"1\",b=\"2\"} 2\n"))
    }

    @Test func `Names are made to fit`() {
        Counter(label: "9 lives.and-more", factory: registry).increment()
        #expect(PrometheusText.page(registry).contains("_9_lives_and_more 1\n"))
    }

    @Test func `A name keeps the type it had first`() {
        Counter(label: "x", factory: registry).increment()
        Gauge(label: "x", factory: registry).record(5)
        #expect(PrometheusText.page(registry) == "# TYPE x counter\nx 1\n")
    }

    @Test func `There is an end to the number of series`() {
        for number in 0..<(MetricsRegistry.seriesLimit + 10) {
            Counter(label: "x", dimensions: [("n", "\(number)")], factory: registry).increment()
        }
        let lines = PrometheusText.page(registry).split(separator: "\n")
        #expect(lines.count == MetricsRegistry.seriesLimit + 1)
    }

    @Test func `A destroyed metric is gone from the page`() {
        let counter = Counter(label: "x", factory: registry)
        counter.destroy()
        #expect(!PrometheusText.page(registry).contains("x 0"))
    }

    @Test func `Many threads count right`() {
        let counter = Counter(label: "x", factory: registry)
        let timer = Timer(label: "t", factory: registry)
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            for _ in 0..<1_000 {
                counter.increment()
                timer.recordNanoseconds(1)
            }
        }
        let page = PrometheusText.page(registry)
        #expect(page.contains("x 8000\n"))
        #expect(page.contains("t_count 8000\n"))
    }
}
