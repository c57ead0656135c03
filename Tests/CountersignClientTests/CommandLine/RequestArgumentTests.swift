import ArgumentParser
import CountersignProto
import Testing

@testable import countersign

@Suite("From arguments to requests")
struct RequestArgumentTests {
    @Test("request create")
    func createRequest() throws {
        let command = try RequestCommand.Create.parse([
            "--resource", "prod-db", "--account", "admin", "--duration", "2h", "--reason", "why",
            "--ticket", "T-1", "--start", "2026-01-31T08:00:00Z", "--ttl", "1d",
        ])
        #expect(
            command.request()
                == CreateRequestRequest(
                    resource: "prod-db",
                    account: "admin",
                    duration: ProtoDuration(milliseconds: 7_200_000),
                    reason: "why",
                    ticket: "T-1",
                    startTime: ProtoTimestamp(milliseconds: 1_769_846_400_000),
                    timeToLive: ProtoDuration(milliseconds: 86_400_000)
                )
        )
    }

    @Test("request list")
    func listRequests() throws {
        let command = try RequestCommand.List.parse(["--state", "pending", "--mine", "--waiting"])
        #expect(
            command.request()
                == ListRequestsRequest(state: .pending, mine: true, waitingForMyVote: true)
        )
    }

    @Test("policy create from options")
    func createPolicy() throws {
        let command = try PolicyCommand.Create.parse([
            "--name", "prod", "--resource", "prod-*", "--account", "admin", "--account", "root",
            "--max-duration", "4h", "--step", "Manager Review:1:group:managers", "--priority=-5",
            "--allow-repeat-approvers", "--disabled",
        ])
        let step = PolicyStep(
            name: "Manager Review",
            approvers: [Subject(subject: .group("managers"))],
            requiredApprovals: 1
        )
        #expect(
            try command.request().policy
                == ApprovalPolicy(
                    name: "prod",
                    priority: -5,
                    disabled: true,
                    resourcePatterns: ["prod-*"],
                    accountPatterns: ["admin", "root"],
                    maxDuration: ProtoDuration(milliseconds: 14_400_000),
                    steps: [step],
                    allowRepeatApprovers: true
                )
        )
        #expect(throws: UsageError.self) { try PolicyCommand.Create.parse([]).request() }
    }

    @Test("policy update changes what is named and keeps the rest")
    func updatePolicy() throws {
        var policy = ApprovalPolicy(
            id: "pol_1",
            name: "prod",
            disabled: true,
            resourcePatterns: ["a", "b"],
            version: 3
        )
        try PolicyCommand.Update.parse(["prod", "--resource", "c", "--enabled"]).change(&policy)
        #expect(
            policy
                == ApprovalPolicy(id: "pol_1", name: "prod", resourcePatterns: ["c"], version: 3)
        )
    }

    @Test("resource update adds and removes")
    func updateResource() throws {
        var resource = Resource(
            name: "db",
            accounts: ["a", "b"],
            sharedWith: [Subject(subject: .user("usr_1"), display: "dana@example.com")]
        )
        try ResourceCommand.Update.parse([
            "db", "--account", "c", "--account", "b", "--remove-account", "a",
            "--share", "group:dev", "--unshare", "user:dana@example.com",
        ]).change(&resource)
        #expect(resource.accounts == ["b", "c"])
        #expect(resource.sharedWith == [Subject(subject: .group("dev"))])
        let wrong = try ResourceCommand.Update.parse(["db", "--remove-account", "x"])
        #expect(throws: UsageError.self) { try wrong.change(&resource) }
    }

    @Test("role create and update")
    func roles() throws {
        var role = try #require(
            try RoleCommand.Create.parse([
                "--name", "auditor", "--enforcement", "ALLOW_READ_AUDIT=true",
                "--enforcement", "allow_view_requests", "--user", "a@b", "--service", "gw",
            ]).request().role
        )
        #expect(role.permissions == [.allowReadAudit, .allowViewRequests])
        #expect(role.members == [Subject(subject: .user("a@b"))])
        #expect(role.services == ["gw"])
        try RoleCommand.Update.parse([
            "auditor", "--enforcement", "ALLOW_READ_AUDIT=false", "--group", "audit",
            "--remove-user", "a@b", "--remove-service", "gw",
        ]).change(&role)
        #expect(role.permissions == [.allowViewRequests])
        #expect(role.members == [Subject(subject: .group("audit"))])
        #expect(role.services == [])
    }
}
