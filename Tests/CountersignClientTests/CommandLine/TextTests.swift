import CountersignClient
import CountersignProto
import Testing

@testable import countersign

@Suite("What people see")
struct TextTests {
    private static let time = ProtoTimestamp(milliseconds: 1_769_846_400_000)
    private static let dana = UserSummary(
        id: "usr_1",
        email: "dana@example.com",
        displayName: "Dana Fox"
    )
    private static let carol = UserSummary(id: "usr_2", email: "carol@example.com")

    static let request = AccessRequest(
        id: "req_1",
        requester: dana,
        resource: ResourceSummary(id: "rsc_1", name: "prod-db", kind: .database),
        account: "admin",
        duration: ProtoDuration(milliseconds: 7_200_000),
        reason: "deploy",
        state: .pending,
        createTime: time,
        expireTime: time,
        steps: [
            RequestStep(
                name: "Manager Review",
                state: .approved,
                requiredApprovals: 1,
                approvers: [Subject(subject: .group("grp_1"), display: "managers")],
                votes: [Vote(voter: carol, choice: .approve, comment: "ok", createTime: time)]
            ),
            RequestStep(
                name: "Security",
                state: .current,
                requiredApprovals: 2,
                approvers: [Subject(subject: .user("usr_3"), display: "sec@example.com")],
                canStillApprove: [UserSummary(email: "sec@example.com")],
                canStillApproveCount: 3
            ),
        ],
        currentStep: 2,
        policyID: "pol_1",
        policyName: "prod",
        policyVersion: 4,
        actions: RequestActions(canApprove: true, canReject: true)
    )

    @Test("A request")
    func request() {
        #expect(
            RequestText.text(Self.request) == """
                Request    req_1
                State      PENDING, step 2 of 2
                Requester  Dana Fox <dana@example.com>
                Resource   prod-db
                Account    admin
                Duration   2h
                Reason     deploy
                Created    2026-01-31 08:00:00Z
                Expires    2026-01-31 08:00:00Z
                Policy     prod (pol_1, version 4)

                STEP  NAME            STATE     APPROVALS  APPROVERS
                1     Manager Review  APPROVED  1 of 1     group managers
                2     Security        CURRENT   0 of 2     user sec@example.com

                STEP  VOTE     BY                 AT                    COMMENT
                1     APPROVE  carol@example.com  2026-01-31 08:00:00Z  ok

                Can approve  sec@example.com and 2 more
                You can      approve, reject

                """
        )
    }

    @Test("A list of requests")
    func requests() {
        var other = Self.request
        other.id = "req_200"
        other.state = .approved
        other.currentStep = 0
        other.account = "a\u{1B}\n"
        #expect(
            RequestText.table([Self.request, other]) == """
                ID       STATE     STEP    REQUESTER         RESOURCE  ACCOUNT  DURATION  CREATED
                req_1    PENDING   2 of 2  dana@example.com  prod-db   admin    2h        \
                2026-01-31 08:00:00Z
                req_200  APPROVED          dana@example.com  prod-db   a\u{FFFD}⏎      2h        \
                2026-01-31 08:00:00Z

                """
        )
        #expect(RequestText.table([]) == "Nothing found.\n")
    }

    @Test("An event")
    func event() {
        let snapshot = RequestSnapshot(
            id: "req_1",
            requester: Self.dana,
            resource: Self.request.resource,
            account: "admin",
            duration: Self.request.duration,
            step: 1,
            stepName: "Manager Review",
            stepCount: 2,
            approvals: 1,
            requiredApprovals: 1,
            choice: .approve,
            comment: "ok"
        )
        let event = Event(
            seq: 42,
            time: Self.time,
            kind: .vote,
            actor: Actor(actor: .user(Self.carol)),
            subjectID: "req_1",
            snapshot: .request(snapshot)
        )
        #expect(
            EventText.line(event) == """
                2026-01-31 08:00:00Z  #42  EVENT_VOTE  req_1  dana@example.com → prod-db/admin \
                for 2h, step 1 of 2 (Manager Review): 1 of 1, approve “ok”  by carol@example.com

                """
        )
    }

    @Test("An explanation")
    func explanation() {
        let explained = ExplainAccessResponse(
            user: Self.dana,
            resource: Self.request.resource,
            account: "admin",
            allowed: false,
            canRequest: true,
            candidates: [
                PolicyCandidate(
                    policyName: "prod",
                    priority: 5,
                    matches: true,
                    chosen: true,
                    why: "priority"
                )
            ],
            summary: "policy prod",
            maxDuration: ProtoDuration(milliseconds: 14_400_000),
            distinctApprovers: true,
            steps: [
                ExplainedStep(
                    name: "Manager Review",
                    requiredApprovals: 1,
                    approvers: [Subject(subject: .group("g"), display: "managers")],
                    eligible: [Self.carol],
                    eligibleCount: 1
                )
            ],
            quorumReachable: true,
            unmet: [UnmetCondition(type: "APPROVAL", description: "step 1 of 1")]
        )
        #expect(
            ExplanationText.text(explained) == """
                User         Dana Fox <dana@example.com>
                Resource     prod-db
                Account      admin
                Allowed now  no
                Can request  yes
                Governed by  policy prod
                Longest      4h
                Quorum       can be reached
                Approvers    count in one step only

                POLICY  PRIORITY  MATCHES  CHOSEN  WHY
                prod    5         yes      yes     priority

                STEP  NAME            REQUIRED  APPROVERS       ELIGIBLE NOW
                1     Manager Review  1         group managers  carol@example.com

                Still missing:
                  APPROVAL: step 1 of 1

                """
        )
    }
}

