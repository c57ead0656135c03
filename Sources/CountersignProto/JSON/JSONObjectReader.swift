/// Reads the fields of one message from a JSON object, as the proto3 mapping rules: every field
/// may be missing or null, and goes by its JSON name or by its name in the .proto file. What is
/// in the object and was not asked for is refused at the end.
struct JSONObjectReader {
    private let container: KeyedDecodingContainer<JSONKey>
    private var asked: Set<String> = []

    init(_ decoder: any Decoder) throws {
        container = try decoder.container(keyedBy: JSONKey.self)
    }

    /// The value of a field; nil if it is missing or null.
    mutating func read<Value: Decodable>(
        _ name: String,
        _ protoName: String? = nil,
        as type: Value.Type = Value.self
    ) throws -> Value? {
        asked.insert(name)
        var key = JSONKey(name)
        if let protoName {
            asked.insert(protoName)
            if container.contains(JSONKey(protoName)) {
                guard !container.contains(key) else {
                    throw mistake(key, "is there twice, as \(name) and as \(protoName)")
                }
                key = JSONKey(protoName)
            }
        }
        return try container.decodeIfPresent(Value.self, forKey: key)
    }

    /// A number, which may come as a string; 0 if it is missing.
    mutating func integer<Value: FixedWidthInteger & Codable>(
        _ name: String,
        _ protoName: String? = nil
    ) throws -> Value {
        try read(name, protoName, as: JSONInteger<Value>.self)?.value ?? 0
    }

    mutating func double(_ name: String, _ protoName: String? = nil) throws -> Double {
        try read(name, protoName, as: JSONDouble.self)?.value ?? 0
    }

    mutating func bytes(_ name: String, _ protoName: String? = nil) throws -> [UInt8] {
        try read(name, protoName, as: JSONBytes.self)?.value ?? []
    }

    /// Sets a oneof, which only one field may do.
    func choose<Choice>(_ value: Choice, _ member: inout Choice?, _ oneof: String) throws {
        guard member == nil else {
            throw mistake(JSONKey(oneof), "more than one alternative is set")
        }
        member = value
    }

    /// Call after all fields are read.
    func refuseUnknown() throws {
        let unknown = container.allKeys.map(\.stringValue).filter { !asked.contains($0) }
        if let first = unknown.min() { throw mistake(JSONKey(first), "there is no such field") }
    }

    private func mistake(_ key: JSONKey, _ what: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: container.codingPath + [key], debugDescription: what))
    }
}
