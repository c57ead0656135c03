/// What the schema spells differently from database to database.
struct Dialect: Sendable {
    /// The type of a whole number of 64 bits.
    let integer: String
    /// The type of a string of bytes.
    let bytes: String
    /// A number that the database gives to a new row, larger than those before; the primary key.
    let serial: String
    /// After the columns of a table.
    let table: String
    /// After the columns of a table whose rows lie in the order of the primary key.
    let clustered: String
}
