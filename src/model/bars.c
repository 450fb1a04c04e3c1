#include "model/bars.h"

#include <math.h>

err bars_new(struct ctx *c, size_t count, struct bars *ret)
{
    *ret = (struct bars){.count = count};
    TRY(NEW(c, ret->at, count));
    for (size_t k = 0; k < BAR_COLUMNS; k++) TRY(NEW(c, ret->value[k], count));
    return OK;
}

bool bar_agrees(const double *fresh, const double *stored)
{
    for (size_t k = 0; k < BAR_COLUMNS; k++)
        if (!isnan(fresh[k]) && fresh[k] != stored[k]) return false;
    return true;
}

int64_t bar_start(int64_t at, int64_t every)
{
    int32_t day = day_of_time(at);
    if (every < 0) return time_of_day(month_of_day(day, (int)-every));
    if (every == 7 * US_PER_DAY) return time_of_day(week_of_day(day));
    int64_t rest = at % every;
    return at - (rest < 0 ? rest + every : rest);
}

static double larger(double a, double b)  { return isnan(a) || b > a ? b : a; }
static double smaller(double a, double b) { return isnan(a) || b < a ? b : a; }

static void take(struct bars *out, size_t to, const struct bars *in, size_t i)
{
    double *const *o = out->value;
    double *const *v = in->value;
    if (isnan(o[BAR_OPEN][to]))    o[BAR_OPEN][to]  = v[BAR_OPEN][i];
    if (!isnan(v[BAR_HIGH][i]))    o[BAR_HIGH][to]  = larger(o[BAR_HIGH][to], v[BAR_HIGH][i]);
    if (!isnan(v[BAR_LOW][i]))     o[BAR_LOW][to]   = smaller(o[BAR_LOW][to], v[BAR_LOW][i]);
    if (!isnan(v[BAR_CLOSE][i]))   o[BAR_CLOSE][to] = v[BAR_CLOSE][i];
    if (!isnan(v[BAR_TOTAL][i]))   o[BAR_TOTAL][to] = v[BAR_TOTAL][i];
    if (!isnan(v[BAR_VOLUME][i]))
        o[BAR_VOLUME][to] = isnan(o[BAR_VOLUME][to]) ? v[BAR_VOLUME][i] : o[BAR_VOLUME][to] + v[BAR_VOLUME][i];
}

err bars_resample(struct ctx *c, const struct bars *in, int64_t every, struct bars *ret)
{
    struct bars out;
    TRY(bars_new(c, in->count, &out));
    out.count = 0;
    for (size_t i = 0; i < in->count; i++) {
        int64_t start = bar_start(in->at[i], every);
        if (out.count == 0 || out.at[out.count - 1] != start) {
            out.at[out.count] = start;
            for (size_t k = 0; k < BAR_COLUMNS; k++) out.value[k][out.count] = NAN;
            out.count++;
        }
        take(&out, out.count - 1, in, i);
    }
    *ret = out;
    return OK;
}

static void scale(struct bars *b, size_t i, double price, double volume)
{
    for (size_t k = BAR_OPEN; k <= BAR_CLOSE; k++) b->value[k][i] *= price;
    b->value[BAR_VOLUME][i] *= volume;
}

static bool has_totals(const struct bars *b)
{
    for (size_t i = 0; i < b->count; i++)
        if (isnan(b->value[BAR_TOTAL][i]) && !isnan(b->value[BAR_CLOSE][i])) return false;
    return b->count > 0;
}

/* The deliverer's own adjusted close gives the factor of its day. */
static void adjust_by_totals(struct bars *b)
{
    for (size_t i = 0; i < b->count; i++) {
        double close = b->value[BAR_CLOSE][i], total = b->value[BAR_TOTAL][i];
        scale(b, i, total / close, 1);
        b->value[BAR_CLOSE][i] = total;         /* the very bits that were delivered */
    }
}

