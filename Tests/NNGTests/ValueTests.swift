import NNG
import Testing

@Suite struct AddressTests {
    @Test(arguments: [
        "ipc:///run/countersign.sock", "tcp://127.0.0.1:7000", "tcp://*:0", "tcp://[::1]:65535",
        "tls+tcp://broker-1.example.com:7443", "inproc://name",
    ])
    func wellFormed(_ url: String) throws {
        #expect(try Address(url).description == url)
    }

    @Test(arguments: [
        "", "tcp", "http://a:1", "ws://a:1", "tcp://a", "tcp://:1", "tcp://a:", "tcp://a:65536",
        "tcp://a:-1", "tcp://a:1/path", "tcp://a;b:1", "tcp://u@a:1", "tcp://::1:80", "tcp://[]:1",
        "tcp://a*:1", "ipc://relative", "ipc://", "inproc://", "ipc:///a\0b",
    ])
    func refused(_ url: String) {
        let error = #expect(throws: NNGError.self) { try Address(url) }
        #expect(error?.code == .addressInvalid)
        #expect(error?.detail != nil)
    }

    @Test func longestPath() throws {
        let longest = "/" + String(repeating: "a", count: Address.maximumPathBytes - 1)
        #expect(throws: Never.self) { try Address("ipc://\(longest)") }
        let error = #expect(throws: NNGError.self) { try Address("ipc://\(longest)b") }
        #expect(error?.detail == "the path has 108 bytes; a Unix socket takes 107")
    }
}

@Suite struct MessageTests {
    @Test func bytesInAndOut() {
        var message = Message(capacity: 100)
        #expect(message.byteCount == 0)
        message.append([1, 2])
        message.append([3])
        #expect([UInt8](copying: message) == [1, 2, 3])
    }

    @Test func initializedInPlace() {
        let message = Message(byteCount: 4) { bytes in
            #expect(bytes.allSatisfy { $0 == 0 })
            bytes[3] = 9
        }
        #expect([UInt8](copying: message) == [0, 0, 0, 9])
    }

    @Test func errorsPassThrough() throws {
        struct Refused: Error, Equatable {}
        #expect(throws: Refused.self) {
            _ = try Message(byteCount: 4) { _ throws(Refused) in throw Refused() }
        }
        #expect(throws: Refused.self) {
            try Message(copying: [1]).withUnsafeBytes { _ throws(Refused) in throw Refused() }
        }
    }

    @Test func empty() {
        #expect([UInt8](copying: Message(copying: [])) == [])
    }
}

@Suite struct ErrorTests {
    @Test func describesOperationAndReason() {
        #expect(NNGError(.timedOut, "request").description == "request: Timed out")
        #expect(NNGError(.closed, "request", detail: "gone").description == "request: gone")
    }
}
