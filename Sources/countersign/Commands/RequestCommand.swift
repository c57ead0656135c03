import ArgumentParser
import CountersignProto

struct RequestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Ask for access, and decide on what others ask for.",
        subcommands: [
            Create.self, Show.self, List.self, Approve.self, Reject.self, Cancel.self, Remind.self,
        ]
    )
}

extension RequestCommand {
    struct Create: CallCommand {
        static let configuration = CommandConfiguration(abstract: "Ask for access.")
        static let method = Methods.AccessService.createRequest

        @Option(help: "The resource, by id or name.") var resource: String
        @Option(help: "One of the resource's accounts.") var account: String
        @Option(help: "For how long, for example 2h.") var duration: HumanDuration
        @Option(help: "Why.") var reason = ""
        @Option(help: "The number of a ticket.") var ticket = ""
        @Option(help: ArgumentHelp("When it shall start, if not at once.", valueName: "time"))
        var start: HumanTime?
        @Option(
            name: .customLong("ttl"),
            help: ArgumentHelp("How long it may stay pending.", valueName: "duration")
        )
        var timeToLive: HumanDuration?
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> CreateRequestRequest {
            CreateRequestRequest(
                resource: resource,
                account: account,
                duration: duration.proto,
                reason: reason,
                ticket: ticket,
                startTime: start?.timestamp(),
                timeToLive: timeToLive?.proto
            )
        }

        func text(of response: CreateRequestResponse) -> String {
            RequestText.text(response.request, response.grant)
        }
    }

    struct Show: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a request, who voted and who still can."
        )
        static let method = Methods.AccessService.getRequest

        @Argument(help: "The request's id.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> GetRequestRequest { GetRequestRequest(id: id) }

        func text(of response: GetRequestResponse) -> String { RequestText.text(response.request) }
    }

    struct List: ListCommand {
        static let configuration = CommandConfiguration(abstract: "List requests, newest first.")
        static let method = Methods.AccessService.listRequests

        @Option(help: "Only in this state.") var state: EnumArgument<RequestState>?
        @Flag(help: "Only your own.") var mine = false
        @Flag(help: "Only those that wait for your vote.") var waiting = false
        @Option(help: "Only of this resource, by id or name.") var resource = ""
        @OptionGroup var paging: PagingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> ListRequestsRequest {
            ListRequestsRequest(
                state: state?.value ?? .unspecified,
                mine: mine,
                waitingForMyVote: waiting,
                resource: resource
            )
        }

        func text(of response: ListRequestsResponse) -> String {
            RequestText.table(response.requests)
        }
    }
}

// MARK: - Votes and the like

extension RequestCommand {
    struct Approve: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approve the current step of a request."
        )
        static let method = Methods.AccessService.approveRequest

        @Argument(help: "The request's id.") var id: String
        @Option(help: "What others shall know.") var comment = ""
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> ApproveRequestRequest { ApproveRequestRequest(id: id, comment: comment) }

        func text(of response: ApproveRequestResponse) -> String {
            RequestText.text(response.request, response.grant)
        }
    }

    struct Reject: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reject a request, which ends it."
        )
        static let method = Methods.AccessService.rejectRequest

        @Argument(help: "The request's id.") var id: String
        @Option(help: "What others shall know.") var comment = ""
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> RejectRequestRequest { RejectRequestRequest(id: id, comment: comment) }

        func text(of response: RejectRequestResponse) -> String {
            RequestText.text(response.request)
        }
    }

    struct Cancel: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take your own pending request back."
        )
        static let method = Methods.AccessService.cancelRequest

        @Argument(help: "The request's id.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> CancelRequestRequest { CancelRequestRequest(id: id) }

        func text(of response: CancelRequestResponse) -> String {
            RequestText.text(response.request)
        }
    }

    struct Remind: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remind those who can still approve your request."
        )
        static let method = Methods.AccessService.remindApprovers

        @Argument(help: "The request's id.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> RemindApproversRequest { RemindApproversRequest(id: id) }

        func text(of response: RemindApproversResponse) -> String {
            "Reminded \(response.remindedCount) people.\n"
        }
    }
}
