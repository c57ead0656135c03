import Broker

/// The configuration in force: every setting with its value, and where that comes from.
struct ConfigurationValues: Sendable {
    private var entries: [SettingName: Entry] = [:]
    /// The issuers besides the local one.
    let issuers: [IssuerConfiguration]

    struct Entry: Sendable {
        let value: any Sendable
        let texts: [String]
        let source: SettingSource
        /// Where it stands; empty for a default.
        let place: String
    }

    /// Reads and checks everything; throws all that is wrong at once.
    init(_ sources: ConfigurationSources) throws(ConfigurationProblems) {
        var problems = ConfigurationProblems()
        for setting in Settings.all {
            let finding = sources.find(setting)
            do throws(FormFault) {
                let value = try setting.read(
                    finding?.texts ?? setting.standardTexts, in: finding?.directory ?? "/")
                entries[setting.name] = Entry(
                    value: value.value, texts: value.texts, source: finding?.source ?? .standard,
                    place: finding?.place ?? "")
            } catch {
                problems.add(finding?.place ?? "default of \(setting.name)", error.problem)
            }
        }
        issuers = IssuerSection.read(sources.file, &problems)
        try problems.throwIfAny()
        try checkTogether()
    }

    subscript<Value>(_ setting: KeyPath<Settings, Setting<Value>>) -> Value {
        let setting = Settings()[keyPath: setting]
        guard let value = entries[setting.name]?.value as? Value else {
            preconditionFailure("\(setting.name) was read with another type")
        }
        return value
    }

    func entry(_ name: SettingName) -> Entry {
        guard let entry = entries[name] else { preconditionFailure("no setting \(name)") }
        return entry
    }

    /// The rules that concern several settings.
    private func checkTogether() throws(ConfigurationProblems) {
        var problems = ConfigurationProblems()
        let usesTLS = (self[\.listen] + self[\.publish]).contains(where: \.usesTLS)
        let files = [self[\.certificate], self[\.key], self[\.authority]]
        if usesTLS, files.contains(nil) {
            problems.add(
                "tls", "tls+tcp:// needs all of tls.certificate, tls.key and tls.authority")
        } else if !usesTLS, files.contains(where: { $0 != nil }) {
            problems.add("tls", "is set, but no address in `listen` or `publish` is tls+tcp://")
        }
        if self[\.defaultTimeout] > self[\.maximumTimeout] {
            problems.add("timeout.default", "must not be longer than timeout.maximum")
        }
        try problems.throwIfAny()
    }
}
