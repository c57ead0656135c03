import Foundation

/// The configuration file that `init` leaves behind: the example, with the data directory and the
/// addresses filled in.
enum InitialConfiguration {
    static func write(
        _ values: ConfigurationValues, to directory: DataDirectory
    ) throws(DaemonFailure) {
        let text = ExampleFile.text(values: settings(values, directory))
        let file = URL(fileURLWithPath: directory.configuration)
        do {
            try Data(text.utf8).write(to: file, options: .withoutOverwriting)
        } catch {
            throw DaemonFailure(
                "cannot write \(directory.configuration): \(error.localizedDescription)")
        }
    }

    /// What was given on the command line or in the environment, the data directory in any case,
    /// and sockets in it for programs on the same machine.
    static func settings(
        _ values: ConfigurationValues, _ directory: DataDirectory
    ) -> [SettingName: [String]] {
        let settings = Settings()
        var chosen: [SettingName: [String]] = [:]
        for setting in Settings.all {
            let entry = values.entry(setting.name)
            if entry.source != .standard { chosen[setting.name] = entry.texts }
        }
        chosen[settings.data.name] = [directory.path]
        addSocket("node.ipc", settings.listen, directory, &chosen)
        addSocket("events.ipc", settings.publish, directory, &chosen)
        return chosen
    }

    private static func addSocket(
        _ name: String, _ setting: Setting<[SocketAddress]>, _ directory: DataDirectory,
        _ chosen: inout [SettingName: [String]]
    ) {
        guard chosen[setting.name] == nil else { return }
        let path = directory.path + "/" + name
        let socket = path.utf8.count <= SocketAddress.longestPath ? ["ipc://" + path] : []
        chosen[setting.name] = socket + setting.form.spell(setting.standard)
    }
}
