import ArgumentParser
import CountersignProto

/// A request for one page of a list.
protocol PagedRequest: Message {
    var pageSize: UInt32 { get set }
    var pageToken: String { get set }
}

/// One page of a list.
protocol PagedResponse: Message {
    associatedtype Item
    var items: [Item] { get set }
    var nextPageToken: String { get set }
}

/// A command that lists one page, or all.
protocol ListCommand: CallCommand where Request: PagedRequest, Response: PagedResponse {
    var paging: PagingOptions { get }
}

struct PagingOptions: ParsableArguments {
    @Option(help: "How many to fetch at once.")
    var pageSize: UInt32 = 0

    @Option(help: ArgumentHelp("Continue a list.", valueName: "token"))
    var pageToken = ""

    @Flag(help: "Fetch all pages.")
    var all = false
}

extension ListCommand {
    func run(_ invocation: Invocation) async throws {
        var request = try request()
        request.pageSize = paging.pageSize
        request.pageToken = paging.pageToken
        var response = try await invocation.call(Self.method, request)
        while paging.all, !response.nextPageToken.isEmpty {
            request.pageToken = response.nextPageToken
            let page = try await invocation.call(Self.method, request)
            response.items += page.items
            response.nextPageToken = page.nextPageToken
        }
        try invocation.show(response, output, text(of: response))
        if !response.nextPageToken.isEmpty, output.output == .table {
            invocation.terminal.error(
                "There is more: --all, or --page-token \(response.nextPageToken)\n"
            )
        }
    }
}

extension ListRequestsRequest: PagedRequest {}
extension ListGrantsRequest: PagedRequest {}
extension ListPoliciesRequest: PagedRequest {}
extension ListResourcesRequest: PagedRequest {}
extension ListUsersRequest: PagedRequest {}
extension ListServicesRequest: PagedRequest {}
extension ListGroupsRequest: PagedRequest {}
extension ListRolesRequest: PagedRequest {}

extension ListRequestsResponse: PagedResponse {
    var items: [AccessRequest] {
        get { requests }
        set { requests = newValue }
    }
}

extension ListGrantsResponse: PagedResponse {
    var items: [Grant] {
        get { grants }
        set { grants = newValue }
    }
}

extension ListPoliciesResponse: PagedResponse {
    var items: [ApprovalPolicy] {
        get { policies }
        set { policies = newValue }
    }
}

extension ListResourcesResponse: PagedResponse {
    var items: [Resource] {
        get { resources }
        set { resources = newValue }
    }
}

extension ListUsersResponse: PagedResponse {
    var items: [User] {
        get { users }
        set { users = newValue }
    }
}

extension ListServicesResponse: PagedResponse {
    var items: [Service] {
        get { services }
        set { services = newValue }
    }
}

extension ListGroupsResponse: PagedResponse {
    var items: [Group] {
        get { groups }
        set { groups = newValue }
    }
}

extension ListRolesResponse: PagedResponse {
    var items: [Role] {
        get { roles }
        set { roles = newValue }
    }
}
