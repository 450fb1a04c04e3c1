#include "ta/average.h"
#include "ta/block.h"
#include "ta/moves.h"
#include "ta/wide.h"

struct state {
    struct moves    moves;
    struct averaged fast_d;
    struct block    block;
};

static struct average_set set_of(const double *param) { return (struct average_set){param[4], param[5]}; }

/* Bars before the first %K. */
static size_t before_k(const double *param) { return moves_warmup(param[0], param[4], param[5]) + (size_t)param[1] - 1; }

static size_t warmup(const double *param) { return before_k(param) + average_warmup(param[3], param[2], set_of(param)); }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    moves_begin(&s->moves, param[0], param[4], param[5]);
    block_begin(&s->block, (size_t)param[1]);
    averaged_begin(&s->fast_d, param[3], param[2], set_of(param));
}

/* TA-Lib's answers kept: the index of a market without a move is 0, %K of a window without any range is 0. */
static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    double low, high;
    if (!moves_push(&s->moves, in->close, i)) return;
    double rsi = percent(s->moves.gained, s->moves.gained + s->moves.lost);
    block_push(&s->block, rsi, &low, &high);
    if (i < before_k(param)) return;
    double fast_k = percent(rsi - low, high - low);
    if (!averaged_push(&s->fast_d, fast_k)) return;
    out[0][i] = fast_k;
    out[1][i] = s->fast_d.average.value;
}
STREAM_FROM(begin, step)

struct wide {
    struct wide_moves moves;
    struct wide_peak  top, bottom;
    struct wide_mean  fast_d;
};

static bool simple(const double *param)
{
    return param[3] == AVERAGE_SMA && param[5] == 0 && larger(param[1], param[2]) <= WIDE_MAX;
}

INLINED void wide_begin(struct wide *s, const double *param)
{
    wide_moves_begin(&s->moves, param[0], param[4]);
    wide_peak_begin(&s->top, param[1]);
    wide_peak_begin(&s->bottom, param[1]);
    wide_mean_begin(&s->fast_d, param[2]);
}

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *param, size_t i, size_t lane, double *const *out)
{
    if (!wide_moves_push(&s->moves, in, i, lane)) return;
    lanes rsi = wide_percent(s->moves.gain.value, s->moves.gain.value + s->moves.loss.value);
    lanes high = wide_peak_push(&s->top, rsi), low = -wide_peak_push(&s->bottom, -rsi);
    if (i < before_k(param)) return;
    lanes fast_k = wide_percent(rsi - low, high - low), fast_d = wide_mean_push(&s->fast_d, fast_k);
    if (i < before_k(param) + s->fast_d.sum.period - 1) return;
    tile_put(out[0], i, lane, fast_k);
    tile_put(out[1], i, lane, fast_d);
}
TILED(simple)

const struct indicator indicator_stochrsi = {
    .name      = "stochrsi",
    .title     = "Stochastic Relative Strength Index",
    .group     = "Momentum",
    .about     = "Where the relative strength index stands between its own lowest and highest of the window, 0 to "
                 "100 (%K), and the simple mean of that (%D).",
    .reference = "Chande and Kroll, The New Technical Trader, 1994",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars of Wilder's smoothing in the index"},
                  {"fast_k", 1, RING_MAX, 5, "bars in the window"},
                  {"fast_d", 1, RING_MAX, 3, "bars of the mean of %K"},
                  AVERAGE_KIND("fast_d_type", AVERAGE_SMA), UNSTABLE, METASTOCK},
    .choices   = {[3] = average_kinds},
    .outputs   = {"fastk", "fastd"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
    .tile      = tile,
};
