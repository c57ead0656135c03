import CNNG

/// What went wrong in nng, in which operation.
package struct NNGError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure, for programs.
    package var code: Code
    /// What was being done, with the address or file concerned: "listen on tcp://…".
    package var operation: String
    /// What this library found wrong itself; nil when nng reported the failure.
    package var detail: String?

    package init(_ code: Code, _ operation: String, detail: String? = nil) {
        self.code = code
        self.operation = operation
        self.detail = detail
    }

    /// For people: the operation and the reason.
    package var description: String { "\(operation): \(detail ?? code.description)" }
}

extension NNGError {
    /// One of nng's error numbers. Open-ended, as nng wraps system errors in it.
    package struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        package let rawValue: Int32

        package init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        private init(_ number: nng_errno_enum) {
            self.rawValue = Int32(bitPattern: number.rawValue)
        }

        /// nng's own words for the number (`nng_strerror`).
        package var description: String { String(cString: nng_strerror(rawValue)) }

        package static let timedOut = Code(NNG_ETIMEDOUT)
        package static let closed = Code(NNG_ECLOSED)
        package static let canceled = Code(NNG_ECANCELED)
        package static let connectionRefused = Code(NNG_ECONNREFUSED)
        package static let connectionReset = Code(NNG_ECONNRESET)
        package static let addressInUse = Code(NNG_EADDRINUSE)
        package static let addressInvalid = Code(NNG_EADDRINVAL)
        package static let messageTooLarge = Code(NNG_EMSGSIZE)
        package static let crypto = Code(NNG_ECRYPTO)
        package static let peerNotAuthenticated = Code(NNG_EPEERAUTH)
        package static let permissionDenied = Code(NNG_EPERM)
        package static let notFound = Code(NNG_ENOENT)
        package static let notSupported = Code(NNG_ENOTSUP)
        package static let invalidArgument = Code(NNG_EINVAL)
        package static let wrongState = Code(NNG_ESTATE)
        package static let limitReached = Code(NNG_ENOSPC)
        package static let outOfMemory = Code(NNG_ENOMEM)
    }
}

/// Throws unless `result`, as returned by nng, is zero.
func check(_ result: Int32, _ operation: @autoclosure () -> String) throws(NNGError) {
    guard result == 0 else { throw NNGError(.init(rawValue: result), operation()) }
}
