import Broker
import CountersignClient
import CountersignProto
import Logging
import Store
import Synchronization
import Testing
import Workflow

/// A node on a database of its own with two organizations that know nothing of each other. It is
/// reached through its real socket; its time moves when a test says so.
final class Office: Sendable {
    let clock: ManualNodeClock
    let premises: Premises
    let faults = Faults()
    let log = LogLines()
    let home: Tenant
    /// Founded, and without anything in it until it is furnished.
    let neighbour: Tenant
    private let options: NodeOptions
    private let key: Broker.SigningKey
    private let state = Mutex(State())

    private struct State {
        var running: RunningNode?
        var client: CountersignClient?
    }

    /// Founds the organizations; nothing runs yet.
    fileprivate init(_ configure: (inout NodeOptions) -> Void) throws {
        premises = try Premises()
        clock = ManualNodeClock()
        key = Broker.SigningKey()
        var options = NodeOptions(
            listenAddresses: [premises.callAddress], publishAddresses: [premises.streamAddress])
        options.contexts = 128
        configure(&options)
        self.options = options
        let storage = try SQLiteStorage(path: premises.database)
        let issuer = LocalIssuer(key: key)
        home = try Tenant.found(named: "Acme", in: storage, issuer: issuer, clock: clock)
        neighbour = try Tenant.found(named: "Acme", in: storage, issuer: issuer, clock: clock)
    }

    /// Starts a node on the database.
    func start() async throws {
        // The task that ran a node before lets go of it a moment after it has ended.
        let storage = try await eventually("the database is free") {
            try? SQLiteStorage(path: premises.database)
        }
        let running = try await RunningNode(try await makeNode(on: storage), logger: log.logger)
        let client = try CountersignClient(
            .init(
                addresses: [premises.callAddress], timeout: .seconds(600),
                retry: RetryPolicy(maximumAttempts: 1, connectTimeout: .seconds(600))))
        state.withLock { $0 = State(running: running, client: client) }
    }

    func makeNode(on storage: any Storage) async throws -> Broker.Node {
        let verifier = try TokenVerifier(
            issuers: [await Issuer.load(LocalIssuer(key: key).configuration)], clock: clock)
        return try Broker.Node(
            options: options, storage: FaultyStorage(storage, faults: faults), verifier: verifier,
            signingKey: key, clock: clock, logger: log.logger)
    }

    /// Drains the node and lets go of the database.
    func stop() async throws {
        let old = state.withLock { state in
            defer { state = State() }
            return state
        }
        faults.release()
        try await old.running?.stop()
        old.client?.close()
    }

    /// A node after a node: everything in memory is gone.
    func restart() async throws {
        try await stop()
        try await start()
    }

    /// Calls without a token.
    var anybody: CountersignClient {
        state.withLock { state in
            guard let client = state.client else { preconditionFailure("the node does not run") }
            return client
        }
    }

    subscript(person: Person) -> CountersignClient { client(of: person, in: home) }

    subscript(machine: Machine) -> CountersignClient {
        anybody.authenticated(by: .provider { [home] in home.token(of: machine) })
    }

    func client(of person: Person, in tenant: Tenant) -> CountersignClient {
        anybody.authenticated(by: .provider { tenant.token(of: person) })
    }

    func wire() throws -> Wire { try Wire(to: premises.callAddress) }
}

/// Runs a test in an office that is furnished and open.
func withOffice(
    configure: (inout NodeOptions) -> Void = { _ in }, furnished: Bool = true,
    _ test: (Office) async throws -> Void
) async throws {
    await Doorkeeper.offices.enter()
    defer { Doorkeeper.offices.leave() }
    let office = try Office(configure)
    try await office.start()
    do {
        if furnished { try await office.furnish(office.home) }
        try await test(office)
    } catch {
        try await office.stop()
        throw error
    }
    try await office.stop()
}

// MARK: - Time

extension Office {
    /// Lets time pass.
    func advance(milliseconds: Int64) { clock.advance(by: Span(milliseconds: milliseconds)) }

    func advance(seconds: Int64) { advance(milliseconds: seconds * 1_000) }

    /// Lets time pass up to that instant.
    func advance(to time: ProtoTimestamp?) throws {
        advance(milliseconds: try #require(time).milliseconds - now)
    }

    /// Sets the wall clock; no time passes.
    func step(seconds: Int64) { clock.step(by: Span(milliseconds: seconds * 1_000)) }

    /// The wall clock, in milliseconds since 1970.
    var now: Int64 { clock.wall().milliseconds }
}
