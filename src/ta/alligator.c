#include "ta/kernel.h"

static size_t warm(const double *param) { return (size_t)larger(larger(param[0] + 7, param[1] + 4), param[2] + 2); }

struct state {
    struct ema mean[3];
};

static size_t warmup(const double *param) { return warm(param); }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    static const size_t moved[] = {8, 5, 3};
    for (size_t k = 0; k < 3; k++) {
        if (i == 0) s->mean[k] = wilder_of(param[k]);
        if (i < moved[k]) continue;
        (void)ema_push(&s->mean[k], (in->high[i - moved[k]] + in->low[i - moved[k]]) / 2);
        if (i >= warmup(param)) out[k][i] = s->mean[k].value;
    }
}
STREAM(step)

const struct indicator indicator_alligator = {
    .name      = "alligator",
    .title     = "Alligator",
    .group     = "Moving averages",
    .about     = "Three Wilder means of the middle of the bar, each moved to the right: jaw, teeth and lips.",
    .reference = "Williams, Trading Chaos, 1995",
    .params    = {{"jaw", 1, PERIOD_MAX, 13, "bars of the jaw, moved by 8"},
                  {"teeth", 1, PERIOD_MAX, 8, "bars of the teeth, moved by 5"},
                  {"lips", 1, PERIOD_MAX, 5, "bars of the lips, moved by 3"}},
    .outputs   = {"jaw", "teeth", "lips"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
