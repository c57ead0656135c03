import ArgumentParser

/// How every command takes the configuration: a file, and a flag for each setting.
struct ConfigurationArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The configuration file; \(ConfigurationLoader.usualPath) if it is there.",
            valueName: "file"))
    var config: String?

    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp(
            "Settings for this run, for example --log-level debug. Listed below.",
            valueName: "settings"))
    var flags: [String] = []

    var loader: ConfigurationLoader {
        ConfigurationLoader(path: config, flags: flags)
    }

    /// The flag of every setting, for the end of a help page.
    static var discussion: String {
        let lines = Settings.all.flatMap { setting in
            ["  \(setting.name.flag) \(setting.placeholder)"]
                + Paragraph.wrap(setting.summary, width: 70).map { "        " + $0 }
        }
        return """
            SETTINGS
            Each is a flag here, a key in the file and a variable in the environment: --tls-key, \
            tls.key, COUNTERSIGN_TLS_KEY. Flags count before variables, variables before the file. \
            `countersignd config check` says what is in force.

            """ + "\n" + lines.joined(separator: "\n")
    }
}
