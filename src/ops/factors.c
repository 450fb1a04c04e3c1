#include <math.h>

#include "base/number.h"
#include "num/distribution.h"
#include "ops/op.h"
#include "ops/returns.h"
#include "risk/regression.h"
#include "risk/stress.h"

static const char *const error_kinds[] = {"ols", "hac", NULL};

enum { FACTOR_SYMBOLS_MAX = 12 };

#define ASK(X, T)                                                                                                                     \
    X(T, TEXT,   symbol,    REQUIRED | PLACE | UPPER, "asset that is explained", .max = 64)                                           \
    X(T, TEXTS,  against,   REQUIRED | PLACE, "assets whose returns explain it: a market index (CAPM), funds of size, value, momentum …", .max = FACTOR_SYMBOLS_MAX) \
    X(T, DAY,    from,      NULLABLE, "first day")                                                                                    \
    X(T, DAY,    to,        NULLABLE, "last day")                                                                                     \
    X(T, TIME,   as_of,     NULLABLE, "as the store knew them at that instant, corrections that came later undone; usual is as it knows them now")                   \
    X(T, F64,    risk_free, 0,        "rate of a year without risk, as a fraction; it is taken from every return", .min = -0.5, .max = 1, .usual = "0") \
    X(T, CHOICE, errors,    0,        "standard errors: ols, or hac, which withstand autocorrelation and changing variance (Newey and West)", \
      .choices = error_kinds, .usual = "hac")                                                                                         \
    X(T, I64,    lags,      NULLABLE, "days of autocorrelation that hac allows for; usual is 4 (days / 100)^(2/9)", .min = 0, .max = LAGS_MAX) \
    X(T, TEXTS,  shock,     0,        "a move of a factor as symbol=return, such as MSFT=-0.2, one or more: what would the asset do?", .max = FACTOR_SYMBOLS_MAX)

RECORD(factors_ask, ASK);
SHAPE(factors_ask, ASK);

#define TERM(X, T)                                                                                                       \
    X(T, TEXT, factor,      0,        "asset, or alpha: what no factor explains, a day")                                 \
    X(T, F64,  value,       0,        "return of the asset for a return of 1 of the factor, all others held")            \
    X(T, F64,  error,       0,        "standard error")                                                                  \
    X(T, F64,  t,           NULLABLE, "value over its error; null where the error is 0")                                 \
    X(T, F64,  probability, NULLABLE, "of a t as far from 0 if the true value were 0")                                   \
    X(T, F64,  low,         0,        "begin of the interval that holds the true value in 95 of 100 samples")            \
    X(T, F64,  high,        0,        "its end")

RECORD(factors_term, TERM);
SHAPE(factors_term, TERM);

#define ANSWER(X, T)                                                                                     \
    X(T, TEXT,   symbol,      0, "asset that is explained")                                              \
    X(T, DAY,    from,        0, "first close that was used")                                            \
    X(T, DAY,    to,          0, "last close")                                                           \
    X(T, I64,    returns,     0, "daily returns over the days that all of them have")                    \
    X(T, F64,    alpha,       0, "what no factor explains, a year: the daily value times the days of a year", .unit = "%") \
    X(T, F64,    r_squared,   NULLABLE, "share of the variance that is explained; null when the asset never moves", .unit = "%") \
    X(T, F64,    adjusted,    NULLABLE, "the same, less what as many factors explain by chance", .unit = "%") \
    X(T, F64,    rest,        0, "volatility of what is left, a year", .unit = "%")                      \
    X(T, CHOICE, errors,      0, "kind of the standard errors", .choices = error_kinds)                  \
    X(T, I64,    lags,        0, "days of autocorrelation allowed for")                                  \
    X(T, F64,    shocked,     NULLABLE, "return of the asset under the shock that was given, all else unmoved", .unit = "%") \
    X(T, BOOL,   simulated,   0, "made by `lumia simulate`")                                             \
    X(T, LIST,   terms,       0, "alpha, then a term for each factor", .of = &factors_term_shape)

RECORD(factors_answer, ANSWER);
SHAPE(factors_answer, ANSWER);

/* The asset first, then the factors. */
static err load(struct ctx *c, const struct house *h, const struct factors_ask *ask, struct returns *ret)
{
    const char **all;
    TRY(NEW(c, all, ask->against.count + 1));
    all[0] = ask->symbol;
    if (ask->against.count) memcpy(all + 1, ask->against.at, ask->against.count * sizeof *all);
    return returns_load(c, h, &(struct returns_ask){{all, ask->against.count + 1}, ask->from, ask->to}, ret);
}

