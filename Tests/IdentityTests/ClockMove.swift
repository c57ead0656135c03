import Broker
import Testing
import Workflow

/// What happens to the clocks.
enum ClockMove: Sendable, CustomTestStringConvertible {
    case pass(seconds: Int64)
    case step(milliseconds: Int64)
    case confirm

    var testDescription: String {
        switch self {
        case .pass(let seconds): "\(seconds)s pass"
        case .step(let milliseconds): "step \(milliseconds)ms"
        case .confirm: "confirm"
        }
    }

    func make(_ clock: ManualNodeClock, _ clockGuard: ClockGuard) {
        switch self {
        case .pass(let seconds): clock.advance(by: .seconds(seconds))
        case .step(let milliseconds): clock.step(by: Span(milliseconds: milliseconds))
        case .confirm: clockGuard.confirm()
        }
    }
}

/// Random numbers from a seed (SplitMix64), for tests that can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
