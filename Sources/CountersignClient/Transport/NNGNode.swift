import NNG

/// The connection to one node.
final class NNGNode: Sendable {
    private let address: Address
    private let connectTimeout: Duration
    private let socket: RequestSocket
    private let connections = EventCount()

    /// Dials in the background.
    init(
        dialing address: Address,
        tls: TLSConfiguration?,
        maximumReplyBytes: Int,
        connectTimeout: Duration
    ) throws(NNGError) {
        self.address = address
        self.connectTimeout = connectTimeout
        let connections = connections
        socket = try RequestSocket(
            dialing: address,
            tls: tls,
            maximumMessageBytes: maximumReplyBytes,
            onPipeEvent: { event, _ in
                if event == .opened { connections.advance() }
            }
        )
    }

    func exchange(
        _ frame: [UInt8],
        within time: Duration
    ) async throws(TransportFailure) -> [UInt8] {
        let deadline = ContinuousClock.now + time
        try await waitForConnection(within: min(time, connectTimeout))
        do throws(NNGError) {
            let reply = try await socket.request(
                Message(copying: frame),
                timeout: deadline - .now
            )
            return [UInt8](copying: reply)
        } catch {
            throw Self.failure(error)
        }
    }

    private func waitForConnection(within time: Duration) async throws(TransportFailure) {
        if socket.isConnected { return }
        let seen = connections.count
        if socket.isConnected { return }
        await connections.wait(beyond: seen, within: time)
        if socket.isConnected { return }
        if Task.isCancelled { throw .cancelled }
        throw .unreachable(
            address.usesTLS
                ? "nobody listens there, or the certificates are not accepted"
                : "nobody listens there"
        )
    }

    private static func failure(_ error: NNGError) -> TransportFailure {
        switch error.code {
        case .timedOut: .noAnswer
        case .canceled: .cancelled
        case .closed: .closed
        case .connectionReset: .unreachable("the connection was lost")
        default: .unreachable(error.description)
        }
    }

    func close() {
        socket.close()
        connections.advance()
    }
}
