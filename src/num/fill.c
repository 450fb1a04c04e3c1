#include "num/fill.h"

#include <math.h>
#include <stdbool.h>

size_t fill_forward(double *values, size_t count, size_t limit)
{
    size_t filled = 0, run = 0;
    for (size_t i = 1; i < count; i++) {
        run = isnan(values[i]) ? run + 1 : 0;
        if (run == 0 || (limit && run > limit) || isnan(values[i - 1])) continue;
        values[i] = values[i - 1];
        filled++;
    }
    return filled;
}

/* The first known value from row i on; count when there is none. */
static size_t known_from(const double *values, size_t count, size_t i)
{
    while (i < count && isnan(values[i])) i++;
    return i;
}

static bool next_gap(const double *values, size_t count, size_t from, struct gap *ret)
{
    size_t first = known_from(values, count, from);
    while (first < count && !isnan(values[first])) first++;
    size_t end = known_from(values, count, first);
    *ret = (struct gap){first, end - first};
    return end < count;
}

static double place(const int64_t *at, size_t i) { return at ? (double)(at[i] - at[0]) : (double)i; }

size_t fill_linear(double *values, const int64_t *at, size_t count)
{
    size_t     filled = 0;
    struct gap g;
    for (size_t from = 0; next_gap(values, count, from, &g); from = g.first + g.count) {
        size_t left = g.first - 1, right = g.first + g.count;
        double step = (values[right] - values[left]) / (place(at, right) - place(at, left));
        for (size_t i = g.first; i < right; i++) values[i] = values[left] + step * (place(at, i) - place(at, left));
        filled += g.count;
    }
    return filled;
}

size_t fill_gaps(const double *values, size_t count, struct gap *out, size_t room)
{
    size_t     found = 0;
    struct gap g;
    for (size_t from = 0; next_gap(values, count, from, &g); from = g.first + g.count, found++)
        if (found < room) out[found] = g;
    return found;
}
