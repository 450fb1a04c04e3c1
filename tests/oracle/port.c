/* Portfolios of cvxopt and scipy, made by tools/oracle/port.py; the first line of port.csv says which versions. */
#include <math.h>
#include <string.h>

#include "../check.h"
#include "base/file.h"
#include "base/number.h"
#include "port/allocate.h"
#include "port/shortfall.h"
#include "port/views.h"
#include "risk/covariance.h"

enum { ASSETS = 12, DAYS = 90, GROUPS = 3, NUMBERS_MAX = ASSETS * DAYS, MEMORY = 256 << 20 };

/* The references stop at some 1e-8 of their objective, which is flat there: weights may differ by its root. */
static const double WEIGHT_ROOM = 2e-6, VALUE_ROOM = 1e-9;

struct desk {
    struct ctx        c;
    struct slice      text;
    double            returns[NUMBERS_MAX], mean[ASSETS], covariance[ASSETS * ASSETS], low[ASSETS], high[ASSETS];
    struct risk_model model;
    struct portfolio_problem problem;
};

static void desk_close(struct desk *d) { ctx_close(&d->c); }

/* The numbers of a row by its name; NULL where it is gone. */
static const double *answer(struct desk *d, const char *name, size_t count)
{
    struct slice rest = d->text;
    double      *out;
    while (rest.size) {
        struct slice line = slice_cut(&rest, '\n');
        if (!slice_is(slice_cut(&line, ','), name)) continue;
        if (NEW(&d->c, out, count) != OK) return NULL;
        for (size_t i = 0; i < count; i++)
            if (!number_read(slice_cut(&line, ','), &out[i])) return NULL;
        return line.size == 0 ? out : NULL;
    }
    return NULL;
}

static bool desk_open(struct desk *d)
{
    double copy[NUMBERS_MAX];
    memset(d, 0, sizeof *d);
    ctx_open(&d->c, MEMORY);
    bool          read    = file_read(&d->c, "tests/oracle/port.csv", 1 << 20, &d->text) == OK;
    const double *returns = read ? answer(d, "returns", NUMBERS_MAX) : NULL;
    CHECK(returns != NULL, "tests/oracle/port.csv: %s", d->c.note);
    if (!returns) return false;
    memcpy(d->returns, returns, sizeof d->returns);
    memcpy(copy, returns, sizeof copy);
    covariance_sample(copy, DAYS, ASSETS, d->covariance);
    for (size_t i = 0; i < ASSETS; i++) {
        d->high[i] = 1;
        for (size_t t = 0; t < DAYS; t++) d->mean[i] += returns[t * ASSETS + i] / DAYS;
    }
    d->model   = (struct risk_model){.count = ASSETS, .covariance = d->covariance};
    d->problem = (struct portfolio_problem){.risk = &d->model, .expected = d->mean, .lower = d->low, .upper = d->high, .budget_lower = 1,
                                            .budget_upper = 1, .turnover = INFINITY};
    return true;
}

static void compare(const char *name, const double *got, const double *want, size_t count, double room)
{
    CHECK(want != NULL, "%s is gone", name);
    for (size_t i = 0; want && i < count; i++) CHECK(fabs(got[i] - want[i]) <= room * fmax(1, fabs(want[i])), "%s[%zu]: %.17g, not %.17g", name, i, got[i], want[i]);
}

static void solve(struct desk *d, const char *name, enum objective what, double number)
{
    struct portfolio best = {0};
    CHECK(portfolio_solve(&d->c, &d->problem, what, number, &best) == OK, "%s: %s", name, d->c.note);
    if (!best.weight) return;
    CHECK(best.kkt < 1e-10 && fabs(best.gap) < 1e-10, "%s: %g %g", name, best.kkt, best.gap);
    compare(name, best.weight, answer(d, name, ASSETS), ASSETS, WEIGHT_ROOM);
}

TEST(oracle_cvxopt_portfolios)
{
    __attribute__((cleanup(desk_close))) struct desk d;
    double group[GROUPS * ASSETS] = {0}, group_low[GROUPS], group_high[GROUPS];
    if (!desk_open(&d)) return;
    solve(&d, "minimum_variance", MINIMUM_VARIANCE, 0);
    solve(&d, "maximum_sharpe", MAXIMUM_SHARPE, 0);
    solve(&d, "maximum_diversification", MAXIMUM_DIVERSIFICATION, 0);
    const double *target = answer(&d, "target", 1);
    if (target) solve(&d, "target_return", TARGET_RETURN, *target);

    for (size_t i = 0; i < ASSETS; i++) d.low[i] = -0.1, d.high[i] = 0.3;
    solve(&d, "long_short", UTILITY, 5);
    for (size_t i = 0; i < ASSETS; i++) d.low[i] = 0, d.high[i] = 0.2, group[i % GROUPS * ASSETS + i] = 1;
    for (size_t r = 0; r < GROUPS; r++) group_low[r] = -INFINITY, group_high[r] = 0.36;
    d.problem.rows      = GROUPS;
    d.problem.row       = group;
    d.problem.row_lower = group_low;
    d.problem.row_upper = group_high;
    solve(&d, "capped", MINIMUM_VARIANCE, 0);
}

