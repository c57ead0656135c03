import Configuration

/// The three places that settings come from. What stands in an earlier one counts: command line,
/// environment, file.
struct ConfigurationSources: Sendable {
    private let flags: CommandLineArgumentsProvider
    private let environment: EnvironmentVariablesProvider
    let file: ConfigurationFile?
    /// What relative paths on the command line and in the environment start at.
    private let directory: String

    /// Throws if a flag is unknown.
    init(
        flags: [String], environment: [String: String], file: ConfigurationFile?, directory: String
    ) throws(ConfigurationProblems) {
        try Self.check(flags)
        self.flags = CommandLineArgumentsProvider(arguments: ["countersignd"] + flags)
        self.environment = EnvironmentVariablesProvider(environmentVariables: environment)
        self.file = file
        self.directory = directory
    }

    /// What a setting is given as, and where; nil if nowhere.
    func find(_ setting: any AnySetting) -> Finding? {
        let components = setting.name.components
        if let texts = texts(flags, components, setting) {
            return Finding(
                source: .flag, place: setting.name.flag, texts: texts, directory: directory)
        }
        if let texts = texts(environment, ["countersign"] + components, setting) {
            return Finding(
                source: .environment, place: setting.name.variable, texts: texts,
                directory: directory)
        }
        if let file, let texts = file.texts(components) {
            return Finding(
                source: .file, place: file.place(components), texts: texts,
                directory: file.path.directoryPart ?? directory)
        }
        return nil
    }

    struct Finding {
        let source: SettingSource
        let place: String
        let texts: [String]
        let directory: String
    }

    private func texts(
        _ provider: some ConfigProvider, _ components: [String], _ setting: any AnySetting
    ) -> [String]? {
        let key = AbsoluteConfigKey(components)
        // As one text if it is to be one. A flag given twice, or without a value, can't be read so.
        let types = setting.takesList ? [ConfigType.stringArray] : [.string, .stringArray]
        for type in types {
            switch try? provider.value(forKey: key, type: type).value?.content {
            case .string(let text): return [text]
            case .stringArray(let texts): return texts
            default: continue
            }
        }
        return nil
    }

    private static func check(_ flags: [String]) throws(ConfigurationProblems) {
        let known = Settings.all.map(\.name.flag)
        var problems = ConfigurationProblems()
        var afterFlag = false
        for flag in flags {
            guard flag.hasPrefix("--") else {
                if !afterFlag { problems.add(flag, "unexpected argument") }
                continue
            }
            afterFlag = !flag.contains("=")
            let name = String(flag.prefix { $0 != "=" })
            guard !known.contains(name) else { continue }
            problems.add(name, "unknown flag" + Suggestion.hint(for: name, among: known))
        }
        try problems.throwIfAny()
    }
}

/// Where the value in force comes from.
enum SettingSource: String, Sendable {
    case flag, environment, file
    case standard = "default"
}

extension String {
    /// The path without its last component; nil if it has but one.
    var directoryPart: String? {
        guard let slash = lastIndex(of: "/") else { return nil }
        return slash == startIndex ? "/" : String(self[..<slash])
    }
}
