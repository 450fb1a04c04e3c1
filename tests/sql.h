/* sql.h - what tests of a SQLite database share: run a statement, ask for a number, look at a text. */
#ifndef SQL_H
#define SQL_H

#include <sqlite3.h>
#include <stdint.h>
#include <string.h>

#include "check.h"

static inline bool sql_run(sqlite3 *db, const char *sql) { return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK; }

/* The first value of the first row as a whole number; INT64_MIN where there is none. */
static inline int64_t sql_number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int64_t       ret  = INT64_MIN;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW) ret = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return ret;
}

/* The rows as text, `|` between values and a blank between rows, up to `size` bytes; the message of the failure where there is one. */
static inline const char *sql_rows(sqlite3 *db, const char *sql, char *at, size_t size)
{
    sqlite3_stmt *stmt = NULL;
    int           code = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    size_t        used = 0;
    at[0] = 0;
    for (; (code == SQLITE_OK || code == SQLITE_ROW) && (code = sqlite3_step(stmt)) == SQLITE_ROW;)
        for (int i = 0; i < sqlite3_column_count(stmt) && used < size; i++) {
            const char *text = (const char *)sqlite3_column_text(stmt, i);
            used += (size_t)snprintf(at + used, size - used, "%s%s", i ? "|" : used ? " " : "", text ? text : "-");
        }
    if (code != SQLITE_DONE) snprintf(at, size, "%s", sqlite3_errmsg(db));
    (void)sqlite3_finalize(stmt);
    return at;
}

/* Whether the rows, as text, are what is wanted. */
#define SQL_IS(db, sql, wanted)                                                                             \
    do {                                                                                                    \
        char got_[4096];                                                                                    \
        CHECK(strcmp(sql_rows(db, sql, got_, sizeof got_), wanted) == 0, "%s\n  gives %s", sql, got_);      \
    } while (0)

/* Whether the last row of an answer, or the message of a failure, says something. */
#define SQL_SAYS(db, sql, wanted)                                                                           \
    do {                                                                                                    \
        char got_[4096];                                                                                    \
        CHECK(strstr(sql_rows(db, sql, got_, sizeof got_), wanted), "%s\n  says %s", sql, got_);            \
    } while (0)

#endif
