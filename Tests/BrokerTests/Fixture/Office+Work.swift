import CountersignClient
import CountersignProto
import Testing

/// What people do all day, in one line each.
extension Office {
    /// Asks for an account of `prod-db`, or of another resource, for an hour.
    func ask(
        as person: Person = .rita, resource: String = "prod-db", account: String = "admin",
        duration: ProtoDuration = .hours(1), timeToLive: ProtoDuration? = nil
    ) async throws -> AccessRequest {
        let response = try await self[person].access.createRequest(
            resource: resource, account: account, duration: duration, reason: "an incident",
            ticket: "INC-7", timeToLive: timeToLive)
        return try #require(response.request)
    }

    @discardableResult
    func approve(
        _ request: AccessRequest, as person: Person
    ) async throws -> ApproveRequestResponse {
        try await self[person].access.approveRequest(id: request.id, comment: "fine")
    }

    /// A request that both steps have approved.
    func grant(
        to person: Person = .rita, account: String = "admin",
        duration: ProtoDuration = .hours(1)
    ) async throws -> Grant {
        let request = try await ask(as: person, account: account, duration: duration)
        try await approve(request, as: .ben)
        return try #require(try await approve(request, as: .carl).grant)
    }

    /// The request as this person sees it.
    func look(at request: AccessRequest, as person: Person = .admin) async throws -> AccessRequest {
        try #require(try await self[person].access.getRequest(id: request.id).request)
    }

    /// The grant as this person sees it.
    func look(at grant: Grant, as person: Person = .admin) async throws -> Grant {
        try #require(try await self[person].access.getGrant(id: grant.id).grant)
    }
}

/// The log.
extension Office {
    /// Every record of the log.
    func records() async throws -> [EventRecord] {
        var records: [EventRecord] = []
        while true {
            let page = try await self[.admin].audit.exportLog(after: UInt64(records.count))
            records += page.records
            if !page.more { return records }
        }
    }

    func events() async throws -> [Event] {
        try await records().map { try Event(serialized: $0.event, limits: .reply) }
    }

    /// The kinds of the events about one object, in order.
    func history(of id: String) async throws -> [EventKind] {
        try await events().filter { $0.subjectID == id }.map(\.kind)
    }

    /// Waits until an event of that kind about that object is in the log.
    @discardableResult
    func happened(_ kind: EventKind, to id: String) async throws -> Event {
        try await eventually("\(kind) is in the log") {
            try await events().first { $0.subjectID == id && $0.kind == kind }
        }
    }
}
