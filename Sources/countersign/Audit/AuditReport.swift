import CountersignClient
import CountersignProto

/// The outcome of a verification for people.
extension AuditVerification {
    /// What was checked, and what that does not prove.
    func summary(isPinned: Bool) -> String {
        guard let header, let verifier else { return "" }
        var fields = Fields()
        fields.add("Organization", "\(header.organizationName) (\(header.organizationID))")
        fields.add("Exported", HumanTime.text(header.exportTime))
        fields.add("Records", records(verifier, after: header.after))
        fields.add("Checkpoints", "\(verifier.goodCheckpointCount) with a right signature")
        for key in header.signingKeys where !isPinned {
            fields.add("Key", "\(key.keyID), from the file itself")
        }
        if verifier.recordCount > 0, verifier.signedSeq < verifier.cursor.seq {
            fields.add(
                "Not signed",
                verifier.goodCheckpointCount == 0
                    ? "any record" : "records after \(verifier.signedSeq)"
            )
        }
        if header.after > 0 {
            fields.add("Not checked", "the link to the record before the first")
        }
        return fields.text
    }

    private func records(_ verifier: LogVerifier, after: UInt64) -> String {
        verifier.recordCount == 0
            ? "none" : "\(verifier.recordCount), \(after &+ 1) to \(verifier.cursor.seq)"
    }

    /// What is wrong, one line each.
    var report: String {
        var lines = mismatches.map { "error: \($0.printable)\n" }
        let left = mismatchCount - mismatches.count
        if left > 0 { lines.append("error: and \(left) more\n") }
        return lines.joined()
    }
}
