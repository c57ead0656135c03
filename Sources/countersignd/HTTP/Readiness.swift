import Broker
import Dispatch
import Store

/// Says why a node should get no calls now.
protocol ReadinessProbe: Sendable {
    /// One line for each obstacle; none if the node is ready.
    func obstacles() async -> [String]
}

/// A node is ready if it serves, can trust its clock, and can read its database.
struct Readiness: ReadinessProbe {
    let node: Node
    let storage: any Storage

    func obstacles() async -> [String] {
        var obstacles: [String] = []
        if !node.isServing { obstacles.append("not serving: the node starts or drains") }
        if !node.isClockSteady { obstacles.append("the clock was set: no new grants") }
        if let problem = await storageProblem() { obstacles.append("database: \(problem)") }
        return obstacles
    }

    /// Reads from the database, on a thread that may block.
    private func storageProblem() async -> String? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do {
                    _ = try storage.makeReader().read { try $0.organizations() }
                    continuation.resume(returning: nil)
                } catch {
                    continuation.resume(returning: "\(error)")
                }
            }
        }
    }
}
