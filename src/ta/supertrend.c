#include "ta/kernel.h"

struct state {
    struct ema range;
    double     upper, lower;
    bool       rising;
};

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    *s = (struct state){wilder_of(param[0]), INFINITY, -INFINITY, false};
}

/* Skender's start: the first side is that of the close seen from the middle of the bar; TA-Lib 0.8 always begins
 * long. */
static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0 || !ema_push(&s->range, true_range(in, i))) return;
    double middle = (in->high[i] + in->low[i]) / 2, reach = param[1] * s->range.value, last = in->close[i - 1];
    if (i == warmup(param)) s->rising = in->close[i] >= middle;
    if (middle + reach < s->upper || last > s->upper) s->upper = middle + reach;
    if (middle - reach > s->lower || last < s->lower) s->lower = middle - reach;
    s->rising = in->close[i] > (s->rising ? s->lower : s->upper);
    out[0][i] = s->rising ? s->lower : s->upper;
}
STREAM_FROM(begin, step)

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
    STREAMED,
};
