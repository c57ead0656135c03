import FoundationEssentials

/// Files that arguments name.
enum InputFile {
    /// The content; that of the standard input for `-`.
    static func text(_ path: String) throws(UsageError) -> String {
        if path == "-" {
            var text = ""
            while let line = readLine(strippingNewline: false) { text += line }
            return text
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw UsageError("\(path) can't be read")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
