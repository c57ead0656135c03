import CountersignProto

/// One line of an export: a JSON object with one of these members.
///
///     {"header": {"format": "countersign-audit-1", "organizationId": …, "signingKeys": […], …}}
///     {"record": {"seq": "1", "event": …, "hash": …}, "event": {the event, for people}}
///     {"checkpoint": {"body": …, "signature": …, "keyId": …}, "body": {for people}}
///     {"end": {"recordCount": 1, "lastSeq": 1}}
///
/// Messages are in their proto3 JSON form. A checkpoint follows the record that it is about. The
/// last line tells a whole file from one that was cut off.
struct AuditLine: Codable, Hashable {
    static let format = "countersign-audit-1"

    struct Header: Codable, Hashable {
        var format = AuditLine.format
        var organizationID: String
        var organizationName: String
        /// The position before the first record.
        var after: UInt64
        var exportTime: ProtoTimestamp
        var signingKeys: [SigningKey]

        private enum CodingKeys: String, CodingKey {
            case organizationID = "organizationId"
            case format, organizationName, after, exportTime, signingKeys
        }
    }

    struct End: Codable, Hashable {
        var recordCount: UInt64
        var lastSeq: UInt64
    }

    var header: Header?
    var record: EventRecord?
    var event: Event?
    var checkpoint: Checkpoint?
    var body: CheckpointBody?
    var end: End?
}
