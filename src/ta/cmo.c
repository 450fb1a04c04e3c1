#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

/* TA-Lib smooths gains and losses as Wilder does; Chande adds them up over the window. TA-Lib's is kept under its
 * name. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct ema gain = wilder_of(param[0]), loss = gain;
    for (size_t i = 1; i < in->count; i++) {
        double move = in->close[i] - in->close[i - 1];
        bool   full = ema_push(&gain, rise_of(move));
        (void)ema_push(&loss, rise_of(-move));        /* full at the same bar */
        if (full) out[0][i] = percent(gain.value - loss.value, gain.value + loss.value);
    }
}

const struct indicator indicator_cmo = {
    .name      = "cmo",
    .title     = "Chande Momentum Oscillator",
    .group     = "Momentum",
    .about     = "Gains less losses over gains plus losses of the close, -100 to 100, with Wilder's smoothing as in "
                 "TA-Lib.",
    .reference = "Chande and Kroll, The New Technical Trader, 1994",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars of Wilder's smoothing"}},
    .outputs   = {"cmo"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
};
