/// A configuration file with every setting in it, explained, at its default.
enum ExampleFile {
    /// The text of the file. Settings in `values` are set; all others stand there as comments.
    static func text(values: [SettingName: [String]] = [:]) -> String {
        var lines = """
            # countersignd: the configuration of one node.
            #
            # A flag counts before an environment variable, that before this file, and this file
            # before the default. `countersignd config check` says what is in force, and why.
            # Paths that begin without a slash start at this file's directory.
            # SIGHUP makes the node read this file again; (restart) marks what it can't change then.

            """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var section: String?
        for setting in Settings.all {
            let components = setting.name.components
            let isNested = components.count > 1
            if isNested, components[0] != section {
                lines += ["\(components[0]):"]
            }
            section = isNested ? components[0] : nil
            lines += entry(setting, values[setting.name], indent: isNested ? "  " : "") + [""]
        }
        return (lines + issuers).joined(separator: "\n") + "\n"
    }

    private static func entry(
        _ setting: any AnySetting, _ texts: [String]?, indent: String
    ) -> [String] {
        let restart = setting.change == .restart ? " (restart)" : ""
        let comment = Paragraph.wrap(setting.summary + restart, width: 96 - indent.count)
        let spellings = "\(setting.name.flag), \(setting.name.variable): \(setting.constraint)"
        let key = setting.name.components.last ?? ""
        let value = spell(texts ?? setting.standardTexts, isList: setting.takesList)
        let mark = texts == nil ? "# " : ""
        return comment.map { "\(indent)# \($0)" }
            + ["\(indent)# \(spellings)", "\(indent)\(mark)\(key):\(value)"]
    }

    /// What follows the colon.
    private static func spell(_ texts: [String], isList: Bool) -> String {
        let quoted = texts.map { $0.isEmpty ? "" : "\"\($0)\"" }
        if isList { return " [\(quoted.joined(separator: ", "))]" }
        guard let text = texts.first, !text.isEmpty else { return "" }
        let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || "/._-".contains($0) }
        return " " + (isPlain ? text : quoted[0])
    }

    private static let issuers = """
        # Identity providers whose tokens are accepted, each under a name of your choice. `name`
        # is what its tokens carry as `iss`, `audience` what they must carry as `aud`. Its people
        # belong to one organization. Keys (EdDSA, ES256, RS256) come from a JWKS file, read again
        # on SIGHUP.
        # issuers:
        #   corporate:
        #     name: https://login.example.com
        #     audience: countersign
        #     jwks: /etc/countersign/corporate.jwks.json
        #     organization: org_01jd8yb7qae9ts5rkzv2xw0f3m
        """.split(separator: "\n").map(String.init)
}

/// Plain text broken into lines.
enum Paragraph {
    static func wrap(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
