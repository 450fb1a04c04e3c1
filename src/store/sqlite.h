/* sqlite.h - what the files of the SQLite engine share; nobody else includes it. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <sqlite3.h>

#include "hyper/hyper.h"
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
    struct ctx       handles;           /* of hypertables that have been opened; see sqlite_points.c */
    struct hyper    *hyper[HYPERTABLES_MAX];
};

static inline struct sqlite *sqlite_of(struct store *s) { return (struct sqlite *)s; }

err sqlite_fail(struct ctx *c, struct store *s, const char *doing);

/* Has the log of a connection written back when it has grown (checkpoint.c). */
void checkpoint_watch(struct store *s);

/* Time series as hypertables (sqlite_points.c). */
err  sqlite_points_open(struct ctx *c, struct sqlite *q);
void sqlite_points_close(struct sqlite *q);
err  sqlite_read_points(struct ctx *c, struct store *s, const struct table *t, const struct point_range *range, struct hyper_rows *ret);
err  sqlite_write_points(struct ctx *c, struct store *s, const struct table *t, int64_t segment, const struct hyper_rows *rows, bool fresh);
err  sqlite_put_points(struct ctx *c, struct store *s, const struct table *t, const int64_t *segments, const struct hyper_rows *rows);
err  sqlite_add_each(struct ctx *c, struct store *s, const struct table *t, const int64_t *segments, const struct hyper_rows *const *rows, size_t count,
                     size_t workers);
err  sqlite_forget_points(struct ctx *c, struct store *s, const struct table *t, int64_t segment, int64_t from, int64_t to);
err  sqlite_pack_points(struct ctx *c, struct store *s, const struct table *t, const int64_t *segment, int64_t *ret_count);
err  sqlite_extent(struct ctx *c, struct store *s, const struct table *t, int64_t segment, struct point_extent *ret);
err  sqlite_next_segment(struct ctx *c, struct store *s, const struct table *t, int64_t segment, bool *ret_found, int64_t *ret);
err  sqlite_check_points(struct ctx *c, struct store *s, const struct table *t);
err  sqlite_latest(struct ctx *c, struct store *s, const struct table *t, size_t column, struct list *ret);
err  sqlite_scan_points(struct ctx *c, struct store *const *stores, size_t count, const struct table *t, const struct hyper_range *range, uint64_t columns,
                        point_visit *visit, void *arg);

#endif
