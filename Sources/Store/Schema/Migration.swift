/// One numbered step of the schema. What is released is never edited: a change is a new step.
struct Migration: Sendable {
    let version: Int
    let name: String
    let script: @Sendable (Dialect) -> String

    /// In order, numbered from 1 without gaps.
    static let all = [domain]

    /// Brings the database to the newest version in one transaction, and returns that version.
    ///
    /// Throws `broken` if the database was made by a newer version of this program.
    static func migrate(_ connection: any Connection) throws(StoreFailure) -> Int {
        try connection.begin(.write)
        do {
            let version = try apply(to: connection)
            try connection.commit()
            return version
        } catch {
            connection.rollBack()
            throw error
        }
    }

    private static func apply(to connection: any Connection) throws(StoreFailure) -> Int {
        try connection.execute(
            """
            CREATE TABLE IF NOT EXISTS schema_migration (
              version \(connection.dialect.integer) NOT NULL,
              name    TEXT NOT NULL,
              CONSTRAINT schema_migration_primary PRIMARY KEY (version)
            ) \(connection.dialect.table)
            """
        )
        let applied = try appliedVersion(connection)
        guard applied <= all.count else {
            throw .broken(
                """
                the database has schema version \(applied) and this program knows versions up to \
                \(all.count): use a newer program, or a backup made before the upgrade
                """
            )
        }
        for migration in all[applied...] {
            try connection.execute(migration.script(connection.dialect))
            let note = try connection.prepare(
                "INSERT INTO schema_migration (version, name) VALUES ($1, $2)"
            )
            note.bind(migration.version, at: 1)
            note.bind(migration.name, at: 2)
            try note.run()
        }
        return all.count
    }

    private static func appliedVersion(_ connection: any Connection) throws(StoreFailure) -> Int {
        let newest = try connection.prepare("SELECT MAX(version) FROM schema_migration")
        defer { newest.reset() }
        return try newest.step() ? Int(newest.integer(0)) : 0
    }
}
