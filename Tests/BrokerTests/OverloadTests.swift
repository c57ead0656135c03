import Broker
import CountersignClient
import CountersignProto
import Store
import Testing

/// More than a node can do, too late, and the end of a node.
@Suite struct OverloadTests {
    @Test func `a call whose time is up before it runs has no effect`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            office.faults.hold()
            let late = Task {
                try await office[.ben].access.approveRequest(
                    id: request.id, options: CallOptions(timeout: .seconds(60)))
            }
            // Another one holds the writer, or this one does; both go through the same test.
            try await eventually("the writer is stopped") { office.faults.holdsOne ? true : nil }
            try await eventually("the call is with the node") {
                try await office.anybody.health.check().status == .serving ? true : nil
            }
            office.advance(seconds: 61)
            office.faults.release()
            let error = await #expect(throws: CountersignError.self) { try await late.value }
            #expect(error?.code == .deadlineExceeded)
            #expect(error?.reason == "DEADLINE_EXCEEDED")
            #expect(!(try await office.history(of: request.id).contains(.vote)))
            // Nothing is remembered of it: the same call with more time succeeds.
            _ = try await office[.ben].access.approveRequest(
                id: request.id, options: CallOptions(requestID: try #require(error?.requestID)))
        }
    }

    @Test func `a full queue refuses, says when to come back, and loses nothing it took`()
        async throws
    {
        try await withOffice(configure: { $0.commitQueueLimit = 4 }) { office in
            office.faults.hold()
            let calls = (0..<40).map { number in
                Task {
                    try await office[.admin].directory.createGroup(
                        group: Group(name: "group-\(number)"))
                }
            }
            let refused = try await withThrowingTaskGroup(of: CountersignError?.self) { group in
                for call in calls {
                    group.addTask {
                        do {
                            _ = try await call.value
                            return nil
                        } catch let error as CountersignError {
                            return error
                        }
                    }
                }
                var refused: [CountersignError] = []
                for try await error in group {
                    if let error { refused.append(error) }
                    // The rest is with the writer, which stands still.
                    if refused.count == 1 { office.faults.release() }
                }
                return refused
            }
            #expect(!refused.isEmpty)
            for error in refused {
                #expect(error.code == .resourceExhausted && error.reason == "OVERLOADED")
                #expect(error.retryDelay != nil)
            }
            let made = try await office[.admin].directory.listGroups(pageSize: 200).groups
            #expect(made.count - 3 == calls.count - refused.count)
            #expect(try await office[.rita].directory.whoAmI().caller != nil)
        }
    }

    @Test func `a node that drains under load answers all it took, and every OK is in the log`()
        async throws
    {
        try await withOffice { office in
            let callers = (0..<16).map { caller in
                Task { await keepCalling(office[.admin], caller) }
            }
            try await eventually("the load is there") {
                try await office.records().count > 100 ? true : nil
            }
            try await office.stop()
            var acknowledged: Set<String> = []
            for caller in callers {
                let (names, error) = await caller.value
                acknowledged.formUnion(names)
                #expect([.unavailable, .cancelled].contains(error.code), "\(error)")
            }
            #expect(!acknowledged.isEmpty)
            try await office.start()
            let logged = try await office.events().compactMap { event -> String? in
                guard case .configuration(let object) = event.snapshot else { return nil }
                return object.name
            }
            #expect(acknowledged.subtracting(logged) == [])
            #expect(Set(logged).count == logged.count)
        }
    }

    /// Makes groups until the first error; returns the names of those that were acknowledged.
    private func keepCalling(
        _ client: CountersignClient, _ caller: Int
    ) async -> ([String], CountersignError) {
        var names: [String] = []
        while true {
            let name = "group-\(caller)-\(names.count)"
            do {
                _ = try await client.directory.createGroup(group: Group(name: name))
                names.append(name)
            } catch {
                return (names, error)
            }
        }
    }

    @Test func `what is asked of a node that drains is refused, or finds nobody`() async throws {
        try await withOffice { office in
            let client = office[.admin]
            async let stopping: Void = office.stop()
            let error = await #expect(throws: CountersignError.self) {
                while true { _ = try await client.directory.whoAmI() }
            }
            #expect([.unavailable, .cancelled].contains(error?.code))
            try await stopping
            try await office.start()
        }
    }

    @Test func `a second node on the same file fails, and names the way to more nodes`()
        async throws
    {
        try await withOffice { office in
            let error = #expect(throws: StoreFailure.self) {
                _ = try SQLiteStorage(path: office.premises.database)
            }
            guard case .unavailable(let message) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(message.contains("PostgreSQL"))
            #expect(message.contains(office.premises.database))
            _ = try await office.ask()
        }
    }
}
