#include "ta/kernel.h"

struct state {
    struct window_sum high, middle, low;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

/* Four times the range of the bar over the sum of its ends; 0 where that sum is 0. */
static double width(const struct series_in *in, size_t i)
{
    double sum = in->high[i] + in->low[i];
    return sum != 0 ? 4 * (in->high[i] - in->low[i]) / sum : 0;
}

static double upper(const struct series_in *in, size_t i) { return in->high[i] * (1 + width(in, i)); }
static double lower(const struct series_in *in, size_t i) { return in->low[i] * (1 - width(in, i)); }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->high = s->middle = s->low = (struct window_sum){.period = (size_t)param[0]};
}

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = s->high.period;
    bool   full   = i >= period;
    double a      = window_add(&s->high, upper(in, i), full ? upper(in, i - period) : 0);
    double b      = window_add(&s->middle, in->close[i], value_before(in->close, i, period));
    double c      = window_add(&s->low, lower(in, i), full ? lower(in, i - period) : 0);
    if (i + 1 < period) return;
    out[0][i] = a / param[0];
    out[1][i] = b / param[0];
    out[2][i] = c / param[0];
}
STREAM_FROM(begin, step)

const struct indicator indicator_accbands = {
    .name      = "accbands",
    .title     = "Acceleration Bands",
    .group     = "Channels",
    .about     = "Simple mean of the close, and bands that open with the range of the bars. Closes beyond a band "
                 "are read as the start of a fast move.",
    .reference = "Headley, Big Trends in Trading, 2002",
    .params    = {{"period", 2, PERIOD_MAX, 20, "bars in the window"}},
    .outputs   = {"upper", "middle", "lower"},
    .uses      = USES_HLC,
    .stability = ROUNDING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
