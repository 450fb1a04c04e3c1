#include "ta/wide.h"

struct state {
    double total;
};

static size_t warmup(const double *) { return 0; }

/* TA-Lib's start: the total begins with the first volume, not with 0. */
static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    double move = i > 0 ? in->close[i] - in->close[i - 1] : 1;
    out[0][i] = s->total += in->volume[i] * sign_of(move);
}
STREAM(step)

struct wide {
    lanes total;
};

INLINED void wide_begin(struct wide *s, const double *) { s->total = (lanes){0}; }

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *, size_t i, size_t lane, double *const *out)
{
    lanes move = wide_of(1);
    if (i > 0) move = tile_at(in->close, i, lane) - tile_at(in->close, i - 1, lane);
    s->total += tile_at(in->volume, i, lane) * wide_sign(move);
    tile_put(out[0], i, lane, s->total);
}
TILED(always)

const struct indicator indicator_obv = {
    .name      = "obv",
    .title     = "On Balance Volume",
    .group     = "Volume",
    .about     = "Total of the volumes of rising bars less those of falling bars, since the first bar. Only its "
                 "changes mean something, not its height.",
    .reference = "Granville, New Key to Stock Market Profits, 1963",
    .outputs   = {"obv"},
    .uses      = USES_CLOSE | USES_VOLUME,
    .stability = CUMULATIVE,
    .scaling   = SCALES_WITH_VOLUME,
    .warmup    = warmup,
    STREAMED,
    .tile      = tile,
};
