/* plan.h - what of a query is done by the table itself: which segments, from when to when, in which order. */
#ifndef HYPER_PLAN_H
#define HYPER_PLAN_H

#include "hyper/hyper.h"

/* xBestIndex; idxStr says in words what was taken. */
int plan_choose(sqlite3_index_info *info);

struct wanted {
    const int64_t *keys;                /* ascending, each once; NULL: all */
    size_t         key_count;
    int64_t        from, to;            /* from > to: nothing can match */
    bool           down;
};

/* The plan with its values, as xFilter gets them. Lives in c. */
err plan_read(struct ctx *c, int plan, sqlite3_value **argv, struct wanted *ret);

#endif
