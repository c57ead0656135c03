import Broker
import Logging
import Workflow

/// Everything that can be configured, and nothing else: the command line's help, the example file,
/// `config check` and the values in force all come from this table, in this order.
struct Settings: Sendable {
    let data = Setting(
        "data", .path, standard: "/var/lib/countersign", .restart,
        "The directory with the database and the node's keys, made by `countersignd init`.")

    let listen = Setting(
        "listen", .addresses(minimum: 1), standard: [address("tcp://127.0.0.1:7070")], .restart,
        "Where calls are taken. With tls+tcp:// every client needs a certificate.")

    let publish = Setting(
        "publish", .addresses(minimum: 1), standard: [address("tcp://127.0.0.1:7071")], .restart,
        "Where the event stream is published.")

    let advertise = Setting(
        "advertise", .addresses(minimum: 0), standard: [], .restart,
        "Where subscribers are told to dial, if not at the addresses of `publish`.")

    let certificate = Setting(
        "tls.certificate", .optionalPath, standard: nil, .restart,
        "The node's certificate chain, PEM. Needed for tls+tcp:// addresses.")

    let key = Setting(
        "tls.key", .optionalPath, standard: nil, .restart,
        "The private key of the certificate, PEM.")

    let authority = Setting(
        "tls.authority", .optionalPath, standard: nil, .restart,
        "The certificate authorities that clients' certificates must come from, PEM.")

    let http = Setting(
        "http", .hostAndPort, standard: HostAndPort(host: "127.0.0.1", port: 7080), .restart,
        "Where /livez, /readyz and /metrics are served. Anyone who reaches it can read them: keep "
            + "it on the loopback interface.")

    let localIssuer = Setting(
        "local-issuer", .truth, standard: true, .reload,
        "Whether tokens of this node's own issuer (`countersignd token issue`) are accepted.")

    let logLevel = Setting(
        "log-level", .choice, standard: Logger.Level.info, .reload,
        "What is logged, as JSON lines on standard error.")

    let defaultTimeout = Setting(
        "timeout.default", .span(.milliseconds(100) ... .minutes(1)), standard: .seconds(10),
        .reload, "How long a call may take if it does not say.")

    let maximumTimeout = Setting(
        "timeout.maximum", .span(.seconds(1) ... .minutes(10)), standard: .minutes(1), .reload,
        "How long a call may take at most, whatever it says.")

    let sendTimeout = Setting(
        "timeout.send", .span(.milliseconds(100) ... .minutes(1)), standard: .seconds(5), .restart,
        "How long a reply waits for a client that does not read.")

    let drainTimeout = Setting(
        "timeout.drain", .span(.seconds(1) ... .minutes(10)), standard: .seconds(30), .restart,
        "How long the node may take, once told to stop, to finish what it has begun.")

    let contexts = Setting(
        "contexts", .count(1...8_192), standard: 1_024, .restart,
        "How many calls may be under way at once.")

    let workerThreads = Setting(
        "worker-threads", .count(1...256), standard: 2, .restart,
        "How many threads decode calls and serve reads.")

    let batchSize = Setting(
        "batch-size", .count(1...4_096), standard: 256, .restart,
        "How many commands are committed in one transaction at most.")

    let commitQueue = Setting(
        "commit-queue", .count(1...65_536), standard: 4_096, .restart,
        "How many commands may wait to be committed before callers are told to come back later.")

    let heartbeat = Setting(
        "heartbeat-interval", .span(.milliseconds(100) ... .minutes(1)), standard: .seconds(1),
        .restart, "How often subscribers hear of the node when there is no news.")

    let keyRotation = Setting(
        "key-rotation-interval", .span(.minutes(1) ... .days(30)), standard: .days(1), .restart,
        "How often the key of the event stream changes.")

    let checkpoint = Setting(
        "checkpoint-interval", .span(.seconds(1) ... .hours(1)), standard: .seconds(10), .restart,
        "How often the head of each log is signed when there is news.")

    let replyRetention = Setting(
        "reply-retention", .span(.hours(1) ... .days(30)), standard: .hours(24), .restart,
        "How long a call's reply is kept, so that a repeat of the call gets the same one.")

    /// All of them, in the order above.
    static let all: [any AnySetting] = Mirror(reflecting: Settings()).children
        .compactMap { $0.value as? any AnySetting }

    private static func address(_ text: String) -> SocketAddress {
        do {
            return try SocketAddress(text)
        } catch {
            preconditionFailure(error.problem)
        }
    }
}

extension Span {
    fileprivate static func milliseconds(_ count: Int64) -> Span { Span(milliseconds: count) }
}
