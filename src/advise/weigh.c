#include <assert.h>
#include <math.h>

#include "advise/advise.h"

enum { BY_NOTHING, BY_ASSET, BY_CLASS, BY_SECTOR };

static const double TOUCH = 1e-12;      /* caps are fractions of one: rounding is some 1e-16 */

/* How far the free members of a group can still grow before the group meets its cap. */
static double group_room(size_t count, const double *inverse, const double *weight, const int *stopped, const size_t *group, size_t g, double cap)
{
    double used = 0, pull = 0;
    for (size_t i = 0; i < count; i++) {
        if (group[i] != g) continue;
        used += weight[i];
        if (!stopped[i]) pull += inverse[i];
    }
    return pull > 0 ? fmax(cap - used, 0) / pull : INFINITY;
}

static void stop_group(size_t count, int *stopped, const size_t *group, size_t g, int by)
{
    for (size_t i = 0; i < count; i++)
        if (group[i] == g && !stopped[i]) stopped[i] = by;
}

void fill_weights(size_t count, const double *volatility, double asset_cap, const size_t *class, const double *class_cap, size_t classes,
                  const size_t *sector, double sector_cap, size_t sectors, double *weight, int *limited_by)
{
    double inverse[64];                                         /* a portfolio has at most so many positions */
    assert(count <= sizeof inverse / sizeof *inverse);
    for (size_t i = 0; i < count; i++) {
        inverse[i]    = 1 / fmax(volatility[i], 1e-4);          /* what never moved is no division by zero */
        weight[i]     = 0;
        limited_by[i] = BY_NOTHING;
    }
    for (size_t round = 0; round <= count + classes + sectors; round++) {
        double used = 0, pull = 0, step;
        for (size_t i = 0; i < count; i++) {
            used += weight[i];
            if (!limited_by[i]) pull += inverse[i];
        }
        if (pull == 0 || used >= 1 - TOUCH) return;
        step = (1 - used) / pull;
        for (size_t i = 0; i < count; i++)
            if (!limited_by[i]) step = fmin(step, (asset_cap - weight[i]) / inverse[i]);
        for (size_t g = 0; g < classes; g++) step = fmin(step, group_room(count, inverse, weight, limited_by, class, g, class_cap[g]));
        for (size_t g = 0; g < sectors; g++) step = fmin(step, group_room(count, inverse, weight, limited_by, sector, g, sector_cap));
        for (size_t i = 0; i < count; i++)
            if (!limited_by[i]) weight[i] += step * inverse[i];
        for (size_t i = 0; i < count; i++)                      /* a cap of one holds nothing down: the money runs out first */
            if (!limited_by[i] && asset_cap < 1 && weight[i] >= asset_cap - TOUCH) limited_by[i] = BY_ASSET;
        for (size_t g = 0; g < classes; g++)
            if (class_cap[g] < 1 && group_room(count, inverse, weight, limited_by, class, g, class_cap[g]) <= TOUCH) stop_group(count, limited_by, class, g, BY_CLASS);
        for (size_t g = 0; g < sectors; g++)
            if (sector_cap < 1 && group_room(count, inverse, weight, limited_by, sector, g, sector_cap) <= TOUCH) stop_group(count, limited_by, sector, g, BY_SECTOR);
    }
}

/* The day a market trades is a day on which any of its session-bound members has a close; coins alone trade every day. */
static err trading_days(struct ctx *c, const struct candidate *const *members, size_t count, size_t window, int32_t **ret_day, size_t *ret_count,
                        double *ret_periods)
{
    int32_t first = INT32_MAX, last = INT32_MIN;
    bool    sessions = false;
    for (size_t i = 0; i < count; i++) {
        if (members[i]->count == 0) continue;
        if (members[i]->day[0] < first) first = members[i]->day[0];
        if (members[i]->day[members[i]->count - 1] > last) last = members[i]->day[members[i]->count - 1];
        sessions |= members[i]->asset->class != CLASS_CRYPTO;
    }
    *ret_count   = 0;
    *ret_periods = sessions ? asset_periods_per_year(CLASS_STOCK) : asset_periods_per_year(CLASS_CRYPTO);
    if (first > last) return OK;

    bool    *open;
    int32_t *day;
    size_t   span = (size_t)(last - first) + 1, have = 0, skip = 0;
    TRY(NEW(c, open, span));
    TRY(NEW(c, day, span));
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < members[i]->count && !(sessions && members[i]->asset->class == CLASS_CRYPTO); k++)
            open[members[i]->day[k] - first] = true;
    for (size_t d = 0; d < span; d++)
        if (open[d]) day[have++] = first + (int32_t)d;
    if (have > window + 1) skip = have - window - 1;
    *ret_day   = day + skip;
    *ret_count = have - skip;
    return OK;
}

err align_returns(struct ctx *c, const struct candidate *const *members, size_t count, size_t window, double **ret, int32_t **ret_day,
                  size_t *ret_rows, double *ret_periods_per_year)
{
    int32_t *day  = NULL;
    size_t   days = 0, from = 0;
    TRY(trading_days(c, members, count, window, &day, &days, ret_periods_per_year));
    /* Only days that every member has a close at or before: returns are never made of a price that is not there. */
    for (size_t i = 0; i < count; i++)
        while (from < days && (members[i]->count == 0 || members[i]->day[0] > day[from])) from++;
    size_t  rows = days > from + 1 ? days - from - 1 : 0;
    double *returns;
    TRY(NEW(c, returns, rows * count + 1));
    for (size_t i = 0; i < count && rows; i++) {
        const struct candidate *m = members[i];
        size_t                  k = 0;
        double                  before = NAN;
        for (size_t d = from; d < days; d++) {
            while (k + 1 < m->count && m->day[k + 1] <= day[d]) k++;
            double now = m->growth[k];
            if (d > from) returns[(d - from - 1) * count + i] = now / before - 1;
            before = now;
        }
    }
    *ret      = returns;
    *ret_day  = days ? day + from : NULL;
    *ret_rows = rows;
    return OK;
}
