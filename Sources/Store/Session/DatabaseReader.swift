/// A reader on a connection of its own.
final class DatabaseReader: Reader {
    private let session: Session
    private let owner: any Sendable

    /// `owner` lives as long as the reader.
    init(_ session: Session, keepingAlive owner: any Sendable) {
        self.session = session
        self.owner = owner
    }

    func read<Result>(_ body: (any Reading) throws -> Result) throws -> Result {
        try session.begin(.read)
        do {
            let result = try body(session)
            try session.commit()
            return result
        } catch {
            session.rollBack()
            throw error
        }
    }
}
