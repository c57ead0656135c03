import Workflow

extension Decision {
    /// The request as the decision leaves it.
    var request: AccessRequest? {
        for change in changes.reversed() {
            switch change {
            case .insertRequest(let request, _), .updateRequest(let request, _): return request
            case .insertVote, .insertGrant, .updateGrant, .keepRuleSet, .put: continue
            }
        }
        return nil
    }

    /// The grant as the decision leaves it.
    var grant: Grant? {
        for change in changes.reversed() {
            switch change {
            case .insertGrant(let grant), .updateGrant(let grant): return grant
            case .insertRequest, .updateRequest, .insertVote, .keepRuleSet, .put: continue
            }
        }
        return nil
    }

    /// The configuration objects it writes, in order.
    var objects: [ConfigurationObject] {
        changes.compactMap {
            if case .put(let object) = $0 { object } else { nil }
        }
    }
}
