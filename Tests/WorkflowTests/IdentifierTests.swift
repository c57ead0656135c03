import Testing

@testable import Workflow

@Suite struct IdentifierTests {
    @Test(
        "the text of an identifier is exactly so",
        arguments: [
            (0, 0, "req_00000000000000000000000000"),
            (0, 1, "req_00000000000000000000000001"),
            (.max, .max, "req_7zzzzzzzzzzzzzzzzzzzzzzzzz"),
            (0, 0x8000_0000_0000_0000, "req_0000000000000" + "8000000000000"),
            (1, 0, "req_0000000000000" + "g000000000000"),
        ] as [(UInt64, UInt64, String)])
    func text(high: UInt64, low: UInt64, text: String) {
        let id = RequestID(high: high, low: low)
        #expect(id.description == text)
        #expect(RequestID(text) == id)
    }

    @Test func textGoesThereAndBackAndSortsAlike() {
        var random = SeededGenerator(for: "IdentifierTests.textGoesThereAndBackAndSortsAlike")
        for _ in 0..<1_000 {
            let a = UserID(high: random.next(), low: random.next())
            let b = UserID(high: random.next(), low: random.next())
            #expect(UserID(a.description) == a)
            #expect((a < b) == (a.description < b.description))
        }
    }

    @Test(
        "anything else is no identifier",
        arguments: [
            "", "req_", "req_0000000000000000000000000", "req_000000000000000000000000000",
            "usr_00000000000000000000000000", "req-00000000000000000000000000",
            "req_8zzzzzzzzzzzzzzzzzzzzzzzzz", "req_0000000000000000000000000i",
            "req_0000000000000000000000000l", "req_0000000000000000000000000o",
            "req_0000000000000000000000000u", "req_0000000000000000000000000A",
            " req_00000000000000000000000000", "req_0000000000000000000000000é",
        ])
    func malformed(_ text: String) {
        #expect(RequestID(text) == nil)
    }

    @Test func newIdentifiersAreVersionSevenAndSortByTime() {
        var random = SeededGenerator(for: "IdentifierTests.newIdentifiersAreVersionSeven")
        let early = RequestID(at: Instant(milliseconds: 1_700_000_000_000), using: &random)
        let late = RequestID(at: Instant(milliseconds: 1_700_000_000_001), using: &random)
        #expect(early < late)
        #expect(early.high >> 16 == 1_700_000_000_000)
        #expect(early.high >> 12 & 0xF == 7)
        #expect(early.low >> 62 == 2)
    }

    @Test func aSubjectSaysByItsPrefixWhatItIs() {
        let user = Subject.user(UserID(high: 3, low: 4))
        let group = Subject.group(GroupID(high: 3, low: 4))
        #expect(Subject(text: user.text) == user)
        #expect(Subject(text: group.text) == group)
        #expect(Subject(text: RoleID(high: 3, low: 4).description) == nil)
    }
}
