#include "ta/kernel.h"

struct state {
    struct window_spread quick, calm;
    double value;
};

static size_t warmup(const double *param) { return (size_t)larger(param[0], param[1]) - 2; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t fast = (size_t)param[0], slow = (size_t)larger(param[0], param[1]);
    if (i == 0) s->quick = (struct window_spread){.period = fast}, s->calm = (struct window_spread){.period = slow};
    window_spread_add(&s->quick, in->close[i], value_before(in->close, i, fast));
    window_spread_add(&s->calm, in->close[i], value_before(in->close, i, slow));
    if (i + 2 < slow) return;
    double share = s->calm.variance > 0 ? sqrt(s->quick.variance / s->calm.variance) : 0;
    s->value  = i + 2 == slow ? in->close[i] : s->value + (in->close[i] - s->value) * smaller(param[2] * share, 1);
    out[0][i] = s->value;
}
STREAM(step)

const struct indicator indicator_vidya = {
    .name      = "vidya",
    .title     = "Variable Index Dynamic Average",
    .group     = "Moving averages",
    .about     = "Exponential mean whose weight grows with the deviation of the short window over that of the "
                 "long one.",
    .reference = "Chande, Adapting Moving Averages to Market Volatility, Stocks & Commodities 10:3, 1992; "
                 "begun as in Tulip",
    .params    = {{"fast", 2, PERIOD_MAX, 2, "bars of the short deviation"},
                  {"slow", 3, PERIOD_MAX, 5, "bars of the long deviation"},
                  {"alpha", 0.05, 1, 0.2, "weight where the two are the same"}},
    .fractional = 1 << 2,
    .outputs   = {"vidya"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
