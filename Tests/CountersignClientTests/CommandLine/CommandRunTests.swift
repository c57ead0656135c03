import CountersignClient
import CountersignProto
import Testing

@testable import countersign

@Suite("Commands against a node")
struct CommandRunTests {
    @Test("The outcome is a table, or the response in JSON")
    func output() async throws {
        let node = try FakeNode { _ in
            try .ok(ListGroupsResponse(groups: [Group(id: "grp_1", name: "dev", memberCount: 2)]))
        }
        let table = await CommandRun(["group", "list"], at: node)
        #expect(table.status == .success)
        #expect(table.out == "ID     NAME  MEMBERS  DESCRIPTION\ngrp_1  dev   2\n")
        let json = await CommandRun(["group", "list", "-o", "json"], at: node)
        #expect(
            try ListGroupsResponse(json: json.out).groups
                == [Group(id: "grp_1", name: "dev", memberCount: 2)]
        )
        node.close()
    }

    @Test("All pages are one list; otherwise there is a remark that more follow")
    func pages() async throws {
        let node = try FakeNode { call in
            let request = try ListUsersRequest(serialized: call.body)
            let page = Int(request.pageToken) ?? 0
            return try .ok(
                ListUsersResponse(
                    users: [User(id: "usr_\(page)", email: "\(page)@example.com")],
                    nextPageToken: page < 2 ? "\(page + 1)" : ""
                )
            )
        }
        let all = await CommandRun(["user", "list", "--all", "-o", "json"], at: node)
        let users = try ListUsersResponse(json: all.out).users
        #expect(users.map(\.id) == ["usr_0", "usr_1", "usr_2"])
        let one = await CommandRun(["user", "list", "--page-size", "1"], at: node)
        #expect(one.error == "There is more: --all, or --page-token 1\n")
        node.close()
    }

    @Test("An update writes back what it read, with the version")
    func update() async throws {
        let node = try FakeNode { call in
            switch call.method {
            case Methods.DirectoryService.getOrganization.name:
                return try .ok(
                    GetOrganizationResponse(
                        organization: Organization(id: "org_1", name: "Acme", version: 7)
                    )
                )
            default:
                let request = try UpdateOrganizationRequest(serialized: call.body)
                return try .ok(UpdateOrganizationResponse(organization: request.organization))
            }
        }
        let run = await CommandRun(
            ["organization", "update", "--unmatched-access", "allow"],
            at: node
        )
        #expect(
            run.out == """
                Organization      org_1
                Name              Acme
                Unmatched access  ALLOW
                Version           7

                """
        )
        node.close()
    }

    @Test("A request id that is given is used for the change")
    func requestID() async throws {
        let node = try FakeNode { _ in try .ok(CancelRequestResponse()) }
        let id = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
        _ = await CommandRun(["request", "cancel", "req_1", "--request-id", id], at: node)
        #expect(Set(node.calls.map(\.requestID)) == [try #require(RequestID(id)).bytes])
        node.close()
    }

    @Test("Errors go to the error stream, with a status of their own")
    func errors() async throws {
        let node = try FakeNode { _ in .error(5, "REQUEST_NOT_FOUND") }
        let run = await CommandRun(["request", "show", "req_1"], at: node)
        #expect(run.status == .notFound)
        #expect(run.out == "")
        #expect(run.error == "error: refused (NOT_FOUND, REQUEST_NOT_FOUND)\n")
        let usage = await CommandRun(["request", "show"], at: node)
        #expect(usage.status == .usage)
        #expect(usage.out == "")
        node.close()
    }

    @Test("Health fails unless the node serves")
    func health() async throws {
        let node = try FakeNode { _ in try .ok(HealthCheckResponse(status: .notServing)) }
        let run = await CommandRun(["health"], at: node)
        #expect(run.status == .failure)
        #expect(run.out == "NOT_SERVING\n")
        node.close()
    }

    @Test("A person watches by long poll, from the head of the log on")
    func watch() async throws {
        var log = try TestLog(count: 2)
        let before = log
        try log.append()
        try log.append()
        let after = log
        let node = try FakeNode { call in
            guard call.method == Methods.EventService.readEvents.name else {
                return try .ok(WhoAmIResponse(caller: .user(User(id: "usr_1"))))
            }
            let request = try ReadEventsRequest(serialized: call.body)
            let log = request.waitMs == 0 ? before : after
            return try .ok(log.page(after: request.after, limit: Int(request.limit)))
        }
        let run = await CommandRun(["watch", "--limit", "2", "-o", "json"], at: node)
        let events = try run.out.split(separator: "\n").map { try Event(json: String($0)) }
        #expect(events.map(\.seq) == [3, 4])
        node.close()
    }
}
