#include <math.h>
#include <string.h>

#include "check.h"
#include "num/random.h"
#include "port/allocate.h"
#include "num/tile.h"
#include "port/paths.h"
#include "port/shortfall.h"
#include "port/views.h"

enum { MEMORY = 256 << 20 };

static bool near(double a, double b, double room) { return fabs(a - b) <= room * fmax(1, fabs(b)); }

static const double zeros[64];
static double ones[64];

static struct portfolio_problem problem_of(const struct risk_model *m, const double *expected)
{
    for (size_t i = 0; i < sizeof ones / sizeof *ones; i++) ones[i] = 1;
    return (struct portfolio_problem){.risk = m, .expected = expected, .lower = zeros, .upper = ones, .budget_lower = 1, .budget_upper = 1, .turnover = INFINITY};
}

/* ---- what can be said by hand ---- */

TEST(port_two_assets_by_hand)
{
    AUTO_CTX c = {0};
    ctx_open(&c, MEMORY);
    double                   q[] = {0.04, 0.01, 0.01, 0.09}, mean[] = {0.05, 0.10};
    struct risk_model        m   = {.count = 2, .covariance = q};
    struct portfolio_problem p   = problem_of(&m, mean);
    struct portfolio         a   = {0};
    CHECK(portfolio_solve(&c, &p, MINIMUM_VARIANCE, 0, &a) == OK && near(a.weight[0], 0.08 / 0.11, 1e-14), "%s", c.note);
    CHECK(a.kkt < 1e-14 && a.rung == QP_PIVOTING && near(a.volatility * a.volatility, 0.0035 / 0.11, 1e-13));
    CHECK(portfolio_solve(&c, &p, MAXIMUM_SHARPE, 0, &a) == OK && near(a.weight[0], 0.0035 / 0.007, 1e-12), "%s %.17g", c.note, a.weight[0]);
    CHECK(portfolio_solve(&c, &p, TARGET_RETURN, 0.08, &a) == OK && near(a.weight[1], 0.6, 1e-12), "%s", c.note);
    CHECK(portfolio_solve(&c, &p, TARGET_RETURN, 0.01, &a) == OK && near(a.weight[0], 0.08 / 0.11, 1e-14), "the least variance earns more already");
    CHECK(portfolio_solve(&c, &p, TARGET_VOLATILITY, 0.25, &a) == OK && near(a.volatility, 0.25, 1e-12), "%s", c.note);
    CHECK(portfolio_solve(&c, &p, TARGET_VOLATILITY, 0.9, &a) == OK && near(a.weight[1], 1, 1e-12), "more risk than there is: the most return");
    CHECK(portfolio_solve(&c, &p, UTILITY, 1e-9, &a) == OK && near(a.weight[1], 1, 1e-12));
    CHECK(portfolio_solve(&c, &p, ROBUST_UTILITY, 0, &a) == OK && near(a.tolerance, 1, 1e-12), "without uncertainty it is plain utility");
    double robust = a.volatility;
    CHECK(portfolio_solve(&c, &p, ROBUST_UTILITY, 0.3, &a) == OK && a.volatility < robust && near(a.tolerance * (1 + 0.3 / a.volatility), 1, 1e-12));
}

TEST(port_kelly_leaves_cash)
{
    AUTO_CTX c = {0};
    ctx_open(&c, MEMORY);
    double                   q[] = {0.04}, mean[] = {0.03};
    struct risk_model        m   = {.count = 1, .covariance = q};
    struct portfolio_problem p   = problem_of(&m, mean);
    struct portfolio         a   = {0};
    p.budget_lower = 0;
    p.risk_free    = 0.01;
    CHECK(portfolio_solve(&c, &p, KELLY, 1, &a) == OK && near(a.weight[0], 0.5, 1e-13), "%s", c.note);
    CHECK(portfolio_solve(&c, &p, KELLY, 0.5, &a) == OK && near(a.weight[0], 0.25, 1e-13), "%s", c.note);
}

