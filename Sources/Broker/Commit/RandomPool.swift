internal import Glibc

/// Random numbers from the system, fetched many at a time: each fetch is a system call.
struct RandomPool: RandomNumberGenerator {
    private var numbers: [UInt64] = []

    /// What `getentropy` gives at most: 256 bytes.
    private static let fetched = 32

    mutating func next() -> UInt64 {
        if numbers.isEmpty { fetch() }
        return numbers.removeLast()
    }

    private mutating func fetch() {
        numbers = [UInt64](unsafeUninitializedCapacity: Self.fetched) { buffer, count in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            let failure = getentropy(bytes.baseAddress!, bytes.count)
            precondition(failure == 0, "the system gives no random numbers: errno \(errno)")
            count = Self.fetched
        }
    }
}
