import CountersignProto

/// One call before it is sent, and each time it is sent again.
struct OutgoingCall {
    let method: String
    let requestID: RequestID
    let timeout: Duration
    let attemptTimeout: Duration?
    var token = ""
    private let metadata: [String: String]
    private let body: [UInt8]

    init<Request: Message>(
        _ method: String,
        _ request: Request,
        _ options: CallOptions,
        _ configuration: CountersignClient.Configuration
    ) throws(CountersignError) {
        self.method = method
        requestID = options.requestID ?? RequestID()
        timeout = options.timeout ?? configuration.timeout
        attemptTimeout = options.attemptTimeout
        metadata = configuration.metadata.merging(options.metadata) { $1 }
        do throws(EncodingFailure) {
            body = try request.serialized()
        } catch {
            throw CountersignError(encoding: error, method, requestID)
        }
    }

    /// The frame of one attempt, which says how long the caller will still wait.
    func frame(remaining: Duration) throws(CountersignError) -> [UInt8] {
        let call = Call(
            method: method,
            requestID: requestID.bytes,
            bearerToken: token,
            timeoutMs: UInt32(clamping: max(1, remaining.wholeMilliseconds)),
            metadata: metadata,
            body: body
        )
        do throws(EncodingFailure) {
            return try call.serialized()
        } catch {
            throw CountersignError(encoding: error, method, requestID)
        }
    }
}

extension CountersignError {
    fileprivate init(encoding failure: EncodingFailure, _ method: String, _ id: RequestID) {
        self.init(
            .invalidArgument,
            reason: .malformedRequest,
            message: failure.description,
            fieldViolations: [
                .init(field: failure.path, description: "a string can't hold NUL")
            ]
        )
        self.method = method
        requestID = id
    }
}

extension Duration {
    /// Rounded towards zero; the nearest there is for what does not fit.
    var wholeMilliseconds: Int64 {
        let limit = Duration.milliseconds(Int64.max)
        if self >= limit { return .max }
        if self <= .zero - limit { return .min }
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
