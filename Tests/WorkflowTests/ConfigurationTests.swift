import Testing

@testable import Workflow

@Suite struct ConfigurationTests {
    @Test func objectsAreFoundByIDAndName() {
        var office = Office()
        let ana = office.person("Ana")
        let group = office.group("Team", [ana])
        let role = office.role("admins", [], [])
        let service = office.service("gateway")
        let resource = office.resource("db", owner: .user(ana))
        let policy = office.policy("p")
        let configuration = office.configuration
        for name in [ana.description, "Ana@acme.example", "ana@ACME.example"] {
            #expect(configuration.user(named: name)?.id == ana)
        }
        for name in [group.description, "Team"] {
            #expect(configuration.group(named: name)?.id == group)
        }
        #expect(configuration.group(named: "team") == nil)
        for name in [role.description, "admins"] {
            #expect(configuration.role(named: name)?.id == role)
        }
        for name in [service.description, "gateway"] {
            #expect(configuration.service(named: name)?.id == service)
        }
        for name in [resource.id.description, "db"] {
            #expect(configuration.resource(named: name)?.id == resource.id)
        }
        for name in [policy.id.description, "p"] {
            #expect(configuration.policy(named: name)?.id == policy.id)
        }
        #expect(configuration.user(subject: ana.description)?.id == ana)
        #expect(configuration.service(subject: service.description)?.id == service)
        #expect(configuration.user(named: "") == nil && configuration.user(subject: "x") == nil)
    }

    @Test func deletedObjectsAreNotNamedAndTheirNamesAreFree() {
        var office = Office()
        let ana = office.person("ana")
        let old = office.resource("db", owner: .user(ana))
        office.change(old) { $0.isDeleted = true }
        #expect(office.configuration.resource(named: "db") == nil)
        #expect(office.configuration.resource(named: old.id.description) == nil)
        #expect(office.configuration.resources[old.id]?.name == "db")
        let new = office.resource("db", owner: .user(ana))
        #expect(office.configuration.resource(named: "db")?.id == new.id)
        office.change(old) { $0.description = "late news of the old one" }
        #expect(office.configuration.resource(named: "db")?.id == new.id)
    }

    @Test func namesFollowARename() {
        var office = Office()
        let ana = office.person("ana")
        let one = office.resource("one", owner: .user(ana))
        let two = office.resource("two", owner: .user(ana))
        // Two names change hands within one version; the news come in the wrong order.
        office.change(two) { $0.name = "one" }
        office.change(one) { $0.name = "three" }
        #expect(office.configuration.resource(named: "one")?.id == two.id)
        #expect(office.configuration.resource(named: "three")?.id == one.id)
        #expect(office.configuration.resource(named: "two") == nil)
    }

    @Test func membership() {
        var office = Office()
        let ana = office.person("ana")
        let ben = office.person("ben", state: .suspended)
        let group = office.group("g", [ana, ben])
        let other = office.group("h", [ana])
        #expect(office.configuration.groups(of: ana) == [group, other])
        #expect(
            office.configuration.subjects(of: ana) == [.user(ana), .group(group), .group(other)])
        #expect(office.configuration.includes(.group(group), ben))
        #expect(office.configuration.includes(.user(ben), ben))
        #expect(!office.configuration.includes(.user(ben), ana))
        #expect(office.configuration.activeMembers(of: [.group(group), .user(ben)]) == [ana])
        office.delete(group)
        #expect(office.configuration.groups(of: ana) == [other])
        #expect(!office.configuration.includes(.group(group), ana))
        #expect(office.configuration.activeMembers(of: [.group(group)]).isEmpty)
    }

    @Test func permissionsComeFromRolesDirectlyAndByGroup() {
        var office = Office()
        let ana = office.person("ana")
        let ben = office.person("ben")
        let group = office.group("g", [ana])
        let gateway = office.service("gateway")
        office.role("one", [.manageDirectory, .streamEvents], [.user(ana)], services: [gateway])
        office.role("two", [.viewRequests], [.group(group)])
        #expect(office.configuration.permissions(of: ana) == [.manageDirectory, .viewRequests])
        #expect(office.configuration.permissions(of: ben).isEmpty)
        #expect(office.configuration.permissions(of: gateway) == [.manageDirectory, .streamEvents])
        office.setMembers(of: group, [ben])
        #expect(office.configuration.permissions(of: ana) == [.manageDirectory])
        #expect(office.configuration.permissions(of: ben) == [.viewRequests])
        office.delete(group)
        #expect(office.configuration.permissions(of: ben).isEmpty)
        office.suspend(ana)
        #expect(office.configuration.permissions(of: ana).isEmpty)
        var service = office.configuration.services[gateway]!
        service.isDeleted = true
        office.configuration.apply(.service(service))
        #expect(office.configuration.permissions(of: gateway).isEmpty)
        #expect(office.configuration.service(subject: gateway.description) == nil)
    }

    /// Objects of a version come in any order, and later versions on top of earlier ones. Whatever
    /// the way, the indices are those of the objects as they are in the end.
    @Test func theOrderOfNewsDoesNotMatter() {
        var random = SeededGenerator(for: "ConfigurationTests.theOrderOfNewsDoesNotMatter")
        for _ in 0..<30 {
            let history = History(&random)
            let final = history.final.shuffled(using: &random)
            var fresh = Configuration()
            for object in final { fresh.apply(object) }
            var grown = Configuration()
            for version in history.versions {
                for object in version.shuffled(using: &random) { grown.apply(object) }
            }
            history.compare(fresh, grown)
        }
    }
}

