import Testing
import Workflow

/// A user can be in so many groups and no more.
@Suite struct GroupLimitTests {
    private static func office() -> (Office, full: UserID) {
        var office = Office()
        let (full, free) = (office.person("full"), office.person("free"))
        office.group("small", [free])
        for index in 0..<Limits.groupsPerUser { office.group("g\(index)", [full]) }
        return (office, full)
    }

    @Test func oneGroupTooManyIsAViolation() throws {
        let (office, _) = Self.office()
        let names = ["free@acme.example", "full@acme.example"]
        let added = refusal { () throws(Refusal) in
            try ConfigurationWorkflow.addMembers(
                to: "small", names, by: .system("test"), in: office.configuration,
                now: office.now)
        }
        #expect(added?.fields.map(\.field) == ["members[1]"])
        let created = refusal { () throws(Refusal) in
            try ConfigurationWorkflow.createGroup(
                GroupDraft(name: "new", members: names), id: GroupID(high: 9, low: 9),
                by: .system("test"), in: office.configuration, now: office.now)
        }
        #expect(created?.fields.map(\.field) == ["members[1]"])
        // Who is in it already stays, and can leave.
        let again = try ConfigurationWorkflow.addMembers(
            to: "g0", ["full@acme.example"], by: .system("test"), in: office.configuration,
            now: office.now)
        #expect(again == Decision())
        let left = try ConfigurationWorkflow.removeMembers(
            from: "g0", ["full@acme.example"], by: .system("test"), in: office.configuration,
            now: office.now)
        #expect(left.kinds == [.groupChanged])
    }
}
