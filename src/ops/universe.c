#include "ops/universe.h"

#include <math.h>

#include "base/number.h"
#include "risk/covariance.h"

const char *const covariance_names[] = {"correlation", "variance", "sample", NULL};

enum covariance_kind { TO_CORRELATION, TO_VARIANCE, AS_IT_WAS };

static const struct candidate *candidate_of(const struct market_view *m, const char *symbol)
{
    for (size_t i = 0; i < m->count; i++)
        if (strcmp(m->candidates[i].asset->symbol, symbol) == 0) return &m->candidates[i];
    return NULL;
}

static err take_named(struct ctx *c, const struct market_view *m, const struct list *symbols, struct universe *u)
{
    for (size_t i = 0; i < symbols->count; i++) {
        const char             *symbol = ((const char *const *)symbols->at)[i];
        const struct candidate *k      = candidate_of(m, symbol);
        if (!k) return fail(c, ERR_NOT_FOUND, "no asset '%s' in this market", symbol);
        if (k->count < UNIVERSE_SESSIONS_MIN + 1 || k->broken)
            return fail(c, ERR_INSUFFICIENT, "%s has %zu usable closes in the window; %d are needed", symbol, k->broken ? (size_t)0 : k->count,
                        UNIVERSE_SESSIONS_MIN + 1);
        for (size_t n = 0; n < u->count; n++)
            if (u->member[n] == k) return fail(c, ERR_INVALID, "%s is named twice", symbol);
        u->member[u->count++] = k;
    }
    return OK;
}

/* Whatever can be bought and traded through the window, of the currency that comes first. */
static void take_all(const struct market_view *m, int64_t window, struct universe *u)
{
    for (size_t i = 0; i < m->count && u->count < UNIVERSE_MAX; i++) {
        const struct candidate *k = &m->candidates[i];
        bool bought = k->asset->class != CLASS_INDEX && k->asset->class != CLASS_FX;
        if (!bought || k->broken || k->count < (size_t)window + 1 || k->price_day < m->as_of) continue;
        if (u->count && (!k->currency || !u->member[0]->currency || strcmp(k->currency, u->member[0]->currency) != 0)) continue;
        u->member[u->count++] = k;
    }
}

static err check_currencies(struct ctx *c, const struct universe *u)
{
    for (size_t i = 1; i < u->count; i++) {
        const char *a = u->member[0]->currency, *b = u->member[i]->currency;
        if (a && b && strcmp(a, b) != 0)
            return fail(c, ERR_INVALID, "%s is priced in %s and %s in %s: their returns do not add up", u->symbol[0], a, u->symbol[i], b);
    }
    return OK;
}

static err estimate(struct ctx *c, int32_t kind, struct universe *u)
{
    double *centred, *raw, *returns = u->returns;
    size_t  n = u->count;
    TRY(NEW(c, centred, u->rows * n));
    TRY(NEW(c, raw, n * n));
    TRY(NEW(c, u->mean, n));
    memcpy(centred, returns, u->rows * n * sizeof *centred);
    for (size_t t = 0; t < u->rows; t++)
        for (size_t i = 0; i < n; i++) u->mean[i] += returns[t * n + i] / (double)u->rows * u->periods_per_year;
    if (kind == TO_CORRELATION) (void)covariance_to_constant_correlation(centred, u->rows, n, raw);
    else if (kind == TO_VARIANCE) (void)covariance_to_constant_variance(centred, u->rows, n, raw);
    else covariance_sample(centred, u->rows, n, raw);
    for (size_t i = 0; i < n * n; i++) raw[i] *= u->periods_per_year;
    TRY(covariance_mend(c, raw, n, &u->covariance, &u->repair));
    u->model = (struct risk_model){.count = n, .covariance = u->covariance};
    return OK;
}