static err fit(struct ctx *c, const struct returns *r, const struct factors_ask *ask, size_t lags, struct regression *ret)
{
    double       *column[FACTOR_SYMBOLS_MAX + 1], *residual, free = pow(1 + ask->risk_free, 1 / r->periods_per_year) - 1;
    const double *factor[FACTOR_SYMBOLS_MAX];
    struct design d;
    TRY(NEW(c, residual, r->rows));
    for (size_t i = 0; i < r->columns; i++) {
        TRY(returns_column(c, r, i, &column[i]));
        for (size_t t = 0; t < r->rows; t++) column[i][t] -= free;
        if (i > 0) factor[i - 1] = column[i];
    }
    if (r->rows <= r->columns)
        return fail(c, ERR_INSUFFICIENT, "%zu factors need more than %zu returns over common days; there are %zu", r->columns - 1, r->columns, r->rows);
    if (!design_open(&d, factor, r->columns - 1, r->rows))
        return fail(c, ERR_INSUFFICIENT, "a factor never moves, or follows from the others: their shares cannot be told apart");
    regression_fit(&d, column[0], ask->errors == ERRORS_HAC ? ERRORS_HAC : ERRORS_OLS, lags, residual, ret);
    return OK;
}

/* As statsmodels: Student's distribution for ordinary errors, the normal's for the others, which hold for many days only. */
static err tell_terms(struct ctx *c, const struct returns *r, const struct regression *x, bool ordinary, struct list *ret)
{
    double free = ordinary ? (double)(r->rows - x->coefficients) : INFINITY, wide = -student_quantile(0.025, free);
    struct factors_term *term;
    TRY(NEW(c, term, x->coefficients));
    for (size_t k = 0; k < x->coefficients; k++)
        term[k] = (struct factors_term){k == 0 ? "alpha" : r->asset[k].symbol, x->value[k], x->error[k], x->t[k], 2 * student_cdf(-fabs(x->t[k]), free),
                                        x->value[k] - wide * x->error[k], x->value[k] + wide * x->error[k]};
    *ret = (struct list){term, x->coefficients};
    return OK;
}

/* The sum of what each factor would move it by. NaN where no shock is asked for. */
static err shock(struct ctx *c, const struct returns *r, const struct regression *x, const struct list *asked, double *ret)
{
    double move[FACTOR_SYMBOLS_MAX] = {0}, all = 1;
    for (size_t i = 0; i < asked->count; i++) {
        const char  *said = ((const char *const *)asked->at)[i];
        struct slice rest = slice_of(said), name = slice_cut(&rest, '=');
        size_t       k    = 1;
        while (k < r->columns && !slice_like(name, r->asset[k].symbol)) k++;
        if (k == r->columns) return fail(c, ERR_INVALID, "'%.*s' is none of the factors", (int)name.size, name.at);
        if (!number_read(rest, &move[k - 1])) return fail(c, ERR_INVALID, "a shock is symbol=return, such as %s=-0.2, not '%s'", r->asset[k].symbol, said);
    }
    *ret = asked->count ? stress_factors(x->value + 1, &all, 1, move, r->columns - 1) : NAN;
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct factors_ask *ask = in;
    struct factors_answer    *a;
    struct returns            r;
    struct regression         x;
    TRY(NEW(c, a, 1));
    TRY(load(c, h, ask, &r));
    size_t lags = ask->errors == ERRORS_OLS ? 0 : ask->lags == INT_NONE ? hac_lags(r.rows) : (size_t)ask->lags;
    TRY(fit(c, &r, ask, lags, &x));
    *a = (struct factors_answer){.symbol = r.asset[0].symbol, .from = r.day[0], .to = r.day[r.rows], .returns = (int64_t)r.rows,
                                 .alpha = x.value[0] * r.periods_per_year, .r_squared = x.r_squared, .adjusted = x.adjusted,
                                 .rest = x.deviation * sqrt(r.periods_per_year), .errors = ask->errors, .lags = (int64_t)lags, .simulated = r.simulated};
    TRY(shock(c, &r, &x, &ask->shock, &a->shocked));
    TRY(tell_terms(c, &r, &x, ask->errors == ERRORS_OLS, &a->terms));
    out->at    = a;
    out->count = 1;
    return OK;
}

const struct op op_factors = {
    .name    = "factors",
    .method  = "GET",
    .path    = "/v1/assets/{symbol}/factors",
    .group   = "analytics",
    .title   = "What moves an asset: its returns explained by those of others",
    .about   = "Fits the daily returns of an asset by those of the factors with least squares, and tells how much of it they explain, each with its "
               "standard error. With one market index this is the CAPM, with more it is what Fama and French do. Days that any of them misses are left "
               "out for all.",
    .example = "factors AAPL MSFT JPM --to 2017-12-29",
    .in      = &factors_ask_shape,
    .out     = &factors_answer_shape,
    .answers = ONE,
    .run     = run,
};
