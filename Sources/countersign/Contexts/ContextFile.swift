import CountersignClient
import FoundationEssentials

/// The environment variables of the process.
struct Environment {
    let variables: [String: String]

    static var current: Environment {
        Environment(variables: ProcessInfo.processInfo.environment)
    }

    /// Nil if it is not set or empty.
    subscript(name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// Named connections.
struct ContextFile: Codable, Hashable {
    /// One of them: what options and environment do not say.
    struct Context: Codable, Hashable {
        var addresses: [String] = []
        var tokenFile: String?
        var tls: TLSFiles?
    }

    /// The name of the context that is used when none is named.
    var current: String?
    var contexts: [String: Context] = [:]

    /// Where the file is: `COUNTERSIGN_CONFIG`, else below the user's configuration directory.
    static func path(_ environment: Environment) throws(UsageError) -> String {
        if let path = environment["COUNTERSIGN_CONFIG"] { return path }
        if let directory = environment["XDG_CONFIG_HOME"] {
            return "\(directory)/countersign/config.json"
        }
        guard let home = environment["HOME"] else {
            throw UsageError("HOME is not set", hint: "set COUNTERSIGN_CONFIG to a file")
        }
        return "\(home)/.config/countersign/config.json"
    }

    /// An empty one if there is no file.
    static func load(_ environment: Environment) throws(UsageError) -> ContextFile {
        guard
            environment["COUNTERSIGN_CONFIG"] != nil || environment["XDG_CONFIG_HOME"] != nil
                || environment["HOME"] != nil
        else { return ContextFile() }
        let path = try path(environment)
        guard let data = FileManager.default.contents(atPath: path) else { return ContextFile() }
        do {
            return try JSONDecoder().decode(ContextFile.self, from: data)
        } catch {
            throw UsageError("\(path) is no file of contexts: \(error)")
        }
    }

    /// Replaces the file as a whole. Only the user may read it.
    func save(_ environment: Environment) throws(UsageError) {
        let path = try Self.path(environment)
        let url = URL(fileURLWithPath: path)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            try encoder.encode(self).write(to: url, options: .atomic)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        } catch {
            throw UsageError("\(path) can't be written: \(error)")
        }
    }
}
