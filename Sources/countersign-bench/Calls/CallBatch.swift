import CountersignProto
import Synchronization

/// Calls that are encoded before the clock starts, and what became of each.
final class CallBatch: @unchecked Sendable {
    // Sound because each index belongs to one lane at a time, and results are read after the last reply.
    let count: Int
    private let frames: FrameBuffer
    private let sent: UnsafeMutablePointer<UInt64>
    private let answered: UnsafeMutablePointer<UInt64>
    private let sizes: UnsafeMutablePointer<UInt32>
    private let identifiers: UnsafeMutablePointer<UInt8>?
    private let failures = Mutex(Failures())

    struct Failures {
        var count = 0
        var first = ""
    }

    /// "req_" and 26 characters.
    private static let identifierBytes = 30

    /// - Parameters:
    ///   - count: how many calls to make, if not one for each frame: then they start over.
    ///   - keepsIdentifiers: notes the first request id in each reply.
    init(_ frames: FrameBuffer, count: Int? = nil, keepsIdentifiers: Bool = false) {
        self.frames = frames
        self.count = count ?? frames.count
        sent = .allocate(capacity: self.count)
        answered = .allocate(capacity: self.count)
        sizes = .allocate(capacity: self.count)
        sent.initialize(repeating: 0, count: self.count)
        answered.initialize(repeating: 0, count: self.count)
        sizes.initialize(repeating: 0, count: self.count)
        identifiers =
            keepsIdentifiers ? .allocate(capacity: self.count * Self.identifierBytes) : nil
    }

    deinit {
        sent.deallocate()
        answered.deallocate()
        sizes.deallocate()
        identifiers?.deallocate()
    }
}

// MARK: - For the lanes

extension CallBatch {
    func withFrame<Result>(_ call: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        frames.withFrame(call % frames.count, body)
    }

    func note(sent call: Int) {
        sent[call] = Monotonic.now()
    }

    /// A reply without a code begins with its body: field 5, length-delimited.
    func note(reply: UnsafeRawBufferPointer, to call: Int) {
        answered[call] = Monotonic.now()
        sizes[call] = UInt32(reply.count)
        guard reply.first == 0x2A else { return note(refusal: reply, to: call) }
        if let identifiers {
            keepIdentifier(in: reply, at: identifiers + call * Self.identifierBytes)
        }
    }

    func note(failure: String, of call: Int) {
        answered[call] = 0
        failures.withLock { failures in
            if failures.count == 0 { failures.first = failure }
            failures.count += 1
        }
    }

    private func note(refusal: UnsafeRawBufferPointer, to call: Int) {
        do {
            let reply = try Reply(serialized: refusal, limits: .reply)
            note(failure: "code \(reply.code): \(reply.message)", of: call)
        } catch {
            note(failure: "a reply that can't be decoded: \(error)", of: call)
        }
    }

    private func keepIdentifier(
        in reply: UnsafeRawBufferPointer,
        at place: UnsafeMutablePointer<UInt8>
    ) {
        let mark = UInt8(ascii: "_")
        let limit = reply.count - Self.identifierBytes
        guard
            let start = (0...max(0, limit)).first(where: {
                reply[$0 + 3] == mark && reply[$0] == UInt8(ascii: "r")
            })
        else { return }
        UnsafeMutableRawPointer(place).copyMemory(
            from: reply.baseAddress! + start,
            byteCount: Self.identifierBytes
        )
    }
}

// MARK: - Results

extension CallBatch {
    /// Throws if a call did not succeed, with the first reason.
    func requireSuccess(_ what: String) throws {
        let failures = failures.withLock { $0 }
        guard failures.count == 0 else {
            throw BenchFailure(
                "\(what): \(failures.count) of \(count) calls failed; the first: \(failures.first)"
            )
        }
    }

    var failureCount: Int { failures.withLock { $0.count } }

    func identifier(_ call: Int) -> String {
        guard let identifiers else { return "" }
        let start = identifiers + call * Self.identifierBytes
        return String(
            decoding: UnsafeBufferPointer(start: start, count: Self.identifierBytes),
            as: UTF8.self
        )
    }

    /// The ids in all replies, in the order of the calls.
    var allIdentifiers: [String] { (0..<count).map(identifier) }

    /// When the call was sent, and when its reply came; 0 if none did.
    func times(_ call: Int) -> (sent: UInt64, answered: UInt64) { (sent[call], answered[call]) }

    /// From sending to reply of every call that `isIncluded`, in seconds.
    func latencies(where isIncluded: (Int) -> Bool = { _ in true }) -> [Double] {
        (0..<count).filter { answered[$0] != 0 && isIncluded($0) }
            .map { Double(answered[$0] - sent[$0]) / 1e9 }
    }

    var meanReplyBytes: Int {
        (0..<count).reduce(0) { $0 + Int(sizes[$1]) } / max(1, count)
    }
}
