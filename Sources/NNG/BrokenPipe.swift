import CNNG

/// Fault (1.5.2, nng issue 1518): one peer that disconnects while a connection is being negotiated can
/// stop a listener, or a dialer, for good.
///
/// nng writes its 8-byte greeting with sendmsg(2). When the peer has gone, that fails with EPIPE; nng
/// translates EPIPE to `NNG_ECLOSED`, and takes that for "this listener was closed": it never
/// accepts again. Connecting to an ipc socket and closing it, or FIN and then RST on tcp, is enough;
/// no authentication comes before it. Later versions translate it to another number.
///
/// nng's options cannot help, and a second listener on the same address neither. So `sendmsg`, as seen by
/// libnng alone, is replaced by one that says ECONNRESET instead: nng takes that as the fault of
/// the peer and goes on. The replacement is made in libnng's table of imported functions rather than by
/// defining `sendmsg` in the program: whether a program's own definition is used depends on the linker.
enum BrokenPipe {
    /// Works around the fault, once; whether that succeeded. Read before the first socket is opened.
    static let isWorkedAround = cnng_replace_sendmsg()
}