/* One price moves from buying to selling by twice its cost: inside that band nothing is traded. */
TEST(port_costs_hold_still_what_is_near)
{
    AUTO_CTX c = {0};
    ctx_open(&c, MEMORY);
    double                   q[] = {0.04, 0, 0, 0.04}, mean[] = {0.05, 0.05}, now[] = {0.52, 0.48}, cost[] = {0.01, 0.01}, impact[] = {0.01, 0.01};
    struct risk_model        m   = {.count = 2, .covariance = q};
    struct portfolio_problem p   = problem_of(&m, mean);
    struct portfolio         a   = {0};
    p.current    = now;
    p.trade_cost = cost;
    CHECK(portfolio_solve(&c, &p, UTILITY, 1, &a) == OK && near(a.weight[0], 0.52, 1e-14) && a.cost == 0, "%s", c.note);
    p.trade_cost = NULL;
    CHECK(portfolio_solve(&c, &p, UTILITY, 1, &a) == OK && near(a.weight[0], 0.5, 1e-14), "trading for nothing goes all the way");
    p.impact = impact;
    CHECK(portfolio_solve(&c, &p, UTILITY, 1, &a) == OK && a.weight[0] < 0.52 && a.weight[0] > 0.5, "%s %.17g", c.note, a.weight[0]);
    double traded = 0.52 - a.weight[0];         /* 2 x 1.5 x 0.01 sqrt(traded) = 0.04 (w0 - w1) */
    CHECK(near(0.03 * sqrt(traded), 0.04 * (2 * a.weight[0] - 1), 1e-9), "%.17g", traded);
    p.impact   = NULL;
    p.turnover = 0.02;
    now[0] = 0.8, now[1] = 0.2;
    CHECK(portfolio_solve(&c, &p, UTILITY, 1, &a) == OK && near(a.weight[0], 0.79, 1e-12), "%s", c.note);
}

TEST(port_factors_are_the_same_model_as_their_covariance)
{
    enum { N = 40, K = 3 };
    AUTO_CTX      c = {0};
    struct random r = {.seed = 4};
    double        loading[N * K], specific[N], q[N * N], mean[N];
    ctx_open(&c, MEMORY);
    for (size_t i = 0; i < N * K; i++) loading[i] = 0.1 * random_normal(&r);
    for (size_t i = 0; i < N; i++) specific[i] = 0.01 + 0.02 * random_uniform(&r), mean[i] = 0.05 + 0.02 * random_normal(&r);
    struct risk_model f = {.count = N, .factors = K, .loading = loading, .specific = specific}, m = {.count = N, .covariance = q};
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) q[i * N + j] = model_entry(&f, i, j);
    for (int what = 0; what < OBJECTIVE_COUNT; what++) {
        struct portfolio_problem p = problem_of(&f, mean), d = problem_of(&m, mean);
        struct portfolio         a = {0}, b = {0};
        double                   number = what == TARGET_RETURN ? 0.06 : what == TARGET_VOLATILITY ? 0.08 : 0.5;
        CHECK(portfolio_solve(&c, &p, (enum objective)what, number, &a) == OK && portfolio_solve(&c, &d, (enum objective)what, number, &b) == OK, "%d: %s", what, c.note);
        for (size_t i = 0; i < N && a.weight && b.weight; i++) CHECK(near(a.weight[i], b.weight[i], 1e-9), "%d: %zu %.17g %.17g", what, i, a.weight[i], b.weight[i]);
    }
    double x[N], y[N], miss;
    CHECK(risk_parity(&c, &f, NULL, x, &miss) == OK && miss < 1e-13 && risk_parity(&c, &m, NULL, y, &miss) == OK && miss < 1e-13, "%s", c.note);
    for (size_t i = 0; i < N; i++) CHECK(near(x[i], y[i], 1e-11));
}

/* ---- the rungs ---- */

