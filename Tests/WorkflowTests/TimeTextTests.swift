import Foundation
import Testing

@testable import Workflow

@Suite struct TimeTextTests {
    @Test(
        "instants read as RFC 3339",
        arguments: [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_700_000_000_007, "2023-11-14T22:13:20.007Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00Z"),
            (-62_135_596_800_000, "0001-01-01T00:00:00Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func instant(milliseconds: Int64, text: String) {
        #expect(Instant(milliseconds: milliseconds).description == text)
    }

    @Test func instantsReadAsFoundationReadsThem() {
        var random = SeededGenerator(for: "TimeTextTests.instantsReadAsFoundationReadsThem")
        let style = Date.ISO8601FormatStyle()
        for _ in 0..<1_000 {
            let seconds = Int64.random(in: -2_000_000_000...20_000_000_000, using: &random)
            let date = Date(timeIntervalSince1970: Double(seconds))
            #expect(Instant(milliseconds: seconds * 1_000).description == style.format(date))
        }
    }

    @Test(
        "spans read in the units that they are made of",
        arguments: [
            (.zero, "0 s"), (.hours(8), "8 h"), (.minutes(90), "1 h 30 min"), (.days(30), "30 d"),
            (Span(milliseconds: 1_001), "1 s 1 ms"), (.hours(-1), "-1 h"),
            (Span(milliseconds: .min), "-106751991167 d 7 h 12 min 55 s 808 ms"),
        ] as [(Span, String)])
    func span(_ span: Span, text: String) {
        #expect(span.description == text)
    }

    @Test func sumsStopAtTheEndsOfTime() {
        let last = Instant(milliseconds: .max)
        #expect(last + .days(1) == last)
        #expect(Instant(milliseconds: .min) - .days(1) == Instant(milliseconds: .min))
        #expect(last - Instant(milliseconds: .min) == Span(milliseconds: .max))
        #expect(Span(milliseconds: .max) + .days(1) == Span(milliseconds: .max))
    }
}
