import Store
import Workflow

/// What waits to be written.
enum Command: Sendable {
    case call(WriteCall)
    case task(WriteTask)
}

/// A call that changes state, authenticated and not yet authorized.
struct WriteCall: Sendable {
    let exchange: any CallExchange
    let method: MethodTable.Method
    let run: @Sendable ([UInt8], WriteContext) throws -> ResponseEncoding
    /// Who calls is looked up in the configuration of the transaction, not before.
    let token: VerifiedToken
    let requestID: [UInt8]
    /// SHA-256 of method and body.
    let fingerprint: [UInt8]
    let body: [UInt8]
    /// By the node's elapsed time; past it the call is dropped unless it has run.
    let deadline: Span
}

/// Something the node does by itself, such as expiring what is due.
struct WriteTask: Sendable {
    let name: String
    /// Opens a `command` of the batch for each thing it does.
    let run: @Sendable (WriteBatch) throws -> Void
    /// Told once the outcome is known; nil when it was committed.
    let finished: @Sendable ((any Error)?) -> Void
}