TEST(port_interior_point_agrees_with_pivoting)
{
    enum { N = 30, ROWS = 4 };
    AUTO_CTX c = {0};
    ctx_open(&c, MEMORY);
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct random     r = {.seed = seed};
        double            loading[N * 2], specific[N], cost[N], row[ROWS * N], low[ROWS], high[ROWS];
        struct risk_model m = {.count = N, .factors = 2, .loading = loading, .specific = specific};
        for (size_t i = 0; i < 2 * N; i++) loading[i] = random_normal(&r);
        for (size_t i = 0; i < N; i++) specific[i] = 0.5 + random_uniform(&r), cost[i] = random_normal(&r);
        for (size_t i = 0; i < ROWS * N; i++) row[i] = i < N ? 1 : random_uniform(&r) < 0.4;
        for (size_t k = 0; k < ROWS; k++) low[k] = k ? 0.2 : 1, high[k] = k ? 0.5 : 1;
        (void)problem_of(&m, NULL);
        struct qp        p = {.model = &m, .count = N, .cost = cost, .lower = zeros, .upper = ones, .rows = ROWS, .row = row, .row_lower = low, .row_upper = high};
        struct qp_solver s;
        struct qp_answer a, b;
        bool             solved = false;
        CHECK(qp_open(&c, &m, N, ROWS, &s) == OK && qp_answer_open(&c, &p, &a) == OK && qp_answer_open(&c, &p, &b) == OK, "%s", c.note);
        CHECK(qp_solve(&s, &p, &a) == OK && a.kkt < 1e-10 && fabs(a.gap) < 1e-9, "%llu: %s %g", (unsigned long long)seed, c.note, a.kkt);
        CHECK(qp_interior(&s, &p, &b, &solved) == OK && solved, "%llu", (unsigned long long)seed);
        for (size_t i = 0; i < N; i++) CHECK(near(a.x[i], b.x[i], 1e-5), "%llu: %.17g %.17g", (unsigned long long)seed, a.x[i], b.x[i]);
    }
}

TEST(port_residual_is_no_flatterer)
{
    AUTO_CTX c = {0};
    ctx_open(&c, MEMORY);
    double            q[] = {1, 0, 0, 1}, row[] = {1, 1}, one[] = {1}, scratch[2 * QP_SCRATCH_PER_ASSET];
    struct risk_model m   = {.count = 2, .covariance = q};
    (void)problem_of(&m, NULL);
    struct qp        p = {.model = &m, .count = 2, .lower = zeros, .upper = ones, .rows = 1, .row = row, .row_lower = one, .row_upper = one};
    struct qp_answer a;
    CHECK(qp_answer_open(&c, &p, &a) == OK);
    a.x[0] = a.x[1] = 0.5, a.price[0] = 0.5;
    CHECK(qp_residual(&p, &a, scratch) == 0 && a.gap == 0 && a.objective == 0.25);
    a.x[0] = 0.6;
    CHECK(qp_residual(&p, &a, scratch) > 0.09);
    a.x[0] = 0.5, a.price[0] = 0.4;
    CHECK(qp_residual(&p, &a, scratch) > 0.09);
}

/* ---- what contradicts itself ---- */

static const char *story(struct ctx *c, const struct portfolio_problem *p, enum objective what, double number, err want)
{
    struct portfolio a = {0};
    err              e = portfolio_solve(c, p, what, number, &a);
    CHECK(e == want, "%s: %s", err_name(e), c->note);
    return c->note;
}

