/// Writes down what the commit thread decides, while it decides on: events and replies become bytes
/// here, and replies are sent from here. So a large batch keeps two processors busy.
///
/// It works in the order it is given things. The commit thread takes all that it has asked for before
/// it commits, so nothing of one batch is left when the next begins.
final class Clerk: Sendable {
    private enum Job: Sendable {
        /// Papers that follow the ones before; the first of a batch begin the chain anew.
        case write([Paper], isFirst: Bool)
        case send([Answer])
    }

    /// A reply that may be sent: its call is committed.
    struct Answer: Sendable {
        let exchange: any CallExchange
        let body: [UInt8]
    }

    private let jobs: Mailbox<Job>
    private let written: Mailbox<Result<[WrittenPaper], any Error>>
    private let thread: OSThread

    /// - Parameter limit: more than a batch can ask for.
    init(limit: Int) throws {
        let jobs = Mailbox<Job>(limit: limit)
        let written = Mailbox<Result<[WrittenPaper], any Error>>(limit: limit)
        (self.jobs, self.written) = (jobs, written)
        thread = try OSThread(name: "clerk") { Self.loop(jobs, written) }
    }

    /// Finishes what was asked for and ends the thread.
    func stop() {
        jobs.close()
        thread.join()
    }

    func write(_ papers: [Paper], isFirst: Bool) {
        let isTaken = jobs.put(.write(papers, isFirst: isFirst))
        precondition(isTaken, "the clerk has more to do than a batch can ask for")
    }

    /// What was written of the oldest papers that are not taken yet, in one piece as they were given;
    /// waits for it.
    func take() -> [Result<[WrittenPaper], any Error>] {
        written.takeAll(max: .max) ?? []
    }

    func send(_ answers: [Answer]) {
        let isTaken = jobs.put(.send(answers))
        precondition(isTaken, "the clerk has more to do than a batch can ask for")
    }

    private static func loop(
        _ jobs: Mailbox<Job>, _ written: Mailbox<Result<[WrittenPaper], any Error>>
    ) {
        var scribe = Scribe()
        while let taken = jobs.takeAll(max: .max) {
            for job in taken {
                switch job {
                case .write(let papers, let isFirst):
                    if isFirst { scribe = Scribe() }
                    _ = written.put(Result { try papers.map { try scribe.write($0) } })
                case .send(let answers):
                    for answer in answers { answer.exchange.reply(body: answer.body) }
                }
            }
        }
    }
}
