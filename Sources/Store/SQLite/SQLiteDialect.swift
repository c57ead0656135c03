extension Dialect {
    static let sqlite = Dialect(
        integer: "INTEGER",
        bytes: "BLOB",
        serial: "INTEGER NOT NULL PRIMARY KEY",
        table: "STRICT",
        clustered: "STRICT, WITHOUT ROWID"
    )
}