TEST(port_names_what_contradicts_itself)
{
    AUTO_CTX c = {0};
    ctx_open(&c, MEMORY);
    static const char *const names[] = {"A", "B", "C", "D"}, *const rows[] = {"Banks", "Mines", "Nothing"};
    double                   q[16] = {0}, mean[4] = {0.1, 0.2, 0.3, 0.4}, high[4] = {0.3, 0.3, 0.3, 0.3};
    double                   row[] = {1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 1, 0}, low_limit[] = {-INFINITY, -INFINITY, 0}, high_limit[] = {0.4, 0.5, 1};
    struct risk_model        m = {.count = 4, .covariance = q};
    struct portfolio_problem p = problem_of(&m, mean);
    for (size_t i = 0; i < 4; i++) q[5 * i] = 0.01 * (double)(i + 1);
    p.names     = names;
    p.row_names = rows;
    p.upper     = high;
    p.rows      = 3;
    p.row       = row;
    p.row_lower = low_limit;
    p.row_upper = high_limit;
    CHECK(strcmp(story(&c, &p, MINIMUM_VARIANCE, 0, ERR_INVALID), "these limits contradict each other: the budget, the limits of Banks, the limits of Mines") == 0, "%s", c.note);
    high_limit[1] = 0.7;
    high[0] = high[1] = 0.1;
    CHECK(strstr(story(&c, &p, MINIMUM_VARIANCE, 0, ERR_INVALID), "the budget, the limits of Mines, the upper limits of A B") != NULL ||
          strstr(c.note, "the budget, the upper limits of A B C D") != NULL, "%s", c.note);
    high[0] = high[1] = 0.5;
    CHECK(strstr(story(&c, &p, MINIMUM_VARIANCE, 0, OK), "") != NULL);
    CHECK(strstr(story(&c, &p, TARGET_RETURN, 0.5, ERR_INVALID), "the limits allow at most 0.29") != NULL, "%s", c.note);
    CHECK(strstr(story(&c, &p, TARGET_VOLATILITY, 0.01, ERR_INVALID), "no less than") != NULL, "%s", c.note);
    (void)story(&c, &p, UTILITY, 0, ERR_INVALID);
    (void)story(&c, &p, UTILITY, NAN, ERR_INVALID);
    for (size_t i = 0; i < 4; i++) mean[i] = -0.1 * (double)(i + 1);
    CHECK(strstr(story(&c, &p, MAXIMUM_SHARPE, 0, ERR_INSUFFICIENT), "risk-free") != NULL, "%s", c.note);
    mean[2] = NAN;
    (void)story(&c, &p, MAXIMUM_SHARPE, 0, ERR_DATA);
}

TEST(port_turnover_may_contradict_the_limits)
{
    AUTO_CTX c = {0};
    ctx_open(&c, MEMORY);
    double                   q[] = {0.01, 0, 0, 0.01}, now[] = {1, 0}, high[] = {0.4, 1};
    struct risk_model        m   = {.count = 2, .covariance = q};
    struct portfolio_problem p   = problem_of(&m, NULL);
    p.current  = now;
    p.turnover = 0.5;
    p.upper    = high;
    CHECK(strstr(story(&c, &p, MINIMUM_VARIANCE, 0, ERR_INVALID), "the turnover") != NULL, "%s", c.note);
    p.turnover = 1.2;
    (void)story(&c, &p, MINIMUM_VARIANCE, 0, OK);
}

/* ---- degenerate input ---- */

