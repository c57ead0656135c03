extension Refusal {
    /// Everything wrong with the fields of a request message, at once.
    init(_ fields: [FieldViolation]) {
        let list = fields.map { "\($0.field) \($0.description)" }.joined(separator: "; ")
        self.init(
            .invalidArgument, .invalidFields, "Correct these fields: \(list).", fields: fields)
    }

    /// There is no object of that id or name.
    init(noSuch type: String, _ name: String) {
        self.init(
            .notFound, .noSuchObject, "There is no \(type) \"\(name)\". Name one by id or name.")
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { properties.generalCategory == .control }
}

/// Collects what is wrong with texts.
struct TextChecks {
    private(set) var violations: [FieldViolation] = []

    mutating func add(_ field: String, _ description: String) {
        violations.append(FieldViolation(field, description))
    }

    mutating func length(_ text: String, of field: String, atMost limit: Int) {
        if text.utf8.count > limit {
            add(field, "is longer than \(limit) bytes")
        } else if text.utf8.contains(0) {
            add(field, "holds a NUL character")
        }
    }

    /// One line of text, not empty, without blanks at its ends.
    mutating func line(_ text: String, of field: String, atMost limit: Int) {
        if text.isEmpty {
            add(field, "is required")
        } else if text.utf8.count > limit {
            add(field, "is longer than \(limit) bytes")
        } else if text.unicodeScalars.contains(where: \.isControl) {
            add(field, "holds a control character")
        } else if text.first!.isWhitespace || text.last!.isWhitespace {
            add(field, "begins or ends with a blank")
        }
    }

    /// The name of an object. One that reads like an identifier would be taken for it.
    mutating func name<Tag>(_ text: String, of field: String, like: Identifier<Tag>.Type) {
        if Identifier<Tag>(text) != nil {
            add(field, "reads like an identifier; choose another name")
        } else {
            line(text, of: field, atMost: Limits.nameBytes)
        }
    }

    func refuse() throws(Refusal) {
        if !violations.isEmpty { throw Refusal(violations) }
    }
}
