import Crypto
import Synchronization
import Workflow

/// The SHA-256 of a token's bytes.
struct TokenHash: Hashable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    init(_ token: UnsafeRawBufferPointer) {
        var hash = SHA256()
        hash.update(bufferPointer: token)
        words = hash.finalize().withUnsafeBytes { digest in
            (
                digest.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                digest.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                digest.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
                digest.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
            )
        }
    }

    var shard: Int {
        Int(truncatingIfNeeded: words.1 % UInt64(TokenCache.shardCount))
    }

    static func == (a: Self, b: Self) -> Bool { a.words == b.words }

    /// One word of a digest is as good as all of it.
    func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }
}

/// Tokens found good, by the hash of their bytes, so that a caller's second call costs a look-up.
///
/// Tokens found bad are not kept: whoever sends bad ones can send a new one each time, and would
/// only drive out the good. What is kept is bounded: each shard has a young and an old generation;
/// a full young one becomes the old one, and what nobody used since is forgotten.
final class TokenCache: Sendable {
    static let shardCount = 16

    private struct Shard {
        var young: [TokenHash: VerifiedToken] = [:]
        var old: [TokenHash: VerifiedToken] = [:]
    }

    /// A mutex has to live in a class of its own to stand in an array.
    private final class Cell: Sendable {
        let shard = Mutex(Shard())
    }

    private let cells: [Cell]
    private let generationLimit: Int

    /// Keeps at most about `limit` tokens.
    init(limit: Int) {
        cells = (0..<Self.shardCount).map { _ in Cell() }
        generationLimit = max(1, limit / (2 * Self.shardCount))
    }

    /// The token, if it is known and has not expired.
    func token(_ hash: TokenHash, at now: Instant) -> VerifiedToken? {
        cells[hash.shard].shard.withLock { shard in
            if let token = shard.young[hash] { return token.expiresAt > now ? token : nil }
            guard let token = shard.old.removeValue(forKey: hash) else { return nil }
            guard token.expiresAt > now else { return nil }
            insert(token, hash, into: &shard)
            return token
        }
    }

    func insert(_ token: VerifiedToken, _ hash: TokenHash) {
        cells[hash.shard].shard.withLock { insert(token, hash, into: &$0) }
    }

    /// How many tokens are kept.
    var count: Int {
        cells.reduce(0) { sum, cell in
            sum + cell.shard.withLock { $0.young.count + $0.old.count }
        }
    }

    private func insert(_ token: VerifiedToken, _ hash: TokenHash, into shard: inout Shard) {
        if shard.young.count >= generationLimit {
            shard.old = shard.young
            shard.young = [:]
        }
        shard.young[hash] = token
    }
}
