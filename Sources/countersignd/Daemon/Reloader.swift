import Broker
import Logging
import Synchronization

/// Reads the configuration again on SIGHUP and applies what can change while the node runs.
final class Reloader: Sendable {
    private let loader: ConfigurationLoader
    private let values: Mutex<ConfigurationValues>
    private let output: LogOutput
    private let verifier: TokenVerifier
    private let node: Node
    private let logger: Logger

    init(
        loader: ConfigurationLoader, values: ConfigurationValues, output: LogOutput,
        verifier: TokenVerifier, node: Node, logger: Logger
    ) {
        self.loader = loader
        self.values = Mutex(values)
        self.output = output
        self.verifier = verifier
        self.node = node
        self.logger = logger
    }

    /// All or nothing: with anything wrong in the new configuration, the old one stays.
    func reload() async {
        do {
            let new = try loader.load()
            let issuers = try await new.loadIssuers()
            try verifier.replace(issuers: issuers)
            output.level = new[\.logLevel]
            node.apply(new.limits)
            let old = values.withLock { values in
                defer { values = new }
                return values
            }
            report(from: old, to: new)
        } catch {
            logger.error("reload failed; nothing has changed", metadata: ["error": "\(error)"])
        }
    }

    private func report(from old: ConfigurationValues, to new: ConfigurationValues) {
        for change in SettingChange.between(old, new) {
            let metadata: Logger.Metadata = [
                "setting": "\(change.name)", "from": "\(change.old)", "to": "\(change.new)",
            ]
            switch change.effect {
            case .reload: logger.notice("setting changed", metadata: metadata)
            case .restart: logger.warning("setting changes with a restart", metadata: metadata)
            }
        }
        if old.issuers != new.issuers {
            let names = new.issuers.map { Logger.MetadataValue.string($0.name) }
            logger.notice("issuers changed", metadata: ["issuers": .array(names)])
        }
        logger.notice("reloaded")
    }
}

/// One setting that is not as it was.
struct SettingChange: Equatable {
    let name: SettingName
    let old: String
    let new: String
    let effect: ChangeEffect

    static func between(_ old: ConfigurationValues, _ new: ConfigurationValues) -> [SettingChange] {
        Settings.all.compactMap { setting in
            let texts = (old.entry(setting.name).texts, new.entry(setting.name).texts)
            guard texts.0 != texts.1 else { return nil }
            return SettingChange(
                name: setting.name, old: texts.0.joined(separator: ", "),
                new: texts.1.joined(separator: ", "), effect: setting.change)
        }
    }
}
