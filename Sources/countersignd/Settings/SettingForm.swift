import Workflow

/// What the values of a setting look like.
struct SettingForm<Value: Sendable>: Sendable {
    let placeholder: String
    let constraint: String
    let takesList: Bool
    /// Reads a value from its spelling: one text, or any number if it takes a list. Relative paths
    /// start at the directory given.
    let read: @Sendable ([String], String) throws(FormFault) -> Value
    let spell: @Sendable (Value) -> [String]

    /// A form whose spelling is a list of texts.
    init(
        list placeholder: String, _ constraint: String,
        read: @escaping @Sendable ([String]) throws(FormFault) -> Value,
        spell: @escaping @Sendable (Value) -> [String]
    ) {
        self.placeholder = placeholder
        self.constraint = constraint
        takesList = true
        self.read = { (texts, _) throws(FormFault) in try read(texts) }
        self.spell = spell
    }

    /// A form whose spelling is one text.
    init(
        _ placeholder: String, _ constraint: String,
        read: @escaping @Sendable (String, _ directory: String) throws(FormFault) -> Value,
        spell: @escaping @Sendable (Value) -> String
    ) {
        self.placeholder = placeholder
        self.constraint = constraint
        takesList = false
        self.read = { (texts, directory) throws(FormFault) in
            guard texts.count == 1 else { throw FormFault("takes one value, not \(texts.count)") }
            return try read(texts[0], directory)
        }
        self.spell = { [spell($0)] }
    }
}

/// What is wrong with the spelling of a value.
struct FormFault: Error {
    let problem: String

    init(_ problem: String) {
        self.problem = problem
    }
}

extension SettingForm<Int> {
    static func count(_ range: ClosedRange<Int>) -> Self {
        let constraint = "\(range.lowerBound) to \(range.upperBound)"
        return Self("NUMBER", constraint) { (text, _) throws(FormFault) in
            guard let value = Int(text), range.contains(value) else {
                throw FormFault("`\(text)` is not a whole number from \(constraint)")
            }
            return value
        } spell: {
            "\($0)"
        }
    }
}

extension SettingForm<Bool> {
    static var truth: Self {
        Self("true|false", "true or false") { (text, _) throws(FormFault) in
            guard let value = Bool(text.lowercased()) else {
                throw FormFault("`\(text)` is neither true nor false")
            }
            return value
        } spell: {
            "\($0)"
        }
    }
}

extension SettingForm<Span> {
    static func span(_ range: ClosedRange<Span>) -> Self {
        let constraint = "\(range.lowerBound.spelled) to \(range.upperBound.spelled)"
        return Self("SPAN", constraint) { (text, _) throws(FormFault) in
            guard let value = Span(spelled: text) else {
                throw FormFault("`\(text)` is not a span such as 500ms, 10s, 5m, 12h or 30d")
            }
            guard range.contains(value) else { throw FormFault("must be \(constraint)") }
            return value
        } spell: {
            $0.spelled
        }
    }
}

extension SettingForm where Value: RawRepresentable<String> & CaseIterable {
    static var choice: Self {
        let names = Value.allCases.map(\.rawValue)
        return Self(names.joined(separator: "|"), "one of \(names.joined(separator: ", "))") {
            (text, _) throws(FormFault) in
            guard let value = Value(rawValue: text) else {
                let hint = Suggestion.hint(for: text, among: names)
                throw FormFault("`\(text)` is not one of \(names.joined(separator: ", "))\(hint)")
            }
            return value
        } spell: {
            $0.rawValue
        }
    }
}

extension SettingForm<String> {
    static var path: Self {
        Self("PATH", "a path") {
            (text, directory) throws(FormFault) in
            guard !text.isEmpty else { throw FormFault("must not be empty") }
            return text.hasPrefix("/") ? text : directory + "/" + text
        } spell: {
            $0
        }
    }
}

extension SettingForm<String?> {
    /// A path, or nothing.
    static var optionalPath: Self {
        Self("PATH", SettingForm<String>.path.constraint) { (text, directory) throws(FormFault) in
            text.isEmpty ? nil : try SettingForm<String>.path.read([text], directory)
        } spell: {
            $0 ?? ""
        }
    }
}
