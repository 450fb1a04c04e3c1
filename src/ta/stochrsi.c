#include "ta/kernel.h"

struct block {                  /* lowest and highest of the last `period` values of what no array holds */
    size_t period, at;
    double low_ahead, high_ahead;
    double low[RING_MAX], high[RING_MAX];
};

static size_t warmup(const double *param)
{
    return (size_t)param[0] + (size_t)param[1] - 1 + (size_t)param[2] - 1;
}

/* van Herk (1992), one value at a time: a full block is folded backward in place; while the next one fills it from
 * the front, the window is what is left of the old block and what has come since. Before a block is full only that
 * counts. */
static void block_push(struct block *b, double x, double *ret_low, double *ret_high)
{
    if (b->at == b->period) {
        for (size_t i = b->period - 1; i-- > 0;) {
            b->low[i]  = smaller(b->low[i], b->low[i + 1]);
            b->high[i] = larger(b->high[i], b->high[i + 1]);
        }
        b->at = 0;
    }
    b->low_ahead  = b->at == 0 ? x : smaller(b->low_ahead, x);
    b->high_ahead = b->at == 0 ? x : larger(b->high_ahead, x);
    b->low[b->at] = b->high[b->at] = x;
    b->at++;
    bool whole = b->at == b->period;
    *ret_low   = whole ? b->low_ahead : smaller(b->low_ahead, b->low[b->at]);
    *ret_high  = whole ? b->high_ahead : larger(b->high_ahead, b->high[b->at]);
}

static void block_open(struct block *b, size_t period)
{
    b->period = period;
    b->at     = 0;
    for (size_t i = 0; i < period; i++) b->low[i] = INFINITY, b->high[i] = -INFINITY;
}

/* TA-Lib's answers kept: the index of a market without a move is 0, %K of a window without any range is 0. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct ema         gain = wilder_of(param[0]), loss = gain;
    struct block       block;
    struct window_ring kept;
    struct window_sum  sum  = {.period = (size_t)param[2]};
    size_t             full = (size_t)param[0] + (size_t)param[1] - 1, warm = warmup(param);
    block_open(&block, (size_t)param[1]);
    window_ring_open(&kept, sum.period);
    for (size_t i = 1; i < in->count; i++) {
        double move = in->close[i] - in->close[i - 1], low, high;
        bool   ripe = ema_push(&gain, rise_of(move));
        (void)ema_push(&loss, rise_of(-move));        /* full at the same bar */
        if (!ripe) continue;
        double rsi = percent(gain.value, gain.value + loss.value);
        block_push(&block, rsi, &low, &high);
        if (i < full) continue;
        double fast_k = percent(rsi - low, high - low);
        double total  = window_add(&sum, fast_k, window_ring_swap(&kept, fast_k));
        if (i < warm) continue;
        out[0][i] = fast_k;
        out[1][i] = total / param[2];
    }
}

const struct indicator indicator_stochrsi = {
    .name      = "stochrsi",
    .title     = "Stochastic Relative Strength Index",
    .group     = "Momentum",
    .about     = "Where the relative strength index stands between its own lowest and highest of the window, 0 to "
                 "100 (%K), and the simple mean of that (%D).",
    .reference = "Chande and Kroll, The New Technical Trader, 1994",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars of Wilder's smoothing in the index"},
                  {"fast_k", 1, RING_MAX, 5, "bars in the window"},
                  {"fast_d", 1, RING_MAX, 3, "bars of the mean of %K"}},
    .outputs   = {"fastk", "fastd"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
};
