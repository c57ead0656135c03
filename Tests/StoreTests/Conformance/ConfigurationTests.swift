import Store
import Testing
import Workflow

@Suite struct ConfigurationTests {
    @Test(arguments: Backend.all)
    func everyKindOfObjectComesBackAsItWas(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let objects = world.oneOfEach()
        try store.save(objects.map(Change.put), in: world)
        let found = try store.read {
            try $0.configurationObjects(changedAfter: 0, of: world.organization)
        }
        #expect(Set(found) == Set(objects))
        #expect(found.count == objects.count)
    }

    @Test(arguments: Backend.all)
    func eachDecisionHasOneVersionForAllItsObjects(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        var (first, second) = (world.group(named: "a"), world.group(named: "b"))
        let third = world.group(named: "c")
        try store.save([.put(.group(first)), .put(.group(second))], in: world)
        #expect(try store.head(in: world)?.configurationVersion == 1)
        try store.save([.put(.group(third))], in: world)
        #expect(try store.head(in: world)?.configurationVersion == 2)
        first.name = "a new name"
        second.isDeleted = true
        try store.save([.put(.group(first)), .put(.group(second))], in: world)
        #expect(try store.head(in: world)?.configurationVersion == 3)

        try store.read { reading throws in
            func changed(after version: Int64) throws -> Set<ConfigurationObject> {
                Set(
                    try reading.configurationObjects(
                        changedAfter: version,
                        of: world.organization
                    )
                )
            }
            #expect(
                try changed(after: 0) == [.group(first), .group(second), .group(third)]
            )
            #expect(try changed(after: 1) == [.group(first), .group(second), .group(third)])
            #expect(try changed(after: 2) == [.group(first), .group(second)])
            #expect(try changed(after: 3).isEmpty)
        }
    }

    @Test(arguments: Backend.all)
    func aDecisionWithoutConfigurationLeavesTheVersion(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        try store.save([.insertRequest(world.request(), awaiting: [])], in: world)
        #expect(try store.head(in: world)?.configurationVersion == 0)
    }

    @Test(arguments: Backend.all)
    func ruleSetsAreKeptOnceUnderTheirKey(_ backend: Backend) throws {
        let store = try TestStore(backend)
        let world = World()
        try store.begin(world)
        try store.save([.keepRuleSet(world.rules), .keepRuleSet(world.rules)], in: world)
        try store.reopen()
        try store.save([.keepRuleSet(world.rules)], in: world)
        try store.read { reading throws in
            for _ in 0..<2 {
                let kept = try reading.ruleSet(world.rules.key, of: world.organization)
                #expect(kept == world.rules)
            }
            #expect(try reading.ruleSet("pol_none@1", of: world.organization) == nil)
        }
    }
}

extension World {
    fileprivate mutating func oneOfEach() -> [ConfigurationObject] {
        [
            .organization(
                Organization(id: organization, name: "Acme", unmatchedAccess: .deny, version: 1)
            ),
            .user(
                User(
                    id: id(),
                    email: "ann@acme.example",
                    displayName: "Änn \u{1F511}",
                    subject: "ann",
                    state: .active,
                    version: 1,
                    createdAt: now,
                    updatedAt: now
                )
            ),
            .service(
                Service(
                    id: id(),
                    name: "gateway",
                    subject: "gw",
                    isDeleted: false,
                    version: 2,
                    createdAt: now
                )
            ),
            .group(group()),
            .role(
                Role(
                    id: id(),
                    name: "auditor",
                    description: "",
                    permissions: [.readAudit],
                    members: [.user(id()), .group(id())],
                    services: [id()],
                    isDeleted: false,
                    version: 1,
                    createdAt: now,
                    updatedAt: now
                )
            ),
            .resource(
                Resource(
                    id: id(),
                    name: "db-1",
                    kind: .database,
                    description: "",
                    owner: .user(id()),
                    accounts: ["root", "app"],
                    sharedWith: [.group(id())],
                    isDeleted: true,
                    version: 4,
                    createdAt: now,
                    updatedAt: now
                )
            ),
            .policy(
                ApprovalPolicy(
                    id: id(),
                    name: "production",
                    description: "",
                    priority: 10,
                    isEnabled: true,
                    resourcePatterns: ["db-*"],
                    accountPatterns: [],
                    minDuration: .seconds(1),
                    maxDuration: .hours(1),
                    maxTimeToLive: .hours(2),
                    steps: [
                        PolicyStep(name: "", approvers: [.group(id())], requiredApprovals: 2)
                    ],
                    distinctApprovers: true,
                    isDeleted: false,
                    version: 1,
                    createdAt: now,
                    updatedAt: now
                )
            ),
        ]
    }
}
