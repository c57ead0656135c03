/// Why a pattern does not parse.
package struct GlobError: Error, Hashable, Sendable, CustomStringConvertible {
    package let problem: Problem
    /// The character it is about, from 1.
    package let position: Int

    package enum Problem: Hashable, Sendable {
        case empty
        case tooLong
        case unclosedSet
        case emptySet
        case reversedRange
        case unclosedBrace
        case emptyBraces
        case nestedBrace
        case strayBrace
        case tooManyAlternatives
    }

    /// In words, for the one who wrote the pattern.
    package var description: String {
        switch problem {
        case .empty: "the pattern is empty; write * to match everything"
        case .tooLong: "the pattern is longer than \(Limits.patternBytes) bytes"
        case .unclosedSet: "the [ at character \(position) has no ]"
        case .emptySet: "the set at character \(position) is empty"
        case .reversedRange:
            "the range at character \(position) runs backwards; write the lower end first"
        case .unclosedBrace: "the { at character \(position) has no }"
        case .emptyBraces: "the braces at character \(position) are empty"
        case .nestedBrace: "the { at character \(position) is inside braces; they do not nest"
        case .strayBrace: "the } at character \(position) has no {; write [}] to match it"
        case .tooManyAlternatives:
            "the braces spell out more than \(Limits.patternAlternatives) alternatives"
        }
    }
}
