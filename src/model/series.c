#include "model/series.h"

const char *const adjusts[] = {"unknown", "raw", "split", "total", NULL};

const struct series *series_daily(const struct series *all, size_t count)
{
    const struct series *finer = NULL;
    for (size_t i = 0; i < count; i++) {
        if (all[i].count == 0) continue;
        if (all[i].every == US_PER_DAY) return &all[i];
        if (!finer && all[i].every > 0 && all[i].every < US_PER_DAY) finer = &all[i];
    }
    return finer;
}
