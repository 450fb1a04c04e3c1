/* rollup.h - a table of buckets that is made from a hypertable, or from another rollup whose buckets nest in its own: weeks and
 * months of bars. It always says what the table's rows come to now. What was worked out at the last refresh is kept as a
 * hypertable of its own; what has changed since, as the table's log tells, is worked out when it is read.
 *
 * Calls that write belong inside a transaction, and are rolled back when they have failed. */
#ifndef HYPER_ROLLUP_H
#define HYPER_ROLLUP_H

#include "hyper/hyper.h"

struct rollup;

/* `declaration` stands between the brackets of hypertable_rollup(…): bar, '1 week', open=first(open), volume=sum(volume). */
err rollup_create(struct ctx *c, sqlite3 *db, const char *name, const char *declaration);

/* Opens a rollup of schema "main"; it closes with `c`, as hyper_open() says. ERR_NOT_FOUND. */
err rollup_open(struct ctx *c, sqlite3 *db, const char *name, struct rollup **ret);

/* The place of a column, as in hyper_column(). */
err rollup_column(struct ctx *c, const struct rollup *r, const char *name, size_t *ret);

/* Buckets of one segment whose first instants lie in a range, in one piece: their times are these instants. */
err rollup_read(struct ctx *c, struct rollup *r, int64_t segment, int64_t from, int64_t to, uint64_t columns, struct hyper_rows *ret);

/* The same of many segments, stretch by stretch, as hyper_scan() does. */
err rollup_scan(struct ctx *c, struct rollup *r, const struct hyper_range *range, uint64_t columns, hyper_visit *visit, void *arg);

/* Works out what has changed since the last time, of the rollup below first; *ret_count buckets were written. */
err rollup_refresh(struct ctx *c, struct rollup *r, int64_t *ret_count);

#endif