TEST(port_one_asset)
{
    AUTO_CTX c = {0};
    ctx_open(&c, MEMORY);
    double                   q[] = {0.04}, mean[] = {0.03}, weight[1], miss, returns[] = {0.01, -0.02, 0.03};
    struct risk_model        m   = {.count = 1, .covariance = q};
    struct portfolio_problem p   = problem_of(&m, mean);
    struct corner           *k;
    struct shortfall         s;
    struct portfolio         a;
    size_t                   count;
    for (int what = 0; what < OBJECTIVE_COUNT; what++)
        CHECK(portfolio_solve(&c, &p, (enum objective)what, what == TARGET_RETURN ? 0.03 : 0.5, &a) == OK && near(a.weight[0], 1, 1e-12), "%d: %s", what, c.note);
    CHECK(frontier(&c, &p, &k, &count) == OK && count == 1 && k->weight[0] == 1, "%s", c.note);
    CHECK(risk_parity(&c, &m, NULL, weight, &miss) == OK && weight[0] == 1);
    CHECK(hierarchical_risk_parity(&c, q, 1, LINKAGE_SINGLE, weight) == OK && weight[0] == 1);
    CHECK(hierarchical_equal_risk(&c, q, 1, LINKAGE_WARD, 0, weight) == OK && weight[0] == 1, "%s", c.note);
    CHECK(nested_clusters(&c, q, 1, LINKAGE_WARD, 0, weight) == OK && weight[0] == 1, "%s", c.note);
    CHECK(minimum_shortfall(&c, &p, returns, 3, 0.5, SHORTFALL_LOSS, &s) == OK && near(s.weight[0], 1, 1e-9) && near(s.value, (0.02 - 0.01 / 2) / 1.5, 1e-9), "%s %g", c.note, s.value);
    m.count = 0;
    CHECK(portfolio_solve(&c, &p, MINIMUM_VARIANCE, 0, &a) == ERR_INSUFFICIENT);
    CHECK(risk_parity(&c, &m, NULL, weight, &miss) == ERR_INSUFFICIENT && hierarchical_risk_parity(&c, q, 0, LINKAGE_SINGLE, weight) == ERR_INSUFFICIENT);
}

/* Twins, more assets than days, a pair by pair estimate that is no covariance, and an asset that never moves. */
TEST(port_mends_covariances_and_says_so)
{
    AUTO_CTX c = {0};
    ctx_open(&c, MEMORY);
    double        twins[]  = {1, 1, 0, 1, 1, 0, 0, 0, 1}, broken[] = {1, 0.9, 0.2, 0.9, 1, 0.9, 0.2, 0.9, 1}, silent[] = {1, 0, 0, 0}, negative[] = {-1};
    double       *sound;
    struct repair how;
    CHECK(covariance_mend(&c, twins, 3, &sound, &how) == OK && how.shrunk > 0 && how.shrunk < 1e-6 && sound[0] == 1, "%g", how.shrunk);
    struct risk_model        m = {.count = 3, .covariance = sound};
    struct portfolio_problem p = problem_of(&m, NULL);
    struct portfolio         a;
    CHECK(portfolio_solve(&c, &p, MINIMUM_VARIANCE, 0, &a) == OK && near(a.weight[0], 0.25, 1e-4) && near(a.weight[2], 0.5, 1e-4), "%s", c.note);
    CHECK(covariance_mend(&c, broken, 3, &sound, &how) == OK && how.shrunk > 0.01 && how.shrunk < 0.2, "%g", how.shrunk);
    CHECK(covariance_mend(&c, silent, 2, &sound, &how) == OK && how.silent == 1 && how.shrunk == 0 && sound[3] > 0);
    CHECK(covariance_mend(&c, negative, 1, &sound, &how) == ERR_DATA && covariance_mend(&c, zeros, 2, &sound, &how) == ERR_DATA, "%s", c.note);
    m.covariance = twins;
    CHECK(portfolio_solve(&c, &p, MINIMUM_VARIANCE, 0, &a) != OK || fabs(a.weight[2] - 0.5) < 1e-6, "a broken covariance is an error or the answer, no number besides");
}

TEST(port_all_alike)
{
    enum { N = 6 };
    AUTO_CTX c = {0};
    ctx_open(&c, MEMORY);
    double q[N * N], mean[N], weight[N], miss;
    for (size_t i = 0; i < N * N; i++) q[i] = i % (N + 1) == 0 ? 0.04 : 0.02;
    for (size_t i = 0; i < N; i++) mean[i] = 0.05;
    struct risk_model        m = {.count = N, .covariance = q};
    struct portfolio_problem p = problem_of(&m, mean);
    struct portfolio         a;
    struct corner           *k;
    size_t                   count;
    CHECK(portfolio_solve(&c, &p, MAXIMUM_SHARPE, 0, &a) == OK, "%s", c.note);
    for (size_t i = 0; i < N; i++) CHECK(near(a.weight[i], 1.0 / N, 1e-12));
    CHECK(frontier(&c, &p, &k, &count) == OK && count == 1, "one return, one corner: %zu", count);
    CHECK(hierarchical_risk_parity(&c, q, N, LINKAGE_SINGLE, weight) == OK && risk_parity(&c, &m, NULL, weight, &miss) == OK && near(weight[3], 1.0 / N, 1e-12), "%s", c.note);
}

