/* hyper.h - a table of time series inside SQLite: rows keyed (segment, time), new ones as ordinary rows, old ones as
 * columns packed in blobs. SQL sees one table; the calls below hand out its columns without SQL in between.
 *
 * Times are microseconds since 1970, UTC; ranges include both ends. A missing REAL is NaN here and NULL in SQL. All is
 * inside SQLite's own transactions: begin and commit as for any table, and roll back when a call that writes has failed.
 * A handle belongs to its connection; threads that work side by side have a connection each. */
#ifndef HYPER_HYPER_H
#define HYPER_HYPER_H

#include <stdint.h>

#include "hyper/points.h"
#include "hyper/sqlite.h"

enum {
    HYPER_PACK_MIN = 64,                /* so many rows of one chunk are packed when they are written, not later */
    HYPER_OVER_MAX = 128,               /* rows over packed ones that make a reader slow: a writer packs them */
};

struct hyper;

/* Makes the module `hypertable` and its functions known to a connection. */
err hyper_register(struct ctx *c, sqlite3 *db);

/* Opens a hypertable of schema "main". It closes with `c`, which therefore closes before the connection. */
err hyper_open(struct ctx *c, sqlite3 *db, const char *name, struct hyper **ret);

/* The same in another schema. */
err hyper_open_in(struct ctx *c, sqlite3 *db, const char *schema, const char *name, struct hyper **ret);

/* The place of a column among those beside segment and time; ERR_NOT_FOUND. */
err hyper_column(struct ctx *c, const struct hyper *h, const char *name, size_t *ret);

/* Gives stretch after stretch of one segment to `visit`, by segment and time; column k is there where bit k of `columns` is
 * set. What is handed out is gone after the visit, which writes nothing. Stops at the first failure, which it returns. */
typedef err hyper_visit(void *arg, int64_t segment, const struct hyper_rows *rows);
err hyper_scan(struct ctx *c, struct hyper *h, const struct hyper_range *range, uint64_t columns, hyper_visit *visit, void *arg);

/* The same by several threads, each with one of `tables`: handles of the same table, each on a connection of its own, all of which
 * see the same state. A segment is given to one worker, in order of time; a worker that fails stops, the others go on. */
typedef err hyper_visit_by(void *arg, size_t worker, int64_t segment, const struct hyper_rows *rows);
err hyper_scan_by(struct ctx *c, struct hyper *const *tables, size_t count, const struct hyper_range *range, uint64_t columns,
                  hyper_visit_by *visit, void *arg);

/* All rows of one segment in a range, in one piece; hyper_read_some() the first `limit` of them. */
err hyper_read(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to, uint64_t columns, struct hyper_rows *ret);
err hyper_read_some(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to, uint64_t columns, size_t limit, struct hyper_rows *ret);

/* A REAL column of many segments on one calendar: ret[s * time_count + t], NaN where segment s has no row at times[t].
 * `times` ascend. */
err hyper_panel(struct ctx *c, struct hyper *h, const int64_t *segments, size_t segment_count, const int64_t *times, size_t time_count,
                size_t column, double **ret);

/* The newest row of every segment and what a REAL column says there, from the greatest segment downwards. Zones answer it. */
struct hyper_latest {
    int64_t segment, at;
    double  value;
};
typedef err hyper_tell(void *arg, const struct hyper_latest *one);
err hyper_latest(struct ctx *c, struct hyper *h, size_t column, hyper_tell *tell, void *arg);

/* What there is of one segment; first and last say nothing where count is 0. */
struct hyper_extent {
    size_t  count;
    int64_t first, last;
};
err hyper_extent(struct ctx *c, struct hyper *h, int64_t segment, struct hyper_extent *ret);

/* The first segment at or behind a number. */
err hyper_next(struct ctx *c, struct hyper *h, int64_t segment, bool *ret_found, int64_t *ret_segment);

/* Adds rows of one segment; those that are there already are replaced. */
err hyper_write(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows);

/* Rows of many different segments, times strictly ascending in each; what needs no look at what is there is packed by `workers`
 * threads. What is written does not depend on how many they are. */
err hyper_add_each(struct ctx *c, struct hyper *h, const int64_t *segments, const struct hyper_rows *const *rows, size_t count, size_t workers);

/* One row for each of many segments: row i of `rows`, whose times need not ascend, is of segments[i]. */
err hyper_put(struct ctx *c, struct hyper *h, const int64_t *segments, const struct hyper_rows *rows);

err hyper_delete_range(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to);

/* Packs the rows of every segment, or of one, that are older than `before`; *ret_count were packed. */
err hyper_compress(struct ctx *c, struct hyper *h, int64_t before, int64_t *ret_count);
err hyper_compress_one(struct ctx *c, struct hyper *h, int64_t segment, int64_t before, int64_t *ret_count);

/* The same by the declaration: before the newest row less `compress_after`. No clock is asked. */
err hyper_compress_due(struct ctx *c, struct hyper *h, int64_t *ret_count);

/* Looks at every packed segment. Each one that is damaged is noted as a fault of `c`: table, segment, times, column. */
err hyper_check(struct ctx *c, struct hyper *h);

#endif
