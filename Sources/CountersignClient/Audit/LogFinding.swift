/// Something wrong in an export of the log.
public struct LogFinding: Sendable, Hashable {
    /// What is wrong.
    public enum Problem: Sendable, Hashable {
        /// Records are missing, repeated or out of order.
        case notDense(expected: UInt64)
        /// The hash is not that of the record before and the event: one of them was changed.
        case chainBroken
        /// The event can't be decoded.
        case malformedEvent
        /// The event says that it has another number.
        case otherSequence(UInt64)
        /// The event or checkpoint is of another organization.
        case otherOrganization(String)
        /// The epoch is lower than before.
        case epochWentBack(from: UInt64)
        /// The checkpoint can't be decoded.
        case malformedCheckpoint
        /// The checkpoint is signed with a key that is not trusted.
        case untrustedKey(String)
        /// The signature of the checkpoint is not by its key.
        case badSignature(String)
        /// The checkpoint does not come right after the record it is about.
        case misplacedCheckpoint
        /// The checkpoint vouches for another hash than the record has.
        case signedHashDiffers
    }

    /// The number of the record, or of the record that the checkpoint is about.
    public let seq: UInt64
    /// What is wrong.
    public let problem: Problem
}

extension LogFinding: CustomStringConvertible {
    /// One line for people.
    public var description: String {
        switch problem {
        case .notDense(let expected): "record \(seq): expected record \(expected) here"
        case .chainBroken: "record \(seq): its hash does not continue the chain"
        case .malformedEvent: "record \(seq): the event can't be decoded"
        case .otherSequence(let other): "record \(seq): the event says it is number \(other)"
        case .otherOrganization(let id): "record \(seq): belongs to organization '\(id)'"
        case .epochWentBack(let epoch): "record \(seq): its epoch is lower than \(epoch)"
        case .malformedCheckpoint: "checkpoint after record \(seq): can't be decoded"
        case .untrustedKey(let id): "checkpoint for record \(seq): key \(id) is not trusted"
        case .badSignature(let id): "checkpoint for record \(seq): not signed by key \(id)"
        case .misplacedCheckpoint: "checkpoint for record \(seq): does not follow that record"
        case .signedHashDiffers: "checkpoint for record \(seq): vouches for another hash"
        }
    }
}
