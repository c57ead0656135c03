import CountersignClient
import CountersignProto

/// An error that says itself what to tell people.
protocol ReportableError: Error {
    /// Lines for the standard error stream.
    var report: String { get }
    var status: CommandStatus { get }
}

/// The arguments, the environment or a file that they name can't be used.
struct UsageError: ReportableError, Hashable {
    let message: String
    let hint: String?

    init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    var report: String {
        "error: \(message.printable)\n" + (hint.map { "hint: \($0)\n" } ?? "")
    }

    var status: CommandStatus { .usage }
}

/// What was asked was done, and its answer is no.
struct NegativeResult: ReportableError {
    let report: String
    let status = CommandStatus.failure
}

extension JSONFailure: ReportableError {
    var report: String { "error: \(description.printable)\n" }
    var status: CommandStatus { .usage }
}

extension CountersignError: ReportableError {
    var status: CommandStatus { CommandStatus(code) }

    var report: String {
        var lines = ["error: \(message.printable) (\(title))"]
        lines += fieldViolations.map { "  \($0.field): \($0.description)".printable }
        lines += preconditions.map { violation in
            let subject = violation.subject.isEmpty ? "" : " \(violation.subject)"
            return "  \(violation.type)\(subject): \(violation.description)".printable
        }
        if let hint { lines.append("hint: \(hint.printable)") }
        return lines.joined(separator: "\n") + "\n"
    }

    private var title: String {
        reason.rawValue.isEmpty ? code.name : "\(code.name), \(reason.rawValue.printable)"
    }

    /// What to do next.
    private var hint: String? {
        switch code {
        case .unauthenticated:
            "give a valid token: --token-file, COUNTERSIGN_TOKEN_FILE or `countersign context set`"
        case .permissionDenied:
            "`countersign whoami` shows who you are and what you are allowed to do"
        case .alreadyExists:
            resource.flatMap(Self.showCommand)
        case .aborted:
            "somebody else changed it meanwhile: look at it again, then repeat"
        case .unavailable, .resourceExhausted, .deadlineExceeded:
            availabilityHint
        case .ok, .cancelled, .unknown, .invalidArgument, .notFound, .failedPrecondition,
            .outOfRange, .unimplemented, .internalError, .dataLoss:
            nil
        }
    }

    private var availabilityHint: String {
        if reason == .connectionFailed {
            return "is the node running, and is the address right? See `countersign context show`"
        }
        let isMutation = Methods.all.contains { $0.name == method && $0.isMutation }
        if let requestID, isMutation {
            return "it may have taken effect: to repeat it safely add --request-id \(requestID)"
        }
        let delay = retryDelay.map { " in \(HumanDuration.text($0))" } ?? " later"
        return "try again\(delay)"
    }

    private static func showCommand(_ resource: ResourceInfo) -> String? {
        guard !resource.resourceName.isEmpty else { return nil }
        let nouns = [
            "req_": "request", "grt_": "grant", "pol_": "policy", "res_": "resource",
            "usr_": "user", "grp_": "group", "rol_": "role", "svc_": "service",
        ]
        let noun = nouns.first { resource.resourceName.hasPrefix($0.key) }?.value
        return noun.map { "countersign \($0) show \(resource.resourceName)" }
            ?? "it is \(resource.resourceName)"
    }
}
