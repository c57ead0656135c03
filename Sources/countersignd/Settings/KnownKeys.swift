/// The keys that a configuration file may have.
enum KnownKeys {
    enum Kind {
        /// Holds a value.
        case setting
        /// Holds other keys.
        case section
    }

    /// Below `issuers` each issuer has a name of the operator's choice, and these keys.
    static let issuerKeys = ["name", "audience", "jwks", "organization"]

    /// nil for a key that is unknown.
    static func kind(of components: [String]) -> Kind? {
        if components.first == "issuers" {
            switch components.count {
            case 1, 2: return .section
            case 3: return issuerKeys.contains(components[2]) ? .setting : nil
            default: return nil
            }
        }
        let names = Settings.all.map(\.name.components)
        if names.contains(components) { return .setting }
        return names.contains { $0.starts(with: components) } ? .section : nil
    }

    /// The keys that could have been meant.
    static func all(like components: [String]) -> [[String]] {
        if components.first == "issuers", components.count == 3 {
            return issuerKeys.map { Array(components.prefix(2)) + [$0] }
        }
        return Settings.all.map(\.name.components) + [["issuers"], ["tls"], ["timeout"]]
    }
}
