#include <math.h>

#include "ops/op.h"
#include "ops/returns.h"
#include "risk/covariance.h"
#include "risk/covariance_shrunk.h"

enum method { SAMPLE, EWMA, LEDOIT_WOLF, CONSTANT_CORRELATION, NONLINEAR, OAS, DENOISED, GERBER, PAIRWISE };

static const char *const methods[] = {"sample", "ewma", "ledoit_wolf", "constant_correlation", "nonlinear", "oas", "denoised", "gerber", "pairwise", NULL};

static const double GERBER_THRESHOLD = 0.5, EWMA_KEPT = 0.94;
enum { TOGETHER_MIN = 20 };             /* days that a pair needs before its correlation says anything */

#define ASK(X, T)                                                                                                                       \
    X(T, TEXTS,  symbols, REQUIRED | PLACE, "two assets or more", .max = RETURNS_SYMBOLS_MAX)                                           \
    X(T, DAY,    from,    NULLABLE, "first day")                                                                                        \
    X(T, DAY,    to,      NULLABLE, "last day")                                                                                         \
    X(T, TIME,   as_of,   NULLABLE, "as the store knew them at that instant, corrections that came later undone; usual is as it knows them now")\
    X(T, CHOICE, method,  0, "how covariance is estimated: sample; ewma, newer days count more; ledoit_wolf, constant_correlation, "    \
      "nonlinear and oas, shrunk for when assets are many and days few; denoised, without what chance alone would show; gerber, from "  \
      "large moves only; pairwise, each pair over the days both have, repaired to a valid matrix", .choices = methods, .usual = "sample")

RECORD(correlate_ask, ASK);
SHAPE(correlate_ask, ASK);

#define PAIR(X, T)                                                                                                    \
    X(T, TEXT, a,           0,        "one asset")                                                                    \
    X(T, TEXT, b,           0,        "the other")                                                                    \
    X(T, F64,  correlation, NULLABLE, "of daily returns, -1 to 1; null when one of them never moves")                 \
    X(T, F64,  low,         NULLABLE, "begin of the interval that holds the true value in 95 of 100 samples, were returns normal and independent") \
    X(T, F64,  high,        NULLABLE, "its end")                                                                      \
    X(T, F64,  covariance,  0,        "a year")                                                                       \
    X(T, I64,  returns,     0,        "days it was measured on")                                                      \
    X(T, BOOL, simulated,   0,        "made by `lumia simulate`")

RECORD(correlate_pair, PAIR);
SHAPE(correlate_pair, PAIR);

struct work {
    struct returns r;
    double        *covariance, *scratch;
    uint64_t      *bits;
    int64_t       *together;            /* of each pair, days both have; NULL: all of them */
};

static err open(struct ctx *c, struct work *w)
{
    size_t n = w->r.columns;
    TRY(NEW(c, w->covariance, n * n));
    TRY(NEW(c, w->scratch, 4 * n * n + 3 * n));
    return NEW(c, w->bits, 2 * n * ((w->r.rows + 63) / 64));
}

static err count_together(struct ctx *c, struct work *w)
{
    size_t n = w->r.columns;
    TRY(NEW(c, w->together, n * n));
    for (size_t t = 0; t < w->r.rows; t++)
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < i; j++) w->together[i * n + j] += !isnan(w->r.value[t * n + i]) && !isnan(w->r.value[t * n + j]);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            if (w->together[i * n + j] < TOGETHER_MIN)
                return fail(c, ERR_INSUFFICIENT, "%s and %s have %lld returns in common; %d are needed", w->r.asset[i].symbol, w->r.asset[j].symbol,
                            (long long)w->together[i * n + j], TOGETHER_MIN);
    return OK;
}

static err estimate_pairwise(struct ctx *c, struct work *w)
{
    double moved;
    TRY(count_together(c, w));
    covariance_pairwise(w->r.value, w->r.rows, w->r.columns, TOGETHER_MIN, w->bits, w->scratch, w->covariance);
    if (!covariance_nearest(w->covariance, w->r.columns, w->scratch, &moved)) return fail(c, ERR_INSUFFICIENT, "the matrix of pairs is not finite");
    return OK;
}

