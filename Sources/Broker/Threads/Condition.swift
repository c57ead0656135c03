internal import Glibc
internal import Workflow

/// A POSIX mutex with one condition variable, at an address of its own.
///
/// The condition waits by CLOCK_MONOTONIC, so that a step of the wall clock neither ends a wait nor
/// prolongs it. `Mutex` of the standard library has no condition to wait on.
struct Condition: ~Copyable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let signal: UnsafeMutablePointer<pthread_cond_t>

    init() {
        mutex = .allocate(capacity: 1)
        signal = .allocate(capacity: 1)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        let failure = pthread_mutex_init(mutex, nil) | pthread_cond_init(signal, &attributes)
        precondition(failure == 0, "no mutex or condition: error \(failure)")
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(signal)
        pthread_mutex_destroy(mutex)
        signal.deallocate()
        mutex.deallocate()
    }

    func lock() { pthread_mutex_lock(mutex) }

    func unlock() { pthread_mutex_unlock(mutex) }

    /// Unlocks, sleeps, and locks again, be it on a signal, at the deadline, or for no reason.
    /// False at the deadline.
    func wait(until deadline: timespec?) -> Bool {
        guard var deadline else { return pthread_cond_wait(signal, mutex) == 0 }
        return pthread_cond_timedwait(signal, mutex, &deadline) == 0
    }

    func signalOne() { pthread_cond_signal(signal) }

    func signalAll() { pthread_cond_broadcast(signal) }

    /// The reading of CLOCK_MONOTONIC `span` from now; never one in the past.
    static func deadline(in span: Span) -> timespec {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let milliseconds = max(0, span.milliseconds)
        let nanoseconds = now.tv_nsec + Int(milliseconds % 1_000) * 1_000_000
        return timespec(
            tv_sec: now.tv_sec + Int(milliseconds / 1_000) + nanoseconds / 1_000_000_000,
            tv_nsec: nanoseconds % 1_000_000_000
        )
    }
}
