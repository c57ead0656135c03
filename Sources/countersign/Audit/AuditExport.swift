import CountersignClient
import CountersignProto

/// Copies the log from a node into a file.
struct AuditExport {
    let client: CountersignClient
    let after: UInt64

    struct Summary: Hashable {
        var recordCount: UInt64 = 0
        var checkpointCount = 0
        var lastSeq: UInt64
    }

    func run(to writer: LineWriter) async throws -> Summary {
        var summary = Summary(lastSeq: after)
        var page = try await client.audit.exportLog(after: after)
        try writer.write(AuditLine(header: try await header(page)))
        while true {
            try write(page, to: writer, &summary)
            guard page.more, page.nextAfter > summary.lastSeq || !page.records.isEmpty else {
                break
            }
            page = try await client.audit.exportLog(after: page.nextAfter)
        }
        try writer.write(
            AuditLine(end: .init(recordCount: summary.recordCount, lastSeq: summary.lastSeq))
        )
        return summary
    }

    private func header(_ page: ExportLogResponse) async throws -> AuditLine.Header {
        let keys = try await client.audit.listSigningKeys().keys
        return AuditLine.Header(
            organizationID: page.organizationID,
            organizationName: page.organizationName,
            after: after,
            exportTime: .now,
            signingKeys: keys
        )
    }

    private func write(
        _ page: ExportLogResponse,
        to writer: LineWriter,
        _ summary: inout Summary
    ) throws {
        let checkpoints = page.checkpoints.compactMap { checkpoint in
            (try? CheckpointBody(serialized: checkpoint.body)).map { ($0, checkpoint) }
        }
        let bySeq = Dictionary(grouping: checkpoints) { $0.0.seq }
        for record in page.records {
            let event = try? Event(serialized: record.event, limits: .reply)
            try writer.write(AuditLine(record: record, event: event))
            for (body, checkpoint) in bySeq[record.seq] ?? [] {
                try writer.write(AuditLine(checkpoint: checkpoint, body: body))
                summary.checkpointCount += 1
            }
            summary.recordCount += 1
            summary.lastSeq = record.seq
        }
    }
}
