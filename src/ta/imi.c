#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static double body(const struct series_in *in, size_t i, double side)
{
    return rise_of((in->close[i] - in->open[i]) * side);
}

/* A window without a body is 0; TA-Lib divides 0 by 0. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    size_t            period = (size_t)param[0];
    struct window_sum up = {.period = period}, down = up;
    for (size_t i = 0; i < in->count; i++) {
        bool   full   = i >= period;
        double risen  = window_add(&up, body(in, i, 1), full ? body(in, i - period, 1) : 0);
        double fallen = window_add(&down, body(in, i, -1), full ? body(in, i - period, -1) : 0);
        if (i + 1 >= period) out[0][i] = percent(risen, risen + fallen);
    }
}

const struct indicator indicator_imi = {
    .name      = "imi",
    .title     = "Intraday Momentum Index",
    .group     = "Momentum",
    .about     = "Share of the gains from open to close in all movement from open to close over the window, 0 to "
                 "100.",
    .reference = "Chande and Kroll, The New Technical Trader, 1994",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars in the window"}},
    .outputs   = {"imi"},
    .uses      = USES_OPEN | USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
};
