#include <nng/nng.h>
#include <nng/protocol/pubsub0/pub.h>
#include <nng/protocol/pubsub0/sub.h>
#include <nng/protocol/reqrep0/rep.h>
#include <nng/protocol/reqrep0/req.h>
#include <nng/supplemental/tls/tls.h>
#include <nng/supplemental/util/platform.h>
#include <nng/transport/tls/tls.h>

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

// The kernel's sendmsg, past whatever is linked under that name: Swift cannot call the variadic
// syscall(2). Used by NNG/BrokenPipe.swift only.
static inline ssize_t cnng_kernel_sendmsg(int descriptor, const void *message, int flags) {
    return syscall(SYS_sendmsg, descriptor, message, flags);
}
