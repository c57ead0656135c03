import CountersignProto
import NNG
import Synchronization

@testable import CountersignClient

/// A node that speaks the envelope over real nng sockets, and answers as the test says.
final class FakeNode: Sendable {
    /// What a node does with a call.
    enum Answer {
        case reply(Reply)
        case bytes([UInt8])
        /// Never answers.
        case silence
    }

    let address: String
    private let socket: ReplySocket
    private let seen = Mutex<[Call]>([])
    private let held = Mutex<[Exchange]>([])
    private let arrivals = EventCount()

    /// Every call so far, in the order of arrival.
    var calls: [Call] { seen.withLock { $0 } }

    init(
        at address: String = FakeNode.newAddress(),
        tls: TLSConfiguration? = nil,
        answer: @escaping @Sendable (Call) throws -> Answer
    ) throws {
        socket = try ReplySocket(
            contexts: 16,
            maximumMessageBytes: 64 << 10,
            sendTimeout: .seconds(60)
        )
        self.address = try socket.listen(on: Address(address), tls: tls).description
        try socket.start { [weak self] exchange in self?.take(exchange, answer) }
    }

    private func take(_ exchange: Exchange, _ answer: (Call) throws -> Answer) {
        do {
            let call = try Call(serialized: exchange.request)
            seen.withLock { $0.append(call) }
            arrivals.advance()
            switch try answer(call) {
            case .reply(let reply): exchange.reply(NNG.Message(copying: try reply.serialized()))
            case .bytes(let bytes): exchange.reply(NNG.Message(copying: bytes))
            case .silence: held.withLock { $0.append(exchange) }
            }
        } catch {
            exchange.reply(NNG.Message(copying: []))
        }
    }

    /// Returns when there has been a call.
    func waitForCall() async {
        while true {
            let seen = arrivals.count
            if !calls.isEmpty { return }
            await arrivals.wait(beyond: seen, within: .seconds(600))
        }
    }

    func close() {
        socket.close()
    }

    static func newAddress() -> String {
        "inproc://client-test-\(RequestID())"
    }
}

extension FakeNode.Answer {
    static func ok(_ response: some CountersignProto.Message) throws -> FakeNode.Answer {
        .reply(Reply(body: try response.serialized()))
    }

    static func error(
        _ code: UInt32,
        _ reason: String,
        _ details: ErrorDetail.DetailChoice...
    ) -> FakeNode.Answer {
        let info = ErrorInfo(reason: reason, domain: "countersign.v1")
        let all = [.errorInfo(info)] + details
        return .reply(
            Reply(code: code, message: "refused", details: all.map { ErrorDetail(detail: $0) })
        )
    }
}
