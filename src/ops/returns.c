#include "ops/returns.h"

#include <math.h>

#include "num/align.h"
#include "store/as_of.h"
#include "store/query.h"

static bool usable(double growth) { return growth > 0 && growth < INFINITY; }

struct history {                        /* usable closes of one asset */
    size_t   count;
    int64_t *at;
    double  *growth;
};

/* Prices of a bar times what brings its close to the growth: a split between two days is no gap. */
static err fill_bars(struct ctx *c, const struct bars *b, const double *growth, struct range_in *ret)
{
    double *column[BAR_VOLUME];
    for (int k = 0; k < BAR_VOLUME; k++) TRY(NEW(c, column[k], b->count));
    *ret = (struct range_in){0, column[BAR_OPEN], column[BAR_HIGH], column[BAR_LOW], column[BAR_CLOSE]};
    for (size_t i = 0; i < b->count; i++) {
        if (!usable(growth[i])) continue;
        for (int k = 0; k < BAR_VOLUME; k++) column[k][ret->count] = b->value[k][i] * (growth[i] / b->value[BAR_CLOSE][i]);
        ret->count++;
    }
    return OK;
}

static err load_history(struct ctx *c, const struct house *h, const char *symbol, const struct returns_ask *ask, struct returns *r, size_t column,
                        struct history *ret)
{
    struct prices p;
    struct list   actions;
    double       *growth;
    TRY(prices_load(c, h, symbol, &(struct prices_ask){US_PER_DAY, ADJUST_AS_DELIVERED, ask->from, ask->to, NULL}, &p));
    TRY(store_actions_as_of(c, h->store, p.asset.id, house_as_of(h), &actions));
    TRY(NEW(c, growth, p.bars.count));
    struct events events = {actions.at, actions.count, p.series.events, asset_distributes(p.asset.class)};
    bars_growth(&p.bars, p.adjust, &events, growth, &r->basis[column]);
    r->asset[column] = p.asset;
    if (column == 0) TRY(fill_bars(c, &p.bars, growth, &r->bars));
    *ret = (struct history){0, p.bars.at, growth};
    for (size_t i = 0; i < p.bars.count; i++) {
        if (!usable(growth[i])) continue;
        ret->at[ret->count]     = time_of_day(day_of_time(p.bars.at[i]));
        ret->growth[ret->count] = growth[i];
        ret->count++;
    }
    return OK;
}

static err check_symbols(struct ctx *c, const struct list *symbols, char **symbol)
{
    if (symbols->count > RETURNS_SYMBOLS_MAX) return fail(c, ERR_LIMIT, "%zu symbols; at most %d at once", symbols->count, RETURNS_SYMBOLS_MAX);
    for (size_t i = 0; i < symbols->count; i++) {
        symbol[i] = asset_symbol(c, slice_of(((const char *const *)symbols->at)[i]));
        if (!symbol[i]) return ERR_NOMEM;
        for (size_t k = 0; k < i; k++)
            if (strcmp(symbol[k], symbol[i]) == 0) return fail(c, ERR_INVALID, "%s is named twice", symbol[i]);
    }
    return OK;
}

static err load_histories(struct ctx *c, const struct house *h, const struct returns_ask *ask, struct returns *r, struct history *history)
{
    char *symbol[RETURNS_SYMBOLS_MAX];
    TRY(check_symbols(c, &ask->symbols, symbol));
    r->columns          = ask->symbols.count;
    r->periods_per_year = 365;
    TRY(NEW(c, r->asset, r->columns));
    TRY(NEW(c, r->basis, r->columns));
    for (size_t i = 0; i < r->columns; i++) {
        TRY(load_history(c, h, symbol[i], ask, r, i, &history[i]));
        r->periods_per_year = fmin(r->periods_per_year, asset_periods_per_year(r->asset[i].class));
        if (r->asset[i].simulated != r->asset[0].simulated)
            return fail(c, ERR_INVALID, "%s and %s: one is real and one is simulated", symbol[0], symbol[i]);
    }
    r->simulated = r->columns > 0 && r->asset[0].simulated;
    return OK;
}

typedef size_t joining(const int64_t *a, size_t count_a, const int64_t *b, size_t count_b, int64_t *out);

static err join(struct ctx *c, const struct history *history, size_t columns, joining *how, int64_t **ret_at, size_t *ret_count)
{
    int64_t *at = history[0].at, *next;
    size_t   count = history[0].count;
    for (size_t i = 1; i < columns; i++) {
        TRY(NEW(c, next, count + history[i].count));
        count = how(at, count, history[i].at, history[i].count, next);
        at    = next;
    }
    *ret_at    = at;
    *ret_count = count;
    return OK;
}

static err insufficient(struct ctx *c, const struct returns *r, const struct history *history, size_t closes)
{
    size_t least = 0;
    for (size_t i = 1; i < r->columns; i++)
        if (history[i].count < history[least].count) least = i;
    return fail(c, ERR_INSUFFICIENT, "%d returns are needed, and there %s %zu daily close%s%s (%s has %zu)", RETURNS_MIN, closes == 1 ? "is" : "are", closes,
                closes == 1 ? "" : "s", r->columns > 1 ? " in common" : "", r->asset[least].symbol, history[least].count);
}

static err fill(struct ctx *c, const struct history *history, const int64_t *at, size_t count, struct returns *r)
{
    size_t *row;
    TRY(NEW(c, row, count));
    TRY(NEW(c, r->day, count));
    TRY(NEW(c, r->growth, count * r->columns));
    TRY(NEW(c, r->value, count * r->columns));
    r->rows = count - 1;
    for (size_t t = 0; t < count; t++) r->day[t] = day_of_time(at[t]);
    for (size_t i = 0; i < r->columns; i++) {
        double *growth = r->growth + i * count;
        align_rows(at, count, history[i].at, history[i].count, row);
        align_take(history[i].growth, row, count, growth);
        for (size_t t = 0; t < r->rows; t++) r->value[t * r->columns + i] = growth[t + 1] / growth[t] - 1;
    }
    return OK;
}

static err load(struct ctx *c, const struct house *h, const struct returns_ask *ask, joining *how, struct returns *ret)
{
    struct history *history;
    struct returns  r = {0};
    int64_t        *at;
    size_t          count;
    if (ask->symbols.count == 0) return fail(c, ERR_INVALID, "no symbol was given");
    TRY(NEW(c, history, ask->symbols.count));
    TRY(load_histories(c, h, ask, &r, history));
    TRY(join(c, history, r.columns, how, &at, &count));
    if (count < RETURNS_MIN + 1) return insufficient(c, &r, history, count);
    TRY(fill(c, history, at, count, &r));
    *ret = r;
    return OK;
}

err returns_load(struct ctx *c, const struct house *h, const struct returns_ask *ask, struct returns *ret)
{
    return load(c, h, ask, align_intersection, ret);
}

err returns_load_any(struct ctx *c, const struct house *h, const struct returns_ask *ask, struct returns *ret)
{
    return load(c, h, ask, align_union, ret);
}

err returns_column(struct ctx *c, const struct returns *r, size_t column, double **ret)
{
    TRY(NEW(c, *ret, r->rows));
    for (size_t t = 0; t < r->rows; t++) (*ret)[t] = r->value[t * r->columns + column];
    return OK;
}
