public import CountersignProto

/// Why a call or a subscription failed.
///
/// Decide by ``code``, then by ``reason``; ``message`` is for people and changes.
public struct CountersignError: Error, Sendable {
    /// The kind of the error.
    public var code: StatusCode
    /// Stable, in upper case, for example `REQUESTER_CANNOT_APPROVE`.
    public var reason: Reason
    /// What is wrong and what to do about it.
    public var message: String
    /// The figures behind the message.
    public var metadata: [String: String]
    /// Everything wrong with the fields of the request.
    public var fieldViolations: [BadRequest.FieldViolation]
    /// The conditions that did not hold.
    public var preconditions: [PreconditionFailure.Violation]
    /// The call may be repeated, with the same request id, after this time.
    public var retryDelay: Duration?
    /// The object that the error is about, for example the request that exists already.
    public var resource: ResourceInfo?
    /// The method that was called; empty outside of calls.
    public var method = ""
    /// The id to repeat the call with, so that it has one effect.
    public var requestID: RequestID?
    /// What went wrong below; nil when a node answered.
    public var cause: (any Error)?

    /// Creates an error.
    public init(
        _ code: StatusCode,
        reason: Reason,
        message: String,
        metadata: [String: String] = [:],
        fieldViolations: [BadRequest.FieldViolation] = [],
        preconditions: [PreconditionFailure.Violation] = [],
        retryDelay: Duration? = nil,
        resource: ResourceInfo? = nil,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.reason = reason
        self.message = message
        self.metadata = metadata
        self.fieldViolations = fieldViolations
        self.preconditions = preconditions
        self.retryDelay = retryDelay
        self.resource = resource
        self.cause = cause
    }
}

extension CountersignError: CustomStringConvertible {
    /// One line, for logs.
    public var description: String {
        var text = "\(code.name) \(reason): \(message)"
        if !method.isEmpty { text += " [\(method)]" }
        for violation in fieldViolations {
            text += "; \(violation.field): \(violation.description)"
        }
        for violation in preconditions {
            text += "; \(violation.type): \(violation.description)"
        }
        return text
    }
}
