import CountersignProto
import Testing

@testable import countersign

@Suite("Values as people write them")
struct ValueTests {
    @Test(
        "Durations",
        arguments: [
            ("90s", 90), ("15m", 900), ("2h", 7200), ("1d", 86_400), ("1h30m", 5400),
            ("1d2h3m4s", 93_784), ("0h5m", 300),
        ]
    )
    func durations(text: String, seconds: Int64) {
        #expect(HumanDuration(argument: text)?.seconds == seconds)
    }

    @Test(
        "What is no duration",
        arguments: ["", "2", "h", "-2h", "+2h", "2h ", "30m1h", "1h1h", "0s", "2.5h", "1w", "٢h"]
    )
    func notDurations(text: String) {
        #expect(HumanDuration(argument: text) == nil)
    }

    @Test("Durations are shown as they are written", arguments: ["45s", "1h30m", "2d", "1d1s"])
    func durationText(text: String) throws {
        let duration = try #require(HumanDuration(argument: text))
        #expect(HumanDuration.text(duration.duration) == text)
    }

    @Test("Times are RFC 3339, with a space if one likes, or relative")
    func times() {
        let now = ProtoTimestamp(milliseconds: 1_000_000)
        let expected = ProtoTimestamp(milliseconds: 1_769_846_400_000)
        for text in [
            "2026-01-31T08:00:00Z", "2026-01-31 08:00:00Z", "2026-01-31T09:00:00+01:00",
        ] {
            #expect(HumanTime(argument: text)?.timestamp(now: now) == expected)
        }
        #expect(
            HumanTime(argument: "+30m")?.timestamp(now: now)
                == ProtoTimestamp(milliseconds: 2_800_000)
        )
        #expect(HumanTime.text(expected) == "2026-01-31 08:00:00Z")
        for text in ["", "now", "+", "2026-01-31", "+1", "2026-01-31T08:00:00"] {
            #expect(HumanTime(argument: text) == nil, "\(text)")
        }
    }

    @Test("Subjects, steps and permissions")
    func structured() {
        #expect(
            SubjectArgument(argument: "user:dana@example.com")?.subject
                == Subject(subject: .user("dana@example.com"))
        )
        #expect(SubjectArgument(argument: "dana@example.com") == nil)
        #expect(SubjectArgument(argument: "role:x") == nil)
        #expect(
            StepArgument(argument: "Manager Review:2:group:managers,user:dana@example.com")?.step
                == PolicyStep(
                    name: "Manager Review",
                    approvers: [
                        Subject(subject: .group("managers")),
                        Subject(subject: .user("dana@example.com")),
                    ],
                    requiredApprovals: 2
                )
        )
        #expect(StepArgument(argument: ":1:group:managers")?.step.name == "")
        for text in ["x", "x:0:group:a", "x:1:", "x:1:managers", "x:a:group:b"] {
            #expect(StepArgument(argument: text) == nil, "\(text)")
        }
        #expect(
            EnforcementArgument(argument: "allow_read_audit")
                == EnforcementArgument(argument: "ALLOW_READ_AUDIT=true")
        )
        #expect(EnforcementArgument(argument: "ALLOW_READ_AUDIT=false")?.isAllowed == false)
        #expect(EnforcementArgument(argument: "ALLOW_EVERYTHING") == nil)
        #expect(EnforcementArgument(argument: "ALLOW_READ_AUDIT=maybe") == nil)
    }

    @Test("Cases of enums are taken in any case, with or without the contract's prefix")
    func enums() {
        for text in ["pending", "PENDING", "request_pending", "REQUEST_PENDING"] {
            #expect(EnumArgument<RequestState>(argument: text)?.value == .pending)
        }
        #expect(EnumArgument<StepState>(argument: "not-reached")?.value == .notReached)
        #expect(EnumArgument<RequestState>(argument: "unspecified") == nil)
        #expect(RequestState.unrecognized(77).label == "#77")
    }

    @Test("What others wrote can neither move the cursor nor break a table")
    func printable() {
        #expect("a\u{1B}[2Jb\nc\td\u{202E}e".printable == "a\u{FFFD}[2Jb⏎c d\u{FFFD}e")
        #expect("Zoë 東京 ok".printable == "Zoë 東京 ok")
    }
}
