#include <math.h>

#include "base/number.h"
#include "ops/op.h"
#include "ops/universe.h"
#include "port/allocate.h"
#include "port/few.h"
#include "port/shortfall.h"
#include "port/views.h"

/* The first are enum objective, in its order; the others follow. */
static const char *const objectives[] = {"variance", "utility", "sharpe", "return", "volatility", "robust", "kelly", "diversification",
                                         "parity", "inverse_volatility", "hrp", "herc", "nco", "cvar", "drawdown", NULL};

enum { BY_PARITY = OBJECTIVE_COUNT, BY_INVERSE, BY_HRP, BY_HERC, BY_NCO, BY_CVAR, BY_DRAWDOWN };

enum { NODES_MAX = 20000 };

static const double TAU = 0.05, AVERSION = 2.5, CONFIDENCE = 0.5, LEVEL = 0.95, HELD = 1e-9;     /* a weight below that is rounding */

#define ASK(X, T)                                                                                                           \
    UNIVERSE(X, T)                                                                                                          \
    X(T, CHOICE, objective,  0, "what is best; see above", .choices = objectives, .usual = "sharpe")                         \
    X(T, F64,    number,     NULLABLE, "what the objective takes: risk aversion, return, volatility, confidence, fraction or level") \
    X(T, F64,    least,      0, "least weight of each asset; below 0 allows it to be sold short", .min = -1, .max = 1, .usual = "0") \
    X(T, F64,    most,       0, "most weight of each asset", .min = 0, .max = 1, .usual = "1")                              \
    X(T, F64,    sector_most, NULLABLE, "most weight of each sector", .min = 0, .max = 1)                                   \
    X(T, I64,    assets_most, NULLABLE, "most assets to hold (variance and utility)", .min = 1, .max = 500)                  \
    X(T, F64,    least_held, NULLABLE, "least weight of an asset that is held at all (variance and utility)", .min = 0, .max = 1) \
    X(T, F64,    risk_free,  0, "risk-free return a year", .min = -0.5, .max = 1, .usual = "0")                             \
    X(T, TEXTS,  views,      UPPER, "returns a year that are expected, as AAPL=0.1 or AAPL>JNJ=0.03, with @0.7 behind it for a confidence; they are blended with what equal weights imply (Black and Litterman)", .max = 100) \
    X(T, TEXTS,  benchmark,  UPPER, "weights of a benchmark, as AAPL=0.5; risk is then the tracking error", .max = 500)       \
    X(T, TEXTS,  current,    UPPER, "weights that are held now, as AAPL=0.5", .max = 500)                                   \
    X(T, F64,    turnover,   NULLABLE, "most that may be bought plus sold, as a share of the whole", .min = 0, .max = 4)     \
    X(T, F64,    trade_cost, 0, "cost of a trade as a share of it", .min = 0, .max = 0.5, .usual = "0")                     \
    X(T, F64,    impact,     0, "cost of a trade as a share, times the root of its weight", .min = 0, .max = 1, .usual = "0") \
    X(T, I64,    clusters,   NULLABLE, "clusters of herc and nco; usual is below the widest gap in the tree", .min = 1, .max = 500) \
    X(T, CASH,   capital,    NULLABLE, "money, for whole shares at the last closes", .min = 1, .max = 1e12)

RECORD(optimize_ask, ASK);
SHAPE(optimize_ask, ASK);

#define HOLDING(X, T)                                                                           \
    X(T, TEXT, symbol,     0,        "asset")                                                   \
    X(T, F64,  weight,     0,        "share of the whole", .unit = "%")                         \
    X(T, F64,  expected,   0,        "return a year that was assumed for it", .unit = "%")      \
    X(T, F64,  volatility, 0,        "deviation of its returns, per year", .unit = "%")         \
    X(T, F64,  risk_share, 0,        "its share of the variance of the portfolio", .unit = "%") \
    X(T, I64,  shares,     NULLABLE, "whole shares for the capital")                            \
    X(T, F64,  price,      NULLABLE, "last close")

