package import Workflow

/// The head of an organization's log, and the versions that go with it.
package struct Head: Hashable, Sendable {
    /// Changes only when the database is restored from a backup.
    package var epoch: UInt64
    /// The sequence number of the last event; 0 when there is none.
    package var seq: UInt64
    /// The hash of the last event: 32 bytes, zeros when there is none.
    package var hash: [UInt8]
    /// The time of the last transaction; organization time never goes back behind it.
    package var time: Instant
    /// Grows with every change of the configuration.
    package var configurationVersion: Int64
    /// The configuration version up to which pending requests were checked for reachability.
    package var reachabilityVersion: Int64

    package init(
        epoch: UInt64,
        seq: UInt64,
        hash: [UInt8],
        time: Instant,
        configurationVersion: Int64,
        reachabilityVersion: Int64
    ) {
        self.epoch = epoch
        self.seq = seq
        self.hash = hash
        self.time = time
        self.configurationVersion = configurationVersion
        self.reachabilityVersion = reachabilityVersion
    }
}

package protocol HeadReading {
    /// nil if there is no such organization.
    func head(of organization: OrganizationID) throws(StoreFailure) -> Head?
    /// Every organization in the database, by id.
    func organizations() throws(StoreFailure) -> [OrganizationID]
}

package protocol HeadWriting {
    /// Makes an organization with an empty log, epoch 1, configuration version 0.
    func createOrganization(_ id: OrganizationID, at now: Instant) throws(StoreFailure)
    /// Notes how far pending requests were checked.
    func setReachabilityVersion(
        _ version: Int64,
        of organization: OrganizationID
    ) throws(StoreFailure)
    /// Notes the time of a transaction, which must not be before the head's.
    func advanceTime(to now: Instant, of organization: OrganizationID) throws(StoreFailure)
}

package protocol ConfigurationReading {
    /// The objects changed after `version`, deleted ones included (they carry their mark), in no
    /// particular order. From 0 it is the whole configuration.
    func configurationObjects(
        changedAfter version: Int64,
        of organization: OrganizationID
    ) throws(StoreFailure) -> [ConfigurationObject]
}

package protocol RequestReading {
    /// With its votes in the order they were cast.
    func request(
        _ id: RequestID,
        of organization: OrganizationID
    ) throws(StoreFailure) -> AccessRequest?
    /// The pending request of that person for that access, if any. While there is one no other for
    /// the same access is inserted, and the identifiers of those that are rise with time.
    func pendingRequest(
        by requester: UserID,
        resource: ResourceID,
        account: String,
        of organization: OrganizationID
    ) throws(StoreFailure) -> RequestID?
    /// Newest first, with votes. See `RequestFilter` for what each range costs.
    func requests(
        _ filter: RequestFilter,
        before cursor: RequestID?,
        limit: Int,
        of organization: OrganizationID
    ) throws(StoreFailure) -> Page<AccessRequest, RequestID>
    /// The rule set kept under `key`.
    func ruleSet(
        _ key: String,
        of organization: OrganizationID
    ) throws(StoreFailure) -> RuleSet?
}

/// Which requests to list. Each range is one index, with those that are live (pending, or with an
/// open grant) apart; a state on top of it is tested row by row, `pending` among the live ones
/// only.
package struct RequestFilter: Hashable, Sendable {
    package var range: Range
    package var state: RequestState?

    package init(range: Range, state: RequestState? = nil) {
        self.range = range
        self.state = state
    }

    package enum Range: Hashable, Sendable {
        case all
        case requester(UserID)
        case resource(ResourceID)
        case requesterAndResource(UserID, ResourceID)
        /// Pending requests whose current step names any of these approvers; each request once.
        /// At most 1,000 approvers.
        case awaiting([Subject])
    }
}

/// One page of a list. The cursor is the last row looked at; a page may hold fewer rows than asked
/// for, even none, and yet not be the last, because the work for one page is bounded.
package struct Page<Element: Sendable, Cursor: Sendable>: Sendable {
    package var elements: [Element]
    /// nil on the last page.
    package var next: Cursor?

    package init(elements: [Element], next: Cursor?) {
        self.elements = elements
        self.next = next
    }
}

package protocol GrantReading {
    func grant(_ id: GrantID, of organization: OrganizationID) throws(StoreFailure) -> Grant?
    /// Newest request first. The cursor is the `next` of the page before, not the id of a grant.
    func grants(
        _ filter: GrantFilter,
        before cursor: GrantID?,
        limit: Int,
        of organization: OrganizationID
    ) throws(StoreFailure) -> Page<Grant, GrantID>
    /// The grants of one person on one account that are open (scheduled, waiting, active).
    func openGrants(
        of holder: UserID,
        resource: ResourceID,
        account: String,
        in organization: OrganizationID
    ) throws(StoreFailure) -> [Grant]
}

package struct GrantFilter: Hashable, Sendable {
    package var range: Range
    package var openOnly: Bool

    package init(range: Range, openOnly: Bool = false) {
        self.range = range
        self.openOnly = openOnly
    }

    package enum Range: Hashable, Sendable {
        case all
        case holder(UserID)
        case resource(ResourceID)
        case holderAndResource(UserID, ResourceID)
    }
}

