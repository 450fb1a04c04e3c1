#include "ta/kernel.h"

/* Seen from a short position the market stands on its head, as in sar.c: prices are negated, the stop is below. */
static double near(const struct series_in *in, size_t i, double side) { return side > 0 ? in->low[i] : -in->high[i]; }
static double far(const struct series_in *in, size_t i, double side) { return side > 0 ? in->high[i] : -in->low[i]; }

static double bound(const struct series_in *in, size_t i, size_t last, double side, double stop)
{
    return smaller(stop, smaller(near(in, last, side), near(in, i, side)));
}

struct state {
    double side, stop, extreme, speed;
};

static void begin(struct state *s, const struct series_in *in, const double *param)
{
    bool down = movement_of(in, 1).minus > 0;
    s->side    = param[0] > 0 || (param[0] == 0 && !down) ? 1 : -1;
    s->stop    = param[0] == 0 ? near(in, 0, s->side) : param[0];
    s->extreme = far(in, 1, s->side);
    s->speed   = s->side > 0 ? smaller(param[2], param[4]) : smaller(param[5], param[7]);
}

static size_t warmup(const double *) { return 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) return;
    if (i == 1) begin(s, in, param);
    size_t last = i > 1 ? i - 1 : 1;                /* the bar before the second does not bound the stop */
    const double *p = param + (s->side > 0 ? 2 : 5);
    if (near(in, i, s->side) <= s->stop) {
        s->side    = -s->side;
        s->stop    = bound(in, i, last, s->side, -s->extreme);
        s->stop   -= fabs(s->stop) * param[1];
        s->extreme = far(in, i, s->side);
        p          = param + (s->side > 0 ? 2 : 5);
        s->speed   = smaller(p[0], p[2]);
        out[0][i]  = s->stop;
    } else {
        out[0][i] = s->stop;
        if (far(in, i, s->side) > s->extreme) {
            s->extreme = far(in, i, s->side);
            s->speed   = smaller(s->speed + smaller(p[1], p[2]), p[2]);
        }
    }
    s->stop = bound(in, i, last, s->side, s->stop + s->speed * (s->extreme - s->stop));
}
STREAM(step)

const struct indicator indicator_sarext = {
    .name      = "sarext",
    .title     = "Parabolic SAR, Extended",
    .group     = "Trend",
    .about     = "Parabolic stop with its own acceleration on each side; below 0 while it is short.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978; TA-Lib, which turns the sign on the "
                 "short side",
    .params    = {{"start", -1000000, 1000000, 0, "first stop: above 0 long, below 0 short, 0 by the first move"},
                  {"offset", 0, 1, 0, "share added to the stop where it changes sides"},
                  {"first_long", 0.001, 1, 0.02, "first acceleration, long"},
                  {"step_long", 0.001, 1, 0.02, "step of the acceleration, long"},
                  {"most_long", 0.001, 1, 0.2, "largest acceleration, long"},
                  {"first_short", 0.001, 1, 0.02, "first acceleration, short"},
                  {"step_short", 0.001, 1, 0.02, "step of the acceleration, short"},
                  {"most_short", 0.001, 1, 0.2, "largest acceleration, short"}},
    .fractional = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7,
    .outputs   = {"sarext"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = HISTORICAL,
    .scaling   = SCALES_OTHERWISE,
    .warmup    = warmup,
    STREAMED,
};
