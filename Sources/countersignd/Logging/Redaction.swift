/// Keeps tokens and other secrets out of the log, should anyone try to log one.
enum Redaction {
    static let mark = "[redacted]"

    private static let secretNames = ["token", "secret", "password", "authorization", "bearer"]

    /// Whether a metadata key speaks of something secret.
    static func isSecret(_ key: String) -> Bool {
        let key = key.lowercased()
        return secretNames.contains { key.contains($0) }
    }

    /// The text without anything that looks like a JWT: each begins with the base64url of `{"`.
    static func clean(_ text: String) -> String {
        guard text.contains("eyJ") else { return text }
        var cleaned = ""
        var rest = Substring(text)
        while let start = rest.firstRange(of: "eyJ")?.lowerBound {
            cleaned += rest[..<start]
            let word = rest[start...].prefix(while: isTokenCharacter)
            cleaned += word.contains(".") ? mark : String(word)
            rest = rest[word.endIndex...]
        }
        return cleaned + rest
    }

    private static func isTokenCharacter(_ character: Character) -> Bool {
        character.isASCII
            && (character.isLetter || character.isNumber || "-_.".contains(character))
    }
}
