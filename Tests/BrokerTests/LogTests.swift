import CountersignClient
import CountersignProto
import Testing

/// The log, as ReadEvents and ExportLog give it.
@Suite struct LogTests {
    @Test func `another epoch is ABORTED, so that the reader begins again`() async throws {
        try await withOffice { office in
            let page = try await office[.admin].event.readEvents(epoch: 1)
            #expect(page.head?.epoch == 1)
            let error = await expectRefusal(.aborted, "EPOCH_CHANGED") {
                try await office[.admin].event.readEvents(after: 3, epoch: 2)
            }
            #expect(error?.metadata["epoch"] == "1")
        }
    }

    @Test func `a reader ahead of the node is told so, and not that there is nothing`()
        async throws
    {
        try await withOffice { office in
            let head = try await office.events().last?.seq ?? 0
            #expect(try await office[.admin].event.readEvents(after: head).records.isEmpty)
            for person in [Person.admin, .sam] {
                let error = await expectRefusal(.unavailable, "AHEAD_OF_NODE") {
                    try await office[person].event.readEvents(after: head + 1)
                }
                #expect(error?.retryDelay != nil)
            }
        }
    }

    @Test func `a page has a limit of records, and one of bytes`() async throws {
        try await withOffice { office in
            let admin = office[.admin]
            let text = String(repeating: "x", count: 1_024)
            try await withThrowingTaskGroup { group in
                for number in 0..<1_010 {
                    group.addTask {
                        _ = try await admin.directory.createGroup(
                            group: Group(name: "group-\(number)", description: text))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await admin.event.readEvents().records.count == 100)
            #expect(try await admin.event.readEvents(limit: 7).records.count == 7)
            let most = try await admin.event.readEvents(limit: 100_000)
            let size = most.records.reduce(0) { $0 + $1.event.count }
            #expect(most.records.count < 1_000)
            #expect(size <= (1 << 20) + 4_096)
            #expect(most.nextAfter == most.records.last?.seq)
            let total = try await office.records().count
            #expect(total > 1_010)
            // What does not concern Sam is passed over in steps, and he gets to the end.
            var (after, calls): (UInt64, Int) = (0, 0)
            while after < UInt64(total) {
                let page = try await office[.sam].event.readEvents(after: after)
                #expect(page.nextAfter > after)
                (after, calls) = (page.nextAfter, calls + 1)
            }
            #expect(calls > 1)
        }
    }

    @Test func `sequence numbers are dense and the chain verifies, checkpoints with it`()
        async throws
    {
        try await withOffice { office in
            _ = try await office.grant()
            office.advance(seconds: 10)
            try await office.checkpointed()
            _ = try await office.ask(account: "readonly")
            office.advance(seconds: 10)
            try await office.checkpointed()

            let keys = try await office[.admin].audit.listSigningKeys().keys
            let export = try await office[.admin].audit.exportLog()
            #expect(export.organizationName == "Acme")
            var verifier = LogVerifier(
                after: .beginning, organizationID: export.organizationID, keys: keys)
            var checkpoints = export.checkpoints[...]
            for record in export.records {
                #expect(verifier.check(record) == [])
                while let next = checkpoints.first,
                    try CheckpointBody(serialized: next.body).seq == record.seq
                {
                    #expect(verifier.check(checkpoints.removeFirst()) == nil)
                }
            }
            #expect(checkpoints.isEmpty)
            #expect(verifier.goodCheckpointCount >= 2)
            #expect(verifier.signedSeq == UInt64(export.records.count))

            // The same with one byte of one event changed.
            var forged = LogVerifier(
                after: .beginning, organizationID: export.organizationID, keys: keys)
            var record = export.records[0]
            record.event[record.event.count - 1] ^= 1
            #expect(forged.check(record) != [])
        }
    }

    @Test func `no checkpoint is made while nothing happens`() async throws {
        try await withOffice { office in
            office.advance(seconds: 10)
            try await office.checkpointed()
            let before = try await office[.admin].audit.exportLog().checkpoints.count
            for _ in 0..<5 {
                office.advance(seconds: 10)
                // A read and a restart: neither is news.
                try await office.restart()
            }
            #expect(try await office[.admin].audit.exportLog().checkpoints.count == before)
        }
    }

    @Test func `every event can be shown without another call`() async throws {
        try await withOffice { office in
            _ = try await office.grant()
            let request = try await office.ask(account: "readonly")
            _ = try await office[.anna].access.rejectRequest(id: request.id, comment: "no")
            for event in try await office.events() {
                #expect(event.organizationID == office.home.id)
                #expect(event.epoch == 1)
                #expect(event.time?.milliseconds == office.now)
                #expect(!event.subjectID.isEmpty)
                #expect(event.actor?.actor != nil)
                switch event.snapshot {
                case .request(let request): check(request, of: event.kind)
                case .grant(let grant): check(grant)
                case .configuration(let object): check(object)
                case nil: Issue.record("\(event.kind) has no snapshot")
                }
            }
        }
    }

    private func check(_ request: RequestSnapshot, of kind: EventKind) {
        #expect(request.requester?.email == Person.rita.email)
        #expect(request.requester?.displayName == "rita")
        #expect(request.resource?.name == "prod-db" && request.resource?.kind == .database)
        #expect(["admin", "readonly"].contains(request.account))
        #expect(request.duration == .hours(1))
        #expect(request.reason == "an incident" && request.ticket == "INC-7")
        #expect(request.state != .unspecified && request.expireTime != nil)
        #expect(["Peers", "Security"].contains(request.stepName))
        #expect(request.step >= 1 && request.stepCount == 2 && request.requiredApprovals == 1)
        #expect(!request.policyID.isEmpty && request.policyVersion == 1)
        guard kind == .vote else { return }
        #expect(request.choice != .unspecified)
        #expect(["fine", "no"].contains(request.comment))
        #expect(request.approvals == (request.choice == .approve ? 1 : 0))
    }

    private func check(_ grant: GrantSnapshot) {
        #expect(grant.holder?.email == Person.rita.email && !grant.requestID.isEmpty)
        #expect(grant.resource?.name == "prod-db" && grant.account == "admin")
        #expect(grant.state == .active)
        #expect(grant.startTime != nil && grant.expireTime != nil)
    }

    private func check(_ object: ConfigurationSnapshot) {
        #expect(!object.id.isEmpty && !object.name.isEmpty)
        #expect(object.change != .unspecified && object.version >= 1)
        #expect(object.json.contains(object.name), "\(object.json)")
    }

    @Test func `who came into a group and who went is in the log`() async throws {
        try await withOffice { office in
            _ = try await office[.admin].directory.addGroupMembers(
                id: "dba", members: [Person.sam.email, Person.ben.email])
            _ = try await office[.admin].directory.removeGroupMembers(
                id: "dba", members: [Person.anna.email])
            let events = try await office.events().suffix(2)
            let changes = events.map { event -> ConfigurationSnapshot? in
                guard case .configuration(let object) = event.snapshot else { return nil }
                return object
            }
            #expect(changes[0]?.change == .membersAdded)
            #expect(changes[0]?.addedMembers.map(\.email) == [Person.sam.email])
            #expect(changes[1]?.change == .membersRemoved)
            #expect(changes[1]?.removedMembers.map(\.email) == [Person.anna.email])
        }
    }
}

extension Office {
    /// Waits until the head of the log has its checkpoint.
    fileprivate func checkpointed() async throws {
        try await eventually("the head has a checkpoint") { () -> CheckpointBody? in
            let export = try await self[.admin].audit.exportLog()
            let last = try export.checkpoints.last.map { try CheckpointBody(serialized: $0.body) }
            return last?.seq == export.records.last?.seq ? last : nil
        }
    }
}
