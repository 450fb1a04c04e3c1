#include "ta/kernel.h"

static double highest(const double *x, size_t i, size_t period)
{
    double best = x[i];
    for (size_t k = i + 1 - period; k < i; k++) best = larger(best, x[k]);
    return best;
}

static double lowest(const double *x, size_t i, size_t period)
{
    double best = x[i];
    for (size_t k = i + 1 - period; k < i; k++) best = smaller(best, x[k]);
    return best;
}

static double mean_of(const double *x, size_t i, size_t period)
{
    double sum = 0;
    for (size_t k = i + 1 - period; k <= i; k++) sum += x[k];
    return sum / (double)period;
}

static double tension(const struct series_in *in, size_t i, size_t period)
{
    double middle = (highest(in->high, i, period) + lowest(in->low, i, period)) / 2;
    return in->close[i] - (middle + mean_of(in->close, i, period)) / 2;
}

enum { WINDOW_MAX = 1000 };

struct state { double tension[WINDOW_MAX]; };           /* of the bars of the window, that of bar k at k % period */

static size_t warmup(const double *param) { return 2 * (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    if (i + 1 >= period) s->tension[i % period] = tension(in, i, period);
    if (i < warmup(param)) return;
    double n = param[0], mean = mean_of(in->close, i, period), spread = 0, range = 0, sum = 0, ramp = 0;
    for (size_t k = i + 1 - period; k <= i; k++) {
        spread += (in->close[k] - mean) * (in->close[k] - mean) / n;
        range  += true_range(in, k) / n;
        double far = s->tension[k % period];
        sum  += far;
        ramp += far * ((double)(k + period - i) - (n + 1) / 2);
    }
    out[0][i] = param[1] * sqrt(spread) < param[2] * range;
    out[1][i] = sum / n + 12 * ramp / (n * (n * n - 1)) * (n - 1) / 2;
}
STREAM(step)

const struct indicator indicator_squeeze = {
    .name      = "squeeze",
    .title     = "TTM Squeeze",
    .group     = "Momentum",
    .about     = "1 while the Bollinger bands stand inside the Keltner channel, else 0; and the momentum that "
                 "waits: the end of the least-squares line of the close less the middle of its range and mean.",
    .reference = "Carter, Mastering the Trade, 2005; LazyBear, Squeeze Momentum Indicator, 2014: Keltner "
                 "channel of plain means",
    .params    = {{"period", 2, WINDOW_MAX, 20, "bars in the window"},
                  {"deviations", 0.1, 100, 2, "half width of the bands"},
                  {"ranges", 0.1, 100, 1.5, "half width of the channel in mean true ranges"}},
    .fractional = 1 << 1 | 1 << 2,
    .outputs   = {"on", "momentum"},
    .uses      = USES_HLC,
    .stability = EXACT,
    .scaling   = SCALES_OTHERWISE,
    .warmup    = warmup,
    STREAMED,
};
