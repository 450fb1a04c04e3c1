#include "ta/kernel.h"

static size_t warmup(const double *param)
{
    return (size_t)larger(param[0], param[1]) - 1 + (size_t)param[2] - 1;
}

/* TA-Lib's start: both means have their first value at the same bar, so the fast one is begun later; the two periods
 * change places when they are given the wrong way round. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct ema fast = ema_of(smaller(param[0], param[1])), slow = ema_of(larger(param[0], param[1]));
    struct ema signal = ema_of(param[2]);
    size_t     late = (size_t)(slow.period - fast.period);
    for (size_t i = 0; i < in->count; i++) {
        if (i >= late) (void)ema_push(&fast, in->close[i]);     /* has its value when the slow one has */
        if (!ema_push(&slow, in->close[i])) continue;
        double macd = fast.value - slow.value;
        if (!ema_push(&signal, macd)) continue;
        out[0][i] = macd;
        out[1][i] = signal.value;
        out[2][i] = macd - signal.value;
    }
}

const struct indicator indicator_macd = {
    .name      = "macd",
    .title     = "Moving Average Convergence/Divergence",
    .group     = "Momentum",
    .about     = "Fast exponential mean of the close less the slow one, its own exponential mean as a signal, and "
                 "the distance of the two. Crossing the signal is read as a turn of the trend.",
    .reference = "Appel, The Moving Average Convergence-Divergence Method, 1979; begun as in TA-Lib",
    .params    = {{"fast", 2, PERIOD_MAX, 12, "bars of the fast mean"},
                  {"slow", 2, PERIOD_MAX, 26, "bars of the slow mean"},
                  {"signal", 1, PERIOD_MAX, 9, "bars of the signal"}},
    .outputs   = {"macd", "signal", "hist"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    .run       = run,
};
