/* sqlite.h - what the files of the SQLite engine share; nobody else includes it. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <sqlite3.h>

#include "store/driver.h"

struct statement {
    uint64_t      hash;
    sqlite3_stmt *stmt;
};

struct sqlite {
    struct store     base;
    sqlite3         *db;
    struct statement statements[STATEMENTS_MAX];
    size_t           statement_count;
    sqlite3_stmt    *rollback;
    bool             relaxed;           /* synchronous is NORMAL, not FULL */
};

static inline struct sqlite *sqlite_of(struct store *s) { return (struct sqlite *)s; }

err sqlite_fail(struct ctx *c, struct store *s, const char *doing);

/* Has the log of a connection written back when it has grown (checkpoint.c). */
void checkpoint_watch(struct store *s);

/* Bars as segments (segments.c). */
err segments_read(struct ctx *c, struct store *s, const struct series *series, int64_t from, int64_t to, unsigned wanted, struct bars *ret);
err segments_write(struct ctx *c, struct store *s, const struct series *series, int64_t chunk, const struct bars *b, const char *fate);
err segments_forget(struct ctx *c, struct store *s, int64_t series_id);
err segments_pack(struct ctx *c, struct store *s, const struct series *series);

#endif
