import CSQLite
import Foundation
import Testing
import Workflow

@testable import Store

/// Every statement is an index range: none walks a table or sorts.
@Suite struct SQLitePlanTests {
    @Test func everyStatementIsAnIndexRange() throws {
        for (text, plan) in try plans() {
            let isListOfOrganizations = text.contains("FROM organization\n ORDER BY id")
            #expect(isListOfOrganizations || !plan.contains("SCAN"), "\(text)\n\(plan)")
            #expect(!plan.contains("TEMP B-TREE"), "\(text)\n\(plan)")
        }
    }

    @Test(
        arguments: [
            "access_request_by_requester (organization=? AND requester=? AND is_live=? AND id<?)",
            "access_request_by_resource (organization=? AND resource=? AND is_live=? AND id<?)",
            """
            access_request_by_requester_and_resource \
            (organization=? AND requester=? AND resource=? AND is_live=? AND id<?)
            """,
            "awaiting_by_approver (organization=? AND approver_kind=? AND approver=? AND request<?)",
        ]
    )
    func eachListHasItsIndex(_ index: String) throws {
        let plans = try plans().map(\.plan)
        #expect(plans.contains { $0.contains("INDEX \(index)") }, "\(plans)")
    }

    private func plans() throws -> [(text: String, plan: String)] {
        let store = try TestStore(.sqlite)
        var world = World()
        try store.begin(world)
        let path = store.directory.appending(path: "store.db").path
        let connection = try SQLiteConnection(path: path, role: .reader)
        let session = Session(connection)
        try session.begin(.read)
        try readEverything(session, &world)
        try session.commit()
        return try connection.preparedTexts
            .filter { $0.hasPrefix("SELECT") }
            .map { ($0, try plan(of: $0, on: connection)) }
    }

    private func readEverything(_ session: Session, _ world: inout World) throws {
        let organization = world.organization
        let (person, resource): (UserID, ResourceID) = (world.id(), world.id())
        _ = try session.organizations()
        _ = try session.head(of: organization)
        _ = try session.configurationObjects(changedAfter: 0, of: organization)
        _ = try session.ruleSet("pol_none@1", of: organization)
        _ = try session.request(world.id(), of: organization)
        _ = try session.pendingRequest(
            by: person,
            resource: resource,
            account: "",
            of: organization
        )
        let requests: [RequestFilter.Range] = [
            .all, .requester(person), .resource(resource), .requesterAndResource(person, resource),
            .awaiting([.user(person)]),
        ]
        for range in requests {
            _ = try session.requests(
                RequestFilter(range: range),
                before: nil,
                limit: 5,
                of: organization
            )
        }
        let grants: [GrantFilter.Range] = [
            .all, .holder(person), .resource(resource), .holderAndResource(person, resource),
        ]
        for range in grants {
            _ = try session.grants(
                GrantFilter(range: range),
                before: nil,
                limit: 5,
                of: organization
            )
        }
        _ = try session.grant(world.id(), of: organization)
        _ = try session.records(after: 0, limit: 5, byteLimit: 5, of: organization)
        _ = try session.checkpoints(after: 0, through: 5, of: organization)
        _ = try session.lastCheckpoint(of: organization)
        _ = try session.replyRecord(world.bytes(16), caller: "", of: organization)
        _ = try session.due(at: world.now, limit: 5)
        _ = try session.nextDeadline()
    }

    private func plan(of text: String, on connection: SQLiteConnection) throws -> String {
        let explain = try connection.prepare("EXPLAIN QUERY PLAN " + text)
        var lines: [String] = []
        while try explain.step() { lines.append(explain.text(3)) }
        explain.reset()
        return lines.joined(separator: "\n")
    }
}
