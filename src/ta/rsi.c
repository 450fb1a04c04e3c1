#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

/* Wilder (1978): gains and losses are smoothed apart. TA-Lib's answer kept: without any move it is 0, where 50 would
 * be the neutral one. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct ema gain = wilder_of(param[0]), loss = gain;
    for (size_t i = 1; i < in->count; i++) {
        double move = in->close[i] - in->close[i - 1];
        bool   full = ema_push(&gain, rise_of(move));
        (void)ema_push(&loss, rise_of(-move));        /* full at the same bar */
        if (full) out[0][i] = percent(gain.value, gain.value + loss.value);
    }
}

const struct indicator indicator_rsi = {
    .name      = "rsi",
    .title     = "Relative Strength Index",
    .group     = "Momentum",
    .about     = "Share of gains in the recent movement of the close, 0 to 100. Above 70 is called overbought, "
                 "below 30 oversold. Without any move it is 0, as in TA-Lib.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars of Wilder's smoothing"}},
    .outputs   = {"rsi"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
};
