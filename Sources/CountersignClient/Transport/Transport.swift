/// What carries frames between the client and the nodes.
package protocol Transport: Sendable {
    /// Sends a frame to an address and waits for the frame that answers it.
    ///
    /// Throws `TransportFailure`, `.noAnswer` when `time` is over. Cancelling the task ends it.
    func exchange(
        _ frame: [UInt8],
        with address: String,
        within time: Duration
    ) async throws(TransportFailure) -> [UInt8]

    /// Subscribes to the frames that begin with `topic`. Connecting, and connecting again, go on in
    /// the background.
    func subscribe(
        to address: String,
        topic: [UInt8]
    ) throws(TransportFailure) -> any FrameSource

    /// Ends everything; what waits throws `.closed`.
    func close()
}

/// The frames of one subscription, in the order of arrival. What nobody takes in time is dropped.
package protocol FrameSource: Sendable {
    /// The next frame; nil when `time` is over. For one caller at a time. Throws `.cancelled` when
    /// the task is cancelled, `.closed` after `close`.
    func next(within time: Duration) async throws(TransportFailure) -> [UInt8]?

    /// Ends the subscription.
    func close()
}

/// Why no frame came back.
package enum TransportFailure: Error, Sendable, Hashable {
    /// The address is malformed or of an unknown kind, or its TLS files can't be used.
    case badAddress(String)
    /// There is no connection.
    case unreachable(String)
    /// The time is over.
    case noAnswer
    /// The task was cancelled.
    case cancelled
    /// The transport was closed.
    case closed
}

extension CountersignError {
    init(_ failure: TransportFailure, at address: String) {
        switch failure {
        case .badAddress(let why):
            self.init(
                .invalidArgument,
                reason: .badConfiguration,
                message: "\(address): \(why)",
                cause: failure
            )
        case .unreachable(let why):
            self.init(
                .unavailable,
                reason: .connectionFailed,
                message: "no connection to \(address): \(why)",
                cause: failure
            )
        case .noAnswer:
            self.init(
                .deadlineExceeded,
                reason: .noAnswer,
                message: "no answer from \(address) in time",
                cause: failure
            )
        case .cancelled:
            self.init(
                .cancelled,
                reason: .callCancelled,
                message: "the call was cancelled",
                cause: failure
            )
        case .closed:
            self.init(
                .cancelled,
                reason: .clientClosed,
                message: "the client was closed",
                cause: failure
            )
        }
    }
}
