#include <sqlite3.h>

/// `SQLITE_TRANSIENT` and `sqlite3_db_config` are a cast macro and a variadic function, neither of
/// which Swift imports.
static inline sqlite3_destructor_type countersign_sqlite_transient(void) {
    return SQLITE_TRANSIENT;
}

static inline int countersign_sqlite_db_config(sqlite3 *db, int option, int value) {
    return sqlite3_db_config(db, option, value, (int *)0);
}