/* ---- budgets, views, clusters, shares ---- */

TEST(port_budgeted_risk)
{
    AUTO_CTX c = {0};
    ctx_open(&c, MEMORY);
    double            q[] = {0.04, 0.006, 0.006, 0.09}, budget[] = {0.8, 0.2}, weight[2], times[2], miss;
    struct risk_model m   = {.count = 2, .covariance = q};
    CHECK(risk_parity(&c, &m, budget, weight, &miss) == OK && miss < 1e-13, "%s", c.note);
    model_times(&m, weight, times);
    CHECK(near(weight[0] * times[0] / (weight[0] * times[0] + weight[1] * times[1]), 0.8, 1e-12));
    budget[1] = 0;
    CHECK(risk_parity(&c, &m, budget, weight, &miss) == ERR_INVALID);
}

TEST(port_views)
{
    AUTO_CTX c = {0};
    ctx_open(&c, MEMORY);
    double            q[] = {0.04, 0.01, 0.01, 0.09}, prior[] = {0.05, 0.06}, first[] = {1, 0}, none[] = {0, 0}, mean[2];
    struct risk_model m   = {.count = 2, .covariance = q};
    struct view       v   = {first, 0.09, 0.5};
    CHECK(black_litterman(&c, &m, prior, 0.05, &v, 1, mean, NULL) == OK && near(mean[0], 0.07, 1e-14) && near(mean[1], 0.06 + 0.02 * 0.25, 1e-14), "%s", c.note);
    v.confidence = 0.999999;
    CHECK(black_litterman(&c, &m, prior, 0.05, &v, 1, mean, NULL) == OK && near(mean[0], 0.09, 1e-6));
    CHECK(black_litterman(&c, &m, prior, 0.05, NULL, 0, mean, NULL) == OK && mean[0] == 0.05 && mean[1] == 0.06);
    v.confidence = 1;
    CHECK(black_litterman(&c, &m, prior, 0.05, &v, 1, mean, NULL) == ERR_INVALID);
    v = (struct view){none, 0.1, 0.5};
    CHECK(black_litterman(&c, &m, prior, 0.05, &v, 1, mean, NULL) == ERR_INVALID);
}

TEST(port_clusters_of_two_blocks)
{
    enum { N = 6 };
    AUTO_CTX c = {0};
    ctx_open(&c, MEMORY);
    double        q[N * N], distance[N * N], weight[N];
    uint32_t      of[N];
    struct merge *merges;
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) q[i * N + j] = i == j ? 1 + 0.01 * (double)i : i % 2 == j % 2 ? 0.8 + 0.001 * (double)(i + j) : 0.1;
    correlation_distance(q, N, distance);
    CHECK(cluster(&c, distance, N, LINKAGE_WARD, &merges) == OK && cluster_count(merges, N, 5) == 2, "%s", c.note);
    CHECK(cluster_cut(&c, merges, N, 2, of) == OK && of[0] == of[2] && of[2] == of[4] && of[1] == of[3] && of[0] != of[1]);
    CHECK(cluster_cut(&c, merges, N, 7, of) == ERR_INVALID && cluster_cut(&c, merges, N, N, of) == OK && cluster_cut(&c, merges, N, 1, of) == OK && of[5] == 0);
    CHECK(hierarchical_equal_risk(&c, q, N, LINKAGE_WARD, 2, weight) == OK && near(weight[0] + weight[2] + weight[4], 0.5, 0.02), "%s", c.note);
    CHECK(nested_clusters(&c, q, N, LINKAGE_WARD, 2, weight) == OK && near(weight[0] + weight[2] + weight[4], 0.5, 0.02), "%s", c.note);
}

