import FoundationEssentials

/// The form in which configuration is stored: JSON, so that a field can be added without a
/// migration.
enum ConfigurationJSON {
    static func encode(_ value: some Encodable) throws(StoreFailure) -> [UInt8] {
        do {
            return Array(try JSONEncoder().encode(value))
        } catch {
            throw .broken("can't encode \(type(of: value)): \(error)")
        }
    }

    static func decode<Value: Decodable>(
        _ type: Value.Type = Value.self,
        from body: [UInt8]
    ) throws(StoreFailure) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw .broken("can't decode a stored \(type): \(error)")
        }
    }
}
