import FoundationEssentials

/// Paths that are written down must hold from any directory.
enum FilePath {
    static func absolute(_ path: String) throws(UsageError) -> String {
        guard !path.isEmpty else { throw UsageError("a file needs a name") }
        return path.hasPrefix("/")
            ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }
}
