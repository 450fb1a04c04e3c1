/* points.h - rows of time series as columns, and which of them are meant: what the calls of hyper.h take and give. */
#ifndef HYPER_POINTS_H
#define HYPER_POINTS_H

#include "pack/columns.h"

enum { HYPER_COLUMNS_MAX = PACK_COLUMNS_MAX - 1 };      /* beside segment and time */

/* Rows of one segment, times strictly ascending. column[k].type is that of the declaration; an array that is NULL is all missing. */
struct hyper_rows {
    size_t         count;
    const int64_t *at;
    struct column  column[HYPER_COLUMNS_MAX];
};

/* Which rows: those of `segments`, or of every segment when NULL, with from <= time <= to. */
struct hyper_range {
    const int64_t *segments;
    size_t         segment_count;
    int64_t        from, to;
};

#endif
