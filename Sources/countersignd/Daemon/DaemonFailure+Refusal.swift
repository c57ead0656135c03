import Workflow

extension DaemonFailure {
    /// What the domain refused, with every field that is wrong.
    init(_ refusal: Refusal) {
        let fields = refusal.fields.map { "\n  \($0.field): \($0.description)" }
        self.init(refusal.message + fields.joined())
    }
}
