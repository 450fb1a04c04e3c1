#include "ta/hilbert.h"

struct state {
    struct hilbert cycle;
    struct trendline line;
    double lead, days;         /* of the sine wave over the sine; bars since they crossed */
};

/* How far the sine 45 degrees ahead stands above the sine. */
static double lead_of(double phase) { return sin((phase + 45) / RADIAN) - sin(phase / RADIAN); }

static size_t warmup(const double *param) { return 63 + (size_t)param[0]; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i < 37) return;
    hilbert_push(&s->cycle, in->close + i);
    double last = s->cycle.phase, phase = hilbert_phase(&s->cycle), period = s->cycle.smooth_period;
    double line = trendline_push(&s->line, &s->cycle, in->close, i), lead = lead_of(phase);
    double turn = phase - last;
    bool   crossed = (lead < 0 && s->lead >= 0) || (lead > 0 && s->lead <= 0);
    s->lead = lead;
    s->days = crossed ? 1 : s->days + 1;
    bool cycle = crossed || s->days < 0.5 * period || (turn > 0.67 * 360 / period && turn < 1.5 * 360 / period);
    bool away  = line != 0 && fabs((s->cycle.smooth[0] - line) / line) >= 0.015;
    if (i >= warmup(param)) out[0][i] = away || !cycle;
}
STREAM(step)

const struct indicator indicator_ht_trendmode = {
    .name      = "ht_trendmode",
    .title     = "Hilbert Transform: Trend or Cycle",
    .group     = "Cycles",
    .about     = "1 in a trend, 0 in a cycle: by the crossings of the sine wave, the speed of the phase and "
                 "the distance from the trendline.",
    .reference = "Ehlers, Rocket Science for Traders, 2001; begun as in TA-Lib",
    .params    = {UNSTABLE},
    .outputs   = {"trend"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
