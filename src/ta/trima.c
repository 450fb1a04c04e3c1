#include "ta/means.h"

struct state {
    struct mean_of_means means;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void begin(struct state *s, const struct series_in *, const double *param) { mean_of_means_begin(&s->means, (size_t)param[0]); }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    double mean = mean_of_means_push(&s->means, in->close + i, i);
    if (i >= warmup(param)) out[0][i] = mean;
}
STREAM_FROM(begin, step)

const struct indicator indicator_trima = {
    .name      = "trima",
    .title     = "Triangular Moving Average",
    .group     = "Moving averages",
    .about     = "Mean of the last `period` closes that weighs the middle of the window most. Very smooth, and "
                 "late.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"trima"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
