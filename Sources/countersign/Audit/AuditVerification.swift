import CountersignClient
import CountersignProto
import FoundationEssentials

/// Checks an export line by line, and remembers what is wrong and where.
struct AuditVerification {
    /// More mismatches are counted, not kept.
    static let maximumKept = 100

    /// What is wrong, each with the number of its line.
    private(set) var mismatches: [String] = []
    private(set) var mismatchCount = 0
    private(set) var header: AuditLine.Header?
    private(set) var verifier: LogVerifier?
    private let pinnedKeys: [SigningKey]
    private var lineNumber = 0
    private var end: AuditLine.End?
    private let decoder = JSONDecoder()

    /// - Parameter pinnedKeys: The keys to trust; if there are none, those in the file.
    init(pinnedKeys: [SigningKey]) {
        self.pinnedKeys = pinnedKeys
    }

    mutating func check(_ bytes: [UInt8]) {
        lineNumber += 1
        guard let line = try? decoder.decode(AuditLine.self, from: Data(bytes)) else {
            return note("is not a line of an export")
        }
        if end != nil { note("comes after the last line") }
        if let header = line.header {
            check(header)
        } else if verifier == nil {
            note("comes before the header")
        } else if let record = line.record {
            check(record, line.event)
        } else if let checkpoint = line.checkpoint {
            check(checkpoint, line.body)
        } else if let end = line.end {
            check(end)
        } else {
            note("is not a line of an export")
        }
    }

    /// To be called after the last line.
    mutating func finish() {
        guard header != nil else { return note("there is no header: this is no export") }
        if end == nil { note("the file ends before its last line: it was cut off") }
    }

    private mutating func check(_ header: AuditLine.Header) {
        guard self.header == nil else { return note("is a second header") }
        if header.format != AuditLine.format { note("the format is '\(header.format)'") }
        self.header = header
        verifier = LogVerifier(
            after: EventCursor(seq: header.after),
            organizationID: header.organizationID,
            keys: pinnedKeys.isEmpty ? header.signingKeys : pinnedKeys
        )
    }

    private mutating func check(_ record: EventRecord, _ shown: Event?) {
        for finding in verifier?.check(record) ?? [] { note(finding.description) }
        if let event = try? Event(serialized: record.event, limits: .reply), event != shown {
            note("record \(record.seq): what is shown for people differs from the record")
        }
    }

    private mutating func check(_ checkpoint: Checkpoint, _ shown: CheckpointBody?) {
        if let finding = verifier?.check(checkpoint) { note(finding.description) }
        if let body = try? CheckpointBody(serialized: checkpoint.body), body != shown {
            note("checkpoint for record \(body.seq): what is shown for people differs from it")
        }
    }

    private mutating func check(_ end: AuditLine.End) {
        self.end = end
        guard let verifier else { return }
        if end.recordCount != verifier.recordCount || end.lastSeq != verifier.cursor.seq {
            note(
                "says that there are \(end.recordCount) records up to \(end.lastSeq), "
                    + "but there are \(verifier.recordCount) up to \(verifier.cursor.seq)"
            )
        }
    }

    private mutating func note(_ mismatch: String) {
        mismatchCount += 1
        if mismatches.count < Self.maximumKept {
            mismatches.append("line \(lineNumber): \(mismatch)")
        }
    }
}
