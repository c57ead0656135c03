import CountersignProto
import Store
import Workflow

/// Why a call is answered with something other than OK.
///
/// Every failure has a stable `reason` for programs and a message for people that says what to do.
struct CallFailure: Error, Hashable, Sendable {
    var code: Code
    var reason: String
    var message: String
    /// What goes beside the `ErrorInfo`.
    var details: [ErrorDetail.DetailChoice]
    var figures: [String: String]

    init(
        _ code: Code, _ reason: String, _ message: String,
        details: [ErrorDetail.DetailChoice] = [], figures: [String: String] = [:]
    ) {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
        self.figures = figures
    }

    /// google.rpc.Code, unchanged.
    enum Code: UInt32, Sendable {
        case invalidArgument = 3
        case deadlineExceeded = 4
        case notFound = 5
        case alreadyExists = 6
        case permissionDenied = 7
        case resourceExhausted = 8
        case failedPrecondition = 9
        case aborted = 10
        case outOfRange = 11
        case unimplemented = 12
        case `internal` = 13
        case unavailable = 14
        case unauthenticated = 16
    }

    /// The reply that carries it.
    var reply: Reply {
        let info = ErrorInfo(reason: reason, domain: "countersign.v1", metadata: figures)
        return Reply(
            code: code.rawValue,
            message: message,
            details: [ErrorDetail(detail: .errorInfo(info))]
                + details.map(ErrorDetail.init(detail:)))
    }
}

extension CallFailure {
    /// Send it again, with the same request id, after a while.
    static func retryLater(
        _ code: Code, _ reason: String, _ message: String, afterMilliseconds delay: Int64
    ) -> CallFailure {
        let retry = RetryInfo(retryDelay: ProtoDuration(milliseconds: delay))
        return CallFailure(code, reason, message, details: [.retryInfo(retry)])
    }

    static func malformed(_ what: String, _ failure: DecodingFailure) -> CallFailure {
        CallFailure(
            .invalidArgument, "MALFORMED_MESSAGE",
            "the \(what) can't be read: \(failure.description)")
    }

    /// The issuer is trusted, and yet the token speaks of an organization that is not here.
    static let unknownOrganization = CallFailure(
        .unauthenticated, "ORGANIZATION_UNKNOWN",
        "the token is good, but its organization is not one of this node's")

    static let draining = retryLater(
        .unavailable, "DRAINING", "this node is about to stop; call another, or again later",
        afterMilliseconds: 1_000)

    static let overloaded = retryLater(
        .resourceExhausted, "OVERLOADED", "too many calls are waiting; call again later",
        afterMilliseconds: 100)

    static let timedOut = CallFailure(
        .deadlineExceeded, "DEADLINE_EXCEEDED",
        "the call's time was up before its work began, and nothing was done")

    static func noPermission(_ permissions: [Workflow.Permission]) -> CallFailure {
        let names = permissions.map(\.rawValue).joined(separator: " or ")
        return CallFailure(
            .permissionDenied, "PERMISSION_MISSING",
            "this needs \(names); ask an administrator for a role that has it")
    }

    static func noSuch(_ type: String, _ name: String) -> CallFailure {
        CallFailure(
            .notFound, Refusal.Reason.noSuchObject.rawValue, "there is no \(type) \"\(name)\"",
            details: [.resourceInfo(ResourceInfo(resourceType: type, resourceName: name))])
    }

    static func badField(_ field: String, _ description: String) -> CallFailure {
        CallFailure(Refusal(field: FieldViolation(field, description)))
    }
}

extension Refusal {
    /// One field is wrong.
    init(field: FieldViolation) {
        self.init(
            .invalidArgument, .invalidFields, "\(field.field): \(field.description)",
            fields: [field])
    }
}

extension CallFailure {
    init(_ refusal: Refusal) {
        self.init(
            Code(refusal.code), refusal.reason.rawValue, refusal.message,
            figures: refusal.figures)
        if !refusal.fields.isEmpty {
            let violations = refusal.fields.map {
                BadRequest.FieldViolation(field: $0.field, description: $0.description)
            }
            details.append(.badRequest(BadRequest(fieldViolations: violations)))
        }
        if !refusal.unmet.isEmpty {
            let violations = refusal.unmet.map {
                PreconditionFailure.Violation(
                    type: $0.kind.rawValue, subject: refusal.subject, description: $0.description)
            }
            details.append(.preconditionFailure(PreconditionFailure(violations: violations)))
        }
        if !refusal.subject.isEmpty {
            let type = String(refusal.subject.prefix { $0 != "_" })
            details.append(
                .resourceInfo(ResourceInfo(resourceType: type, resourceName: refusal.subject)))
        }
    }

    /// The store never says yes by failing: every failure of it is a refusal to the caller.
    init(_ failure: StoreFailure) {
        switch failure {
        case .conflict:
            self.init(.aborted, "CONFLICT", "someone else was first; look again and decide anew")
        case .full:
            self = .retryLater(
                .resourceExhausted, "STORE_FULL",
                "the node has no room to write; nothing was changed; tell its operator",
                afterMilliseconds: 5_000)
        case .unavailable:
            self = .retryLater(
                .unavailable, "STORE_UNAVAILABLE", "the store is away; nothing was changed",
                afterMilliseconds: 1_000)
        case .unknownOutcome:
            self = .retryLater(
                .unavailable, "OUTCOME_UNKNOWN",
                "the outcome is not known; send the same request id again to learn it",
                afterMilliseconds: 500)
        case .broken:
            self = .retryLater(
                .unavailable, "STORE_BROKEN", "the store can't be used; tell the node's operator",
                afterMilliseconds: 30_000)
        }
    }

    /// Any error of a handler.
    init(_ error: any Error) {
        switch error {
        case let failure as CallFailure: self = failure
        case let refusal as Refusal: self.init(refusal)
        case let failure as StoreFailure: self.init(failure)
        case let failure as EncodingFailure:
            self.init(.internal, "REPLY_NOT_ENCODED", "the reply can't be sent: \(failure)")
        default:
            self.init(.internal, "INTERNAL", "the node failed; its log says how")
        }
    }
}

extension CallFailure.Code {
    init(_ code: Refusal.Code) {
        switch code {
        case .invalidArgument: self = .invalidArgument
        case .notFound: self = .notFound
        case .alreadyExists: self = .alreadyExists
        case .permissionDenied: self = .permissionDenied
        case .failedPrecondition: self = .failedPrecondition
        case .aborted: self = .aborted
        }
    }
}
