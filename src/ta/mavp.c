#include "ta/average.h"

enum { VARIED_MAX = 500 };      /* the longest period: each of those in between has a mean of its own */

struct state {
    struct average mean[VARIED_MAX + 1];        /* by period */
};

static double shortest(const double *param) { return smaller(param[0], param[1]); }
static double longest(const double *param) { return larger(param[0], param[1]); }

static struct average_set set_of(const double *param) { return (struct average_set){param[3], param[4]}; }

static size_t warmup(const double *param) { return average_warmup(param[2], longest(param), set_of(param)); }

/* Means that are windows are added up when they are asked for; the others go on bar by bar. */
static bool is_window(double kind) { return kind == AVERAGE_SMA || kind == AVERAGE_WMA || kind == AVERAGE_TRIMA; }

/* TA-Lib's start: the means of all periods have their first value at the same bar. */
static void begin(struct state *s, const struct series_in *, const double *param)
{
    size_t warm = warmup(param);
    if (is_window(param[2])) return;
    for (double p = shortest(param); p <= longest(param); p++)
        average_begin(&s->mean[(size_t)p], param[2], p, set_of(param), warm - average_warmup(param[2], p, set_of(param)));
}

static double weight_of(double kind, size_t k, size_t period)
{
    size_t inner = (period + 1) / 2, end = period + 1 - k, ramp = k < end ? k : end;
    return kind == AVERAGE_SMA ? 1 : kind == AVERAGE_WMA ? (double)k : (double)(ramp < inner ? ramp : inner);
}

static double window_mean(double kind, const double *newest, size_t period)
{
    double sum = 0, total = 0;
    for (size_t k = 1; k <= period; k++) {
        double weight = weight_of(kind, k, period);
        sum   += weight * newest[(ptrdiff_t)k - (ptrdiff_t)period];
        total += weight;
    }
    return sum / total;
}

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    double asked  = in->volume[i];
    size_t period = (size_t)(asked > shortest(param) ? smaller(asked, longest(param)) : shortest(param));
    for (double p = shortest(param); p <= longest(param) && !is_window(param[2]); p++) (void)average_push(&s->mean[(size_t)p], in->close + i);
    if (i < warmup(param)) return;
    out[0][i] = is_window(param[2]) ? window_mean(param[2], in->close + i, period) : s->mean[period].value;
}
STREAM_FROM(begin, step)

const struct indicator indicator_mavp = {
    .name      = "mavp",
    .title     = "Moving Average with Variable Period",
    .group     = "Moving averages",
    .about     = "Mean of the close over as many bars as the column `volume` says, bar by bar; below `shortest` and above "
                 "`longest` it is that.",
    .reference = "TA-Lib, MAVP, whose periods are a second series",
    .params    = {{"shortest", 2, VARIED_MAX, 2, "shortest period"},
                  {"longest", 2, VARIED_MAX, 30, "longest period"},
                  AVERAGE_KIND("type", AVERAGE_SMA), UNSTABLE, METASTOCK},
    .choices   = {[2] = average_kinds},
    .outputs   = {"mavp"},
    .uses      = USES_CLOSE | USES_VOLUME,
    .stability = CONVERGING,
    .scaling   = SCALES_OTHERWISE,
    .warmup    = warmup,
    STREAMED,
};
