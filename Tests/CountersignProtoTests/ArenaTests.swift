import Testing

@testable import CountersignProto

@Suite struct ArenaTests {
    @Test func handsOutTheSameMemoryAgain() {
        let first = Arena.withThreadArena { UInt(bitPattern: $0.allocate(UInt8.self, count: 100)) }
        let second = Arena.withThreadArena { UInt(bitPattern: $0.allocate(UInt8.self, count: 100)) }
        #expect(first == second)
    }

    @Test func alignsForAnyType() {
        Arena.withThreadArena { arena in
            for count in 1..<40 {
                #expect(UInt(bitPattern: arena.allocate(UInt8.self, count: count)) % 16 == 0)
            }
        }
    }

    /// What is handed out never overlaps, in one use, in nested ones, and across growth.
    @Test func piecesDoNotOverlap() {
        Arena.withThreadArena { arena in
            var pieces = Self.fill(arena, byteCounts: [1, 20_000, 40_000, 7], with: 1)
            Arena.withThreadArena { _ = Self.fill($0, byteCounts: [300_000, 1, 2], with: 2) }
            pieces += Self.fill(arena, byteCounts: [500, 200_000, 3], with: 3)
            for (piece, byte) in pieces { #expect(piece.allSatisfy { $0 == byte }) }
        }
    }

    /// The outer use has taken nothing yet when the inner one grows the arena and ends.
    @Test func anInnerUseMayGrowAnEmptyArena() {
        Arena.withThreadArena { outer in
            Arena.withThreadArena { _ = Self.fill($0, byteCounts: [1 << 20], with: 1) }
            for (piece, byte) in Self.fill(outer, byteCounts: [10, 100_000], with: 2) {
                #expect(piece.allSatisfy { $0 == byte })
            }
        }
    }

    private static func fill(
        _ arena: Arena,
        byteCounts: [Int],
        with byte: UInt8
    ) -> [(UnsafeBufferPointer<UInt8>, UInt8)] {
        byteCounts.map { count in
            let piece = arena.allocate(UInt8.self, count: count)
            piece.initialize(repeating: byte, count: count)
            return (UnsafeBufferPointer(start: piece, count: count), byte)
        }
    }
}
