/// How large the organization is. Requesters, resources and accounts are powers of two.
struct OrganizationShape {
    var requesters = 64
    var resources = 64
    var accounts = 256
    /// Each has its resources, its policy and its group of approvers.
    var teams = 4
    var approversPerTeam = 3

    /// Enough for a million requests no two of which are for the same access: 1,048,576. Few enough
    /// people and resources that each has a full page of requests when there are 10,000.
    static let standard = OrganizationShape()

    var accesses: Int { requesters * resources * accounts }

    func requester(_ number: Int) -> String { "requester-\(number)@bench.example" }
    func approver(_ number: Int, team: Int) -> String { "approver-\(team)-\(number)@bench.example" }
    func group(team: Int) -> String { "approvers-\(team)" }
    func account(_ number: Int) -> String { "account-\(number)" }
    func team(ofResource number: Int) -> Int { number % teams }
    func resource(_ number: Int) -> String { "team-\(team(ofResource: number))-db-\(number)" }
    /// A resource that no policy matches: access follows at once.
    func openResource(_ number: Int) -> String { "open-\(number)" }

    static let gateway = "gateway"
    static let openResources = 4
}

/// One person's wish to use one account on one resource. The numbers of `OrganizationShape`.
struct Access {
    let requester: Int
    let resource: Int
    let account: Int
}

extension OrganizationShape {
    /// The access that request number `index` asks for. As many requests in a row as there are accesses
    /// are all for different ones: the factor has nothing in common with a power of two.
    func access(_ index: Int) -> Access {
        let place = (index &* 0x9E37_79B1) & (accesses - 1)
        return Access(
            requester: place % requesters,
            resource: place / requesters % resources,
            account: place / requesters / resources
        )
    }
}
