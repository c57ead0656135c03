import Configuration
import Foundation
import Yams

/// The configuration file: its values, and where in it each key stands.
///
/// swift-configuration reads the values. It does not tell which keys a file has, so Yams is asked
/// for those: a misspelled key must not be passed over in silence.
struct ConfigurationFile: Sendable {
    let path: String
    /// Lines of the keys that have a value, by path.
    private let lines: [[String]: Int]
    private let values: YAMLSnapshot

    /// Reads the file at `path`. Throws if it is not there, is no YAML, or has keys unknown here.
    init(path: String) throws(ConfigurationProblems) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            let refused = access(path, R_OK) != 0
            let reason = refused ? String(cString: strerror(errno)) : error.localizedDescription
            throw ConfigurationProblems(place: path, reason)
        }
        try self.init(path: path, data: data)
    }

    init(path: String, data: Data) throws(ConfigurationProblems) {
        self.path = path
        let text = String(decoding: data, as: UTF8.self)
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationProblems(place: path, "not YAML: \(error)")
        }
        var walk = KeyWalk(path: path)
        if let root { walk.visit(root, []) }
        try walk.problems.throwIfAny()
        lines = walk.lines
        do {
            let bytes = Array(lines.isEmpty ? Data("{}".utf8) : data)
            values = try YAMLSnapshot(
                data: bytes.span.bytes, providerName: path, parsingOptions: .default)
        } catch {
            throw ConfigurationProblems(place: path, "\(error)")
        }
    }

    /// Where a key stands, for messages: `countersignd.yaml:12`.
    func place(_ components: [String]) -> String {
        lines[components].map { "\(path):\($0)" } ?? path
    }

    /// The spelling of a value, as a list; nil if the key is not there.
    func texts(_ components: [String]) -> [String]? {
        guard lines[components] != nil else { return nil }
        let key = AbsoluteConfigKey(components)
        // A snapshot answers for one type at a time, and throws for another.
        for type in [ConfigType.stringArray, .string] {
            switch try? values.value(forKey: key, type: type).value?.content {
            case .stringArray(let texts): return texts
            case .string(let text): return [text]
            default: continue
            }
        }
        return nil
    }

    /// The keys directly below these, in alphabetical order.
    func keys(below components: [String]) -> [String] {
        let paths = lines.keys.filter {
            $0.count > components.count && $0.starts(with: components)
        }
        return Set(paths.map { $0[components.count] }).sorted()
    }
}

/// Goes through the keys of a file and notes where they are, and which are unknown.
private struct KeyWalk {
    let path: String
    var lines: [[String]: Int] = [:]
    var problems = ConfigurationProblems()

    mutating func visit(_ node: Node, _ components: [String]) {
        guard let mapping = node.mapping else {
            problems.add(path, "the file must be a list of `key: value` lines")
            return
        }
        for (key, value) in mapping {
            let name = key.string ?? ""
            let line = key.mark?.line ?? 0
            visit(value, components + [name], line)
        }
    }

    private mutating func visit(_ value: Node, _ components: [String], _ line: Int) {
        switch KnownKeys.kind(of: components) {
        case .setting:
            if value.mapping != nil {
                problems.add("\(path):\(line)", "`\(dotted(components))` has no keys below it")
            } else if value.null == nil {
                lines[components] = line
            }
        case .section:
            if value.null != nil { return }
            guard value.mapping != nil else {
                problems.add("\(path):\(line)", "`\(dotted(components))` needs keys below it")
                return
            }
            visit(value, components)
        case nil:
            let hint = Suggestion.hint(
                for: dotted(components), among: KnownKeys.all(like: components).map(dotted))
            problems.add("\(path):\(line)", "unknown key `\(dotted(components))`\(hint)")
        }
    }

    private func dotted(_ components: [String]) -> String {
        components.joined(separator: ".")
    }
}
