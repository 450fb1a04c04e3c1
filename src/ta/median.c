#include "ta/kernel.h"

/* How many of the window are smaller, and how many are not larger, than x. */
static void count(const double *x, size_t i, size_t period, double value, size_t *below, size_t *upto)
{
    *below = *upto = 0;
    for (size_t k = i + 1 - period; k <= i; k++) *below += x[k] < value, *upto += x[k] <= value;
}

/* The value with `rank` smaller ones in front of it, 0 is the smallest. */
static double ranked(const double *x, size_t i, size_t period, size_t rank)
{
    for (size_t k = i + 1 - period; k < i; k++) {
        size_t below, upto;
        count(x, i, period, x[k], &below, &upto);
        if (below <= rank && rank < upto) return x[k];
    }
    return x[i];
}

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    if (i + 1 < period) return;
    double place = 0.5 * (param[0] - 1), part = place - floor(place);
    double low = ranked(in->close, i, period, (size_t)place);
    out[0][i] = part > 0 ? low + (ranked(in->close, i, period, (size_t)place + 1) - low) * part : low;
}
MEMORYLESS(step)

const struct indicator indicator_median = {
    .name      = "median",
    .title     = "Median",
    .group     = "Statistics",
    .about     = "Middle value of the closes of the window.",
    .reference = "Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996, type 7",
    .params    = {{"period", 1, 1000, 30, "bars in the window"}},
    .outputs   = {"median"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
