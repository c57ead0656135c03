/// Guesses what a misspelled word was meant to be.
enum Suggestion {
    /// `; did you mean …?`, or nothing if no candidate is near.
    static func hint(for word: String, among candidates: [String]) -> String {
        guard let nearest = nearest(to: word, among: candidates) else { return "" }
        return "; did you mean `\(nearest)`?"
    }

    /// The candidate that takes the fewest edits, if a third of the word or less is wrong.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let ranked = candidates.map { (distance: distance(word, $0), candidate: $0) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }),
            best.distance <= max(1, word.count / 3)
        else { return nil }
        return best.candidate
    }

    /// How many characters to insert, delete or replace (Levenshtein).
    private static func distance(_ a: String, _ b: String) -> Int {
        let b = Array(b)
        var row = Array(0...b.count)
        for (i, left) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, right) in b.enumerated() {
                let replaced = diagonal + (left == right ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
