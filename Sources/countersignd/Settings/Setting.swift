/// One thing that can be configured: how it is called, what it may be, what it is by default.
///
/// A setting called `tls.key` is `tls: { key: … }` in the file, `COUNTERSIGN_TLS_KEY` in the
/// environment and `--tls-key` on the command line.
struct Setting<Value: Sendable>: Sendable {
    let name: SettingName
    let form: SettingForm<Value>
    let standard: Value
    let change: ChangeEffect
    /// What it does, in a sentence or two.
    let summary: String

    init(
        _ name: String, _ form: SettingForm<Value>, standard: Value, _ change: ChangeEffect,
        _ summary: String
    ) {
        self.name = SettingName(name)
        self.form = form
        self.standard = standard
        self.change = change
        self.summary = summary
    }
}

/// When a changed setting takes effect.
enum ChangeEffect: Sendable {
    /// When the node gets SIGHUP.
    case reload
    /// When the node starts again.
    case restart
}

/// The name of a setting, in its three spellings.
struct SettingName: Hashable, Sendable, CustomStringConvertible {
    let components: [String]

    init(_ text: String) {
        components = text.split(separator: ".").map(String.init)
    }

    /// As in the file: `tls.key`.
    var description: String { components.joined(separator: ".") }

    /// On the command line: `--tls-key`.
    var flag: String { "--" + components.joined(separator: "-") }

    /// In the environment: `COUNTERSIGN_TLS_KEY`.
    var variable: String {
        let words = ["countersign"] + components
        return words.joined(separator: "_").replacing("-", with: "_").uppercased()
    }
}

/// A setting of any type, for what is done with all of them.
protocol AnySetting: Sendable {
    var name: SettingName { get }
    var change: ChangeEffect { get }
    var summary: String { get }
    var takesList: Bool { get }
    /// What may stand for the value in a usage line, for example `SPAN`.
    var placeholder: String { get }
    /// What values are allowed.
    var constraint: String { get }
    /// The default, spelled as in the file.
    var standardTexts: [String] { get }

    /// Reads the value from its spelling. Relative paths start at `directory`.
    func read(_ texts: [String], in directory: String) throws(FormFault) -> SettingValue
}

/// A value together with its spelling.
struct SettingValue: Sendable {
    let value: any Sendable
    let texts: [String]
}

extension Setting: AnySetting {
    var takesList: Bool { form.takesList }
    var placeholder: String { form.placeholder }
    var constraint: String { form.constraint }
    var standardTexts: [String] { form.spell(standard) }

    func read(_ texts: [String], in directory: String) throws(FormFault) -> SettingValue {
        let value = try form.read(texts, directory)
        return SettingValue(value: value, texts: form.spell(value))
    }
}
