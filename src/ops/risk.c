#include "base/number.h"
#include "ops/op.h"
#include "ops/risk_measures.h"

#define ASK(X, T)                                                                                                                     \
    X(T, TEXTS, symbols,   REQUIRED | PLACE, "one asset, or several that are held together and brought back to their weights every day", .max = HOLDINGS_MAX) \
    X(T, TEXTS, weights,   0,        "share of each, in the order of the symbols; below 1 in all the rest is cash; usual is the same for each", .max = HOLDINGS_MAX) \
    X(T, TEXT,  benchmark, NULLABLE | UPPER, "asset it is set against", .max = 64)                                                    \
    X(T, DAY,   from,      NULLABLE, "first day")                                                                                     \
    X(T, DAY,   to,        NULLABLE, "last day")                                                                                      \
    X(T, TIME,  as_of,     NULLABLE, "as the store knew them at that instant, corrections that came later undone; usual is as it knows them now")                    \
    X(T, F64,   level,     0,        "of the values at risk: they hold on that share of days", .min = 0.5, .max = 0.999, .usual = "0.95") \
    X(T, F64,   risk_free, 0,        "rate of a year without risk, as a fraction", .min = -0.5, .max = 1, .usual = "0")               \
    X(T, I64,   falls,     0,        "drawdowns to list, deepest first", .min = 0, .max = 100, .usual = "5")

RECORD(risk_ask, ASK);
SHAPE(risk_ask, ASK);

static err weights_of(struct ctx *c, const struct risk_ask *ask, double *weight)
{
    const char *const *said = ask->weights.at;
    if (ask->weights.count && ask->weights.count != ask->symbols.count)
        return fail(c, ERR_INVALID, "%zu weights for %zu symbols", ask->weights.count, ask->symbols.count);
    for (size_t i = 0; i < ask->symbols.count; i++) {
        weight[i] = 1 / (double)ask->symbols.count;
        if (ask->weights.count && !number_read(slice_of(said[i]), &weight[i])) return fail(c, ERR_INVALID, "a weight must be a number, not '%s'", said[i]);
    }
    return OK;
}

/* The holdings and, last, the benchmark where there is one that is not held itself. */
static err load(struct ctx *c, const struct house *h, const struct risk_ask *ask, struct returns *ret, size_t *ret_benchmark)
{
    const char **all;
    size_t       count = ask->symbols.count, place = count;
    TRY(NEW(c, all, count + 1));
    for (size_t i = 0; i < count; i++) {
        all[i] = asset_symbol(c, slice_of(((const char *const *)ask->symbols.at)[i]));
        if (!all[i]) return ERR_NOMEM;
        if (ask->benchmark && strcmp(all[i], ask->benchmark) == 0) place = i;
    }
    if (ask->benchmark && place == count) all[count++] = ask->benchmark;
    *ret_benchmark = place;
    return returns_load(c, h, &(struct returns_ask){{all, count}, ask->from, ask->to}, ret);
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct risk_ask *ask = in;
    struct risk_answer    *a;
    struct risk_work       w = {.c = c, .level = ask->level, .risk_free = ask->risk_free, .holdings = ask->symbols.count, .falls = (size_t)ask->falls};
    double                *benchmark = NULL;
    size_t                 place;
    TRY(NEW(c, a, 1));
    TRY(shape_default(c, &risk_answer_shape, a));
    TRY(weights_of(c, ask, w.weight));
    TRY(load(c, h, ask, &w.r, &place));
    if (ask->benchmark) TRY(returns_column(c, &w.r, place, &benchmark));
    TRY(risk_measure(&w, benchmark, a));
    out->at    = a;
    out->count = 1;
    return OK;
}

const struct op op_risk = {
    .name    = "risk",
    .method  = "GET",
    .path    = "/v1/risk",
    .group   = "analytics",
    .title   = "How risky an asset or a portfolio has been",
    .about   = "Measures daily returns: volatility and its models, ratios of reward to risk, the shape of the tails, values at risk by seven methods and how "
               "often the historical one would have been exceeded, drawdowns with their dates, the worst spans, and what each holding adds. What cannot be "
               "told is null, and the notes say why. Nothing of it is a forecast.",
    .example = "risk AAPL MSFT --weights 0.6,0.4 --benchmark JPM --to 2017-12-29",
    .in      = &risk_ask_shape,
    .out     = &risk_answer_shape,
    .answers = ONE,
    .slow    = true,
    .run     = run,
};