RECORD(optimize_holding, HOLDING);
SHAPE(optimize_holding, HOLDING);

#define PORTFOLIO(X, T)                                                                                             \
    X(T, CHOICE, objective,  0,        "what was best", .choices = objectives)                                      \
    X(T, BOOL,   simulated,  0,        "rests on a simulated market")                                               \
    X(T, DAY,    from,       0,        "first day of the returns")                                                  \
    X(T, DAY,    to,         0,        "last day of the returns; nothing later was used")                           \
    X(T, I64,    days,       0,        "returns of each asset that were used")                                      \
    X(T, F64,    expected,   0,        "return a year, if the assumed ones came true", .unit = "%")                 \
    X(T, F64,    volatility, 0,        "deviation a year", .unit = "%")                                             \
    X(T, F64,    sharpe,     NULLABLE, "expected over the risk-free return, over volatility")                       \
    X(T, F64,    tracking_error, NULLABLE, "deviation a year of the difference from the benchmark", .unit = "%")      \
    X(T, F64,    cost,       NULLABLE, "what trading there from the current weights costs", .unit = "%")             \
    X(T, F64,    tail,       NULLABLE, "mean of the worst days or drawdowns, where that is the objective", .unit = "%") \
    X(T, F64,    residual,   NULLABLE, "certificate: by how much the conditions of optimality are missed")           \
    X(T, F64,    gap,        NULLABLE, "certificate: distance to what no weights could pass, over the objective")     \
    X(T, TEXT,   method,     0,        "how it was found")                                                          \
    X(T, CASH,   left,       NULLABLE, "capital that whole shares leave over")                                      \
    X(T, TEXTS,  notes,      0,        "what was mended, and what to mind")                                         \
    X(T, LIST,   holdings,   0,        "weights, the largest first", .of = &optimize_holding_shape)

RECORD(optimize_portfolio, PORTFOLIO);
SHAPE(optimize_portfolio, PORTFOLIO);

struct work {
    struct ctx                *c;
    const struct optimize_ask *ask;
    struct universe            u;
    struct portfolio_problem   problem;
    double                    *expected, *weight;
    struct optimize_portfolio *out;
};

/* ---- what is asked ---- */

/* "AAPL>JNJ=0.03@0.7" */
static err read_view(struct work *w, const char *text, struct view *ret)
{
    struct slice value = slice_of(text), left = slice_cut(&value, '='), number = slice_cut(&value, '@'), right = left, first = slice_cut(&right, '>');
    double      *holding;
    size_t       i;
    TRY(NEW(w->c, holding, w->u.count));
    TRY(universe_find(w->c, &w->u, slice_trim(first), &i));
    holding[i] = 1;
    if (right.size) {
        TRY(universe_find(w->c, &w->u, slice_trim(right), &i));
        holding[i] -= 1;
    }
    *ret = (struct view){holding, 0, CONFIDENCE};
    if (!number_read(slice_trim(number), &ret->value) || (value.size && !number_read(slice_trim(value), &ret->confidence)))
        return fail(w->c, ERR_INVALID, "a view is AAPL=0.1 or AAPL>JNJ=0.03, with @0.7 behind it for a confidence; not '%s'", text);
    return OK;
}

static err expect(struct work *w)
{
    size_t       n = w->u.count, count = w->ask->views.count;
    struct view *views;
    double      *prior;
    w->expected = w->u.mean;
    if (count == 0) return OK;
    TRY(NEW(w->c, views, count));
    TRY(NEW(w->c, prior, n));
    TRY(NEW(w->c, w->expected, n));
    for (size_t v = 0; v < count; v++) TRY(read_view(w, ((const char *const *)w->ask->views.at)[v], &views[v]));
    for (size_t i = 0; i < n; i++) w->expected[i] = 1 / (double)n;
    implied_returns(&w->u.model, w->expected, AVERSION, prior);
    TRY(black_litterman(w->c, &w->u.model, prior, TAU, views, count, w->expected, NULL));
    for (size_t i = 0; i < n; i++) w->expected[i] += w->ask->risk_free;
    return OK;
}

