/// Why a command is not carried out: stable for programs, clear for people.
package struct Refusal: Error, Hashable, Sendable {
    package var code: Code
    package var reason: Reason
    /// Says what is wrong and what to do.
    package var message: String
    /// Every field that is wrong, when `code` is `invalidArgument`.
    package var fields: [FieldViolation]
    /// Every condition that does not hold, as far as it can be told: when `code` is
    /// `failedPrecondition`, and when an access is asked for that can't be had.
    package var unmet: [UnmetCondition]
    /// The id of the object concerned, for example the pending request that already exists.
    package var subject: String
    /// The numbers behind the message, by name.
    package var figures: [String: String]

    package init(
        _ code: Code, _ reason: Reason, _ message: String, fields: [FieldViolation] = [],
        unmet: [UnmetCondition] = [], subject: String = "", figures: [String: String] = [:]
    ) {
        self.code = code
        self.reason = reason
        self.message = message
        self.fields = fields
        self.unmet = unmet
        self.subject = subject
        self.figures = figures
    }

    /// The numbers are those of google.rpc.Code.
    package enum Code: UInt32, Sendable {
        case invalidArgument = 3
        case notFound = 5
        case alreadyExists = 6
        case permissionDenied = 7
        case failedPrecondition = 9
        case aborted = 10
    }

    /// Stable: programs compare it. Add, never rename.
    package enum Reason: String, Sendable, CaseIterable {
        case invalidFields = "INVALID_FIELDS"
        case noSuchObject = "NO_SUCH_OBJECT"
        case nameTaken = "NAME_TAKEN"
        case staleVersion = "STALE_VERSION"
        case permissionMissing = "PERMISSION_MISSING"
        case requestPending = "REQUEST_PENDING"
        case quorumUnreachable = "QUORUM_UNREACHABLE"
        case noPolicy = "NO_POLICY"
        case notShared = "NOT_SHARED"
        case userSuspended = "USER_SUSPENDED"
        case resourceDeleted = "RESOURCE_DELETED"
        case requestNotPending = "REQUEST_NOT_PENDING"
        case requestExpired = "REQUEST_EXPIRED"
        case requestApproved = "REQUEST_APPROVED"
        case notRequester = "NOT_REQUESTER"
        case requesterCannotApprove = "REQUESTER_CANNOT_APPROVE"
        case serviceCannotApprove = "SERVICE_CANNOT_APPROVE"
        case notForServices = "NOT_FOR_SERVICES"
        case notAnApprover = "NOT_AN_APPROVER"
        case alreadyVoted = "ALREADY_VOTED"
        case countedInAnotherStep = "COUNTED_IN_ANOTHER_STEP"
        case remindedRecently = "REMINDED_RECENTLY"
        case grantNotOpen = "GRANT_NOT_OPEN"
        case notGrantHolder = "NOT_GRANT_HOLDER"
        case lastAdministrator = "LAST_ADMINISTRATOR"
    }
}

/// One field of a request message that is wrong.
package struct FieldViolation: Hashable, Sendable {
    /// The path in the request message, for example `policy.steps[1].approvers`.
    package let field: String
    package let description: String

    package init(_ field: String, _ description: String) {
        self.field = field
        self.description = description
    }
}

/// One thing that access still lacks.
package struct UnmetCondition: Hashable, Sendable {
    package let kind: Kind
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    package enum Kind: String, Sendable {
        case user = "USER"
        case resource = "RESOURCE"
        case account = "ACCOUNT"
        case shared = "SHARED"
        case policy = "POLICY"
        case duration = "DURATION"
        case quorum = "QUORUM"
        case approval = "APPROVAL"
        case time = "TIME"
        case state = "STATE"
    }
}