package protocol DecisionWriting {
    /// Writes the changes of a decision. Configuration objects get the next configuration version,
    /// one version for all objects of the decision. Throws `StoreFailure.conflict` for what the
    /// database can't hold beside what is there: a request for an access for which one is pending, a
    /// second vote of a person on a step, a second grant of a request, a change to a request that is
    /// decided or a grant that is over.
    func save(_ changes: [Change], of organization: OrganizationID) throws(StoreFailure)
}

/// An event as it is stored and sent.
package struct LogRecord: Hashable, Sendable {
    package var seq: UInt64
    /// An encoded `countersign.v1.Event`.
    package var event: [UInt8]
    /// SHA-256 of the previous record's hash and `event`.
    package var hash: [UInt8]

    package init(seq: UInt64, event: [UInt8], hash: [UInt8]) {
        self.seq = seq
        self.event = event
        self.hash = hash
    }
}

/// A signature over the head of a log.
package struct LogCheckpoint: Hashable, Sendable {
    package var seq: UInt64
    /// The encoded `countersign.v1.CheckpointBody` that is signed.
    package var body: [UInt8]
    package var signature: [UInt8]
    package var keyID: String

    package init(seq: UInt64, body: [UInt8], signature: [UInt8], keyID: String) {
        self.seq = seq
        self.body = body
        self.signature = signature
        self.keyID = keyID
    }
}

package protocol LogReading {
    /// Records with `after < seq`, in order, at most `limit` and at most about `byteLimit` bytes
    /// (at least one if there is one).
    func records(
        after seq: UInt64,
        limit: Int,
        byteLimit: Int,
        of organization: OrganizationID
    ) throws(StoreFailure) -> [LogRecord]
    /// Checkpoints with `after < seq <= through`, in order.
    func checkpoints(
        after seq: UInt64,
        through last: UInt64,
        of organization: OrganizationID
    ) throws(StoreFailure) -> [LogCheckpoint]
    /// The last checkpoint, if any.
    func lastCheckpoint(of organization: OrganizationID) throws(StoreFailure) -> LogCheckpoint?
}

/// An event takes its place when it is decided and is written down later, so that events can be
/// encoded while the transaction goes on deciding.
package protocol LogWriting {
    /// Takes the next `count` places of the log and moves the head's `seq` behind them; the head's
    /// `hash` stays that of the last record written. Returns the first place. A command that is
    /// undone gives its places back.
    func reserve(
        _ count: Int,
        of organization: OrganizationID
    ) throws(StoreFailure) -> (epoch: UInt64, seq: UInt64)
    /// Writes records, chained to `hash`, into the first places that are reserved and empty. A
    /// transaction that ends with a place empty fails, and so does one that writes a record to
    /// another place or begins at another hash than the head's.
    func append(
        _ records: [LogRecord],
        after hash: [UInt8],
        to organization: OrganizationID
    ) throws(StoreFailure)
    func save(_ checkpoint: LogCheckpoint, of organization: OrganizationID) throws(StoreFailure)
}

extension LogWriting where Self: HeadReading {
    /// Appends one event by itself: has it encoded with its place, and chains its hash.
    @discardableResult
    package func append(
        to organization: OrganizationID,
        encode: (_ epoch: UInt64, _ seq: UInt64) throws -> [UInt8]
    ) throws -> LogRecord {
        guard let head = try head(of: organization) else {
            throw StoreFailure.conflict("there is no organization \(organization)")
        }
        let event = try encode(head.epoch, head.seq + 1)
        let record = LogRecord(
            seq: head.seq + 1,
            event: event,
            hash: LogChain.hash(of: event, after: head.hash)
        )
        _ = try reserve(1, of: organization)
        try append([record], after: head.hash, to: organization)
        return record
    }
}

/// What a call was answered, kept so that a repeat gets the same answer.
package struct ReplyRecord: Hashable, Sendable {
    /// SHA-256 of method and body.
    package var fingerprint: [UInt8]
    /// The encoded response message.
    package var reply: [UInt8]

    package init(fingerprint: [UInt8], reply: [UInt8]) {
        self.fingerprint = fingerprint
        self.reply = reply
    }
}

package protocol ReplyRecords {
    /// `caller` is the text of a user's or service's id; `requestID` has 16 bytes.
    func replyRecord(
        _ requestID: [UInt8],
        caller: String,
        of organization: OrganizationID
    ) throws(StoreFailure) -> ReplyRecord?
    func save(
        _ record: ReplyRecord,
        requestID: [UInt8],
        caller: String,
        at now: Instant,
        of organization: OrganizationID
    ) throws(StoreFailure)
    /// Deletes at most `limit` records saved before `instant`, oldest first; returns how many. It
    /// looks at the oldest only: a record saved after one that is kept is kept with it.
    func deleteReplyRecords(before instant: Instant, limit: Int) throws(StoreFailure) -> Int
}

/// Something whose time has come.
package enum DueItem: Hashable, Sendable {
    case request(RequestID, of: OrganizationID)
    case grant(GrantID, of: OrganizationID)
}

package protocol DueReading {
    /// At most `limit` pending requests and open grants whose next deadline is at or before
    /// `instant`, soonest first.
    func due(at instant: Instant, limit: Int) throws(StoreFailure) -> [DueItem]
    /// The soonest deadline of all; nil if there is none.
    func nextDeadline() throws(StoreFailure) -> Instant?
}