static err fill(struct work *w, double value, const double **ret)
{
    double *all;
    TRY(NEW(w->c, all, w->u.count));
    for (size_t i = 0; i < w->u.count; i++) all[i] = value;
    *ret = all;
    return OK;
}

static err state_problem(struct work *w)
{
    const struct optimize_ask *ask = w->ask;
    struct portfolio_problem  *p   = &w->problem;
    double                    *benchmark, *current;
    if (ask->least > ask->most) return fail(w->c, ERR_INVALID, "least must not be above most");
    *p = (struct portfolio_problem){.risk = &w->u.model, .expected = w->expected, .risk_free = ask->risk_free, .budget_lower = 1, .budget_upper = 1,
                                    .turnover = isnan(ask->turnover) ? INFINITY : ask->turnover, .names = w->u.symbol};
    if (ask->objective == KELLY) p->budget_lower = 0;
    TRY(fill(w, ask->least, &p->lower));
    TRY(fill(w, ask->most, &p->upper));
    if (!isnan(ask->sector_most)) TRY(universe_sector_rows(w->c, &w->u, ask->sector_most, p));
    TRY(universe_weights(w->c, &w->u, &ask->benchmark, "benchmark", &benchmark));
    TRY(universe_weights(w->c, &w->u, &ask->current, "current", &current));
    p->benchmark = benchmark;
    p->current   = current;
    if (ask->trade_cost > 0) TRY(fill(w, ask->trade_cost, &p->trade_cost));
    if (ask->impact > 0) TRY(fill(w, ask->impact, &p->impact));
    if (!current && (p->trade_cost || p->impact || isfinite(p->turnover)))
        return fail(w->c, ERR_INVALID, "turnover and costs need the current weights: --current AAPL=0.5,…");
    return OK;
}

/* ---- answers by kind ---- */

static err by_line(struct work *w)
{
    struct portfolio best;
    double           number = w->ask->number;
    if (w->ask->objective == ROBUST_UTILITY) {
        if (isnan(number)) number = LEVEL;
        if (!(number >= 0 && number < 1)) return fail(w->c, ERR_INVALID, "the confidence must be from 0 to below 1");
        number = portfolio_uncertainty(w->u.count, number, w->u.rows) * sqrt(w->u.periods_per_year);
    }
    if (isnan(number) && (w->ask->objective == MINIMUM_VARIANCE || w->ask->objective == MAXIMUM_SHARPE || w->ask->objective == MAXIMUM_DIVERSIFICATION))
        number = 0;
    if (isnan(number)) return fail(w->c, ERR_INVALID, "%s needs --number", objectives[w->ask->objective]);
    TRY(portfolio_solve(w->c, &w->problem, (enum objective)w->ask->objective, number, &best));
    memcpy(w->weight, best.weight, w->u.count * sizeof *w->weight);
    if (w->problem.current) w->out->cost = best.cost;
    w->out->residual = best.kkt;
    w->out->gap      = fabs(best.gap);
    w->out->method   = qp_rungs[best.rung];
    return OK;
}

static bool wants_few(const struct optimize_ask *ask) { return ask->assets_most != INT_NONE || !isnan(ask->least_held); }

static err by_few(struct work *w)
{
    const struct optimize_ask *ask   = w->ask;
    size_t                     most  = ask->assets_most == INT_NONE ? w->u.count : (size_t)ask->assets_most;
    struct few                 best;
    if (ask->objective != MINIMUM_VARIANCE && ask->objective != UTILITY) return fail(w->c, ERR_INVALID, "few assets are for variance and utility only");
    if (w->problem.current) return fail(w->c, ERR_INVALID, "few assets and trading are not known together");
    if (ask->objective == UTILITY && !(ask->number > 0)) return fail(w->c, ERR_INVALID, "utility needs --number above 0");
    TRY(portfolio_of_few(w->c, &w->problem, ask->objective == UTILITY ? 1 / ask->number : 0, most, isnan(ask->least_held) ? 0 : ask->least_held, NODES_MAX, &best));
    memcpy(w->weight, best.weight, w->u.count * sizeof *w->weight);
    w->out->residual = best.kkt;
    w->out->gap      = best.gap;
    w->out->method   = best.gap > 0 ? "branch and bound, not proved" : "branch and bound, proved";
    return OK;
}

