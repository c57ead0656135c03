package import CountersignProto
package import Workflow

/// What a subscriber must know to follow a stream; `OpenStreamResponse` but for the addresses.
package struct StreamOpening: Sendable {
    /// 16 bytes.
    package let streamID: [UInt8]
    package let current: SealingKey
    package let next: SealingKey
    /// Every record after this is sent as a frame, or a later frame shows the gap.
    package let head: LogPosition
    package let heartbeatInterval: Span
}

/// A moment in the losses of the right to streams, to tell whether another came after it.
package struct RightsMoment: Hashable, Sendable {
    let count: UInt64
}
