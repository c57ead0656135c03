import Crypto
import Testing
import Workflow

@testable import Broker

@Suite struct FrameSealerTests {
    private let key = SealingKey(
        id: 0x0102_0304,
        secret: SymmetricKey(data: [UInt8](0..<32)),
        notAfter: Instant(milliseconds: 0)
    )
    private let streamID = [UInt8](0xa0...0xaf)

    /// Computed with `cryptography` 48.0 for Python, from the layout in `event.proto`.
    @Test func `frames are laid out and sealed as the contract says`() throws {
        let sealer = FrameSealer(streamID: streamID, key: key)
        let record = try sealer.seal(.record, seq: 0x0102_0304_0506_0708, "approved")
        #expect(
            record.hexadecimal
                == """
                a0a1a2a3a4a5a6a7a8a9aaabacadaeaf 01020304 01 0102030405060708 \
                010203040000000000000000 4025ad2f78e71d15 7e76fce27b785de1343e3363da222fb0
                """.replacing(" ", with: "")
        )
        let heartbeat = try sealer.seal(.heartbeat, seq: 9, "")
        #expect(
            heartbeat.hexadecimal
                == """
                a0a1a2a3a4a5a6a7a8a9aaabacadaeaf 01020304 02 0000000000000009 \
                010203040000000000000001 47aa6fc0780e85ec9842a53e0c8addf5
                """.replacing(" ", with: "")
        )
    }

    @Test func `a frame opens with its key and with no other`() throws {
        let frame = try FrameSealer(streamID: streamID, key: key).seal(.record, seq: 7, "approved")
        let opened = try OpenedFrame(frame, with: key.bytes)
        #expect(opened.content == Array("approved".utf8))
        #expect(opened.seq == 7)
        #expect(throws: CryptoKitError.self) {
            try OpenedFrame(frame, with: [UInt8](repeating: 0, count: 32))
        }
    }

    @Test func `whatever byte is changed, the frame does not open`() throws {
        let frame = try FrameSealer(streamID: streamID, key: key).seal(.record, seq: 7, "approved")
        for index in frame.indices {
            var forged = frame
            forged[index] ^= 1
            #expect(throws: CryptoKitError.self, "byte \(index)") {
                try OpenedFrame(forged, with: key.bytes)
            }
        }
    }

    @Test func `a nonce never repeats under a key, whoever seals at the same time`() throws {
        let sealer = FrameSealer(streamID: streamID, key: key)
        let nonces = Mailbox<ArraySlice<UInt8>>(limit: 4_000)
        let threads = try (0..<4).map { thread in
            try OSThread(name: "sealer") {
                for seq in 0..<1_000 {
                    let frame = try? sealer.seal(.record, seq: UInt64(seq), "\(thread)")
                    if let frame { _ = nonces.put(frame[FrameLayout.nonce]) }
                }
            }
        }
        for thread in threads { thread.join() }
        let all = try #require(nonces.takeAll(max: 4_000))
        #expect(all.count == 4_000)
        #expect(Set(all).count == 4_000)
        #expect(sealer.frameCount == 4_000)
    }

    @Test func `a key does not show in text`() {
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), "\([key])", dumped] {
            #expect(!text.contains("31"), "the last byte of the key: \(text)")
        }
    }
}

extension FrameSealer {
    fileprivate func seal(_ kind: FrameKind, seq: UInt64, _ text: String) throws -> [UInt8] {
        try Array(text.utf8).withUnsafeBytes { try seal(kind, seq: seq, $0) }
    }
}

extension [UInt8] {
    fileprivate var hexadecimal: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
