/// The writer, on the one connection that writes.
final class DatabaseWriter: Writer {
    private let session: Session
    private let onRelease: () -> Void

    init(_ session: Session, onRelease: @escaping () -> Void) {
        self.session = session
        self.onRelease = onRelease
    }

    deinit {
        onRelease()
    }

    func transaction<Result>(_ body: (any Writing) throws -> Result) throws -> Result {
        try session.begin(.write)
        do {
            let result = try body(session)
            try session.commit()
            return result
        } catch {
            session.rollBack()
            throw error
        }
    }

    func checkpoint() throws(StoreFailure) {
        try session.connection.checkpoint()
    }
}
