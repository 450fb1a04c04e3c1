#include "ta/ranked.h"

struct state { struct ranked window; };

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (ranked_push(&s->window, in->close, i, (size_t)param[0])) out[0][i] = ranked_quantile(&s->window, param[1] / 100);
}
STREAM(step)

const struct indicator indicator_percentile = {
    .name      = "percentile",
    .title     = "Percentile",
    .group     = "Statistics",
    .about     = "Value below which `percent` of the closes of the window lie, linear between two.",
    .reference = "Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996, type 7",
    .params    = {{"period", 1, 1000, 30, "bars in the window"},
                  {"percent", 0, 100, 50, "share below it, in percent"}},
    .fractional = 1 << 1,
    .outputs   = {"percentile"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
