import Foundation
import Testing

@testable import CountersignProto

/// Input that nobody meant: it must be refused or read, and what is read must survive the way back.
@Suite struct RandomInputTests {
    private static let iterations = 100_000

    @Test func neitherCrashesNorLoses() throws {
        var random = SeededGenerator.announced()
        let types = MessageTypes.all
        var decoded = 0
        for _ in 0..<Self.iterations {
            let bytes = Self.bytes(&random)
            if try Self.check(types.randomElement(using: &random)!, bytes) { decoded += 1 }
        }
        // If nothing gets through, nothing is tested.
        #expect(decoded > Self.iterations / 20)
    }

    /// Every beginning of every example: an end inside a field is noticed, wherever it falls.
    @Test func beginningsOfMessages() throws {
        for fixture in Fixture.all {
            let bytes = fixture.bytes
            for count in 0..<min(bytes.count, 300) {
                _ = try Self.check(fixture.messageType, Array(bytes.prefix(count)))
            }
        }
    }

    private static func check<M: Message>(_ type: M.Type, _ bytes: [UInt8]) throws -> Bool {
        guard let message = try? M(serialized: bytes) else { return false }
        let again = try message.serialized()
        try #require(M(serialized: again) == message, "\(M.protoName) from \(bytes)")
        return true
    }

    /// An example of any type with a few bytes changed, cut or repeated; or noise.
    private static func bytes(_ random: inout SeededGenerator) -> [UInt8] {
        if Int.random(in: 0..<4, using: &random) == 0 {
            let count = Int.random(in: 0..<40, using: &random)
            return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        var bytes = Fixture.all.randomElement(using: &random)!.bytes
        for _ in 0..<Int.random(in: 0..<4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2: bytes.removeSubrange(place...)
            default: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
            }
        }
        return bytes
    }
}

/// SplitMix64. A failure can be repeated with the seed that the test prints.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    static func announced(_ name: String = #function) -> SeededGenerator {
        let given = ProcessInfo.processInfo.environment["COUNTERSIGN_TEST_SEED"]
        let seed = given.flatMap { UInt64($0) } ?? UInt64.random(in: 0...(.max))
        print("\(name): COUNTERSIGN_TEST_SEED=\(seed)")
        return SeededGenerator(state: seed)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