TEST(port_whole_shares)
{
    double   weight[] = {0.5, 0.3, 0.2, 0}, price[] = {100, 33, 7, 5};
    uint32_t order[4];
    int64_t  shares[4], left = whole_shares(weight, price, 4, 1000 * 1000000ll, order, shares);
    CHECK(shares[0] == 5 && shares[1] == 9 && shares[2] == 29 && shares[3] == 0, "%lld %lld %lld", (long long)shares[0], (long long)shares[1], (long long)shares[2]);
    CHECK(left == 0, "%lld", (long long)left);
    CHECK(whole_shares(weight, price, 4, 0, order, shares) == 0 && shares[0] == 0);
}

/* ---- worst outcomes ---- */

TEST(port_shortfall_measure)
{
    double outcome[] = {0.01, -0.05, 0.02, -0.01, -0.03}, scratch[5], threshold;
    CHECK(near(shortfall_value(outcome, 5, 0.6, scratch, &threshold), 0.04, 1e-15) && near(threshold, 0.01, 1e-15));
    CHECK(near(shortfall_value(outcome, 5, 0.7, scratch, &threshold), (0.05 + 0.5 * 0.03) / 1.5, 1e-15) && near(threshold, 0.03, 1e-15));
    CHECK(near(shortfall_value(outcome, 1, 0.95, scratch, &threshold), -0.01, 1e-15));
}

TEST(port_shortfall_refuses)
{
    AUTO_CTX c = {0};
    ctx_open(&c, MEMORY);
    double                   one[] = {1, 1}, returns[] = {0.01, NAN}, low[] = {0.6, 0.6};
    struct risk_model        m = {.count = 2, .specific = one};
    struct portfolio_problem p = problem_of(&m, NULL);
    struct shortfall         s;
    CHECK(minimum_shortfall(&c, &p, returns, 0, 0.9, SHORTFALL_LOSS, &s) == ERR_INSUFFICIENT);
    CHECK(minimum_shortfall(&c, &p, returns, 1, 1, SHORTFALL_LOSS, &s) == ERR_INVALID);
    CHECK(minimum_shortfall(&c, &p, returns, 1, 0.9, SHORTFALL_LOSS, &s) == ERR_DATA);
    p.lower = low;
    returns[1] = 0.02;
    CHECK(minimum_shortfall(&c, &p, returns, 1, 0.9, SHORTFALL_LOSS, &s) == ERR_INVALID && strstr(c.note, "the lower limits of 0 1") != NULL, "%s", c.note);
}

/* ---- paths ---- */

TEST(port_paths_do_not_depend_on_who_draws_them)
{
    enum { N = 3, STEPS = 60, PATHS = 50, MARKS = 3 };
    double   weight[N] = {0.5, 0.3, 0.1}, drift[2 * N] = {0.001, 0, -0.001, 0, 0, 0}, root[2 * N * N] = {0}, history[20 * N], flow[STEPS];
    double   switching[] = {0.9, 0.1, 0.3, 0.7}, whole[PATHS * MARKS], parts[PATHS * MARKS];
    uint32_t mark[MARKS] = {1, 30, STEPS};
    struct random r = {.seed = 5};
    for (size_t i = 0; i < 2 * N * N; i++) root[i] = i % (N * N) % N <= i % (N * N) / N ? 0.01 * (double)(1 + i % 3) : 0;
    for (size_t i = 0; i < 20 * N; i++) history[i] = 0.01 * random_normal(&r);
    for (size_t t = 0; t < STEPS; t++) flow[t] = t % 20 == 19 ? 5 : 0;
    for (int kind = PATH_NORMAL; kind <= PATH_REGIME; kind++) {
        struct path_plan p = {.kind = (enum path_kind)kind, .assets = N, .steps = STEPS, .seed = 99, .weight = weight, .cash_growth = 1.0001,
                              .regimes = kind == PATH_REGIME ? 2 : 1, .drift = drift, .root = root, .switching = switching, .freedom = 5, .history = history,
                              .periods = 20, .block = 5, .start = 100, .flow = flow, .marks = MARKS, .mark = mark};
        AUTO_CTX c = {0};
        double  *scratch;
        ctx_open(&c, MEMORY);
        CHECK(NEW(&c, scratch, paths_scratch(&p)) == OK);
        paths_run(&p, 0, PATHS, scratch, whole);
        for (size_t i = PATHS; i-- > 0;) paths_run(&p, i, 1, scratch, parts + i * MARKS);
        CHECK(memcmp(whole, parts, sizeof whole) == 0, "%d", kind);
        for (size_t i = 0; i < PATHS * MARKS; i++) CHECK(whole[i] > 50 && whole[i] < 250, "%d: %g", kind, whole[i]);
    }
}

