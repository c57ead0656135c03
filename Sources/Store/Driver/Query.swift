import Synchronization

/// The text of a statement, written next to the function that runs it, and its place in the list of
/// prepared statements that each session keeps.
struct Query: Sendable {
    let text: String
    let index: Int

    private static let count = Atomic(0)

    init(_ text: String) {
        self.text = text
        index = Self.count.wrappingAdd(1, ordering: .relaxed).oldValue
    }
}
