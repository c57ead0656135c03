/// A pattern that matches names: `*` any run of characters, `?` one character, `[a-z]` one of a
/// set, `[!a]` one that is not, `{a,b}` either.
///
/// It is anchored at both ends and case-sensitive; a character is a Unicode scalar. Braces do not
/// nest. A pattern with braces is the same as listing what they spell out. `*`, `?`, `[`, `{` and
/// `}` stand for themselves inside a set: `[*]`. There is no escape character.
///
/// Matching takes time proportional to the text for a given pattern, and at most the product of
/// both lengths: after a mismatch only the last `*` is tried again, never an earlier one.
package struct Glob: Hashable, Sendable {
    package let pattern: String
    /// Most specific first.
    let alternatives: [Alternative]
    let sets: [CharacterSet]

    /// Throws a `GlobError` that says where the pattern is wrong, and how.
    package init(_ pattern: String) throws(GlobError) {
        var parser = GlobParser(pattern)
        self.pattern = pattern
        alternatives = try parser.parse().map(Alternative.init)
            .sorted { $0.specificity > $1.specificity }
        sets = parser.sets
    }

    package func matches(_ text: String) -> Bool {
        match(Array(text.unicodeScalars)) != nil
    }

    /// How specific the best alternative that matches is; nil if none does.
    func match(_ text: [Unicode.Scalar]) -> Specificity? {
        alternatives.first { $0.matches(text, sets: sets) }?.specificity
    }

    /// More literal characters are more specific, then fewer wildcards (`*`, `?` and sets).
    package struct Specificity: Hashable, Comparable, Sendable {
        package let literals: Int
        package let wildcards: Int

        /// That of `*`, and of having no pattern.
        package static let anything = Specificity(literals: 0, wildcards: 1)

        package static func < (a: Self, b: Self) -> Bool {
            a.literals != b.literals ? a.literals < b.literals : a.wildcards > b.wildcards
        }
    }

    enum Token: Hashable, Sendable {
        case literal(Unicode.Scalar)
        case anyCharacter
        /// Zero or more characters.
        case anyRun
        /// One of a set, by its index.
        case oneOf(Int)
    }

    struct CharacterSet: Hashable, Sendable {
        var ranges: [ClosedRange<Unicode.Scalar>]
        var isNegated: Bool

        func contains(_ character: Unicode.Scalar) -> Bool {
            ranges.contains { $0.contains(character) } != isNegated
        }
    }
}

extension Glob {
    /// One spelling of the braces.
    struct Alternative: Hashable, Sendable {
        let tokens: [Token]
        let specificity: Specificity

        init(_ tokens: [Token]) {
            self.tokens = tokens
            var literals = 0
            for case .literal in tokens { literals += 1 }
            specificity = Specificity(literals: literals, wildcards: tokens.count - literals)
        }

        func matches(_ text: [Unicode.Scalar], sets: [CharacterSet]) -> Bool {
            var position = 0
            var token = 0
            var lastRun: (token: Int, position: Int)?
            while position < text.count {
                if token < tokens.count, tokens[token] == .anyRun {
                    lastRun = (token, position)
                    token += 1
                } else if token < tokens.count, accepts(token, text[position], sets) {
                    token += 1
                    position += 1
                } else if let run = lastRun {
                    lastRun = (run.token, run.position + 1)
                    token = run.token + 1
                    position = run.position + 1
                } else {
                    return false
                }
            }
            return tokens[token...].allSatisfy { $0 == .anyRun }
        }

        private func accepts(
            _ token: Int, _ character: Unicode.Scalar, _ sets: [CharacterSet]
        ) -> Bool {
            switch tokens[token] {
            case .literal(let literal): literal == character
            case .anyCharacter: true
            case .oneOf(let set): sets[set].contains(character)
            case .anyRun: false
            }
        }
    }
}
