#include "ta/means.h"

struct state {
    struct straight straight;
};

static size_t warmup(const double *param) { return (size_t)param[0] + (size_t)param[1]; }

static void begin(struct state *s, const struct series_in *, const double *param) { straight_begin(&s->straight, (size_t)param[0]); }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    double value = straight_push(&s->straight, in->close + i, i);
    if (i >= warmup(param)) out[0][i] = value;
}
STREAM_FROM(begin, step)

const struct indicator indicator_kama = {
    .name      = "kama",
    .title     = "Kaufman Adaptive Moving Average",
    .group     = "Moving averages",
    .about     = "Exponential mean that is quick while the price goes straight and nearly stops while it goes to "
                 "and fro.",
    .reference = "Kaufman, Smarter Trading, 1995",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars over which straightness is measured"},
                  UNSTABLE},
    .outputs   = {"kama"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
