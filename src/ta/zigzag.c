#include "ta/kernel.h"

struct state {
    double pivot, extreme, side;                /* the last turn; the farthest close since; 1 rising, -1 falling, 0 before a turn */
};

static size_t warmup(const double *) { return 0; }

/* A turn is known when the close has come back by the share from the extreme. */
static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    double close = in->close[i], share = param[0] / 100;
    if (i == 0) s->pivot = s->extreme = close;
    double back = s->side != 0 ? s->side * (s->extreme - close) : fabs(close - s->extreme);
    if (back > 0 && back >= share * fabs(s->extreme)) {
        s->pivot   = s->extreme;
        s->side    = s->side != 0 ? -s->side : sign_of(close - s->extreme);
        s->extreme = close;
    }
    if (s->side * (close - s->extreme) > 0) s->extreme = close;
    out[0][i] = s->pivot;
    out[1][i] = s->extreme;
}
STREAM(step)

const struct indicator indicator_zigzag = {
    .name       = "zigzag",
    .title      = "Zigzag",
    .group      = "Price levels",
    .about      = "The last turn of the close that is known, having come back by `share` since, and the farthest close after it. Drawn "
                  "at the turn itself it would repaint; here it stands where it became known.",
    .reference  = "Merrill, Filtered Waves, 1977; nothing is drawn back, so nothing repaints",
    .params     = {{"share", 0.1, 90, 5, "percent by which the close comes back at a turn"}},
    .fractional = 1 << 0,
    .outputs    = {"turn", "extreme"},
    .uses       = USES_CLOSE,
    .stability  = HISTORICAL,
    .scaling    = SCALES_WITH_PRICE,
    .overlay    = true,
    .warmup     = warmup,
    STREAMED,
};
