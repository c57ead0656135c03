import CNNG
import Glibc

extension ReplySocket {
    /// How many threads nng calls handlers on: two for each processor, at least two and at most 16
    /// (`nni_taskq_sys_init` of 1.5.2; there is no option for it).
    package static var callbackThreads: Int {
        min(16, max(2, 2 * Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
    }
}
