/// The papers of one batch, and who encodes them, and when.
final class Paperwork {
    enum Manner {
        /// The clerk, while the batch goes on; the commit thread itself at its end, if they are few.
        case beside(Clerk)
        /// The commit thread, each within the savepoint of its command, so that one which can't be
        /// encoded fails that command alone.
        case withCare
    }

    private let manner: Manner
    private var scribe = Scribe()
    private var encoded: [EncodedPaper] = []
    /// Papers that nobody encodes yet.
    private var folder: [Paper] = []
    private var foldersSent = 0
    private var foldersTaken = 0
    /// How many papers there are.
    private(set) var count = 0

    /// A folder for the clerk. Waking it costs as much as encoding a paper or two.
    private static let folderSize = 16

    init(_ manner: Manner) {
        self.manner = manner
    }

    /// Within the savepoint of the command that leaves the paper.
    func prepare(_ paper: Paper) throws -> EncodedPaper? {
        switch manner {
        case .beside: nil
        case .withCare: try scribe.encode(paper)
        }
    }

    /// After its command has succeeded.
    func file(_ paper: Paper, _ prepared: EncodedPaper?) {
        count += 1
        if let prepared { return encoded.append(prepared) }
        folder.append(paper)
        if case .beside(let clerk) = manner, folder.count == Self.folderSize {
            sendFolder(to: clerk)
        }
    }

    /// All papers, encoded, in the order they were filed.
    func finish() throws(PaperworkFailure) -> [EncodedPaper] {
        guard case .beside(let clerk) = manner else { return encoded }
        if foldersSent == 0 {
            do {
                for paper in folder { encoded.append(try scribe.encode(paper)) }
            } catch {
                throw PaperworkFailure(underlying: error)
            }
            folder = []
        } else if !folder.isEmpty {
            sendFolder(to: clerk)
        }
        for result in takeFolders(from: clerk) {
            switch result {
            case .success(let papers): encoded += papers
            case .failure(let error): throw PaperworkFailure(underlying: error)
            }
        }
        return encoded
    }

    /// Waits for what the clerk still encodes; for the end of a batch, however it ended.
    func discard() {
        if case .beside(let clerk) = manner { _ = takeFolders(from: clerk) }
    }

    private func sendFolder(to clerk: Clerk) {
        clerk.encode(folder, isFirst: foldersSent == 0)
        foldersSent += 1
        folder.removeAll(keepingCapacity: true)
    }

    private func takeFolders(from clerk: Clerk) -> [Clerk.Folder] {
        var folders: [Clerk.Folder] = []
        while foldersTaken < foldersSent {
            let taken = clerk.take()
            foldersTaken += taken.count
            folders += taken
        }
        return folders
    }
}

/// A paper could not be encoded, so its batch can't be committed; the commands are run again, with
/// care.
struct PaperworkFailure: Error {
    let underlying: any Error
}