/* Those that know no limits refuse them, rather than overlook them. */
static err no_limits(struct work *w)
{
    const struct optimize_ask *ask = w->ask;
    if (ask->least == 0 && ask->most == 1 && isnan(ask->sector_most) && isnan(ask->turnover) && !w->problem.current && !w->problem.benchmark) return OK;
    return fail(w->c, ERR_INVALID, "%s knows no limits, benchmark or trading", objectives[ask->objective]);
}

static err by_structure(struct work *w)
{
    size_t n = w->u.count, clusters = w->ask->clusters == INT_NONE ? 0 : (size_t)w->ask->clusters;
    TRY(no_limits(w));
    w->out->method = "in closed form";
    switch (w->ask->objective) {
    case BY_INVERSE:
        inverse_volatility(&w->u.model, w->weight);
        return OK;
    case BY_PARITY:
        w->out->method = "coordinate descent, then Newton";
        return risk_parity(w->c, &w->u.model, NULL, w->weight, &w->out->residual);
    case BY_HRP:
        return hierarchical_risk_parity(w->c, w->u.covariance, n, LINKAGE_SINGLE, w->weight);
    case BY_HERC:
        return hierarchical_equal_risk(w->c, w->u.covariance, n, LINKAGE_WARD, clusters, w->weight);
    default:
        return nested_clusters(w->c, w->u.covariance, n, LINKAGE_WARD, clusters, w->weight);
    }
}

static err by_tail(struct work *w)
{
    struct shortfall         best;
    struct portfolio_problem p = w->problem;
    double                   level = isnan(w->ask->number) ? LEVEL : w->ask->number;
    if (p.current || p.benchmark) return fail(w->c, ERR_INVALID, "%s knows no benchmark or trading", objectives[w->ask->objective]);
    TRY(minimum_shortfall(w->c, &p, w->u.returns, w->u.rows, level, w->ask->objective == BY_CVAR ? SHORTFALL_LOSS : SHORTFALL_DRAWDOWN, &best));
    memcpy(w->weight, best.weight, w->u.count * sizeof *w->weight);
    w->out->tail     = best.value;
    w->out->residual = best.miss;
    w->out->gap      = fabs(best.gap);
    w->out->method   = "interior point";
    return OK;
}

/* ---- the answer ---- */

static int by_weight(const void *a, const void *b)
{
    double x = ((const struct optimize_holding *)a)->weight, y = ((const struct optimize_holding *)b)->weight;
    return (x < y) - (x > y);
}

static err measure(struct work *w)
{
    struct optimize_portfolio *out = w->out;
    struct optimize_holding   *row;
    size_t                     n = w->u.count;
    double                    *times, *gap, variance = 0, sum = 0;
    TRY(NEW(w->c, row, n));
    TRY(NEW(w->c, times, n));
    TRY(NEW(w->c, gap, n));
    for (size_t i = 0; i < n; i++)
        if (fabs(w->weight[i]) < HELD) w->weight[i] = 0;
    model_times(&w->u.model, w->weight, times);
    for (size_t i = 0; i < n; i++) {
        variance      += w->weight[i] * times[i];
        out->expected += w->weight[i] * w->expected[i];
        sum           += w->weight[i];
        gap[i]         = w->weight[i] - (w->problem.benchmark ? w->problem.benchmark[i] : 0);
    }
    out->expected  += w->ask->objective == KELLY ? (1 - sum) * w->ask->risk_free : 0;
    out->volatility = sqrt(variance);
    if (variance > 0) out->sharpe = (out->expected - w->ask->risk_free) / out->volatility;
    for (size_t i = 0; i < n; i++)
        row[i] = (struct optimize_holding){w->u.symbol[i], w->weight[i], w->expected[i], sqrt(w->u.covariance[i * n + i]),
                                           variance > 0 ? w->weight[i] * times[i] / variance + 0.0 : 0, INT_NONE, NAN};
    if (w->problem.benchmark) out->tracking_error = sqrt(model_variance(&w->u.model, gap, times));
    out->holdings = (struct list){row, n};
    return OK;
}

