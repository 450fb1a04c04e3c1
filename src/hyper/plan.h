/* plan.h - what of a query is done by the table itself: which segments, from when to when, in which order. */
#ifndef HYPER_PLAN_H
#define HYPER_PLAN_H

#include "hyper/hyper.h"

/* xBestIndex of a table of segment, time and `values` more columns; idxStr says in words what was taken. as_of is the place of
 * the hidden column that chooses a past state; 0: there is none. */
int plan_choose(sqlite3_index_info *info, int values, int as_of);

struct wanted {
    const int64_t *keys;                /* ascending, each once; NULL: all */
    size_t         key_count;
    int64_t        from, to;            /* from > to: nothing can match */
    bool           down;
    bool           each;                /* one row of each segment will do */
    uint64_t       skip;                /* rows to pass over */
    bool           past;
    int64_t        as_of;               /* where `past` */
};

/* The plan with its values, as xFilter gets them. Lives in c. */
err plan_read(struct ctx *c, int plan, sqlite3_value **argv, struct wanted *ret);

#endif
