import CountersignClient
import CountersignProto
import Crypto
import FoundationEssentials
import Testing

@testable import countersign

@Suite("Exports of the log")
struct AuditCommandTests {
    private let log: TestLog
    private let key = Curve25519.Signing.PrivateKey()
    private let file = FileManager.default.temporaryDirectory
        .appendingPathComponent("audit-\(RequestID()).jsonl").path

    init() throws {
        var log = try TestLog(count: 24)
        try log.append(.manyMembers)
        self.log = log
    }

    private var signingKey: SigningKey {
        let bytes = [UInt8](key.publicKey.rawRepresentation)
        return SigningKey(keyID: LogVerifier.keyID(of: bytes), publicKey: bytes)
    }

    /// Exports over a node with pages of ten and a checkpoint for every fifth record.
    private func export(after: Int = 0) async throws {
        let (log, key, signingKey) = (log, key, signingKey)
        let node = try FakeNode { call in
            guard call.method == Methods.AuditService.exportLog.name else {
                return try .ok(ListSigningKeysResponse(keys: [signingKey]))
            }
            let request = try ExportLogRequest(serialized: call.body)
            let page = log.page(after: request.after, limit: 10)
            let checkpoints = try page.records.filter { $0.seq.isMultiple(of: 5) }.map { record in
                let body = try CheckpointBody(
                    organizationID: TestLog.organization,
                    epoch: 1,
                    seq: record.seq,
                    hash: record.hash
                ).serialized()
                let signature = try key.signature(for: body)
                return Checkpoint(
                    body: body,
                    signature: [UInt8](signature),
                    keyID: signingKey.keyID
                )
            }
            return try .ok(
                ExportLogResponse(
                    organizationID: TestLog.organization,
                    organizationName: "Acme",
                    records: page.records,
                    checkpoints: checkpoints,
                    nextAfter: page.nextAfter,
                    more: page.nextAfter < log.head.seq
                )
            )
        }
        defer { node.close() }
        let run = await CommandRun(
            ["audit", "export", "-o", file, "--after", "\(after)"],
            at: node
        )
        #expect(run.status == .success)
        #expect(
            run.error.hasPrefix("Exported \(25 - after) records up to 25 and"),
            "\(run.error)"
        )
    }

    private func lines() throws -> [String] {
        let data = try #require(FileManager.default.contents(atPath: file))
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func write(_ lines: [String]) throws {
        let text = lines.map { $0 + "\n" }.joined()
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    }

    private func verify(_ options: String...) async -> CommandRun {
        await CommandRun(["audit", "verify", file] + options)
    }

    private func remove() {
        try? FileManager.default.removeItem(atPath: file)
    }

    @Test("An export is verified without a node")
    func right() async throws {
        defer { remove() }
        try await export()
        #expect(try lines().count == 1 + 25 + 5 + 1)
        #expect(try lines().filter { $0.contains(#""addedMembers""#) }.count == 1)
        let run = await verify()
        #expect(run.status == .success, "\(run.error)")
        #expect(run.out.contains("25, 1 to 25"))
        #expect(run.out.contains("5 with a right signature"))
        #expect(run.out.contains("\(signingKey.keyID), from the file itself"))
        let pinned = await verify("--key", KeyArgument(signingKey).defaultValueDescription)
        #expect(pinned.status == .success)
        #expect(!pinned.out.contains("from the file itself"))
    }

    @Test("An export of a part says what it does not prove")
    func part() async throws {
        defer { remove() }
        try await export(after: 22)
        let run = await verify()
        #expect(run.status == .success, "\(run.error)")
        #expect(run.out.contains("3, 23 to 25"))
        #expect(run.out.contains("Not checked"))
    }

    @Test("A changed, missing or cut-off line is found, at its place")
    func tampered() async throws {
        defer { remove() }
        try await export()
        let right = try lines()

        var lines = right
        lines[3] = lines[3].replacing("req_3", with: "req_9")
        try write(lines)
        var run = await verify()
        #expect(run.status == .failure)
        #expect(run.error.hasPrefix("error: line 4: record 3: what is shown for people differs"))

        lines = right
        lines.remove(at: 2)
        try write(lines)
        run = await verify()
        #expect(run.status == .failure)
        #expect(run.error.contains("line 3: record 3: expected record 2 here"))

        try write(right.dropLast(3))
        run = await verify()
        #expect(run.status == .failure)
        #expect(run.error.contains("it was cut off"))

        try write(right + ["{}", "garbage"])
        run = await verify()
        #expect(run.status == .failure)
        #expect(run.error.contains("line 33: comes after the last line"))
        #expect(run.error.contains("line 34: is not a line of an export"))
    }

    @Test("A log that was written anew, with another key, is right only by its own word")
    func forged() async throws {
        defer { remove() }
        try await export()
        let other = [UInt8](Curve25519.Signing.PrivateKey().publicKey.rawRepresentation)
        let known = SigningKey(keyID: LogVerifier.keyID(of: other), publicKey: other)
        let run = await verify("--key", KeyArgument(known).defaultValueDescription)
        #expect(run.status == .failure)
        #expect(run.error.contains("key \(signingKey.keyID) is not trusted"))
    }

    @Test("What is no export is said to be none")
    func garbage() async throws {
        defer { remove() }
        try write([])
        #expect(await verify().error.contains("there is no header"))
        #expect(await CommandRun(["audit", "verify", "/nonexistent"]).status == .usage)
        #expect(await verify("--key", "0011223344556677=AAAA").status == .usage)
    }
}
