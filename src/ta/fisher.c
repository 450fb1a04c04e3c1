#include "ta/kernel.h"

struct state {
    double value, fisher;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double now = (in->high[i] + in->low[i]) / 2, high = now, low = now;
    if (i + 1 < period) return;
    for (size_t k = i + 1 - period; k < i; k++) {
        double middle = (in->high[k] + in->low[k]) / 2;
        high = larger(high, middle);
        low  = smaller(low, middle);
    }
    double place = high > low ? (now - low) / (high - low) : 0, last = s->fisher;
    s->value = 0.33 * 2 * (place - 0.5) + 0.67 * s->value;
    if (fabs(s->value) > 0.99) s->value = 0.999 * sign_of(s->value);
    s->fisher = 0.5 * log((1 + s->value) / (1 - s->value)) + 0.5 * last;
    out[0][i] = s->fisher;
    out[1][i] = last;
}
STREAM(step)

const struct indicator indicator_fisher = {
    .name      = "fisher",
    .title     = "Fisher Transform",
    .group     = "Momentum",
    .about     = "Where the middle of the bar stands in the range of middles, smoothed and made Gaussian; and "
                 "its value a bar before.",
    .reference = "Ehlers, Using the Fisher Transform, Stocks & Commodities 20:11, 2002; as Tulip, a window "
                 "without range counts as its low",
    .params    = {{"period", 1, 10000, 9, "bars in the window"}},
    .outputs   = {"fisher", "signal"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
