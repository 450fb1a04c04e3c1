/* sqlite.h - what the files of this floor share about a connection; nobody outside includes it. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <sqlite3.h>

#include "base/thread.h"
#include "store/store.h"

enum { PATH_SIZE_MAX = 4096 };

struct pool {
    char                path[PATH_SIZE_MAX];
    pthread_mutex_t     lock;
    struct turns        writer;
    struct store       *free;
    size_t              count;
    struct checkpoints *checkpoints;    /* NULL where writers do them */
};

struct statement {
    uint64_t      hash;
    sqlite3_stmt *stmt;
    bool          busy;
};

struct store {
    struct pool     *pool;
    struct store    *next_free;
    sqlite3         *db;
    struct statement statements[STATEMENTS_MAX];
    size_t           statement_count;
    bool             writes, reads, relaxed;     /* relaxed: synchronous is NORMAL, not FULL */
};

/* A prepared statement, from the cache where it is there; give it back with statement_end(). */
err  statement_of(struct ctx *c, struct store *s, const char *sql, const struct args *args, sqlite3_stmt **ret);
err  statement_step(struct ctx *c, struct store *s, sqlite3_stmt *stmt, bool *ret_row);
void statement_end(sqlite3_stmt **stmt);
#define AUTO_STATEMENT __attribute__((cleanup(statement_end))) sqlite3_stmt

err sqlite_fail(struct ctx *c, struct store *s, const char *doing);

/* ERR_REFUSED where the file is another program's; asked before anything is set, for even a pragma may write. */
err schema_check_owner(struct ctx *c, struct store *s);

/* Has the log of a connection written back when it has grown (checkpoint.c). */
void checkpoint_watch(struct store *s);

/* Makes or brings up to date the tables of a connection. */
err schema_ensure(struct ctx *c, struct store *s);

#endif