static err buy_shares(struct work *w)
{
    struct optimize_holding *row = w->out->holdings.at;
    size_t                   n   = w->u.count;
    uint32_t                *order;
    int64_t                 *shares;
    double                  *price;
    if (w->ask->capital == CASH_NONE) return OK;
    TRY(NEW(w->c, order, n));
    TRY(NEW(w->c, shares, n));
    TRY(NEW(w->c, price, n));
    for (size_t i = 0; i < n; i++) price[i] = w->u.member[i]->price;
    w->out->left = whole_shares(w->weight, price, n, w->ask->capital, order, shares);
    for (size_t i = 0; i < n; i++) row[i].shares = shares[i], row[i].price = price[i];
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *answer)
{
    const struct optimize_ask *ask = in;
    struct work                w   = {.c = c, .ask = ask};
    TRY(universe_load(c, h, &(struct universe_ask){&ask->symbols, ask->window, ask->covariance, ask->as_of, ask->market}, &w.u));
    TRY(NEW(c, w.out, 1));
    TRY(NEW(c, w.weight, w.u.count));
    *w.out = (struct optimize_portfolio){.objective = ask->objective, .simulated = w.u.simulated, .from = w.u.from, .to = w.u.to, .days = (int64_t)w.u.rows,
                                         .sharpe = NAN, .tracking_error = NAN, .cost = NAN, .tail = NAN, .residual = NAN, .gap = NAN, .left = CASH_NONE};
    TRY(expect(&w));
    TRY(state_problem(&w));
    if (wants_few(ask)) TRY(by_few(&w));
    else if (ask->objective < OBJECTIVE_COUNT) TRY(by_line(&w));
    else if (ask->objective >= BY_CVAR) TRY(by_tail(&w));
    else TRY(by_structure(&w));
    TRY(measure(&w));
    TRY(buy_shares(&w));
    TRY(universe_notes(c, &w.u, &w.out->notes));
    qsort(w.out->holdings.at, w.out->holdings.count, sizeof(struct optimize_holding), by_weight);
    answer->at        = w.out;
    answer->count     = 1;
    answer->simulated = w.u.simulated;
    return OK;
}

const struct op op_optimize = {
    .name    = "optimize",
    .method  = "POST",
    .path    = "/v1/portfolios/optimize",
    .group   = "analytics",
    .title   = "Weights that are best in some sense, within limits",
    .about   = "Finds the weights of least variance, of most utility (number: risk aversion), of the largest Sharpe ratio, of a target return or volatility, "
               "robust against errors of the means (number: confidence), of fractional Kelly bets, or of the largest diversification; or by equal risk "
               "(parity), inverse volatility, hierarchical risk parity (hrp), hierarchical equal risk (herc), nested clusters (nco), or of the least mean of the "
               "worst days (cvar) or drawdowns (number: level). Returns and volatilities are per year; expected returns are the means of the past unless "
               "views are given, and means of the past are poor forecasts. Every answer carries its certificate; limits that contradict each other are named.",
    .example = "optimize AAPL MSFT JNJ XOM --objective variance --most 0.4 --as-of 2017-12-29 --capital 50000",
    .in      = &optimize_ask_shape,
    .out     = &optimize_portfolio_shape,
    .answers = ONE,
    .slow    = true,
    .run     = run,
};
