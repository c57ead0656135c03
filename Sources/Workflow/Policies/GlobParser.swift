/// Reads a pattern from left to right, once.
struct GlobParser {
    private(set) var sets: [Glob.CharacterSet] = []
    private let characters: [Unicode.Scalar]
    private let byteCount: Int
    private var position = 0

    init(_ pattern: String) {
        byteCount = pattern.utf8.count
        characters = byteCount <= Limits.patternBytes ? Array(pattern.unicodeScalars) : []
    }

    /// Every alternative that the braces spell out.
    mutating func parse() throws(GlobError) -> [[Glob.Token]] {
        guard byteCount > 0 else { throw GlobError(problem: .empty, position: 1) }
        guard byteCount <= Limits.patternBytes else {
            throw GlobError(problem: .tooLong, position: Limits.patternBytes + 1)
        }
        var spelled: [[Glob.Token]] = [[]]
        while position < characters.count {
            if characters[position] == "{" {
                let choices = try braces()
                guard spelled.count * choices.count <= Limits.patternAlternatives else {
                    throw GlobError(problem: .tooManyAlternatives, position: 1)
                }
                spelled = spelled.flatMap { head in choices.map { Self.join(head, $0) } }
            } else {
                let next = try token()
                spelled = spelled.map { Self.join($0, [next]) }
            }
        }
        return spelled
    }

    /// One `*` does the work of several in a row.
    private static func join(_ head: [Glob.Token], _ tail: [Glob.Token]) -> [Glob.Token] {
        head.last == .anyRun && tail.first == .anyRun ? head + tail.dropFirst() : head + tail
    }

    private mutating func token() throws(GlobError) -> Glob.Token {
        let character = characters[position]
        switch character {
        case "[": return try set()
        case "}": throw GlobError(problem: .strayBrace, position: position + 1)
        case "*": position += 1; return .anyRun
        case "?": position += 1; return .anyCharacter
        default: position += 1; return .literal(character)
        }
    }

    private mutating func braces() throws(GlobError) -> [[Glob.Token]] {
        let start = position + 1
        position += 1
        var choices: [[Glob.Token]] = [[]]
        while position < characters.count {
            switch characters[position] {
            case "}":
                position += 1
                guard choices != [[]] else {
                    throw GlobError(problem: .emptyBraces, position: start)
                }
                return choices
            case "{":
                throw GlobError(problem: .nestedBrace, position: position + 1)
            case ",":
                position += 1
                choices.append([])
            default:
                choices[choices.count - 1] = Self.join(choices[choices.count - 1], [try token()])
            }
        }
        throw GlobError(problem: .unclosedBrace, position: start)
    }

    private mutating func set() throws(GlobError) -> Glob.Token {
        let start = position + 1
        position += 1
        var set = Glob.CharacterSet(ranges: [], isNegated: false)
        if position < characters.count, characters[position] == "!" {
            set.isNegated = true
            position += 1
        }
        while position < characters.count, characters[position] != "]" {
            set.ranges.append(try range())
        }
        guard position < characters.count else {
            throw GlobError(problem: .unclosedSet, position: start)
        }
        position += 1
        guard !set.ranges.isEmpty else { throw GlobError(problem: .emptySet, position: start) }
        sets.append(set)
        return .oneOf(sets.count - 1)
    }

    /// `a-z`, or one character; a hyphen at either end of the set is itself.
    private mutating func range() throws(GlobError) -> ClosedRange<Unicode.Scalar> {
        let low = characters[position]
        guard position + 2 < characters.count, characters[position + 1] == "-",
            characters[position + 2] != "]"
        else {
            position += 1
            return low...low
        }
        let high = characters[position + 2]
        guard low <= high else {
            throw GlobError(problem: .reversedRange, position: position + 1)
        }
        position += 3
        return low...high
    }
}
