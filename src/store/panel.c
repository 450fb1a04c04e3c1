#include <math.h>

#include "store/driver.h"

struct panel {
    const int64_t *segments, *times;
    size_t         segment_count, time_count, column;
    double        *out;
};

/* The first place at or behind a number in what ascends. */
static size_t place_of(const int64_t *in, size_t count, int64_t wanted)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (in[middle] < wanted) low = middle + 1;
        else                     high = middle;
    }
    return low;
}

static err place(void *arg, size_t worker, int64_t segment, const struct hyper_rows *rows)
{
    struct panel *p = arg;
    double       *row = p->out + place_of(p->segments, p->segment_count, segment) * p->time_count;
    const double *value = rows->column[p->column].reals;
    size_t        t = place_of(p->times, p->time_count, rows->at[0]);
    (void)worker;                       /* a segment, and so a row of the panel, has one */
    for (size_t i = 0; i < rows->count && t < p->time_count; i++) {
        while (t < p->time_count && p->times[t] < rows->at[i]) t++;
        if (t < p->time_count && p->times[t] == rows->at[i]) row[t] = value[i];
    }
    return OK;
}

err store_panel(struct ctx *c, struct store *s, const struct table *t, size_t column, const int64_t *segments, size_t segment_count,
                const int64_t *times, size_t time_count, size_t workers, double **ret)
{
    struct panel p = {segments, times, segment_count, time_count, column, NULL};
    TRY(NEW(c, p.out, segment_count * time_count));
    for (size_t i = 0; i < segment_count * time_count; i++) p.out[i] = NAN;
    *ret = p.out;
    if (time_count == 0 || segment_count == 0) return OK;
    struct point_range range = {.from = times[0], .to = times[time_count - 1], .columns = 1ull << column};
    return store_scan_points(c, s, t, &range, segments, segment_count, workers, place, &p);
}
