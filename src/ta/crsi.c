#include "ta/kernel.h"

static double change(const double *x, size_t k) { return x[k - 1] != 0 ? x[k] / x[k - 1] - 1 : 0; }

static void strength_push(struct ema *up, struct ema *down, double move)
{
    (void)ema_push(up, rise_of(move));
    (void)ema_push(down, rise_of(-move));
}

static double strength(const struct ema *up, const struct ema *down)
{
    return percent(up->value, up->value + down->value);
}

struct state {
    struct ema up, down, more, less;
    double streak;
};

static size_t warmup(const double *param) { return (size_t)larger(larger(param[0], param[1]), param[2]) + 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) {
        s->up = s->down = wilder_of(param[0]);
        s->more = s->less = wilder_of(param[1]);
        return;
    }
    double move = in->close[i] - in->close[i - 1], side = sign_of(move), last = s->streak;
    s->streak = side == 0 ? 0 : side * last > 0 ? last + side : side;
    strength_push(&s->up, &s->down, move);
    strength_push(&s->more, &s->less, s->streak - last);
    if (i < warmup(param)) return;
    double rank = 0, now = change(in->close, i);
    for (size_t k = i - (size_t)param[2]; k < i; k++) rank += change(in->close, k) < now;
    out[0][i] = (strength(&s->up, &s->down) + strength(&s->more, &s->less) + 100 * rank / param[2]) / 3;
}
STREAM(step)

const struct indicator indicator_crsi = {
    .name      = "crsi",
    .title     = "Connors RSI",
    .group     = "Momentum",
    .about     = "Mean of the strength index of the close, that of the streak of rises or falls, and the rank "
                 "of the return among those before.",
    .reference = "Connors and Alvarez, An Introduction to ConnorsRSI, 2012; as Skender",
    .params    = {{"close", 2, PERIOD_MAX, 3, "bars of the index of the close"},
                  {"streak", 2, PERIOD_MAX, 2, "bars of the index of the streak"},
                  {"rank", 2, 10000, 100, "returns to rank among"}},
    .outputs   = {"crsi"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
