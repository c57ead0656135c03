import Workflow

/// The heads that a transaction works on, in memory: each is read once, moved by any number of
/// commands, and written once. A command that fails puts back those that it moved.
struct HeadBook {
    private struct Entry {
        let organization: OrganizationID
        let number: Int64
        var head: Head
        /// The last place of the log that is written; the head's `seq` is the last one taken.
        var written: UInt64
        var isChanged: Bool
        /// The command that changed it last.
        var command: Int
    }

    private var entries: [Entry] = []
    private var places: [OrganizationID: Int] = [:]
    /// What this command changed, as it was before.
    private var undo: [(place: Int, entry: Entry)] = []
    private var command = 0

    /// The heads that differ from what the database holds, with the organizations' numbers.
    var changed: [(number: Int64, head: Head)] {
        entries.filter(\.isChanged).map { ($0.number, $0.head) }
    }

    /// Where the head of an organization is, if it has been read.
    func place(of organization: OrganizationID) -> Int? {
        if let last = entries.last, last.organization == organization { return entries.count - 1 }
        return places[organization]
    }

    func head(at place: Int) -> Head { entries[place].head }
    func number(at place: Int) -> Int64 { entries[place].number }

    /// Keeps a head as the database holds it; returns its place.
    mutating func insert(_ head: Head, of organization: OrganizationID, number: Int64) -> Int {
        entries.append(
            Entry(
                organization: organization,
                number: number,
                head: head,
                written: head.seq,
                isChanged: false,
                command: 0
            )
        )
        places[organization] = entries.count - 1
        return entries.count - 1
    }

    mutating func change(at place: Int, _ body: (inout Head) -> Void) {
        keepForUndo(place)
        entries[place].isChanged = true
        body(&entries[place].head)
    }

    /// Notes that the record at `seq` is written, with its hash; false if it is not the next one, or
    /// has no place.
    mutating func fill(_ seq: UInt64, with hash: [UInt8], at place: Int) -> Bool {
        guard seq == entries[place].written + 1, seq <= entries[place].head.seq else {
            return false
        }
        keepForUndo(place)
        entries[place].written = seq
        entries[place].head.hash = hash
        return true
    }

    /// A log in which a place was taken and never filled.
    var gap: OrganizationID? {
        entries.first { $0.written != $0.head.seq }?.organization
    }

    private mutating func keepForUndo(_ place: Int) {
        guard entries[place].command != command else { return }
        undo.append((place, entries[place]))
        entries[place].command = command
    }

    mutating func beginCommand() {
        command += 1
        undo.removeAll(keepingCapacity: true)
    }

    mutating func undoCommand() {
        for (place, entry) in undo { entries[place] = entry }
        undo.removeAll(keepingCapacity: true)
    }

    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        undo.removeAll(keepingCapacity: true)
        command = 0
    }
}
