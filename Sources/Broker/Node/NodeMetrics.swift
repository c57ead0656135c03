import Metrics

/// What a node counts. The names are those of the metrics page.
struct NodeMetrics: Sendable {
    let calls = Counter(label: "countersign_calls_total")
    let failures = Counter(label: "countersign_call_failures_total")
    let repeats = Counter(label: "countersign_calls_repeated_total")
    let commits = Counter(label: "countersign_commits_total")
    let commands = Counter(label: "countersign_commands_total")
    let commitFailures = Counter(label: "countersign_commit_failures_total")
    let expired = Counter(label: "countersign_deadlines_met_total")
    let commitTime = Timer(label: "countersign_commit_seconds")
    let queueLength = Gauge(label: "countersign_commit_queue_length")
}
