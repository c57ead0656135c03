import Testing

@testable import Workflow

@Suite struct GlobTests {
    @Test(
        "a pattern matches whole names",
        arguments: [
            // pattern, matches, does not
            ("prod-db", ["prod-db"], ["prod-db1", "xprod-db", "PROD-DB", ""]),
            ("*", ["", "a", "a/b", "é🙂"], []),
            ("prod-*", ["prod-", "prod-db-1"], ["prod", "xprod-1"]),
            ("*-db", ["-db", "a-db", "-db-db"], ["a-db1"]),
            ("a*b*c", ["abc", "aXbYc", "abbcc", "abcbc"], ["ab", "acb", "abcd"]),
            ("a**b", ["ab", "axxb"], ["a"]),
            ("db?", ["db1", "dbé", "db🙂"], ["db", "db12"]),
            ("??", ["ab"], ["a", "abc"]),
            ("db[0-9]", ["db0", "db9"], ["dba", "db", "db00"]),
            ("[!a]x", ["bx", "!x"], ["ax", "x"]),
            ("[!a-c0]", ["d", "1"], ["a", "b", "0"]),
            ("[a!]", ["a", "!"], ["b"]),
            ("[-a]", ["-", "a"], ["b"]),
            ("[a-]", ["-", "a"], ["b"]),
            ("[*?{}]", ["*", "?", "{", "}"], ["a"]),
            ("[é-ü]", ["ö"], ["e"]),
            ("{web,db}-1", ["web-1", "db-1"], ["web-", "webdb-1", "{web,db}-1"]),
            ("{a,b}{1,2}", ["a1", "a2", "b1", "b2"], ["ab", "a", "12"]),
            ("{,x}y", ["y", "xy"], ["x"]),
            ("{a*,?}z", ["az", "abcz", "qz"], ["bcz"]),
            ("a,b", ["a,b"], ["a", "b"]),
            ("a]b", ["a]b"], ["ab"]),
        ] as [(String, [String], [String])])
    func matching(pattern: String, matches: [String], others: [String]) throws {
        let glob = try Glob(pattern)
        for text in matches { #expect(glob.matches(text), "\(pattern) should match \(text)") }
        for text in others { #expect(!glob.matches(text), "\(pattern) should not match \(text)") }
    }

    @Test(
        "a malformed pattern is refused, and where it is wrong is said",
        arguments: [
            ("", .empty, 1),
            ("db[", .unclosedSet, 3),
            ("db[a", .unclosedSet, 3),
            ("[!", .unclosedSet, 1),
            ("[a-", .unclosedSet, 1),
            ("x[]", .emptySet, 2),
            ("[!]", .emptySet, 1),
            ("a[z-a]", .reversedRange, 3),
            ("{a", .unclosedBrace, 1),
            ("x{a,b", .unclosedBrace, 2),
            ("x{}", .emptyBraces, 2),
            ("{a,{b,c}}", .nestedBrace, 4),
            ("a}", .strayBrace, 2),
            (String(repeating: "{a,b}", count: 7), .tooManyAlternatives, 1),
            (String(repeating: "a", count: 257), .tooLong, 257),
            (String(repeating: "é", count: 129), .tooLong, 257),
        ] as [(String, GlobError.Problem, Int)])
    func malformed(pattern: String, problem: GlobError.Problem, position: Int) {
        #expect(throws: GlobError(problem: problem, position: position)) { try Glob(pattern) }
    }

    @Test func theLongestPatternIsAllowed() throws {
        let text = String(repeating: "a", count: 256)
        #expect(try Glob(text).matches(text))
        #expect(try Glob(String(repeating: "{a,b}", count: 6)).matches("ababab"))
    }

    @Test(
        "more literal characters are more specific, then fewer wildcards",
        arguments: [
            ("prod-db", "prod-*"), ("prod-*", "prod*"), ("prod*", "*"), ("a?", "a??"),
            ("a[bc]", "a*?"), ("abc*", "ab?"), ("{zz,zzzz}*", "zzz*"),
        ])
    func specificity(more: String, less: String) throws {
        #expect(
            try Glob(more).alternatives[0].specificity > Glob(less).alternatives[0].specificity)
    }

    @Test func alternativesCountLikePatternsOfTheirOwn() throws {
        let glob = try Glob("{prod-db,*}")
        #expect(glob.match(Array("prod-db".unicodeScalars))?.literals == 7)
        #expect(glob.match(Array("other".unicodeScalars)) == .anything)
    }

    /// A matcher that tried every `*` again would not come back from these.
    @Test func manyStarsDoNotExplode() throws {
        let text = String(repeating: "a", count: 10_000)
        #expect(try !Glob(String(repeating: "a*", count: 127) + "b").matches(text))
        #expect(try !Glob(String(repeating: "*a", count: 127) + "b").matches(text))
        #expect(try Glob(String(repeating: "?*", count: 128)).matches(text))
        #expect(try !Glob(String(repeating: "{*a,a*}", count: 6) + "b").matches(text))
    }

    @Test func agreesWithANaiveMatcher() throws {
        var random = SeededGenerator(for: "GlobTests.agreesWithANaiveMatcher")
        var matched = 0
        for _ in 0..<4_000 {
            let pattern = randomPattern(&random)
            let text = randomText(&random)
            let expected = NaiveGlob.matches(Array(pattern), Array(text))
            #expect(try Glob(pattern).matches(text) == expected, "\(pattern) on \(text)")
            matched += expected ? 1 : 0
        }
        #expect(matched > 400, "the texts should match often enough to mean something")
    }

    private func randomText(_ random: inout SeededGenerator) -> String {
        let length = Int.random(in: 0...6, using: &random)
        return String((0..<length).map { _ in "abc".randomElement(using: &random)! })
    }

    private func randomPattern(_ random: inout SeededGenerator) -> String {
        let parts = ["a", "b", "c", "*", "*", "?", "[ab]", "[!a]", "[a-c]", "{a,bc}", "{,*b}"]
        let length = Int.random(in: 1...5, using: &random)
        return (0..<length).map { _ in parts.randomElement(using: &random)! }.joined()
    }
}

/// The meaning of a pattern, written for clearness and not for speed.
enum NaiveGlob {
    static func matches(_ pattern: [Character], _ text: [Character]) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = Array(pattern.dropFirst())
        switch first {
        case "*":
            return (0...text.count).contains { matches(rest, Array(text.dropFirst($0))) }
        case "?":
            return !text.isEmpty && matches(rest, Array(text.dropFirst()))
        case "{":
            let end = rest.firstIndex(of: "}")!
            let choices = rest[..<end].split(separator: ",", omittingEmptySubsequences: false)
            return choices.contains { matches(Array($0) + rest[(end + 1)...], text) }
        case "[":
            let end = rest.firstIndex(of: "]")!
            guard let character = text.first else { return false }
            return contains(Array(rest[..<end]), character)
                && matches(Array(rest[(end + 1)...]), Array(text.dropFirst()))
        default:
            return text.first == first && matches(rest, Array(text.dropFirst()))
        }
    }

    private static func contains(_ set: [Character], _ character: Character) -> Bool {
        if set.first == "!" { return !contains(Array(set.dropFirst()), character) }
        if set.count == 3, set[1] == "-" { return set[0] <= character && character <= set[2] }
        return set.contains(character)
    }
}
