import CNNG
import Glibc

// Fault (1.5.2, nng issue 1518): one peer that disconnects while a connection is being negotiated can
// stop a listener, or a dialer, for good. nng writes its 8-byte greeting with sendmsg(2); when the
// peer has gone that fails with EPIPE, nng translates EPIPE to NNG_ECLOSED, and takes that for "this
// listener was closed": it never accepts again. Connecting to an ipc socket and closing it, or FIN and
// then RST on tcp, is enough; no authentication comes before it.
//
// nng calls sendmsg through the dynamic linker, so the program's own definition of it is used. Ours is
// the kernel's, except that it says ECONNRESET where the kernel says EPIPE: nng takes that as the
// fault of the peer and goes on. For other callers in the process the two mean the same.

/// Replaces the C library's `sendmsg` in the whole program; see above.
@c(sendmsg)
package func sendmsgWithoutBrokenPipe(
    _ descriptor: Int32, _ message: UnsafeRawPointer?, _ flags: Int32
) -> Int {
    let sent = cnng_kernel_sendmsg(descriptor, message, flags)
    if sent < 0 && errno == EPIPE {
        errno = ECONNRESET
    }
    return sent
}

enum BrokenPipe {
    /// Whether the replacement is what libraries get: it is not when this code was loaded with dlopen.
    static let isWorkedAround: Bool = {
        typealias Function = @convention(c) (Int32, UnsafeRawPointer?, Int32) -> Int
        var ends: [Int32] = [-1, -1]
        guard let symbol = dlsym(nil, "sendmsg"),
            socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0
        else { return false }
        close(ends[1])
        defer { close(ends[0]) }
        var byte: UInt8 = 0
        return withUnsafeMutableBytes(of: &byte) { bytes in
            var part = iovec(iov_base: bytes.baseAddress, iov_len: bytes.count)
            return withUnsafeMutablePointer(to: &part) { part in
                var header = msghdr()
                header.msg_iov = part
                header.msg_iovlen = 1
                let sendmsg = unsafeBitCast(symbol, to: Function.self)
                return sendmsg(ends[0], &header, Int32(truncatingIfNeeded: MSG_NOSIGNAL)) < 0
                    && errno == ECONNRESET
            }
        }
    }()
}
