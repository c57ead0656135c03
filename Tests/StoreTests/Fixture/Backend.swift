import Foundation
import Store
import Testing

/// A kind of database that the conformance suite runs on.
struct Backend: CustomTestStringConvertible, Sendable {
    let name: String
    /// Opens a store that keeps its data in or for a directory; the same directory, the same data.
    let open: @Sendable (_ directory: URL) throws -> any Storage

    var testDescription: String { name }

    /// Every database there is. A suite that takes them as its argument runs on each.
    static let all = [sqlite]

    static let sqlite = Backend(name: "sqlite") { directory in
        try SQLiteStorage(path: directory.appending(path: "store.db").path)
    }
}
