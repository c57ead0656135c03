import Glibc
import Logging
import ServiceLifecycle
import UnixSignals
import Workflow

/// Runs the services and obeys signals: SIGTERM and SIGINT drain, a second one stops at once,
/// SIGHUP reads the configuration again.
///
/// Stopping at once is safe at any time: nothing is acknowledged before it is on disk.
struct SignalWatch: Sendable {
    let group: ServiceGroup
    let drainTimeout: Span
    let reloader: Reloader
    let logger: Logger
    let log: LogWriter

    /// Returns when all services have ended, with the error of the one that failed.
    func supervise() async throws {
        let signals = await UnixSignalsSequence(trapping: [.sigterm, .sigint, .sighup])
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await obey(signals) }
            defer { tasks.cancelAll() }
            try await group.run()
        }
    }

    private func obey(_ signals: UnixSignalsSequence) async {
        await withTaskGroup(of: Void.self) { tasks in
            var isStopping = false
            for await signal in signals {
                if signal == .sighup {
                    await reloader.reload()
                } else if isStopping {
                    stopAtOnce("told to stop a second time", status: 128 + signal.rawValue)
                } else {
                    isStopping = true
                    logger.info("told to stop", metadata: ["signal": "\(signal)"])
                    await group.triggerGracefulShutdown()
                    tasks.addTask { await limitDrain() }
                }
            }
            tasks.cancelAll()
        }
    }

    private func limitDrain() async {
        do {
            try await Task.sleep(for: .milliseconds(drainTimeout.milliseconds))
        } catch {
            return
        }
        stopAtOnce("not drained within timeout.drain", status: 1)
    }

    private func stopAtOnce(_ reason: Logger.Message, status: Int32) -> Never {
        logger.warning(reason)
        log.finish()
        _exit(status)
    }
}
