import CountersignProto

extension ProtoEnum {
    /// The case in capitals, without the prefix that the contract gives it: `PENDING`.
    var label: String {
        guard protoName != nil else { return "#\(rawValue)" }
        var label = ""
        for character in "\(self)" {
            if character.isUppercase { label += "_" }
            label += character.uppercased()
        }
        return label
    }
}

extension UserSummary {
    /// `Dana Fox <dana@example.com>`.
    var label: String {
        displayName.isEmpty ? (email.isEmpty ? id : email) : "\(displayName) <\(email)>"
    }
}

extension Subject {
    /// `user dana@example.com`.
    var label: String {
        switch subject {
        case .user(let user): "user \(display.isEmpty ? user : display)"
        case .group(let group): "group \(display.isEmpty ? group : display)"
        case nil: "nobody"
        }
    }
}

extension [Subject] {
    var label: String { map(\.label).joined(separator: ", ") }
}

extension Actor {
    var label: String {
        switch actor {
        case .user(let user): user.email.isEmpty ? user.id : user.email
        case .service(let service): service
        case .system(let reason): reason.isEmpty ? "the broker" : "the broker (\(reason))"
        case nil: "somebody"
        }
    }
}
