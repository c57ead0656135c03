/// Writes the set fields of one message as a JSON object.
struct JSONObjectWriter {
    private var container: KeyedEncodingContainer<JSONKey>

    init(_ encoder: any Encoder) {
        container = encoder.container(keyedBy: JSONKey.self)
    }

    mutating func write(_ value: some Encodable, _ name: String) throws {
        try container.encode(value, forKey: JSONKey(name))
    }
}

/// The name of a field.
struct JSONKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