/// A random organization that changes a few times.
private struct History {
    var versions: [[ConfigurationObject]] = []
    private var users: [User] = []
    private var groups: [Group] = []
    private var roles: [Role] = []

    init(_ random: inout SeededGenerator) {
        let now = Office.start
        for index in 0..<6 {
            users.append(
                User(
                    id: UserID(high: 0, low: UInt64(index)), email: "u\(index)@x", displayName: "",
                    subject: "u\(index)", state: .active, version: 1, createdAt: now,
                    updatedAt: now))
        }
        for index in 0..<3 {
            groups.append(
                Group(
                    id: GroupID(high: 0, low: UInt64(index)), name: "g\(index)", description: "",
                    members: [], isDeleted: false, version: 1, createdAt: now, updatedAt: now))
            roles.append(
                Role(
                    id: RoleID(high: 0, low: UInt64(index)), name: "r\(index)", description: "",
                    permissions: [], members: [], services: [], isDeleted: false, version: 1,
                    createdAt: now, updatedAt: now))
        }
        for _ in 0..<4 {
            change(&random)
            versions.append(final)
        }
    }

    var final: [ConfigurationObject] {
        users.map(ConfigurationObject.user) + groups.map(ConfigurationObject.group)
            + roles.map(ConfigurationObject.role)
    }

    private mutating func change(_ random: inout SeededGenerator) {
        for index in users.indices {
            users[index].state = Bool.random(using: &random) ? .active : .suspended
        }
        for index in groups.indices {
            groups[index].isDeleted = Int.random(in: 0..<4, using: &random) == 0
            groups[index].members = Set(
                users.map(\.id).filter { _ in Bool.random(using: &random) })
        }
        for index in roles.indices {
            roles[index].isDeleted = Int.random(in: 0..<4, using: &random) == 0
            roles[index].permissions = Set(
                Permission.allCases.filter { _ in Bool.random(using: &random) })
            roles[index].members = [
                .user(users.randomElement(using: &random)!.id),
                .group(groups.randomElement(using: &random)!.id),
            ]
        }
    }

    func compare(_ fresh: Configuration, _ grown: Configuration) {
        for user in users {
            let memberships = groups.filter { !$0.isDeleted && $0.members.contains(user.id) }
            let subjects = Set([.user(user.id)] + memberships.map { Subject.group($0.id) })
            let permissions = roles.filter { role in
                !role.isDeleted && role.members.contains(where: subjects.contains)
            }.reduce(into: Set<Permission>()) { $0.formUnion($1.permissions) }
            let expected = user.state == .active ? permissions.subtracting([.streamEvents]) : []
            for configuration in [fresh, grown] {
                #expect(configuration.groups(of: user.id) == Set(memberships.map(\.id)))
                #expect(configuration.permissions(of: user.id) == expected)
            }
        }
        for group in groups {
            let active =
                group.isDeleted
                ? 0 : users.count { $0.state == .active && group.members.contains($0.id) }
            for configuration in [fresh, grown] {
                #expect(configuration.activeCount(of: .group(group.id)) == active)
                #expect(configuration.activeMembers(of: [.group(group.id)]).count == active)
            }
        }
    }
}