@Suite("What people see when something is wrong")
struct ErrorTextTests {
    @Test("Every violation has a line of its own, and there is advice")
    func report() {
        var error = CountersignError(
            .invalidArgument,
            reason: "INVALID_POLICY",
            message: "the policy is not valid",
            fieldViolations: [
                .init(field: "policy.name", description: "is empty"),
                .init(field: "policy.steps", description: "has no step\u{1B}"),
            ]
        )
        #expect(
            error.report == """
                error: the policy is not valid (INVALID_ARGUMENT, INVALID_POLICY)
                  policy.name: is empty
                  policy.steps: has no step\u{FFFD}

                """
        )
        error = CountersignError(
            .alreadyExists,
            reason: "REQUEST_PENDING",
            message: "there is one",
            resource: ResourceInfo(resourceType: "request", resourceName: "req_7")
        )
        #expect(error.report.hasSuffix("hint: countersign request show req_7\n"))
    }

    @Test("A change that may have taken effect is to be repeated with its id, a read is not")
    func noAnswer() {
        var error = CountersignError(.deadlineExceeded, reason: .noAnswer, message: "no answer")
        error.requestID = RequestID()
        error.method = Methods.AccessService.approveRequest.name
        #expect(error.report.contains("--request-id \(error.requestID!)"))
        error.method = Methods.AccessService.getRequest.name
        #expect(!error.report.contains("--request-id"))
    }

    @Test("The exit status is the documented one", arguments: StatusCode.allCases)
    func exitStatus(code: StatusCode) {
        let expected: [StatusCode: CommandStatus] = [
            .ok: .success, .invalidArgument: .usage, .notFound: .notFound,
            .permissionDenied: .notAllowed, .unauthenticated: .notAllowed,
            .failedPrecondition: .notNow, .outOfRange: .notNow, .unavailable: .unavailable,
            .deadlineExceeded: .unavailable, .resourceExhausted: .unavailable,
            .alreadyExists: .conflict, .aborted: .conflict,
        ]
        #expect(CommandStatus(code) == expected[code] ?? .failure)
    }
}
