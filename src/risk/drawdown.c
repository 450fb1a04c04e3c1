#include "risk/drawdown.h"

#include <math.h>

struct drawdown drawdown_max(const double *wealth, size_t count)
{
    struct drawdown deepest = {.depth = NAN};
    size_t          peak    = count;                    /* none yet */
    for (size_t i = 0; i < count; i++) {
        if (!(wealth[i] > 0)) continue;
        if (peak == count || wealth[i] > wealth[peak]) peak = i;
        double depth = wealth[i] / wealth[peak] - 1;
        if (isnan(deepest.depth) || depth < deepest.depth) deepest = (struct drawdown){depth, peak, i, i};
    }
    while (deepest.recovered < count && !(wealth[deepest.recovered] >= wealth[deepest.peak])) deepest.recovered++;
    return deepest;
}

/* Keeps it where it belongs among the deepest. */
static void keep(struct drawdown d, struct drawdown *out, size_t found, size_t room)
{
    size_t at = found < room ? found : room;
    if (at == room && (room == 0 || !(d.depth < out[room - 1].depth))) return;
    if (at == room) at--;
    for (; at > 0 && d.depth < out[at - 1].depth; at--) out[at] = out[at - 1];
    out[at] = d;
}

size_t drawdown_table(const double *wealth, size_t count, struct drawdown *out, size_t room)
{
    size_t          found = 0, peak = count;
    struct drawdown now   = {.depth = 0};
    for (size_t i = 0; i < count; i++) {
        if (!(wealth[i] > 0)) continue;
        if (peak < count && wealth[i] < wealth[peak]) {
            double depth = wealth[i] / wealth[peak] - 1;
            if (depth < now.depth) now = (struct drawdown){depth, peak, i, count};
            continue;
        }
        now.recovered = i;
        if (now.depth < 0) keep(now, out, found++, room);
        now.depth = 0;
        peak      = i;
    }
    if (now.depth < 0) keep(now, out, found++, room);
    return found;
}

double drawdown_now(const double *wealth, size_t count)
{
    double peak = 0;
    for (size_t i = 0; i < count; i++)
        if (wealth[i] > peak) peak = wealth[i];
    return count > 0 && wealth[count - 1] > 0 ? wealth[count - 1] / peak - 1 : NAN;
}

void drawdown_series(const double *wealth, size_t count, double *out)
{
    double peak = 0;
    for (size_t i = 0; i < count; i++) {
        if (wealth[i] > peak) peak = wealth[i];
        out[i] = wealth[i] > 0 ? wealth[i] / peak - 1 : NAN;
    }
}

double drawdown_ulcer(const double *wealth, size_t count)
{
    double peak = 0, square = 0, known = 0;
    for (size_t i = 0; i < count; i++) {
        if (!(wealth[i] > 0)) continue;
        if (wealth[i] > peak) peak = wealth[i];
        square += (wealth[i] / peak - 1) * (wealth[i] / peak - 1);
        known++;
    }
    return known > 0 ? sqrt(square / known) : NAN;
}