/* The mean of a lognormal is known; and of fat tails the variance stays. */
TEST(port_paths_have_the_moments_that_were_asked_for)
{
    enum { STEPS = 20, PATHS = 40000 };
    double   weight[] = {1}, drift[] = {0.001}, root[] = {0.02}, flow[STEPS] = {0};
    uint32_t mark[]   = {STEPS};
    static double scratch[TILE_SCRATCH + 3 * STEPS], wealth[PATHS], sorted[PATHS];
    double        fan[3], level[] = {0.1, 0.5, 0.9};
    for (int kind = PATH_NORMAL; kind <= PATH_STUDENT; kind++) {
        struct path_plan p = {.kind = (enum path_kind)kind, .assets = 1, .steps = STEPS, .seed = 3, .weight = weight, .cash_growth = 1, .regimes = 1, .drift = drift,
                              .root = root, .freedom = 6, .start = 1, .flow = flow, .marks = 1, .mark = mark};
        double mean = 0, square = 0;
        CHECK(paths_scratch(&p) == sizeof scratch / sizeof *scratch);
        paths_run(&p, 0, PATHS, scratch, wealth);
        for (size_t i = 0; i < PATHS; i++) mean += log(wealth[i]) / PATHS;
        for (size_t i = 0; i < PATHS; i++) square += (log(wealth[i]) - mean) * (log(wealth[i]) - mean) / PATHS;
        double sd = 0.02 * sqrt(STEPS);
        CHECK(fabs(mean - STEPS * 0.001) < 4 * sd / sqrt(PATHS), "%d: %g", kind, mean);
        CHECK(fabs(square / (sd * sd) - 1) < 0.05, "%d: %g", kind, square / (sd * sd));
        paths_fan(wealth, PATHS, 1, 0, level, 3, sorted, fan);
        CHECK(fan[0] < fan[1] && fan[1] < fan[2] && near(paths_share_at_least(sorted, PATHS, fan[1]), 0.5, 1e-3));
    }
}

TEST(port_paths_run_dry_and_stay_so)
{
    enum { STEPS = 4 };
    double   weight[] = {0}, drift[] = {0}, root[] = {0}, flow[STEPS] = {-40, -40, -40, 1000}, scratch[TILE_SCRATCH + 3 * STEPS], wealth[STEPS];
    uint32_t mark[]   = {1, 2, 3, 4};
    struct path_plan p = {.kind = PATH_NORMAL, .assets = 1, .steps = STEPS, .seed = 3, .weight = weight, .cash_growth = 1, .regimes = 1, .drift = drift, .root = root,
                          .start = 100, .flow = flow, .marks = STEPS, .mark = mark};
    paths_run(&p, 0, 1, scratch, wealth);
    CHECK(wealth[0] == 60 && wealth[1] == 20 && wealth[2] == 0 && wealth[3] == 0);
}
