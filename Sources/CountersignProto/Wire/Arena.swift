internal import CProtobufC
internal import Glibc

/// Memory for one encode or decode: handed out in order, given back all at once.
///
/// Each thread has one and keeps its memory, so that in the steady state nothing is allocated.
/// An arena never leaves the synchronous call that it was made for. Uses may nest: each gives
/// back only what it took.
struct Arena {
    let state: UnsafeMutablePointer<ArenaState>

    /// Runs `body` with the arena of this thread, then takes back all that it handed out.
    static func withThreadArena<Result, Failure: Error>(
        _ body: (Arena) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let arena = Arena(state: ThreadArena.state)
        let mark = arena.state.pointee.begin()
        defer { arena.state.pointee.release(to: mark) }
        return try body(arena)
    }

    /// Uninitialized memory, aligned for any C type.
    func allocate<Element>(
        _ type: Element.Type,
        count: Int
    ) -> UnsafeMutablePointer<Element> {
        let memory = state.pointee.allocate(byteCount: count * MemoryLayout<Element>.stride)
        return memory.bindMemory(to: Element.self, capacity: count)
    }

    /// Unpacks bytes that ``WireScanner`` has passed. protobuf-c gets at most `budget` bytes.
    func unpack(
        _ bytes: UnsafeRawBufferPointer,
        as type: WireDescriptor,
        budget: Int
    ) throws(DecodingFailure) -> UnsafeMutableRawPointer {
        state.pointee.budget = budget
        let message = protobuf_c_message_unpack(
            type.pointer,
            state.pointee.allocator,
            bytes.count,
            bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        )
        guard let message else {
            let isOverBudget = state.pointee.budget < 0
            throw DecodingFailure(isOverBudget ? .tooMuchMemory(limit: budget) : .refused)
        }
        return UnsafeMutableRawPointer(message)
    }
}

/// The arena of the running thread, freed when the thread ends.
private enum ThreadArena {
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        let code = pthread_key_create(&key) { memory in
            guard let memory else { return }
            ArenaState.destroy(memory.assumingMemoryBound(to: ArenaState.self))
        }
        precondition(code == 0, "no thread-specific data left")
        return key
    }()

    static var state: UnsafeMutablePointer<ArenaState> {
        if let known = pthread_getspecific(key) {
            return known.assumingMemoryBound(to: ArenaState.self)
        }
        let made = ArenaState.create()
        pthread_setspecific(key, made)
        return made
    }
}
