import CountersignClient
import CountersignProto
import NNG
import Testing

/// Sends frames as they are, for what the client library never sends, and shows replies as they
/// came.
final class Wire: Sendable {
    private let socket: RequestSocket

    init(to address: String) throws {
        socket = try RequestSocket(
            dialing: Address(address), maximumMessageBytes: DecodingLimits.reply.byteCount)
    }

    deinit {
        socket.close()
    }

    /// The reply to a frame; throws `NNGError` if the connection is lost.
    func send(_ frame: [UInt8]) async throws -> [UInt8] {
        let reply = try await socket.request(NNG.Message(copying: frame), timeout: .seconds(600))
        return [UInt8](copying: reply)
    }

    func send(_ call: Call) async throws -> Reply {
        try Reply(serialized: try await send(call.serialized()), limits: .reply)
    }
}

extension Call {
    /// A call as the client library makes it.
    init<Request, Response>(
        _ method: MethodDescriptor<Request, Response>, _ request: Request, token: String,
        id: RequestID = RequestID()
    ) throws {
        self.init(
            method: method.name, requestID: id.bytes, bearerToken: token, timeoutMs: 10_000,
            body: try request.serialized())
    }
}

extension Reply {
    var status: StatusCode? { StatusCode(rawValue: code) }

    /// The stable reason in its details; empty for OK.
    var reason: String {
        for case .errorInfo(let info)? in details.map(\.detail) { return info.reason }
        return ""
    }
}
