#include "ta/wide.h"

static size_t warmup(const double *) { return 1; }

/* Seen from a short position the market stands on its head: with side -1 prices are negated, so that the stop is
 * always below. `near` is the end of the bar next to the stop, `far` the other one. */
static double near(const struct series_in *in, size_t i, double side) { return side > 0 ? in->low[i] : -in->high[i]; }
static double far(const struct series_in *in, size_t i, double side) { return side > 0 ? in->high[i] : -in->low[i]; }

struct state {
    double side, stop, extreme, speed;
};

/* TA-Lib's start: long unless the second bar won ground downward, with the first bar's near end as stop. Without any
 * acceleration, which TA-Lib allows, the stop would never move. */
static void begin(struct state *s, const struct series_in *in, const double *param)
{
    double side = movement_of(in, 1).minus > 0 ? -1 : 1;
    *s = (struct state){side, near(in, 0, side), far(in, 1, side), smaller(param[0], param[1])};
}

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) return;
    if (i == 1) begin(s, in, param);
    size_t last = i > 1 ? i - 1 : 1;                    /* the bar before the second does not bound the stop */
    if (near(in, i, s->side) <= s->stop) {
        s->side    = -s->side;
        s->stop    = smaller(-s->extreme, smaller(near(in, last, s->side), near(in, i, s->side)));
        s->extreme = far(in, i, s->side);
        s->speed   = smaller(param[0], param[1]);
        out[0][i]  = s->side * s->stop;
    } else {
        out[0][i] = s->side * s->stop;
        if (far(in, i, s->side) > s->extreme) {
            s->extreme = far(in, i, s->side);
            s->speed   = smaller(s->speed + smaller(param[0], param[1]), param[1]);
        }
    }
    s->stop += s->speed * (s->extreme - s->stop);
    s->stop  = smaller(s->stop, smaller(near(in, last, s->side), near(in, i, s->side)));
}
STREAM(step)

struct wide {
    lanes side, stop, extreme, speed;
};

INLINED void wide_begin(struct wide *s, const double *) { *s = (struct wide){0}; }

INLINED lanes wide_near(const struct tile_in *in, size_t i, size_t lane, lanes side)
{
    return wide_pick(side > 0, tile_at(in->low, i, lane), -tile_at(in->high, i, lane));
}

INLINED lanes wide_far(const struct tile_in *in, size_t i, size_t lane, lanes side)
{
    return wide_pick(side > 0, tile_at(in->high, i, lane), -tile_at(in->low, i, lane));
}

INLINED void wide_start(struct wide *s, const struct tile_in *in, size_t lane, double speed)
{
    lanes up = tile_at(in->high, 1, lane) - tile_at(in->high, 0, lane), down = tile_at(in->low, 0, lane) - tile_at(in->low, 1, lane);
    s->side    = wide_pick((down > up) & (down > 0), wide_of(-1), wide_of(1));
    s->stop    = wide_near(in, 0, lane, s->side);
    s->extreme = wide_far(in, 1, lane, s->side);
    s->speed   = wide_of(speed);
}

/* Both what a touched stop asks for and what an untouched one does are worked out, and one is picked. */
INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *param, size_t i, size_t lane, double *const *out)
{
    double slow = smaller(param[0], param[1]);
    size_t last = i > 1 ? i - 1 : 1;
    if (i == 0) return;
    if (i == 1) wide_start(s, in, lane, slow);
    lane_mask touched = wide_near(in, i, lane, s->side) <= s->stop;
    lanes     side = wide_pick(touched, -s->side, s->side), near_last = wide_near(in, last, lane, side), near_now = wide_near(in, i, lane, side);
    lanes     far_now = wide_far(in, i, lane, side);
    lanes     stop = wide_pick(touched, wide_smaller(-s->extreme, wide_smaller(near_last, near_now)), s->stop);
    lane_mask further = far_now > s->extreme;
    lanes     faster = wide_pick(further, wide_smaller(s->speed + slow, wide_of(param[1])), s->speed);
    s->extreme = wide_pick(touched | further, far_now, s->extreme);
    s->speed   = wide_pick(touched, wide_of(slow), faster);
    s->side    = side;
    tile_put(out[0], i, lane, side * stop);
    stop   += s->speed * (s->extreme - stop);
    s->stop = wide_smaller(stop, wide_smaller(near_last, near_now));
}
TILED(always)

const struct indicator indicator_sar = {
    .name       = "sar",
    .title      = "Parabolic SAR",
    .group      = "Trend",
    .about      = "Stop that follows the price ever faster as the trend makes new extremes; when the price touches "
                  "it, it changes sides.",
    .reference  = "Wilder, New Concepts in Technical Trading Systems, 1978; begun as in TA-Lib",
    .params     = {{"acceleration", 0.001, 1, 0.02, "share of the way to the extreme won at each new extreme"},
                   {"maximum", 0.001, 1, 0.2, "largest share of that way in one bar"}},
    .fractional = 1 << 0 | 1 << 1,
    .outputs    = {"sar"},
    .uses       = USES_HIGH | USES_LOW,
    .stability  = CONVERGING,
    .scaling    = SCALES_WITH_PRICE,
    .overlay    = true,
    .warmup     = warmup,
    STREAMED,
    .tile       = tile,
};
