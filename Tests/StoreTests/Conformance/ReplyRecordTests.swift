import Store
import Testing
import Workflow

@Suite struct ReplyRecordTests {
    private let record = ReplyRecord(fingerprint: [1, 2, 3], reply: [4, 5])

    @Test(arguments: Backend.all)
    func aRecordIsFoundByCallerAndRequest(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let (requestID, otherID) = (world.bytes(16), world.bytes(16))
        let empty = ReplyRecord(fingerprint: [9], reply: [])
        try store.command { writing throws in
            let organization = world.organization
            try writing.save(
                record,
                requestID: requestID,
                caller: "usr_a",
                at: world.now,
                of: organization
            )
            try writing.save(
                empty,
                requestID: requestID,
                caller: "usr_b",
                at: world.now,
                of: organization
            )
        }
        try store.reopen()
        try store.command { writing throws in
            let organization = world.organization
            #expect(
                try writing.replyRecord(requestID, caller: "usr_a", of: organization) == record
            )
            #expect(
                try writing.replyRecord(requestID, caller: "usr_b", of: organization) == empty
            )
            #expect(try writing.replyRecord(otherID, caller: "usr_a", of: organization) == nil)
            #expect(try writing.replyRecord(requestID, caller: "usr_c", of: organization) == nil)
        }
    }

    @Test(arguments: Backend.all)
    func aSecondReplyToTheSameCallIsAConflict(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let requestID = world.bytes(16)
        func save() throws {
            try store.command {
                try $0.save(
                    record,
                    requestID: requestID,
                    caller: "usr_a",
                    at: world.now,
                    of: world.organization
                )
            }
        }
        try save()
        #expect(performing: save, throws: isConflict)
    }

    @Test(arguments: Backend.all)
    func oldRecordsAreDeletedOldestFirstAndAFewAtATime(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let start = world.now
        let ids = (0..<10).map { _ in world.bytes(16) }
        try store.command { writing throws in
            for (index, id) in ids.enumerated() {
                try writing.save(
                    record,
                    requestID: id,
                    caller: "usr_a",
                    at: start + .seconds(Int64(index)),
                    of: world.organization
                )
            }
        }
        func delete(before seconds: Int64, limit: Int) throws -> Int {
            try store.command {
                try $0.deleteReplyRecords(before: start + .seconds(seconds), limit: limit)
            }
        }
        func left() throws -> [Int] {
            try store.command { writing throws in
                try ids.indices.filter {
                    try writing.replyRecord(ids[$0], caller: "usr_a", of: world.organization)
                        != nil
                }
            }
        }
        #expect(try delete(before: 0, limit: 5) == 0)
        #expect(try delete(before: 6, limit: 4) == 4)
        #expect(try left() == Array(4...9))
        #expect(try delete(before: 6, limit: 4) == 2)
        #expect(try left() == Array(6...9))
        #expect(try delete(before: 6, limit: 4) == 0)
        #expect(try delete(before: 100, limit: 100) == 4)
        #expect(try left() == [])
    }
}
