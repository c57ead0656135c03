extension Dialect {
    static let sqlite = Dialect(
        integer: "INTEGER", bytes: "BLOB", serial: "INTEGER NOT NULL PRIMARY KEY", table: "STRICT",
        clustered: "STRICT, WITHOUT ROWID", planning: planning)

    /// Statistics as `ANALYZE` would find them in a large database, the same in each, so that plans
    /// never change. Without them this version walks the primary key where it should take the index
    /// of the list. Each number says how many rows are alike in the first column, the first two, …
    private static let planning = """
        ANALYZE;
        DELETE FROM sqlite_stat1;
        INSERT INTO sqlite_stat1 (tbl, idx, stat)
        VALUES
          ('access_request', 'access_request', '1000000 500000 1'),
          ('access_request', 'access_request_one_pending', '10000 5000 10 2 1'),
          ('access_request', 'access_request_by_requester', '1000000 500000 1000 500 1'),
          ('access_request', 'access_request_by_resource', '1000000 500000 1000 500 1'),
          ('access_request', 'access_request_by_requester_and_resource',
           '1000000 500000 1000 100 50 1'),
          ('access_request', 'access_request_due', '10000 1'),
          ('access_grant', 'access_grant', '1000000 500000 1'),
          ('access_grant', 'access_grant_due', '10000 1');
        ANALYZE sqlite_schema;
        """
}
