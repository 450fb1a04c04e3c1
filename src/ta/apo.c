#include "ta/average.h"

struct state {
    struct average fast, slow;
};

static struct average_set set_of(const double *param) { return (struct average_set){param[3], param[4]}; }

static size_t warmup(const double *param) { return average_warmup(param[2], larger(param[0], param[1]), set_of(param)); }

/* As in TA-Lib the two periods change places when they are given the wrong way round. */
static void begin(struct state *s, const struct series_in *, const double *param)
{
    average_begin(&s->fast, param[2], smaller(param[0], param[1]), set_of(param), 0);
    average_begin(&s->slow, param[2], larger(param[0], param[1]), set_of(param), 0);
}

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    (void)average_push(&s->fast, in->close + i);        /* has its value before the slow one */
    if (average_push(&s->slow, in->close + i)) out[0][i] = s->fast.value - s->slow.value;
}
STREAM_FROM(begin, step)

const struct indicator indicator_apo = {
    .name      = "apo",
    .title     = "Absolute Price Oscillator",
    .group     = "Momentum",
    .about     = "Fast simple mean of the close less the slow one, in the unit of the price.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000; simple means, as in TA-Lib 0.6",
    .params    = {{"fast", 2, PERIOD_MAX, 12, "bars of the fast mean"},
                  {"slow", 2, PERIOD_MAX, 26, "bars of the slow mean"},
                  AVERAGE_KIND("type", AVERAGE_SMA), UNSTABLE, METASTOCK},
    .choices   = {[2] = average_kinds},
    .outputs   = {"apo"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
};
