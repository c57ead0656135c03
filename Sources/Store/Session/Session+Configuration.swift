import Workflow

extension Session: ConfigurationReading {
    private static let selectChanged = Query(
        """
        SELECT kind, body
          FROM configuration_object
         WHERE organization = $1
           AND changed_version > $2
        """
    )

    private static let putObject = Query(
        """
        INSERT INTO configuration_object (organization, kind, id, changed_version, body)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (organization, kind, id) DO UPDATE
           SET changed_version = excluded.changed_version,
               body = excluded.body
        """
    )

    private static let insertRuleSet = Query(
        """
        INSERT INTO rule_set (organization, key, body)
        VALUES ($1, $2, $3)
        ON CONFLICT (organization, key) DO NOTHING
        """
    )

    private static let selectRuleSet = Query(
        """
        SELECT body
          FROM rule_set
         WHERE organization = $1
           AND key = $2
        """
    )

    func configurationObjects(
        changedAfter version: Int64,
        of organization: OrganizationID
    ) throws(StoreFailure) -> [ConfigurationObject] {
        guard let number = try number(of: organization) else { return [] }
        let statement = try reading(Self.selectChanged)
        statement.bind(number, at: 1)
        statement.bind(version, at: 2)
        defer { statement.reset() }
        var objects: [ConfigurationObject] = []
        while try statement.step() {
            let kind = try statement.value(0, as: ConfigurationKind.self)
            objects.append(try kind.object(from: statement.array(1)))
        }
        return objects
    }

    func put(
        _ object: ConfigurationObject,
        version: Int64,
        number: Int64
    ) throws(StoreFailure) {
        let row = try ConfigurationKind.row(of: object)
        let statement = try writing(Self.putObject)
        statement.bind(number, at: 1)
        statement.bind(row.kind.rawValue, at: 2)
        statement.bind(high: row.high, low: row.low, at: 3)
        statement.bind(version, at: 4)
        statement.bind(row.body, at: 5)
        try statement.run()
    }

    func keep(_ ruleSet: RuleSet, number: Int64) throws(StoreFailure) {
        let key = KeptRuleSets.Key(organization: number, key: ruleSet.key)
        guard ruleSets[key] == nil else { return }
        let statement = try writing(Self.insertRuleSet)
        statement.bind(number, at: 1)
        statement.bind(ruleSet.key, at: 2)
        statement.bind(try ConfigurationJSON.encode(ruleSet), at: 3)
        let isNew = try statement.run() > 0
        ruleSets.insert(ruleSet, under: key, isNew: isNew)
    }

    func ruleSet(
        _ key: String,
        of organization: OrganizationID
    ) throws(StoreFailure) -> RuleSet? {
        guard let number = try number(of: organization) else { return nil }
        let cacheKey = KeptRuleSets.Key(organization: number, key: key)
        if let ruleSet = ruleSets[cacheKey] { return ruleSet }
        let statement = try reading(Self.selectRuleSet)
        statement.bind(number, at: 1)
        statement.bind(key, at: 2)
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        let ruleSet = try ConfigurationJSON.decode(RuleSet.self, from: statement.array(0))
        ruleSets.insert(ruleSet, under: cacheKey, isNew: false)
        return ruleSet
    }
}
