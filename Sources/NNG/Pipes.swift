import CNNG
import Dispatch
import Glibc
import Synchronization

/// A connection came up or went away.
package enum PipeEvent: Hashable, Sendable {
    case opened
    case closed
}

/// Hears of each connection ("pipe") of a socket, with the number open after the event.
///
/// Events come one at a time and in order, on nng's threads. It must return soon, and must not
/// close the socket.
package typealias PipeHandler = @Sendable (PipeEvent, _ open: Int) -> Void

/// Counts the connections of one socket.
final class Pipes: Sendable {
    private let openCount = Atomic<Int>(0)
    private let known = Mutex<[Int32: Phase]>([:])
    private let handler: PipeHandler?
    private let sweeper = Mutex<(any DispatchSourceTimer)?>(nil)

    private enum Phase {
        case starting
        case open
    }

    init(handler: PipeHandler?) {
        self.handler = handler
    }

    /// How many connections are open now.
    var count: Int { openCount.load(ordering: .relaxed) }

    /// Registers for all events of `socket`, which retains this object until `forget`.
    func watch(_ socket: nng_socket) throws(NNGError) {
        let argument = Unmanaged.passRetained(self).toOpaque()
        for event in [NNG_PIPE_EV_ADD_PRE, NNG_PIPE_EV_ADD_POST, NNG_PIPE_EV_REM_POST] {
            let result = nng_pipe_notify(
                socket, event,
                { pipe, event, argument in
                    guard let argument else { return }
                    let pipes = Unmanaged<Pipes>.fromOpaque(argument).takeUnretainedValue()
                    pipes.note(event, pipe: nng_pipe_id(pipe))
                }, argument)
            try check(result, "watch connections")
        }
    }

    /// Undoes `watch`. Only after `nng_close` has returned: it waits for callbacks of this kind.
    func forget() {
        Unmanaged.passUnretained(self).release()
    }

    /// Fault (1.5.2): a pipe that fails at once is reported as removed before, or without, being
    /// reported as added. ADD_PRE always comes first, so pipes are known from there on.
    private func note(_ event: nng_pipe_ev, pipe: Int32) {
        // The handler runs inside the lock, which keeps events in order.
        known.withLock { known in
            switch event {
            case NNG_PIPE_EV_ADD_PRE:
                known[pipe] = .starting
            case NNG_PIPE_EV_ADD_POST where known[pipe] == .starting:
                known[pipe] = .open
                let (_, open) = openCount.add(1, ordering: .relaxed)
                handler?(.opened, open)
            case NNG_PIPE_EV_REM_POST:
                guard known.removeValue(forKey: pipe) == .open else { return }
                let (_, open) = openCount.subtract(1, ordering: .relaxed)
                handler?(.closed, open)
            default:
                break
            }
        }
    }
}

// MARK: - Dead TLS connections

extension Pipes {
    /// Looks after TLS connections from now until `endSweeping`.
    ///
    /// Fault (1.5.2): when a TLS connection breaks just as nng has taken one message from it and
    /// not yet asked for the next, nng closes the TCP connection underneath, and then waits on it
    /// for ever. A server keeps a dead connection; a client never notices, and never dials again.
    /// So each second the connections whose TCP connection is gone are closed for good.
    func beginSweeping() {
        sweeper.withLock { sweeper in
            guard sweeper == nil else { return }
            let timer = DispatchSource.makeTimerSource(queue: .global(qos: .utility))
            timer.schedule(deadline: .now() + sweepInterval, repeating: sweepInterval)
            timer.setEventHandler { [weak self] in self?.sweep() }
            timer.activate()
            sweeper = timer
        }
    }

    func endSweeping() {
        sweeper.withLock { sweeper in
            sweeper?.cancel()
            sweeper = nil
        }
    }

    private func sweep() {
        for id in known.withLock({ Array($0.keys) }) {
            let pipe = nng_pipe(id: UInt32(bitPattern: id))
            var peer = nng_sockaddr()
            // Asks the kernel (getpeername), which no longer knows of a connection that is gone.
            if nng_pipe_get_addr(pipe, NNG_OPT_REMADDR, &peer) == notConnected {
                nng_pipe_close(pipe)
            }
        }
    }
}

/// nng's number for a system error that it has no number of its own for.
private let notConnected = Int32(bitPattern: NNG_ESYSERR.rawValue) + ENOTCONN

private let sweepInterval = DispatchTimeInterval.seconds(1)
