#include <sqlite3.h>

/// `SQLITE_TRANSIENT` is a cast macro, `sqlite3_config` and `sqlite3_db_config` are variadic functions:
/// Swift imports neither.
static inline sqlite3_destructor_type countersign_sqlite_transient(void) {
    return SQLITE_TRANSIENT;
}

static inline int countersign_sqlite_db_config(sqlite3 *db, int option, int value) {
    return sqlite3_db_config(db, option, value, (int *)0);
}

static inline int countersign_sqlite_config(int option, int value) {
    return sqlite3_config(option, value);
}
