import Foundation
import Store
import Workflow

/// Makes the objects of tests: identifiers in the order of a clock that moves by itself.
struct World {
    private var random: Seed
    private(set) var now = Instant(milliseconds: 1_760_000_000_000)
    let organization: OrganizationID
    let rules: RuleSet

    init(_ test: String = #function) {
        random = Seed(test)
        organization = OrganizationID(at: now, using: &random)
        rules = RuleSet(
            key: "pol_test@1",
            policy: nil,
            minDuration: .seconds(1),
            maxDuration: .hours(8),
            maxTimeToLive: .days(1),
            distinctApprovers: true,
            steps: [PolicyStep(name: "team", approvers: [], requiredApprovals: 1)]
        )
    }

    mutating func id<Tag>() -> Identifier<Tag> {
        now = now + Span(milliseconds: 1)
        return Identifier(at: now, using: &random)
    }

    mutating func number(below limit: Int) -> Int {
        Int.random(in: 0..<limit, using: &random)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    mutating func request(
        id: RequestID? = nil,
        by requester: UserID? = nil,
        resource: ResourceID? = nil,
        account: String = "root"
    ) -> AccessRequest {
        let id: RequestID = id ?? self.id()
        return AccessRequest(
            id: id,
            requester: requester ?? self.id(),
            resource: resource ?? self.id(),
            account: account,
            duration: .hours(1),
            reason: "because it is broken",
            ticket: "OPS-1",
            startsAt: now + .minutes(5),
            createdAt: now,
            expiresAt: now + .hours(24),
            rules: rules.key,
            state: .pending,
            step: 0,
            votes: [],
            resolvedAt: nil,
            remindedAt: nil,
            isUnreachable: false,
            grant: nil
        )
    }

    mutating func vote(
        by voter: UserID? = nil,
        step: Int = 0,
        choice: VoteChoice = .approve
    ) -> Vote {
        Vote(voter: voter ?? id(), step: step, choice: choice, comment: "looks fine", castAt: now)
    }

    mutating func grant(for request: AccessRequest) -> Grant {
        Grant(
            id: id(),
            request: request.id,
            holder: request.requester,
            resource: request.resource,
            account: request.account,
            createdAt: now,
            startsAt: now,
            expiresAt: now + .hours(1),
            state: .active,
            endedAt: nil,
            endReason: "",
            isWarned: false
        )
    }

    mutating func group(named name: String = "team") -> Group {
        Group(
            id: id(),
            name: name,
            description: "",
            members: [id(), id()],
            isDeleted: false,
            version: 1,
            createdAt: now,
            updatedAt: now
        )
    }
}

/// Random numbers that can be had again.
struct Seed: RandomNumberGenerator {
    private var state: UInt64

    /// The seed comes from `COUNTERSIGN_SEED`, else from chance; it is printed either way.
    init(_ test: String) {
        let given = ProcessInfo.processInfo.environment["COUNTERSIGN_SEED"].flatMap(UInt64.init)
        state = given ?? UInt64.random(in: 1...UInt64(UInt32.max))
        print("\(test): COUNTERSIGN_SEED=\(state)")
    }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension TestStore {
    /// Makes the organization of a world, with its rule set.
    func begin(_ world: World) throws {
        try command { store in
            try store.createOrganization(world.organization, at: world.now)
            try store.save([.keepRuleSet(world.rules)], of: world.organization)
        }
    }

    func save(_ changes: [Change], in world: World) throws {
        try command { try $0.save(changes, of: world.organization) }
    }

    /// Approves a request: returns it as it is then, and its grant.
    @discardableResult
    func approve(
        _ request: AccessRequest,
        in world: inout World
    ) throws -> (request: AccessRequest, grant: Grant) {
        var approved = request
        let grant = world.grant(for: request)
        approved.state = .approved
        approved.resolvedAt = world.now
        approved.grant = grant.id
        try save([.updateRequest(approved, awaiting: []), .insertGrant(grant)], in: world)
        return (approved, grant)
    }

    /// Appends an event that says its place, as long as asked for.
    @discardableResult
    func append(_ count: Int = 1, size: Int = 16, in world: World) throws -> [LogRecord] {
        try command { try $0.append(count, size: size, to: world.organization) }
    }

    func head(in world: World) throws -> Head? {
        try read { try $0.head(of: world.organization) }
    }

    /// The log from its beginning.
    func log(in world: World) throws -> [LogRecord] {
        try read {
            try $0.records(after: 0, limit: .max, byteLimit: .max, of: world.organization)
        }
    }
}

extension Writing {
    @discardableResult
    func append(
        _ count: Int = 1,
        size: Int = 16,
        to organization: OrganizationID
    ) throws -> [LogRecord] {
        try (0..<count).map { _ in
            try append(to: organization) { epoch, seq in
                let text = Array("\(epoch)/\(seq) ".utf8)
                return text + [UInt8](repeating: 0x2E, count: max(0, size - text.count))
            }
        }
    }
}

/// What a command throws when a test wants it to fail.
struct Refused: Error {}
