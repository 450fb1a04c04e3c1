#include "ta/average.h"

struct state {
    struct average average;
};

static struct average_set set_of(const double *param) { return (struct average_set){param[2], param[3]}; }

static size_t warmup(const double *param) { return average_warmup(param[1], param[0], set_of(param)); }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    average_begin(&s->average, param[1], param[0], set_of(param), 0);
}

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (average_push(&s->average, in->close + i)) out[0][i] = s->average.value;
}
STREAM_FROM(begin, step)

const struct indicator indicator_ma = {
    .name      = "ma",
    .title     = "Moving Average",
    .group     = "Moving averages",
    .about     = "Mean of the close of the kind `type`. A period of 1 is the close itself; mama has no period.",
    .reference = "TA-Lib, MA: mama runs from 0.5 to 0.05, t3 has a volume factor of 0.7",
    .params    = {{"period", 1, PERIOD_MAX, 30, "bars in the window, or of smoothing"},
                  AVERAGE_KIND("type", AVERAGE_SMA), UNSTABLE, METASTOCK},
    .choices   = {[1] = average_kinds},
    .outputs   = {"ma"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
