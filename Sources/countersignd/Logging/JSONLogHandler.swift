import Logging

/// Writes each log message as one line of JSON: time, level, logger, message, metadata.
struct JSONLogHandler: LogHandler {
    private let label: String
    private let output: LogOutput
    /// Set where someone gave this logger a level of its own; otherwise the output's counts.
    private var ownLevel: Logger.Level?
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(label: String, output: LogOutput, metadataProvider: Logger.MetadataProvider? = nil) {
        self.label = label
        self.output = output
        self.metadataProvider = metadataProvider
    }

    var logLevel: Logger.Level {
        get { ownLevel ?? output.level }
        set { ownLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let given = event.metadata { all.merge(given) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        let line = LogLine(
            time: output.now(), level: event.level, logger: label,
            message: event.message.description, metadata: all)
        output.write(line.text)
    }
}