err universe_load(struct ctx *c, const struct house *h, const struct universe_ask *ask, struct universe *ret)
{
    const struct market_view *view;
    int32_t                  *day;
    struct universe           u = {.simulated = ask->market == MARKET_SIMULATED};
    TRY(market_view_of(c, h, u.simulated, ask->as_of, &view));
    TRY(NEW(c, u.member, ask->symbols->count > UNIVERSE_MAX ? ask->symbols->count : UNIVERSE_MAX));
    if (ask->symbols->count) TRY(take_named(c, view, ask->symbols, &u));
    else take_all(view, ask->window, &u);
    if (u.count == 0) return fail(c, ERR_INSUFFICIENT, "no asset has prices over the last %lld sessions", (long long)ask->window);
    TRY(NEW(c, u.symbol, u.count));
    for (size_t i = 0; i < u.count; i++) u.symbol[i] = u.member[i]->asset->symbol;
    TRY(check_currencies(c, &u));
    TRY(align_returns(c, u.member, u.count, (size_t)ask->window, &u.returns, &day, &u.rows, &u.periods_per_year));
    if (u.rows < UNIVERSE_SESSIONS_MIN)
        return fail(c, ERR_INSUFFICIENT, "only %zu days are common to all assets; %d are needed", u.rows, UNIVERSE_SESSIONS_MIN);
    u.from = day[1];
    u.to   = day[u.rows];
    TRY(estimate(c, ask->covariance, &u));
    *ret = u;
    return OK;
}

err universe_find(struct ctx *c, const struct universe *u, struct slice symbol, size_t *ret)
{
    for (size_t i = 0; i < u->count; i++)
        if (slice_is(symbol, u->symbol[i])) {
            *ret = i;
            return OK;
        }
    return fail(c, ERR_INVALID, "'%.*s' is not among the assets that are chosen from", (int)symbol.size, symbol.at);
}

err universe_weights(struct ctx *c, const struct universe *u, const struct list *items, const char *what, double **ret)
{
    *ret = NULL;
    if (items->count == 0) return OK;
    TRY(NEW(c, *ret, u->count));
    for (size_t k = 0; k < items->count; k++) {
        struct slice rest = slice_of(((const char *const *)items->at)[k]), symbol = slice_cut(&rest, '=');
        size_t       i;
        TRY(universe_find(c, u, slice_trim(symbol), &i));
        if (!number_read(slice_trim(rest), &(*ret)[i]) || !isfinite((*ret)[i]))
            return fail(c, ERR_INVALID, "%s: '%.*s' is not a number", what, (int)rest.size, rest.at);
    }
    return OK;
}

static const char *sector_of(const struct universe *u, size_t i)
{
    return u->member[i]->asset->sector ? u->member[i]->asset->sector : "unknown";
}

err universe_sector_rows(struct ctx *c, const struct universe *u, double most, struct portfolio_problem *p)
{
    size_t       n = u->count, rows = 0;
    const char **name;
    double      *row, *low, *high;
    TRY(NEW(c, name, n));
    for (size_t i = 0; i < n; i++) {
        size_t r = 0;
        while (r < rows && strcmp(name[r], sector_of(u, i)) != 0) r++;
        if (r == rows) name[rows++] = sector_of(u, i);
    }
    TRY(NEW(c, row, rows * n));
    TRY(NEW(c, low, rows));
    TRY(NEW(c, high, rows));
    for (size_t r = 0; r < rows; r++) {
        low[r]  = -INFINITY;
        high[r] = most;
        for (size_t i = 0; i < n; i++) row[r * n + i] = strcmp(name[r], sector_of(u, i)) == 0;
    }
    p->rows      = rows;
    p->row       = row;
    p->row_lower = low;
    p->row_upper = high;
    p->row_names = name;
    return OK;
}

err universe_notes(struct ctx *c, const struct universe *u, struct list *ret_texts)
{
    const char **text;
    TRY(NEW(c, text, 2));
    if (u->repair.shrunk > 0) {
        text[ret_texts->count] = ctx_print(c, "the covariance was not positive definite (%zu assets over %zu days); its correlations were pulled towards 0 by %.2g of themselves",
                                           u->count, u->rows, u->repair.shrunk);
        if (!text[ret_texts->count++]) return ERR_NOMEM;
    }
    if (u->repair.silent > 0) {
        text[ret_texts->count] = ctx_print(c, "%zu assets never moved; they count as almost without risk", u->repair.silent);
        if (!text[ret_texts->count++]) return ERR_NOMEM;
    }
    ret_texts->at = text;
    return OK;
}
