#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

/* Skender's start: the first side is that of the close seen from the middle of the bar; TA-Lib 0.8 always begins
 * long. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct ema range = wilder_of(param[0]);
    size_t     warm  = warmup(param);
    double     upper = INFINITY, lower = -INFINITY;
    bool       rising = false;
    for (size_t i = 1; i < in->count; i++) {
        if (!ema_push(&range, true_range(in, i))) continue;
        double middle = (in->high[i] + in->low[i]) / 2, reach = param[1] * range.value, last = in->close[i - 1];
        if (i == warm) rising = in->close[i] >= middle;
        if (middle + reach < upper || last > upper) upper = middle + reach;
        if (middle - reach > lower || last < lower) lower = middle - reach;
        rising    = in->close[i] > (rising ? lower : upper);
        out[0][i] = rising ? lower : upper;
    }
}

const struct indicator indicator_supertrend = {
    .name       = "supertrend",
    .title      = "SuperTrend",
    .group      = "Trend",
    .about      = "Stop some average true ranges from the middle of the bar that moves only in the direction of the "
                  "trend. It is below the close while the trend is up and above it while it is down.",
    .reference  = "Seban, Tout le monde mérite d'être riche; begun as Skender does",
    .params     = {{"period", 1, PERIOD_MAX, 10, "bars of the average true range"},
                   {"multiple", 0, 1000, 3, "average true ranges from the middle of the bar to the stop"}},
    .fractional = 1 << 1,
    .outputs    = {"supertrend"},
    .uses       = USES_HLC,
    .stability  = CONVERGING,
    .scaling    = SCALES_WITH_PRICE,
    .overlay    = true,
    .warmup     = warmup,
    .run        = run,
};
