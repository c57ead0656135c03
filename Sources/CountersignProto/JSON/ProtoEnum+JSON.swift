extension ProtoEnum {
    /// Reads a name from the .proto file, or a number.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let name = try? container.decode(String.self) else {
            guard let number = try? container.decode(Int32.self) else {
                throw mistake("is not a name or a number", container)
            }
            self.init(rawValue: number)
            return
        }
        guard let known = Self(protoName: name) else {
            let names = Self.allCases.compactMap(\.protoName).joined(separator: ", ")
            throw mistake("there is no \(name); it may be \(names)", container)
        }
        self = known
    }

    /// Writes the name in the .proto file, or the number if this version knows no name for it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let protoName {
            try container.encode(protoName)
        } else {
            try container.encode(rawValue)
        }
    }
}
