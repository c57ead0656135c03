import CountersignClient
import CountersignProto

/// Encoded calls, one after the other in one piece of memory.
struct FrameBuffer {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    var count: Int { ends.count }

    /// The mean size of a call, in bytes.
    var meanByteCount: Int { ends.isEmpty ? 0 : bytes.count / ends.count }

    mutating func append(_ frame: [UInt8]) {
        bytes += frame
        ends.append(bytes.count)
    }

    /// Encodes a call as the client library does, with a new request id.
    mutating func append<Request, Response>(
        _ method: MethodDescriptor<Request, Response>,
        _ request: Request,
        token: String
    ) throws {
        let call = Call(
            method: method.name,
            requestID: method.isMutation ? RequestID().bytes : [],
            bearerToken: token,
            timeoutMs: 60_000,
            body: try request.serialized()
        )
        append(try call.serialized())
    }

    func withFrame<Result>(
        _ index: Int,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        bytes.withUnsafeBytes { all in
            body(
                UnsafeRawBufferPointer(
                    rebasing: all[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
                )
            )
        }
    }
}
