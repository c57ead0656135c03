import CountersignProto
import NNG
import Synchronization

/// Calls over nng REQ sockets, one for each address, and subscriptions over SUB sockets.
final class NNGTransport: Transport {
    private let connectTimeout: Duration
    private let tls: TLSFiles?
    private let addresses: [String: Address]
    private let state = Mutex(State())

    private struct State {
        var isClosed = false
        var nodes: [String: NNGNode] = [:]
        var subscriptions: [ObjectIdentifier: Subscription] = [:]
    }

    /// Checks the addresses and reads the TLS files; dials nobody.
    init(_ configuration: CountersignClient.Configuration) throws(CountersignError) {
        guard !configuration.addresses.isEmpty else {
            throw CountersignError(
                .invalidArgument,
                reason: .badConfiguration,
                message: "no address of a node"
            )
        }
        connectTimeout = configuration.retry.connectTimeout
        tls = configuration.tls
        var addresses: [String: Address] = [:]
        for text in configuration.addresses {
            do throws(NNGError) {
                let address = try Address(text)
                _ = try Self.tlsConfiguration(for: address, configuration.tls)
                addresses[text] = address
            } catch {
                throw CountersignError(.badAddress(error.description), at: text)
            }
        }
        self.addresses = addresses
    }

    func exchange(
        _ frame: [UInt8],
        with address: String,
        within time: Duration
    ) async throws(TransportFailure) -> [UInt8] {
        try await node(at: address).exchange(frame, within: time)
    }

    private func node(at text: String) throws(TransportFailure) -> NNGNode {
        guard let address = addresses[text] else { throw .badAddress("not configured") }
        return try state.withLock { state throws(TransportFailure) in
            guard !state.isClosed else { throw .closed }
            if let node = state.nodes[text] { return node }
            do throws(NNGError) {
                let node = try NNGNode(
                    dialing: address,
                    tls: Self.tlsConfiguration(for: address, tls),
                    maximumReplyBytes: DecodingLimits.reply.byteCount,
                    connectTimeout: connectTimeout
                )
                state.nodes[text] = node
                return node
            } catch {
                throw .badAddress(error.description)
            }
        }
    }

    func close() {
        let (nodes, subscriptions) = state.withLock { state in
            defer { (state.isClosed, state.nodes, state.subscriptions) = (true, [:], [:]) }
            return (state.nodes.values, state.subscriptions.values)
        }
        for node in nodes { node.close() }
        for subscription in subscriptions { subscription.source?.close() }
    }
}

// MARK: - Subscriptions

extension NNGTransport {
    /// Does not keep the source alive: its subscriber does.
    private struct Subscription {
        weak var source: NNGFrameSource?
    }

    func subscribe(
        to text: String,
        topic: [UInt8]
    ) throws(TransportFailure) -> any FrameSource {
        let source: NNGFrameSource
        do throws(NNGError) {
            let address = try Address(text)
            source = try NNGFrameSource(
                dialing: address,
                tls: Self.tlsConfiguration(for: address, tls),
                topic: topic
            )
        } catch {
            throw .badAddress(error.description)
        }
        let isClosed = state.withLock { state in
            state.subscriptions = state.subscriptions.filter { $0.value.source != nil }
            state.subscriptions[ObjectIdentifier(source)] = Subscription(source: source)
            return state.isClosed
        }
        if isClosed {
            source.close()
            throw .closed
        }
        return source
    }
}

// MARK: - TLS

extension NNGTransport {
    /// Nil for an address without TLS.
    private static func tlsConfiguration(
        for address: Address,
        _ files: TLSFiles?
    ) throws(NNGError) -> TLSConfiguration? {
        guard case .tls(let host, _) = address.transport else { return nil }
        guard let files else {
            throw NNGError(
                .invalidArgument,
                "dial \(address)",
                detail: "tls+tcp needs the file of an authority, and mostly a certificate and key"
            )
        }
        return try .client(
            identity: try identity(files),
            serverAuthorities: .file(files.authority),
            serverName: files.serverName ?? host.filter { !"[]".contains($0) }
        )
    }

    private static func identity(_ files: TLSFiles) throws(NNGError) -> TLSIdentity? {
        switch (files.certificate, files.key) {
        case (let certificate?, let key?):
            return TLSIdentity(certificate: .file(certificate), key: .file(key))
        case (nil, nil):
            return nil
        case (nil, _?), (_?, nil):
            throw NNGError(
                .invalidArgument,
                "TLS identity",
                detail: "certificate and key go together"
            )
        }
    }
}
