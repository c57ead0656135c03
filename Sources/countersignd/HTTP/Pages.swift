import Hummingbird
import NIOCore

/// The pages for those who watch over a node: `/livez`, `/readyz` and `/metrics`.
struct Pages: Sendable {
    let registry: MetricsRegistry
    let readiness: any ReadinessProbe
    private let process = ProcessFigures()

    init(registry: MetricsRegistry, readiness: any ReadinessProbe) {
        self.registry = registry
        self.readiness = readiness
    }

    var router: Router<BasicRequestContext> {
        let router = Router()
        router.get("livez") { _, _ in "alive\n" }
        router.get("readyz") { _, _ in
            let obstacles = await readiness.obstacles()
            guard !obstacles.isEmpty else { return Self.text(.ok, "ready\n") }
            return Self.text(.serviceUnavailable, obstacles.joined(separator: "\n") + "\n")
        }
        router.get("metrics") { _, _ in
            process.refresh()
            let page = PrometheusText.page(registry)
            return Self.text(.ok, page, type: PrometheusText.contentType)
        }
        return router
    }

    private static func text(
        _ status: HTTPResponse.Status, _ body: String, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
    }
}
