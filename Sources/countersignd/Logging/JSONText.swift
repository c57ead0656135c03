/// Builds one JSON value as text (RFC 8259), members in the order given.
struct JSONText {
    private(set) var text = ""
    private var needsComma = false

    mutating func object(_ body: (inout JSONText) -> Void) {
        nest("{", "}", body)
    }

    mutating func array<Element>(
        _ elements: [Element], _ each: (inout JSONText, Element) -> Void
    ) {
        nest("[", "]") { json in
            for element in elements {
                json.separate()
                each(&json, element)
                json.needsComma = true
            }
        }
    }

    mutating func member(_ key: String, _ value: String) {
        member(key) { $0.string(value) }
    }

    mutating func member(_ key: String, _ value: (inout JSONText) -> Void) {
        separate()
        string(key)
        text += ":"
        value(&self)
        needsComma = true
    }

    mutating func string(_ value: String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}":
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    private mutating func nest(
        _ open: String, _ close: String, _ body: (inout JSONText) -> Void
    ) {
        text += open
        needsComma = false
        body(&self)
        text += close
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { text += "," }
        needsComma = false
    }
}
