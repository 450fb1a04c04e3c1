#include "store/arrivals.h"

#include "model/bar.h"
#include "store/points.h"

err arrivals_read(struct ctx *c, struct store *s, int64_t series_id, int64_t to, struct arrivals *ret)
{
    enum { BOTH = 3 };
    struct hyper_rows rows;
    TRY(store_read_points(c, s, &bar_arrival_table, &(struct point_range){series_id, INT64_MIN, to, BOTH, 0}, &rows));
    *ret = (struct arrivals){.count = rows.count, .first = rows.at, .last = rows.column[0].ints, .known = rows.column[1].ints};
    return NEW(c, ret->around, rows.count);
}

int64_t arrivals_known(struct arrivals *a, int64_t at)
{
    while (a->next < a->count && a->first[a->next] <= at) {
        while (a->depth && a->last[a->around[a->depth - 1]] < a->first[a->next]) a->depth--;
        a->around[a->depth++] = a->next++;
    }
    while (a->depth && a->last[a->around[a->depth - 1]] < at) a->depth--;
    return a->depth ? a->known[a->around[a->depth - 1]] : TIME_NONE;
}
