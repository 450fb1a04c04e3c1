#include "ta/kernel.h"

enum { BINS_MAX = 200 };

struct profile {
    double low, width;                          /* of the prices, and of a bin */
    size_t bins;
    double volume[BINS_MAX], total;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

/* The volume of a bar stands at its typical price. */
static void take(struct profile *p, const struct series_in *in, size_t from, size_t to)
{
    double high = in->high[from];
    p->low = in->low[from];
    for (size_t k = from; k <= to; k++) high = larger(high, in->high[k]), p->low = smaller(p->low, in->low[k]);
    p->width = (high - p->low) / (double)p->bins;
    for (size_t k = from; k <= to && p->width > 0; k++) {
        double place = floor((typical(in, k) - p->low) / p->width);
        size_t bin   = (size_t)larger(0, smaller(place, (double)p->bins - 1));
        p->volume[bin] += in->volume[k];
        p->total       += in->volume[k];
    }
}

static size_t fullest(const struct profile *p)
{
    size_t best = 0;
    for (size_t k = 1; k < p->bins; k++)
        if (p->volume[k] > p->volume[best]) best = k;
    return best;
}

/* Bins from *low to *high hold `share` of the volume: the fullest, and of its neighbours always the fuller one, the upper of equals. */
static void widen(const struct profile *p, double share, size_t *low, size_t *high)
{
    double held = p->volume[*low];
    while (held < share * p->total && (*low > 0 || *high + 1 < p->bins)) {
        double below = *low > 0 ? p->volume[*low - 1] : -1, above = *high + 1 < p->bins ? p->volume[*high + 1] : -1;
        held += larger(below, above);
        if (above >= below) ++*high;
        else                --*low;
    }
}

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    struct profile p = {.bins = (size_t)param[1]};
    if (i < warmup(param)) return;
    take(&p, in, i + 1 - (size_t)param[0], i);
    size_t most = fullest(&p), low = most, high = most;
    widen(&p, param[2] / 100, &low, &high);
    out[0][i] = p.low + p.width * ((double)most + 0.5);
    out[1][i] = p.low + p.width * (double)low;
    out[2][i] = p.low + p.width * ((double)high + 1);
}
MEMORYLESS(step)

const struct indicator indicator_volume_profile = {
    .name      = "volume_profile",
    .title     = "Volume Profile",
    .group     = "Volume",
    .about     = "Of the last `period` bars: the price at which most was traded, and the ends of the prices around it that hold `share` "
                 "of the volume.",
    .reference = "Steidlmayer and Hawkins, Steidlmayer on Markets, 2003; the volume of a bar stands at its typical price",
    .params    = {{"period", 1, PERIOD_MAX, 100, "bars in the window"},
                  {"bins", 1, BINS_MAX, 24, "parts into which the prices are cut"},
                  {"share", 1, 100, 70, "percent of the volume between the ends"}},
    .outputs   = {"most", "low", "high"},
    .uses      = USES_HLC | USES_VOLUME,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
