import Workflow

extension Decision {
    /// The request as the decision leaves it.
    var request: AccessRequest? {
        changes.reversed().lazy.compactMap { change in
            switch change {
            case .insertRequest(let request, _), .updateRequest(let request, _): request
            case .insertVote, .insertGrant, .updateGrant, .keepRuleSet, .put: nil
            }
        }.first
    }

    /// The grant as the decision leaves it.
    var grant: Grant? {
        changes.reversed().lazy.compactMap { change in
            switch change {
            case .insertGrant(let grant), .updateGrant(let grant): grant
            case .insertRequest, .updateRequest, .insertVote, .keepRuleSet, .put: nil
            }
        }.first
    }

    /// Whom the request waits for, if the decision says so.
    var awaiting: [Subject]? {
        changes.reversed().lazy.compactMap { change in
            switch change {
            case .insertRequest(_, let awaiting): awaiting
            case .updateRequest(_, let awaiting): awaiting
            case .insertVote, .insertGrant, .updateGrant, .keepRuleSet, .put: nil
            }
        }.first
    }

    var kinds: [EventKind] { events.map(\.kind) }
}

/// The refusal that `body` throws; nil if it does not.
func refusal<Result>(_ body: () throws(Refusal) -> Result) -> Refusal? {
    do {
        _ = try body()
        return nil
    } catch {
        return error
    }
}
