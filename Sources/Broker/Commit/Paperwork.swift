/// The papers of one batch, and who writes them: the clerk, while the batch goes on; the commit
/// thread itself if they are few; or, where care is asked for, each within the savepoint of its
/// command, so that one which can't be written fails that command alone.
final class Paperwork {
    /// nil: each paper is written before its command ends.
    private let clerk: Clerk?
    private var scribe = Scribe()
    private var written: [WrittenPaper] = []
    /// Papers that no one writes yet.
    private var folder: [Paper] = []
    private var foldersSent = 0
    private var foldersTaken = 0
    /// How many papers there are.
    private(set) var count = 0

    /// A folder for the clerk. Waking it costs as much as writing one paper.
    private static let folderSize = 16

    init(clerk: Clerk?) {
        self.clerk = clerk
        if clerk != nil { folder.reserveCapacity(Self.folderSize) }
    }

    /// Within the savepoint of the command that leaves the paper.
    func prepare(_ paper: Paper) throws -> WrittenPaper? {
        clerk == nil ? try scribe.write(paper) : nil
    }

    /// After its command has succeeded.
    func file(_ paper: Paper, _ prepared: WrittenPaper?) {
        count += 1
        if let prepared { return written.append(prepared) }
        folder.append(paper)
        if folder.count == Self.folderSize { sendFolder() }
    }

    /// All papers, written, in the order they were filed.
    func finish() throws(PaperworkFailure) -> [WrittenPaper] {
        if foldersSent == 0 {
            do {
                for paper in folder { written.append(try scribe.write(paper)) }
            } catch {
                throw PaperworkFailure(underlying: error)
            }
            folder = []
        } else if !folder.isEmpty {
            sendFolder()
        }
        for result in takeFolders() {
            switch result {
            case .success(let papers): written += papers
            case .failure(let error): throw PaperworkFailure(underlying: error)
            }
        }
        return written
    }

    /// Waits for what the clerk still writes; for the end of a batch, however it ended.
    func discard() {
        _ = takeFolders()
    }

    private func sendFolder() {
        clerk?.write(folder, isFirst: foldersSent == 0)
        foldersSent += 1
        folder.removeAll(keepingCapacity: true)
    }

    private func takeFolders() -> [Result<[WrittenPaper], any Error>] {
        var results: [Result<[WrittenPaper], any Error>] = []
        while let clerk, foldersTaken < foldersSent {
            let taken = clerk.take()
            foldersTaken += taken.count
            results += taken
        }
        return results
    }
}

/// A paper could not be written, so its batch can't be committed; the commands are run again, with
/// care.
struct PaperworkFailure: Error {
    let underlying: any Error
}
