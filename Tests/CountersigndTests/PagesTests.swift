import Hummingbird
import HummingbirdTesting
import Testing

@testable import countersignd

private struct FixedReadiness: ReadinessProbe {
    let lines: [String]
    func obstacles() async -> [String] { lines }
}

struct PagesTests {
    private func get(
        _ path: String, obstacles: [String] = []
    ) async throws -> (status: HTTPResponse.Status, body: String) {
        let registry = MetricsRegistry()
        _ = registry.makeCounter(label: "calls", dimensions: [])
        let pages = Pages(registry: registry, readiness: FixedReadiness(lines: obstacles))
        return try await Application(router: pages.router).test(.router) { client in
            try await client.execute(uri: path, method: .get) { response in
                (response.status, String(buffer: response.body))
            }
        }
    }

    @Test func `A process that answers is alive, ready or not`() async throws {
        #expect(try await get("/livez", obstacles: ["x"]) == (.ok, "alive\n"))
    }

    @Test func `Ready is what nothing stands against`() async throws {
        #expect(try await get("/readyz") == (.ok, "ready\n"))
        #expect(
            try await get("/readyz", obstacles: ["clock", "disk"])
                == (.serviceUnavailable, "clock\ndisk\n"))
    }

    @Test func `Metrics are a page of text`() async throws {
        let (status, body) = try await get("/metrics")
        #expect(status == .ok)
        #expect(body.contains("# TYPE calls counter\ncalls 0\n"))
    }

    @Test func `There is nothing else`() async throws {
        #expect(try await get("/").status == .notFound)
    }
}
