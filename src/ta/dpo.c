#include "ta/kernel.h"

struct state {
    struct window_sum sum;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0], back = period / 2 + 1;
    if (i == 0) s->sum = (struct window_sum){.period = period};
    double total = window_add(&s->sum, in->close[i], value_before(in->close, i, period));
    if (i + 1 >= period) out[0][i] = in->close[i - back] - total / param[0];
}
STREAM(step)

const struct indicator indicator_dpo = {
    .name      = "dpo",
    .title     = "Detrended Price Oscillator",
    .group     = "Momentum",
    .about     = "Close of half a window and a bar ago less the mean of the window up to now. Nothing peeks "
                 "ahead.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000; as Tulip and TA-Lib 0.8; charts often move it "
                 "back",
    .params    = {{"period", 3, PERIOD_MAX, 20, "bars in the window"}},
    .outputs   = {"dpo"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
};
