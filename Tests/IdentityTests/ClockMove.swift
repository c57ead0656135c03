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
