#include "ta/kernel.h"

static size_t begin(const double *param)
{
    size_t period = (size_t)param[0], lag = (period - 1) / 2;
    return param[1] > 0 ? lag - 1 : period - 1 + lag;
}

struct state {
    struct ema mean;
};

static size_t warmup(const double *param) { return begin(param); }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t lag = ((size_t)param[0] - 1) / 2;
    if (i == 0) s->mean = ema_of(param[0]);
    if (param[1] > 0 && i + 1 == lag) {
        s->mean.seen  = s->mean.ready;
        out[0][i] = s->mean.value = in->close[i];
    }
    if (i >= lag && ema_push(&s->mean, in->close[i] + (in->close[i] - in->close[i - lag]))) out[0][i] = s->mean.value;
}
STREAM(step)

const struct indicator indicator_zlema = {
    .name      = "zlema",
    .title     = "Zero Lag Exponential Moving Average",
    .group     = "Moving averages",
    .about     = "Exponential mean of the close plus its move over the lag of the mean. `seed` 0 begins with "
                 "the plain mean, 1 with the close before, as Tulip does.",
    .reference = "Ehlers and Way, Zero Lag (Well, Almost), Stocks & Commodities 28:12, 2010",
    .params    = {{"period", 3, PERIOD_MAX, 20, "bars of the smoothing"},
                  {"seed", 0, 1, 0, "0 plain mean, 1 the close before the first value"}},
    .outputs   = {"zlema"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
