#include <math.h>

#include "ops/op.h"
#include "ops/universe.h"

#define ASK(X, T)                                                                                               \
    UNIVERSE(X, T)                                                                                              \
    X(T, I64, points,      0, "portfolios, evenly spaced in return", .min = 2, .max = 500, .usual = "20")        \
    X(T, F64, least,       0, "least weight of each asset", .min = -1, .max = 1, .usual = "0")                  \
    X(T, F64, most,        0, "most weight of each asset", .min = 0, .max = 1, .usual = "1")                    \
    X(T, F64, sector_most, NULLABLE, "most weight of each sector", .min = 0, .max = 1)                          \
    X(T, F64, risk_free,   0, "risk-free return a year", .min = -0.5, .max = 1, .usual = "0")

RECORD(frontier_ask, ASK);
SHAPE(frontier_ask, ASK);

#define SHARE(X, T)                                             \
    X(T, TEXT, symbol, 0, "asset")                              \
    X(T, F64,  weight, 0, "share of the whole", .unit = "%")

RECORD(frontier_share, SHARE);
SHAPE(frontier_share, SHARE);

#define POINT(X, T)                                                                                     \
    X(T, F64,  expected,   0,        "return a year, if the means of the past came true", .unit = "%")  \
    X(T, F64,  volatility, 0,        "the least deviation a year for that return", .unit = "%")         \
    X(T, F64,  sharpe,     NULLABLE, "expected over the risk-free return, over volatility")             \
    X(T, I64,  assets,     0,        "assets that are held")                                            \
    X(T, BOOL, simulated,  0,        "rests on a simulated market")                                     \
    X(T, LIST, weights,    0,        "what is held", .of = &frontier_share_shape)

RECORD(frontier_point, POINT);
SHAPE(frontier_point, POINT);

static const double HELD = 1e-9;        /* a weight below is rounding */

static err put_point(struct ctx *c, const struct universe *u, const struct corner *k, double risk_free, struct frontier_point *ret)
{
    struct frontier_share *share;
    size_t                 held = 0;
    TRY(NEW(c, share, u->count));
    for (size_t i = 0; i < u->count; i++)
        if (fabs(k->weight[i]) > HELD) share[held++] = (struct frontier_share){u->symbol[i], k->weight[i]};
    *ret = (struct frontier_point){k->expected, k->volatility, k->volatility > 0 ? (k->expected - risk_free) / k->volatility : NAN, (int64_t)held,
                                   u->simulated, {share, held}};
    return OK;
}

static err limits(struct ctx *c, const struct frontier_ask *ask, const struct universe *u, struct portfolio_problem *p)
{
    double *low, *high;
    if (ask->least > ask->most) return fail(c, ERR_INVALID, "least must not be above most");
    TRY(NEW(c, low, u->count));
    TRY(NEW(c, high, u->count));
    for (size_t i = 0; i < u->count; i++) low[i] = ask->least, high[i] = ask->most;
    *p = (struct portfolio_problem){.risk = &u->model, .expected = u->mean, .risk_free = ask->risk_free, .lower = low, .upper = high, .budget_lower = 1,
                                    .budget_upper = 1, .turnover = INFINITY, .names = u->symbol};
    return isnan(ask->sector_most) ? OK : universe_sector_rows(c, u, ask->sector_most, p);
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct frontier_ask *ask = in;
    struct universe            u;
    struct portfolio_problem   p;
    struct corner             *corners, *points;
    struct frontier_point     *rows;
    size_t                     corner_count, count = (size_t)ask->points;
    TRY(universe_load(c, h, &(struct universe_ask){&ask->symbols, ask->window, ask->covariance, ask->as_of, ask->market}, &u));
    TRY(limits(c, ask, &u, &p));
    TRY(frontier(c, &p, &corners, &corner_count));
    if (corner_count == 1) count = 1;
    TRY(NEW(c, points, count));
    TRY(NEW(c, rows, count));
    TRY(frontier_points(c, &p, corners, corner_count, count, points));
    for (size_t i = 0; i < count; i++) TRY(put_point(c, &u, &points[i], ask->risk_free, &rows[i]));
    out->at        = rows;
    out->count     = count;
    out->simulated = u.simulated;
    return OK;
}

const struct op op_frontier = {
    .name    = "frontier",
    .method  = "POST",
    .path    = "/v1/portfolios/frontier",
    .group   = "analytics",
    .title   = "The efficient frontier, from the least risk to the most return",
    .about   = "Follows the critical line through every change of what is held, so that the points are exact, and gives portfolios evenly spaced in return. "
               "Expected returns are the means of the past, which are poor forecasts.",
    .example = "frontier AAPL MSFT JNJ XOM --points 5 --as-of 2017-12-29",
    .in      = &frontier_ask_shape,
    .out     = &frontier_point_shape,
    .answers = MANY,
    .slow    = true,
    .run     = run,
};
