import Store

extension DaemonFailure {
    init(_ failure: StoreFailure) {
        switch failure {
        case .conflict(let text), .full(let text), .unavailable(let text),
            .unknownOutcome(let text), .broken(let text):
            self.init("database: \(text)")
        }
    }
}
