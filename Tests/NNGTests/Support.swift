import Foundation
import NNG
import Synchronization

/// For what must happen, however slow the machine is: it only ends a test that would hang.
let ample = Duration.seconds(600)

/// A directory of the test's own, removed with it.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/nng-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXError(.EIO) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func ipc(_ name: String = "socket") throws -> Address { try Address("ipc://\(file(name))") }
}

/// Counts something that happens on nng's threads, and lets a test wait for it.
final class Counter: Sendable {
    private let state = Mutex<(count: Int, waiting: [(Int, CheckedContinuation<Void, Never>)])>(
        (0, []))

    var count: Int { state.withLock { $0.count } }

    func increment() {
        let ready = state.withLock { state in
            state.count += 1
            let count = state.count
            let ready = state.waiting.filter { $0.0 <= count }
            state.waiting.removeAll { $0.0 <= count }
            return ready
        }
        for (_, continuation) in ready {
            continuation.resume()
        }
    }

    /// Returns when the count has reached `target`.
    func reaches(_ target: Int) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                guard state.count < target else { return true }
                state.waiting.append((target, continuation))
                return false
            }
            if isReached {
                continuation.resume()
            }
        }
    }
}

/// Random, from the seed in `NNG_TEST_SEED` or a new one, which it prints.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init() {
        let given = ProcessInfo.processInfo.environment["NNG_TEST_SEED"].flatMap(UInt64.init)
        state = given ?? .random(in: 1...(.max))
        print("NNG_TEST_SEED=\(state)")
    }

    mutating func next() -> UInt64 {  // xorshift64
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

extension ReplySocket {
    /// A started socket that sends each request back.
    static func echo(
        contexts: Int = 16, maximumMessageBytes: Int = 65_536,
        onPipeEvent: PipeHandler? = nil
    ) throws -> ReplySocket {
        let socket = try ReplySocket(
            contexts: contexts, maximumMessageBytes: maximumMessageBytes, sendTimeout: .seconds(60),
            onPipeEvent: onPipeEvent)
        try socket.start { $0.reply(Message(copying: $0.request)) }
        return socket
    }
}

extension RequestSocket {
    convenience init(to address: Address, tls: TLSConfiguration? = nil) throws {
        try self.init(dialing: address, tls: tls, maximumMessageBytes: 65_536)
    }

    /// Sends text, returns the reply as text.
    func call(_ text: String, timeout: Duration = ample) async throws(NNGError) -> String {
        let reply = try await request(Message(copying: Array(text.utf8)), timeout: timeout)
        return String(decoding: [UInt8](copying: reply), as: UTF8.self)
    }

    /// The code of the error a call ends with, nil if it succeeds.
    func failure(of text: String, timeout: Duration = ample) async -> NNGError.Code? {
        do {
            _ = try await request(Message(copying: Array(text.utf8)), timeout: timeout)
            return nil
        } catch {
            return error.code
        }
    }
}
