/// Encodes what the commit thread decides, while it decides on: events and replies become bytes here,
/// and the replies of large batches are sent from here. So a large batch keeps two processors busy.
///
/// It works in the order it is given things. The commit thread takes all that it had encoded before
/// it commits; replies of one batch may still be on their way when the next one begins.
final class Clerk: Sendable {
    private enum Job: Sendable {
        /// Papers that follow the ones before; the first of a batch begin the chain anew.
        case encode([Paper], isFirst: Bool)
        case send([Answer])
    }

    /// A reply that may be sent: its call is committed.
    struct Answer: Sendable {
        let exchange: any CallExchange
        let body: [UInt8]
    }

    /// One folder of papers, as it was given.
    typealias Folder = Result<[EncodedPaper], any Error>

    private let jobs: Mailbox<Job>
    private let encoded: Mailbox<Folder>
    private let thread: OSThread

    /// - Parameter limit: more jobs than can wait at a time: the folders of a batch, and replies that
    ///   are not sent yet, of which there are no more than contexts.
    init(limit: Int) throws {
        let jobs = Mailbox<Job>(limit: limit)
        let encoded = Mailbox<Folder>(limit: limit)
        (self.jobs, self.encoded) = (jobs, encoded)
        thread = try OSThread(name: "clerk") { Self.loop(jobs, encoded) }
    }

    /// Finishes what was asked for and ends the thread.
    func stop() {
        jobs.close()
        thread.join()
    }

    func encode(_ papers: [Paper], isFirst: Bool) {
        put(.encode(papers, isFirst: isFirst))
    }

    /// The folders that are encoded and were not taken yet, oldest first; waits until there is one.
    func take() -> [Folder] {
        encoded.takeAll(max: .max) ?? []
    }

    func send(_ answers: [Answer]) {
        put(.send(answers))
    }

    private func put(_ job: Job) {
        let isTaken = jobs.put(job)
        precondition(isTaken, "the clerk has more to do than there can be")
    }

    private static func loop(_ jobs: Mailbox<Job>, _ encoded: Mailbox<Folder>) {
        var scribe = Scribe()
        while let taken = jobs.takeAll(max: .max) {
            for job in taken {
                switch job {
                case .encode(let papers, let isFirst):
                    if isFirst { scribe = Scribe() }
                    _ = encoded.put(Folder { try papers.map { try scribe.encode($0) } })
                case .send(let answers):
                    for answer in answers { answer.exchange.reply(body: answer.body) }
                }
            }
        }
    }
}