/* Backwards from the newest bar: what happened later is in `splits` and `dividends`. */
static void adjust_by_actions(struct bars *b, int32_t from, int32_t to, const struct action *actions, size_t count)
{
    double splits = 1, dividends = 1;
    size_t a = count;
    for (size_t i = b->count; i-- > 0;) {
        int32_t day = day_of_time(b->at[i]);
        for (; a > 0 && actions[a - 1].day > day; a--) {
            const struct action *x = &actions[a - 1];
            if (x->kind == ACTION_SPLIT) splits *= x->value;
        }
        /* Dividends between this bar and the next are worth their share of this close, as it was traded. */
        double traded = from == ADJUST_SPLIT ? b->value[BAR_CLOSE][i] * splits : b->value[BAR_CLOSE][i];
        int32_t next  = i + 1 < b->count ? day_of_time(b->at[i + 1]) : INT32_MAX;
        for (size_t k = a; k < count && actions[k].day <= next; k++)
            if (actions[k].kind == ACTION_DIVIDEND && traded > 0 && i + 1 < b->count) dividends *= 1 - actions[k].value / traded;

        if (from == ADJUST_RAW && to == ADJUST_SPLIT) scale(b, i, 1 / splits, splits);
        if (from == ADJUST_SPLIT && to == ADJUST_RAW) scale(b, i, splits, 1 / splits);
        if (from == ADJUST_RAW && to == ADJUST_TOTAL) scale(b, i, dividends / splits, splits);
        if (from == ADJUST_SPLIT && to == ADJUST_TOTAL) scale(b, i, dividends, 1);
    }
}

err bars_adjust(struct ctx *c, struct bars *b, int32_t from, int32_t to, const struct events *e)
{
    if (from == to || to == ADJUST_UNKNOWN || !e->possible) return OK;
    if (to == ADJUST_TOTAL && has_totals(b)) {
        adjust_by_totals(b);
        return OK;
    }
    if (from == ADJUST_UNKNOWN || from == ADJUST_TOTAL)
        return fail(c, ERR_INSUFFICIENT, "its prices are %s; %s prices cannot be had from them",
                    from == ADJUST_UNKNOWN ? "of an unknown adjustment (say --adjust at import)" : "adjusted for dividends",
                    adjusts[to]);
    if (!e->complete)
        return fail(c, ERR_INSUFFICIENT, "its prices are %s and its splits and dividends are not known; %s prices would be a guess",
                    adjusts[from], adjusts[to]);
    adjust_by_actions(b, from, to, e->at, e->count);
    return OK;
}

static int32_t best_basis(const struct bars *b, int32_t from, const struct events *e)
{
    if (!e->possible || from == ADJUST_TOTAL || from == ADJUST_UNKNOWN) return from;
    return has_totals(b) || e->complete ? ADJUST_TOTAL : from;
}

void bars_growth(const struct bars *b, int32_t from, const struct events *e, double *growth, int32_t *ret_basis)
{
    int32_t       basis = best_basis(b, from, e);
    const double *close = basis == ADJUST_TOTAL && from != ADJUST_TOTAL && has_totals(b) ? b->value[BAR_TOTAL] : b->value[BAR_CLOSE];
    bool          apply = close == b->value[BAR_CLOSE] && basis != from;
    double        later = 1, factor = 1;
    size_t        a = 0;
    *ret_basis = basis;
    /* In split-adjusted prices a dividend counts for the splits that came after it. */
    for (size_t k = 0; k < e->count; k++)
        if (e->at[k].kind == ACTION_SPLIT) later *= e->at[k].value;
    for (size_t i = 0; i < b->count; i++) {
        for (; apply && a < e->count && e->at[a].day <= day_of_time(b->at[i]); a++) {
            const struct action *x = &e->at[a];
            if (x->kind == ACTION_SPLIT) {
                later /= x->value;
                if (from == ADJUST_RAW) factor *= x->value;
            } else if (i > 0) {
                double paid = from == ADJUST_SPLIT ? x->value / later : x->value, before = b->value[BAR_CLOSE][i - 1];
                if (before > paid) factor /= 1 - paid / before;
            }
        }
        growth[i] = close[i] * factor;
    }
}
