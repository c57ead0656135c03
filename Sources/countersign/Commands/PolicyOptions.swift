import ArgumentParser
import CountersignProto

/// What a policy consists of.
struct PolicyOptions: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("file")],
        help: ArgumentHelp("A policy in JSON; - reads the standard input.", valueName: "file"),
        completion: .file()
    )
    var path: String?

    @Option(help: "What it is for.") var description: String?

    @Option(help: "-1000 to 1000; of several that match, the higher governs.") var priority: Int32?

    @Option(
        name: .customLong("resource"),
        help: ArgumentHelp("A glob of resource names; may be repeated.", valueName: "pattern")
    )
    var resourcePatterns: [String] = []

    @Option(
        name: .customLong("account"),
        help: ArgumentHelp("A glob of account names; may be repeated.", valueName: "pattern")
    )
    var accountPatterns: [String] = []

    @Option(help: ArgumentHelp("The shortest access.", valueName: "duration"))
    var minDuration: HumanDuration?

    @Option(help: ArgumentHelp("The longest access.", valueName: "duration"))
    var maxDuration: HumanDuration?

    @Option(
        name: .customLong("max-ttl"),
        help: ArgumentHelp("How long a request may stay pending.", valueName: "duration")
    )
    var maxTimeToLive: HumanDuration?

    @Option(
        name: .customLong("step"),
        help: ArgumentHelp(
            "NAME:REQUIRED:APPROVER[,APPROVER…], an approver being user:EMAIL or group:NAME; "
                + "may be repeated, in order.",
            valueName: "step"
        )
    )
    var steps: [StepArgument] = []

    @Flag(
        inversion: .prefixedNo,
        exclusivity: .exclusive,
        help: "Let one person count in several steps."
    )
    var allowRepeatApprovers: Bool?

    enum Switch: String, EnumerableFlag {
        case enabled
        case disabled
    }

    @Flag(exclusivity: .exclusive, help: "A disabled policy matches nothing.")
    var switched: Switch?

    /// The policy in the file; nil if none is named.
    func file() throws -> ApprovalPolicy? {
        guard let path else { return nil }
        return try ApprovalPolicy(json: try InputFile.text(path))
    }

    func apply(to policy: inout ApprovalPolicy) throws(UsageError) {
        if let description { policy.description = description }
        if let priority { policy.priority = priority }
        if !resourcePatterns.isEmpty { policy.resourcePatterns = resourcePatterns }
        if !accountPatterns.isEmpty { policy.accountPatterns = accountPatterns }
        if let minDuration { policy.minDuration = minDuration.proto }
        if let maxDuration { policy.maxDuration = maxDuration.proto }
        if let maxTimeToLive { policy.maxTimeToLive = maxTimeToLive.proto }
        if !steps.isEmpty { policy.steps = steps.map(\.step) }
        if let allowRepeatApprovers { policy.allowRepeatApprovers = allowRepeatApprovers }
        if let switched { policy.disabled = switched == .disabled }
        guard !policy.name.isEmpty else {
            throw UsageError("a policy needs a name: --name, or \"name\" in the file")
        }
    }
}
