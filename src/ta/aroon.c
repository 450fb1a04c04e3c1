#include "ta/wide.h"

struct state {
    struct peak top, bottom;
};

static size_t warmup(const double *param) { return (size_t)param[0]; }

/* The window is this bar and `period` before it; of equal extremes the latest counts, as in TA-Lib. */
static void begin(struct state *s, const struct series_in *in, const double *param)
{
    peak_open(&s->top, in->high, (size_t)param[0] + 1, 1);
    peak_open(&s->bottom, in->low, (size_t)param[0] + 1, -1);
}

static void step(struct state *s, const struct series_in *, const double *param, size_t i, double *const *out)
{
    if (i < warmup(param)) return;
    out[0][i] = 100 * (param[0] - (double)(i - peak_at(&s->bottom, i))) / param[0];
    out[1][i] = 100 * (param[0] - (double)(i - peak_at(&s->top, i))) / param[0];
}
STREAM_FROM(begin, step)

struct wide_place {             /* where the highest of a window stands, the latest of equals; see struct wide_peak */
    size_t period, at;
    lanes  ahead, ahead_place, behind[WIDE_MAX], behind_place[WIDE_MAX];
};

struct wide {
    struct wide_place top, bottom;
};

static bool able(const double *param) { return param[0] < WIDE_MAX; }

INLINED void place_begin(struct wide_place *p, double period)
{
    p->period = (size_t)period + 1;
    p->at     = 0;
    p->ahead  = p->ahead_place = (lanes){0};
    for (size_t k = 0; k < p->period; k++) p->behind[k] = wide_of(-INFINITY), p->behind_place[k] = (lanes){0};
}

INLINED void wide_begin(struct wide *s, const double *param)
{
    place_begin(&s->top, param[0]);
    place_begin(&s->bottom, param[0]);
}

INLINED void place_fold(struct wide_place *p)
{
    for (size_t k = p->period - 1; k-- > 0;) {
        lane_mask higher = p->behind[k] > p->behind[k + 1];
        p->behind[k]       = wide_pick(higher, p->behind[k], p->behind[k + 1]);
        p->behind_place[k] = wide_pick(higher, p->behind_place[k], p->behind_place[k + 1]);
    }
    p->at = 0;
}

INLINED lanes place_push(struct wide_place *p, lanes x, lanes here)
{
    if (p->at == p->period) place_fold(p);
    lane_mask newer = p->at == 0 ? x == x : x >= p->ahead;
    p->ahead       = wide_pick(newer, x, p->ahead);
    p->ahead_place = wide_pick(newer, here, p->ahead_place);
    p->behind[p->at]         = x;
    p->behind_place[p->at++] = here;
    if (p->at == p->period) return p->ahead_place;
    return wide_pick(p->ahead >= p->behind[p->at], p->ahead_place, p->behind_place[p->at]);
}

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *param, size_t i, size_t lane, double *const *out)
{
    lanes here = wide_of((double)i), top = place_push(&s->top, tile_at(in->high, i, lane), here);
    lanes bottom = place_push(&s->bottom, -tile_at(in->low, i, lane), here);
    if (i + 1 < s->top.period) return;
    tile_put(out[0], i, lane, 100 * (param[0] - (here - bottom)) / param[0]);
    tile_put(out[1], i, lane, 100 * (param[0] - (here - top)) / param[0]);
}
TILED(able)

const struct indicator indicator_aroon = {
    .name      = "aroon",
    .title     = "Aroon",
    .group     = "Trend",
    .about     = "How fresh the lowest low and the highest high of the window are: 100 is this bar, 0 is `period` "
                 "bars ago.",
    .reference = "Chande, A Time Price Oscillator, Stocks & Commodities 13:9, 1995",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars to look back"}},
    .outputs   = {"aroondown", "aroonup"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
    .tile      = tile,
};
