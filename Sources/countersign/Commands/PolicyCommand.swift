import ArgumentParser
import CountersignProto

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Say who must approve what.",
        subcommands: [Create.self, Show.self, List.self, Update.self, Delete.self]
    )
}

extension PolicyCommand {
    struct Create: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a policy.",
            discussion: """
                From options, or from a file in the JSON form of ApprovalPolicy; options win.

                  countersign policy create --name prod --resource 'prod-*' --account admin \\
                    --max-duration 4h --step 'Manager Review:1:group:managers' \\
                    --step 'Security:2:group:security,user:ciso@example.com'
                """
        )
        static let method = Methods.PolicyService.createPolicy

        @Option(help: "The policy's name.") var name: String?
        @OptionGroup var fields: PolicyOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() throws -> CreatePolicyRequest {
            var policy = try fields.file() ?? ApprovalPolicy()
            if let name { policy.name = name }
            try fields.apply(to: &policy)
            return CreatePolicyRequest(policy: policy)
        }

        func text(of response: CreatePolicyResponse) -> String { PolicyText.text(response.policy) }
    }

    struct Show: CallCommand {
        static let configuration = CommandConfiguration(abstract: "Show a policy.")
        static let method = Methods.PolicyService.getPolicy

        @Argument(help: "Id or name.") var policy: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> GetPolicyRequest { GetPolicyRequest(id: policy) }

        func text(of response: GetPolicyResponse) -> String { PolicyText.text(response.policy) }
    }

    struct List: ListCommand {
        static let configuration = CommandConfiguration(abstract: "List the policies.")
        static let method = Methods.PolicyService.listPolicies

        @OptionGroup var paging: PagingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> ListPoliciesRequest { ListPoliciesRequest() }

        func text(of response: ListPoliciesResponse) -> String {
            PolicyText.table(response.policies)
        }
    }

    struct Update: UpdateCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a policy.",
            discussion: """
                What is not named stays. Patterns and steps that are named replace those there. \
                Pending requests keep the version they started with.
                """
        )
        static let get = Methods.PolicyService.getPolicy
        static let set = Methods.PolicyService.updatePolicy

        @Argument(help: "Id or name.") var policy: String
        @Option(help: "A new name.") var name: String?
        @OptionGroup var fields: PolicyOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        var getRequest: GetPolicyRequest { GetPolicyRequest(id: policy) }

        func object(in response: GetPolicyResponse) -> ApprovalPolicy? { response.policy }

        func change(_ policy: inout ApprovalPolicy) throws {
            if var replacement = try fields.file() {
                replacement.id = policy.id
                replacement.version = policy.version
                if replacement.name.isEmpty { replacement.name = policy.name }
                policy = replacement
            }
            if let name { policy.name = name }
            try fields.apply(to: &policy)
        }

        func setRequest(_ policy: ApprovalPolicy) -> UpdatePolicyRequest {
            UpdatePolicyRequest(policy: policy)
        }

        func text(of response: UpdatePolicyResponse) -> String { PolicyText.text(response.policy) }
    }

    struct Delete: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a policy. Pending requests go on with what it said."
        )
        static let method = Methods.PolicyService.deletePolicy

        @Argument(help: "Id or name.") var policy: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> DeletePolicyRequest { DeletePolicyRequest(id: policy) }

        func text(of response: DeletePolicyResponse) -> String { "Policy \(policy) is deleted.\n" }
    }
}
