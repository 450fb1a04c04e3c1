#include "ta/average.h"

const char *const average_kinds[] = {"sma", "ema", "wma", "dema", "tema", "trima", "kama", "mama", "t3", NULL};

/* Exponential means of means: how many deep. */
static size_t depth_of(enum average_kind kind)
{
    static const size_t depth[] = {[AVERAGE_EMA] = 1, [AVERAGE_DEMA] = 2, [AVERAGE_TEMA] = 3, [AVERAGE_T3] = CHAIN};
    return kind < sizeof depth / sizeof *depth ? depth[kind] : 0;
}

size_t average_warmup(double kind, double period, struct average_set set)
{
    size_t            before = (size_t)period - 1, unstable = (size_t)set.unstable;
    enum average_kind k      = (enum average_kind)kind;
    if (before == 0) return 0;
    switch (k) {
    case AVERAGE_KAMA: return before + 1 + unstable;
    case AVERAGE_MAMA: return MAMA_WARMUP + unstable;
    case AVERAGE_T3:   return CHAIN * before + unstable;
    default:           return depth_of(k) > 0 ? depth_of(k) * (before + unstable) : before;
    }
}

/* TA-Lib's T3 does not know Metastock's start, and only its last mean waits. One that begins late by Metastock's rule begins
 * with the first value all the same, and has its own first value late. */
static void begin_chain(struct average *a, double period, struct average_set set)
{
    bool t3 = a->kind == AVERAGE_T3;
    for (size_t k = 0; k < CHAIN; k++) a->chain[k] = t3 ? ema_of(period) : ema_set(period, set.unstable, set.metastock);
    if (t3 || set.metastock == 0) return;
    a->chain[0].ready += (double)a->late;
    a->warmup         += a->late;
    a->late            = 0;
}

void average_begin(struct average *a, double kind, double period, struct average_set set, size_t late)
{
    *a = (struct average){.kind = (enum average_kind)kind, .period = (size_t)period, .warmup = average_warmup(kind, period, set), .late = late};
    switch (a->kind) {
    case AVERAGE_SMA:   a->sum = (struct window_sum){.period = a->period}; break;
    case AVERAGE_WMA:   a->ramp = (struct window_ramp){.period = a->period}; break;
    case AVERAGE_TRIMA: mean_of_means_begin(&a->means, a->period); break;
    case AVERAGE_KAMA:  straight_begin(&a->straight, a->period); break;
    case AVERAGE_MAMA:  a->following = (struct following){0}; break;
    default:            begin_chain(a, period, set); break;
    }
}

static double chain_value(const struct average *a)
{
    const struct ema *e = a->chain;
    switch (a->kind) {
    case AVERAGE_DEMA: return 2 * e[0].value - e[1].value;
    case AVERAGE_TEMA: return 3 * e[0].value - 3 * e[1].value + e[2].value;
    case AVERAGE_T3:   return tillson(e, 0.7);
    default:           return e[0].value;
    }
}

static double gone(const double *newest, size_t before, size_t period) { return before >= period ? newest[-(ptrdiff_t)period] : 0; }

static void push_ramp(struct average *a, const double *newest, size_t before)
{
    double n = (double)a->period;
    window_ramp_add(&a->ramp, newest[0], gone(newest, before, a->period));
    a->value = a->ramp.ramp / (n * (n + 1) / 2);
}

static void push(struct average *a, const double *newest, size_t before)
{
    switch (a->kind) {
    case AVERAGE_SMA:   a->value = window_add(&a->sum, newest[0], gone(newest, before, a->period)) / (double)a->period; break;
    case AVERAGE_WMA:   push_ramp(a, newest, before); break;
    case AVERAGE_TRIMA: a->value = mean_of_means_push(&a->means, newest, before); break;
    case AVERAGE_KAMA:  a->value = straight_push(&a->straight, newest, before); break;
    case AVERAGE_MAMA:
        following_push(&a->following, newest, before, 0.5, 0.05);
        a->value = a->following.mama;
        break;
    default:
        if (chain_push(a->chain, depth_of(a->kind), newest[0])) a->value = chain_value(a);
        break;
    }
}

bool average_push(struct average *a, const double *newest)
{
    if (a->late > 0) {
        a->late--;
        return false;
    }
    size_t before = a->seen++;
    if (a->period == 1) a->value = newest[0];
    else push(a, newest, before);
    return before >= a->warmup;
}
