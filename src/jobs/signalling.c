#include "jobs/signalling.h"

#include "store/as_of.h"
#include "store/bars.h"

err signal_history_load(struct ctx *c, const struct house *h, const struct asset *a, const struct series *series, int64_t to, struct signal_history *ret)
{
    struct bars bars;
    struct list actions;
    TRY(store_read_bars_as_of(c, h->store, series, INT64_MIN, to, ALL_COLUMNS, house_as_of(h), &bars));
    if (series->every != US_PER_DAY) TRY(bars_resample(c, &bars, US_PER_DAY, &bars));
    TRY(store_actions_as_of(c, h->store, a->id, house_as_of(h), &actions));
    TRY(NEW(c, ret->day, bars.count));
    TRY(NEW(c, ret->growth, bars.count));
    ret->count = bars.count;
    for (size_t i = 0; i < bars.count; i++) ret->day[i] = day_of_time(bars.at[i]);
    struct events events = {actions.at, actions.count, series->events, asset_distributes(a->class)};
    bars_growth(&bars, series->adjust, &events, ret->growth, &ret->basis);
    return OK;
}
