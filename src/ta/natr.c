#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct ema range = wilder_of(param[0]);
    for (size_t i = 1; i < in->count; i++)
        if (ema_push(&range, true_range(in, i))) out[0][i] = percent(range.value, in->close[i]);
}

const struct indicator indicator_natr = {
    .name      = "natr",
    .title     = "Normalized Average True Range",
    .group     = "Volatility",
    .about     = "Average true range in percent of the close, so that dear and cheap assets compare.",
    .reference = "Forman, Cross-Market Evaluations with Normalized Average True Range, Stocks & Commodities 24:5, "
                 "2006",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars of Wilder's smoothing"}},
    .outputs   = {"natr"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
};
