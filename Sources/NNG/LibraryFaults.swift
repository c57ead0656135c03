import CNNG

/// Two faults of nng 1.5.2 that no use of its interface avoids, and that a peer can set off at
/// will.
///
/// **A peer that leaves during negotiation stops the listener** (nng issue 1518). nng writes its
/// 8-byte greeting with sendmsg(2). When the peer has gone, that fails with EPIPE; nng translates
/// EPIPE to `NNG_ECLOSED`, and takes that for "this listener was closed": it never accepts again.
/// Connecting to an ipc socket and closing it, or FIN and then RST on tcp, is enough, and comes
/// before any authentication. A dialer can stop in the same way. Later versions translate EPIPE to
/// another number. Here libnng sees ECONNRESET instead, takes that as the fault of the peer, and
/// goes on.
///
/// **A connection that is closed while a message comes stops all clearing up** (nng issue 1636,
/// there for tcp; ipc and tls have it too). nng reads a message in two steps, its length and its
/// body. If the connection is closed between them, the second read is refused without a callback,
/// and the operation that waits for the message never ends. The one thread that takes closed
/// connections apart waits for it for ever: in the whole process connections are no longer freed
/// nor dialed again, and `nng_close` hangs. Killing a few busy clients is enough to do
/// this to a server. Here that thread, when it has waited a second, finishes the operation with
/// `NNG_ECLOSED`, as later versions do.
///
/// Both are mended in libnng's table of imported functions, `sendmsg` and `pthread_cond_wait`.
/// Defining these in the program would reach further than needed, and whether a library sees a
/// program's definition depends on the linker.
enum LibraryFaults {
    /// Mends them, once; whether that succeeded. Read before the first socket is opened.
    static let areMended = cnng_mend()
}
