internal import CProtobufC

/// The chunks of an arena, newest first, and how far the newest is used.
struct ArenaState {
    /// The size of the first chunk: enough for any call that people make.
    private static let firstChunkByteCount = 32 << 10
    /// A thread does not keep more than this between uses.
    private static let keptByteCount = 256 << 10
    private static let alignment = 16

    private struct Chunk {
        var previous: UnsafeMutablePointer<Chunk>?
        var byteCount: Int
    }

    /// A moment of an arena, to go back to.
    struct Mark {
        fileprivate var chunk: UnsafeMutableRawPointer
        fileprivate var cursor: UnsafeMutableRawPointer
    }

    private var chunk: UnsafeMutablePointer<Chunk>
    private var cursor: UnsafeMutableRawPointer
    private var end: UnsafeMutableRawPointer

    /// What protobuf-c may still take; negative after it was refused.
    var budget = 0
    /// protobuf-c's door to this arena: it fails over budget, and frees nothing.
    let allocator = UnsafeMutablePointer<ProtobufCAllocator>.allocate(capacity: 1)
    /// How many nested uses have begun and not ended.
    private var uses = 0

    static func create() -> UnsafeMutablePointer<ArenaState> {
        let state = UnsafeMutablePointer<ArenaState>.allocate(capacity: 1)
        state.initialize(to: ArenaState(firstChunk: firstChunkByteCount))
        let door = ProtobufCAllocator(
            alloc: { data, byteCount in
                data?.assumingMemoryBound(to: ArenaState.self).pointee
                    .allocateWithinBudget(byteCount)
            },
            free: { _, _ in },
            allocator_data: state
        )
        state.pointee.allocator.initialize(to: door)
        return state
    }

    static func destroy(_ state: UnsafeMutablePointer<ArenaState>) {
        var chunk: UnsafeMutablePointer<Chunk>? = state.pointee.chunk
        while let current = chunk {
            chunk = current.pointee.previous
            UnsafeMutableRawPointer(current).deallocate()
        }
        state.pointee.allocator.deallocate()
        state.deinitialize(count: 1)
        state.deallocate()
    }

    private init(firstChunk byteCount: Int) {
        chunk = Self.makeChunk(byteCount: byteCount, previous: nil)
        cursor = Self.start(of: chunk)
        end = cursor + byteCount
    }

    /// Begins a use. Each must end with ``release(to:)``, the last one first.
    mutating func begin() -> Mark {
        uses += 1
        return Mark(chunk: chunk, cursor: cursor)
    }

    /// Memory aligned for any C type.
    mutating func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
        let rounded = (byteCount + Self.alignment - 1) & ~(Self.alignment - 1)
        if rounded > end - cursor { addChunk(for: rounded) }
        defer { cursor += rounded }
        return cursor
    }

    /// Memory for protobuf-c; nil over budget.
    private mutating func allocateWithinBudget(_ byteCount: Int) -> UnsafeMutableRawPointer? {
        guard byteCount >= 0, byteCount <= budget else {
            budget = -1
            return nil
        }
        budget -= byteCount
        return allocate(byteCount: byteCount)
    }

    /// Ends a use: takes back everything handed out since the mark. An arena that had to grow keeps
    /// one chunk of the whole size after the outermost use, so that it need not grow the next time.
    mutating func release(to mark: Mark) {
        uses -= 1
        var byteCount = 0
        while UnsafeMutableRawPointer(chunk) != mark.chunk, let previous = chunk.pointee.previous {
            byteCount += chunk.pointee.byteCount
            UnsafeMutableRawPointer(chunk).deallocate()
            chunk = previous
        }
        cursor = mark.cursor
        if uses == 0, byteCount > 0 { growFirstChunk(by: byteCount) }
        end = Self.start(of: chunk) + chunk.pointee.byteCount
    }

    /// Replaces the only chunk, which is empty, by a larger one if it may be kept.
    private mutating func growFirstChunk(by byteCount: Int) {
        let wanted = min(chunk.pointee.byteCount + byteCount, Self.keptByteCount)
        guard wanted > chunk.pointee.byteCount else { return }
        UnsafeMutableRawPointer(chunk).deallocate()
        chunk = Self.makeChunk(byteCount: wanted, previous: nil)
        cursor = Self.start(of: chunk)
    }

    private mutating func addChunk(for needed: Int) {
        let byteCount = max(needed, 2 * chunk.pointee.byteCount)
        chunk = Self.makeChunk(byteCount: byteCount, previous: chunk)
        cursor = Self.start(of: chunk)
        end = cursor + byteCount
    }

    private static func makeChunk(
        byteCount: Int,
        previous: UnsafeMutablePointer<Chunk>?
    ) -> UnsafeMutablePointer<Chunk> {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: headerByteCount + byteCount,
            alignment: alignment
        )
        let chunk = memory.bindMemory(to: Chunk.self, capacity: 1)
        chunk.initialize(to: Chunk(previous: previous, byteCount: byteCount))
        return chunk
    }

    private static let headerByteCount =
        (MemoryLayout<Chunk>.size + alignment - 1) & ~(alignment - 1)

    private static func start(of chunk: UnsafeMutablePointer<Chunk>) -> UnsafeMutableRawPointer {
        UnsafeMutableRawPointer(chunk) + headerByteCount
    }
}
