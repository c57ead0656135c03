import Testing

@testable import CountersignClient

@Suite("Request ids")
struct RequestIDTests {
    @Test("An id is a UUID version 7: time first, then version, variant and random bits")
    func layout() {
        // The time is that of RFC 9562, appendix A.6.
        let ones = RequestID(milliseconds: 0x017F_22E2_79B0, random: .max, .max)
        #expect(ones.description == "017f22e2-79b0-7fff-bfff-ffffffffffff")
        let zeros = RequestID(milliseconds: 0x017F_22E2_79B0, random: 0, 0)
        #expect(zeros.description == "017f22e2-79b0-7000-8000-000000000000")
    }

    @Test("An id is read from its text and its bytes")
    func parsing() {
        let id = RequestID()
        #expect(RequestID(id.description) == id)
        #expect(RequestID(bytes: id.bytes) == id)
        #expect(RequestID(bytes: [1, 2, 3]) == nil)
        #expect(RequestID("017f22e2") == nil)
        #expect(RequestID("017f22e2-79b0-7000-8000-00000000000g") == nil)
    }

    @Test("Ids differ and sort by time")
    func order() {
        let ids = (0..<1000).map { _ in RequestID() }
        #expect(Set(ids).count == ids.count)
        let times = ids.map { $0.bytes.prefix(6).reduce(0) { $0 << 8 | UInt64($1) } }
        #expect(times == times.sorted())
    }
}
