import Workflow

/// What kind of object a row of the configuration holds. The numbers are stored: add, never change.
enum ConfigurationKind: Int {
    case organization = 1
    case user = 2
    case service = 3
    case group = 4
    case role = 5
    case resource = 6
    case policy = 7

    /// An object as it is stored.
    struct Row {
        let kind: ConfigurationKind
        let high: UInt64
        let low: UInt64
        let body: [UInt8]

        fileprivate init(
            _ kind: ConfigurationKind,
            _ id: Identifier<some IdentifierTag>,
            _ value: some Encodable
        ) throws(StoreFailure) {
            self.kind = kind
            high = id.high
            low = id.low
            body = try ConfigurationJSON.encode(value)
        }
    }

    static func row(of object: ConfigurationObject) throws(StoreFailure) -> Row {
        switch object {
        case .organization(let value): try Row(.organization, value.id, value)
        case .user(let value): try Row(.user, value.id, value)
        case .service(let value): try Row(.service, value.id, value)
        case .group(let value): try Row(.group, value.id, value)
        case .role(let value): try Row(.role, value.id, value)
        case .resource(let value): try Row(.resource, value.id, value)
        case .policy(let value): try Row(.policy, value.id, value)
        }
    }

    func object(from body: [UInt8]) throws(StoreFailure) -> ConfigurationObject {
        switch self {
        case .organization: .organization(try ConfigurationJSON.decode(from: body))
        case .user: .user(try ConfigurationJSON.decode(from: body))
        case .service: .service(try ConfigurationJSON.decode(from: body))
        case .group: .group(try ConfigurationJSON.decode(from: body))
        case .role: .role(try ConfigurationJSON.decode(from: body))
        case .resource: .resource(try ConfigurationJSON.decode(from: body))
        case .policy: .policy(try ConfigurationJSON.decode(from: body))
        }
    }
}