static err estimate(struct ctx *c, struct work *w, enum method method)
{
    double *x = w->r.value, *s = w->covariance;
    size_t  rows = w->r.rows, columns = w->r.columns, kept;
    bool    done = true;
    switch (method) {
    case SAMPLE:               covariance_sample(x, rows, columns, s); break;
    case LEDOIT_WOLF:          done = !isnan(covariance_to_constant_variance(x, rows, columns, s)); break;
    case CONSTANT_CORRELATION: done = !isnan(covariance_to_constant_correlation(x, rows, columns, s)); break;
    case OAS:                  done = !isnan(covariance_oas(x, rows, columns, s)); break;
    case EWMA:                 done = covariance_ewma(x, rows, columns, EWMA_KEPT, s); break;
    case NONLINEAR:            done = covariance_nonlinear(x, rows, columns, w->scratch, s); break;
    case DENOISED:             done = covariance_denoised(x, rows, columns, w->scratch, s, &kept); break;
    case GERBER:               done = covariance_gerber(x, rows, columns, GERBER_THRESHOLD, w->bits, s); break;
    case PAIRWISE:             return estimate_pairwise(c, w);
    }
    if (done) return OK;
    return fail(c, ERR_INSUFFICIENT, "%s has no answer for %zu assets over %zu returns: too few, or one that never moves or follows from others",
                methods[method], columns, rows);
}

/* Fisher 1915: the inverse hyperbolic tangent of a correlation is nearly normal with variance 1 / (n - 3). */
static void tell_interval(struct correlate_pair *p)
{
    double wide = 1.959963984540054 / sqrt((double)(p->returns - 3)), middle = atanh(p->correlation);
    p->low = p->high = NAN;
    if (p->returns <= 3 || !isfinite(middle)) return;
    p->low  = tanh(middle - wide);
    p->high = tanh(middle + wide);
}

static err tell(struct ctx *c, const struct work *w, struct answer *out)
{
    size_t n = w->r.columns;
    struct correlate_pair *pair;
    TRY(NEW(c, pair, n * (n - 1) / 2));
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            double covariance = w->covariance[i * n + j], both = sqrt(w->covariance[i * n + i] * w->covariance[j * n + j]);
            struct correlate_pair *p = &pair[out->count++];
            *p = (struct correlate_pair){.a = w->r.asset[i].symbol, .b = w->r.asset[j].symbol, .covariance = covariance * w->r.periods_per_year,
                                         .correlation = both > 0 ? fmax(fmin(covariance / both, 1), -1) : NAN,
                                         .returns = w->together ? w->together[j * n + i] : (int64_t)w->r.rows, .simulated = w->r.simulated};
            tell_interval(p);
        }
    out->at = pair;
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct correlate_ask *ask = in;
    struct returns_ask          of = {ask->symbols, ask->from, ask->to};
    struct work                 w = {0};
    if (ask->symbols.count < 2) return fail(c, ERR_INVALID, "a correlation is of two assets or more");
    if (ask->method == PAIRWISE) TRY(returns_load_any(c, h, &of, &w.r));
    else                         TRY(returns_load(c, h, &of, &w.r));
    TRY(open(c, &w));
    TRY(estimate(c, &w, (enum method)ask->method));
    return tell(c, &w, out);
}

const struct op op_correlate = {
    .name    = "correlate",
    .method  = "GET",
    .path    = "/v1/correlations",
    .group   = "analytics",
    .title   = "How assets move together",
    .about   = "Tells of every pair the correlation and covariance of daily returns, over the days that all of them have (pairwise: that both have), by the "
               "estimator that is asked for.",
    .example = "correlate AAPL MSFT JPM XOM --method ledoit_wolf --to 2017-12-29",
    .in      = &correlate_ask_shape,
    .out     = &correlate_pair_shape,
    .answers = MANY,
    .slow    = true,
    .run     = run,
};
