#include "ta/ranked.h"

struct state { struct ranked window; };

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (ranked_push(&s->window, in->close, i, (size_t)param[0])) out[0][i] = ranked_quantile(&s->window, 0.5);
}
STREAM(step)

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
    STREAMED,
};
