import Glibc
import Testing

@testable import CountersignProto

@Suite struct TimeTests {
    static let timestamps: [(milliseconds: Int64, seconds: Int64, nanos: Int32)] = [
        (0, 0, 0), (1, 0, 1_000_000), (999, 0, 999_000_000), (1000, 1, 0),
        (-1, -1, 999_000_000), (-1000, -1, 0), (-1001, -2, 999_000_000),
        (1_740_787_199_250, 1_740_787_199, 250_000_000),
    ]

    @Test(arguments: timestamps)
    func timestampsGoToMillisecondsAndBack(_ milliseconds: Int64, _ seconds: Int64, _ nanos: Int32)
    {
        let time = ProtoTimestamp(seconds: seconds, nanos: nanos)
        #expect(ProtoTimestamp(milliseconds: milliseconds) == time)
        #expect(time.milliseconds == milliseconds)
    }

    @Test func durationsKeepTheirSignInBothParts() {
        #expect(
            ProtoDuration(milliseconds: -1500) == ProtoDuration(seconds: -1, nanos: -500_000_000)
        )
        #expect(ProtoDuration(milliseconds: -1500).milliseconds == -1500)
        #expect(ProtoDuration(milliseconds: .max).milliseconds == .max)
        #expect(ProtoDuration(milliseconds: .min).milliseconds == .min)
    }

    @Test func saturatesWhatDoesNotFit() {
        #expect(ProtoTimestamp(seconds: .max, nanos: .max).milliseconds == .max)
        #expect(ProtoTimestamp(seconds: .min, nanos: .min).milliseconds == .min)
        #expect(ProtoTimestamp(seconds: .max / 1000, nanos: 999_999_999).milliseconds == .max)
        #expect(ProtoTimestamp(seconds: 0, nanos: .min).milliseconds == -2148)
        #expect(!ProtoTimestamp(seconds: .max).isValid)
        #expect(!ProtoDuration(seconds: 1, nanos: -1).isValid)
    }

    @Test func datesAgreeWithTheCLibrary() {
        for day in stride(from: Int64(-719_162), through: 2_932_896, by: 97) {
            var seconds = time_t(day) * 86_400
            var broken = tm()
            gmtime_r(&seconds, &broken)
            let date = CivilDate(daysSince1970: day)
            #expect(date.year == Int64(broken.tm_year) + 1900)
            #expect(date.month == Int64(broken.tm_mon) + 1)
            #expect(date.day == Int64(broken.tm_mday))
            #expect(date.daysSince1970 == day)
        }
    }

    @Test func readsRFC3339() {
        let noon = ProtoTimestamp(seconds: 1_738_324_800)
        for text in [
            "2025-01-31T12:00:00Z", "2025-01-31t12:00:00z", "2025-01-31T13:30:00+01:30",
            "2025-01-31T00:00:00-12:00", "2025-01-31T12:00:00.000000000Z",
        ] {
            #expect(ProtoTimestamp(rfc3339: text) == noon, "\(text)")
        }
        #expect(ProtoTimestamp(rfc3339: "1969-12-31T23:59:59.5Z")?.milliseconds == -500)
        #expect(ProtoTimestamp(rfc3339: "9999-12-31T23:59:59.999999999Z")?.isValid == true)
        #expect(noon.rfc3339 == "2025-01-31T12:00:00Z")
        #expect(ProtoTimestamp(milliseconds: -500).rfc3339 == "1969-12-31T23:59:59.500Z")
    }

    @Test(arguments: [
        "", "2025-01-31", "2025-01-31T12:00:00", "2025-01-31 12:00:00Z", "2025-1-31T12:00:00Z",
        "2025-02-29T12:00:00Z", "2025-13-01T12:00:00Z", "2025-00-01T12:00:00Z",
        "2025-01-00T12:00:00Z", "2025-01-31T24:00:00Z", "2025-01-31T12:60:00Z",
        "2025-01-31T12:00:60Z", "2025-01-31T12:00:00.Z", "2025-01-31T12:00:00.0000000001Z",
        "2025-01-31T12:00:00+24:00", "2025-01-31T12:00:00+0100", "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "2025-01-31T12:00:00Z ",
        "２０２５-01-31T12:00:00Z",
    ])
    func refusesOtherForms(_ text: String) {
        #expect(ProtoTimestamp(rfc3339: text) == nil)
    }
}