TEST(oracle_scipy_worst_outcomes)
{
    static const struct { const char *name; enum shortfall_kind kind; } cases[] = {{"minimum_cvar", SHORTFALL_LOSS}, {"minimum_drawdown", SHORTFALL_DRAWDOWN}};
    __attribute__((cleanup(desk_close))) struct desk d;
    if (!desk_open(&d)) return;
    for (size_t k = 0; k < 2; k++) {
        struct shortfall best = {0};
        CHECK(minimum_shortfall(&d.c, &d.problem, d.returns, DAYS, 0.9, cases[k].kind, &best) == OK, "%s", d.c.note);
        compare(cases[k].name, &best.value, answer(&d, cases[k].name, 1), 1, VALUE_ROOM);
    }
}

TEST(oracle_scipy_risk_parity)
{
    __attribute__((cleanup(desk_close))) struct desk d;
    double weight[ASSETS], miss;
    if (!desk_open(&d)) return;
    CHECK(risk_parity(&d.c, &d.model, NULL, weight, &miss) == OK, "%s", d.c.note);
    compare("risk_parity", weight, answer(&d, "risk_parity", ASSETS), ASSETS, WEIGHT_ROOM);
}

TEST(oracle_scipy_trees)
{
    static const struct { const char *heights, *order; enum linkage how; } cases[] = {
        {"heights_single", "order_single", LINKAGE_SINGLE}, {"heights_complete", "order_complete", LINKAGE_COMPLETE},
        {"heights_average", "order_average", LINKAGE_AVERAGE}, {"heights_ward", "order_ward", LINKAGE_WARD}};
    __attribute__((cleanup(desk_close))) struct desk d;
    if (!desk_open(&d)) return;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        double        distance[ASSETS * ASSETS], height[ASSETS], place[ASSETS];
        uint32_t      order[ASSETS];
        struct merge *merges = NULL;
        correlation_distance(d.covariance, ASSETS, distance);
        CHECK(cluster(&d.c, distance, ASSETS, cases[k].how, &merges) == OK, "%s", d.c.note);
        if (!merges) return;
        cluster_order(merges, ASSETS, order);
        for (size_t i = 0; i < ASSETS; i++) height[i] = i + 1 < ASSETS ? merges[i].height : 0, place[i] = order[i];
        compare(cases[k].heights, height, answer(&d, cases[k].heights, ASSETS - 1), ASSETS - 1, 1e-12);
        compare(cases[k].order, place, answer(&d, cases[k].order, ASSETS), ASSETS, 0);
    }
    double weight[ASSETS];
    CHECK(hierarchical_risk_parity(&d.c, d.covariance, ASSETS, LINKAGE_SINGLE, weight) == OK, "%s", d.c.note);
    compare("hierarchical_risk_parity", weight, answer(&d, "hierarchical_risk_parity", ASSETS), ASSETS, 1e-12);
}

TEST(oracle_black_litterman)
{
    __attribute__((cleanup(desk_close))) struct desk d;
    double first[ASSETS] = {1}, second[ASSETS] = {0, 1, -1}, equal[ASSETS], prior[ASSETS], mean[ASSETS], covariance[ASSETS * ASSETS];
    struct view views[] = {{first, 0.001, 0.5}, {second, 0.0002, 0.8}};
    if (!desk_open(&d)) return;
    for (size_t i = 0; i < ASSETS; i++) equal[i] = 1.0 / ASSETS;
    implied_returns(&d.model, equal, 2.5, prior);
    CHECK(black_litterman(&d.c, &d.model, prior, 0.05, views, 2, mean, covariance) == OK, "%s", d.c.note);
    compare("posterior_mean", mean, answer(&d, "posterior_mean", ASSETS), ASSETS, 1e-14);
    compare("posterior_covariance", covariance, answer(&d, "posterior_covariance", ASSETS * ASSETS), ASSETS * ASSETS, 1e-15);
}
