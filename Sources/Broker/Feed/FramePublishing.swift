package import NNG

/// Where frames go out to subscribers.
package protocol FramePublishing: Sendable {
    /// Sends a frame to every subscriber there is. Never blocks: whoever is slow loses frames and
    /// reads the log instead.
    func publish(frame: [UInt8])

    /// How many subscribers are connected now. Asked once for every batch, so it must be cheap.
    var subscriberCount: Int { get }
}

/// Frames on the pub socket.
package struct FrameSocket: FramePublishing {
    private let socket: PublishSocket

    package init(_ socket: PublishSocket) {
        self.socket = socket
    }

    package func publish(frame: [UInt8]) {
        socket.publish(Message(copying: frame))
    }

    package var subscriberCount: Int { socket.subscriberCount }
}
