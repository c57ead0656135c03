import CountersignProto

extension Reply {
    /// Decodes a frame; throws what it says if it is an error.
    init(_ frame: [UInt8]) throws(CountersignError) {
        do throws(DecodingFailure) {
            self = try Reply(serialized: frame, limits: .reply)
        } catch {
            throw CountersignError(malformed: "the answer of the node", error)
        }
        guard code == 0 else { throw CountersignError(self) }
    }

    /// The response that the reply carries.
    func response<Response: Message>(
        of method: String,
        requestID: RequestID
    ) throws(CountersignError) -> Response {
        do throws(DecodingFailure) {
            return try Response(serialized: body, limits: .reply)
        } catch {
            var failure = CountersignError(malformed: "the response", error)
            failure.method = method
            failure.requestID = requestID
            throw failure
        }
    }
}

extension CountersignError {
    /// What a node answered.
    init(_ reply: Reply) {
        self.init(
            StatusCode(rawValue: reply.code) ?? .unknown,
            reason: "",
            message: reply.message
        )
        for detail in reply.details {
            guard let detail = detail.detail else { continue }
            add(detail)
        }
    }

    private mutating func add(_ detail: ErrorDetail.DetailChoice) {
        switch detail {
        case .errorInfo(let info):
            reason = Reason(rawValue: info.reason)
            metadata = info.metadata
        case .badRequest(let bad):
            fieldViolations += bad.fieldViolations
        case .preconditionFailure(let failure):
            preconditions += failure.violations
        case .retryInfo(let info):
            retryDelay = info.retryDelay.map { .milliseconds($0.milliseconds) }
        case .resourceInfo(let info):
            resource = info
        }
    }

    fileprivate init(malformed what: String, _ failure: DecodingFailure) {
        self.init(
            .internalError,
            reason: .malformedReply,
            message: "\(what) can't be decoded: \(failure)",
            cause: failure
        )
    }
}
