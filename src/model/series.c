#include "model/series.h"

const char *const adjusts[] = {"unknown", "raw", "split", "total", NULL};

bool series_gives_days(const struct series *s) { return s->count > 0 && s->every > 0 && s->every <= US_PER_DAY; }

/* Does a serve better than b for the closes up to a day? */
static bool serves_better(const struct series *a, const struct series *b, int32_t as_of)
{
    int32_t reach_a = day_of_time(a->last) < as_of ? day_of_time(a->last) : as_of;
    int32_t reach_b = day_of_time(b->last) < as_of ? day_of_time(b->last) : as_of;
    bool    daily_a = a->every == US_PER_DAY, daily_b = b->every == US_PER_DAY;
    if (daily_a != daily_b)   return daily_a;
    if (reach_a != reach_b)   return reach_a > reach_b;
    if (a->first != b->first) return a->first < b->first;
    return strcmp(a->source, b->source) < 0;
}

bool series_before(const struct series *a, const struct series *b)
{
    if (a->last != b->last)   return a->last > b->last;
    if (a->count != b->count) return a->count > b->count;
    int order = strcmp(a->source, b->source);
    return order ? order < 0 : a->id < b->id;
}

const struct series *series_daily(const struct series *all, size_t count, int32_t as_of)
{
    const struct series *best = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!series_gives_days(&all[i]) || day_of_time(all[i].first) > as_of) continue;
        if (!best || serves_better(&all[i], best, as_of)) best = &all[i];
    }
    return best;
}
