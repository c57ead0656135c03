import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// Serves the pages over HTTP.
struct PageService: Service, CustomStringConvertible {
    let pages: Pages
    let address: HostAndPort
    let logger: Logger
    /// Told where it listens, once it does.
    let bound: @Sendable (HostAndPort) throws -> Void

    func run() async throws {
        do {
            try await application.run()
        } catch {
            throw DaemonFailure("cannot serve HTTP at \(address): \(error)")
        }
    }

    /// How logs of the service group call it.
    var description: String { "PageService" }

    private var application: some ApplicationProtocol {
        Application(
            router: pages.router,
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? address.port
                do {
                    try bound(HostAndPort(host: address.host, port: port))
                } catch {
                    logger.error("\(error)")
                }
            },
            logger: logger)
    }
}
