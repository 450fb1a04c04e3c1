/* Laws of portfolios, over problems drawn from seeds: nothing feasible is better, the order and the units of the assets do
 * not matter, the dual agrees, and the frontier is what it should be. */
#include "../check.h"

#include <math.h>
#include <string.h>

#include "num/random.h"
#include "port/allocate.h"
#include "port/few.h"
#include "port/shortfall.h"

enum { ASSETS_MAX = 40, ROWS_MAX = 4, SEEDS = 25, TRIES = 200, MEMORY = 256 << 20 };

struct market {
    size_t            n, rows;
    double            q[ASSETS_MAX * ASSETS_MAX], mean[ASSETS_MAX], low[ASSETS_MAX], high[ASSETS_MAX];
    double            row[ROWS_MAX * ASSETS_MAX], row_low[ROWS_MAX], row_high[ROWS_MAX], inside[ASSETS_MAX];
    struct risk_model model;
    struct portfolio_problem problem;
};

/* Limits are drawn around weights that meet them, so that there always are some. */
static void draw(struct market *m, uint64_t seed)
{
    struct random r = {.seed = seed};
    double        load[ASSETS_MAX], sum = 0;
    memset(m, 0, sizeof *m);
    m->n    = 2 + (size_t)random_below(&r, ASSETS_MAX - 1);
    m->rows = (size_t)random_below(&r, ROWS_MAX + 1);
    for (size_t i = 0; i < m->n; i++) load[i] = 0.1 + 0.05 * random_normal(&r), sum += m->inside[i] = random_uniform(&r);
    for (size_t i = 0; i < m->n; i++) {
        m->inside[i] /= sum;
        m->mean[i] = 0.06 + 0.02 * random_normal(&r);
        m->low[i]  = seed % 3 == 0 ? -0.2 : 0;
        m->high[i] = seed % 2 == 0 ? 1 : fmax(2.5 / (double)m->n, m->inside[i]);
        for (size_t j = 0; j < m->n; j++) m->q[i * m->n + j] = load[i] * load[j];
    }
    for (size_t i = 0; i < m->n; i++) m->q[i * m->n + i] += 0.005 + 0.05 * random_uniform(&r);
    for (size_t k = 0; k < m->rows; k++) {
        double held = 0;
        for (size_t i = 0; i < m->n; i++) {
            m->row[k * m->n + i] = random_uniform(&r) < 0.4;
            held += m->row[k * m->n + i] * m->inside[i];
        }
        m->row_low[k]  = k % 2 ? held - 0.1 : -INFINITY;
        m->row_high[k] = held + 0.02;
    }
    m->mean[0] = fabs(m->mean[0]) + 0.01;               /* something earns more than nothing */
    m->model   = (struct risk_model){.count = m->n, .covariance = m->q};
    m->problem = (struct portfolio_problem){.risk = &m->model, .expected = m->mean, .lower = m->low, .upper = m->high, .budget_lower = 1, .budget_upper = 1,
                                            .rows = m->rows, .row = m->row, .row_lower = m->row_low, .row_upper = m->row_high, .turnover = INFINITY};
}

static double number_of(enum objective what, const struct portfolio *least, const struct portfolio *sharpe)
{
    if (what == TARGET_RETURN) return 0.5 * (least->expected + sharpe->expected);
    if (what == TARGET_VOLATILITY) return 0.5 * (least->volatility + sharpe->volatility);
    return what == ROBUST_UTILITY ? 0.2 : what == KELLY ? 0.5 : 4;
}

/* The value of an objective, larger is better; NaN where the weights miss its own condition. */
static double worth(const struct market *m, enum objective what, double number, const double *w)
{
    double mean = 0, scratch[ASSETS_MAX], variance = model_variance(&m->model, w, scratch), volatility = sqrt(variance), spread = 0;
    for (size_t i = 0; i < m->n; i++) mean += m->mean[i] * w[i], spread += sqrt(m->q[i * m->n + i]) * w[i];
    switch (what) {
    case MINIMUM_VARIANCE:        return -variance;
    case UTILITY:                 return mean - number / 2 * variance;
    case KELLY:                   return mean - variance / (2 * number);
    case ROBUST_UTILITY:          return mean - number * volatility - variance / 2;
    case MAXIMUM_SHARPE:          return mean / volatility;
    case MAXIMUM_DIVERSIFICATION: return spread / volatility;
    case TARGET_RETURN:           return mean >= number - 1e-12 ? -variance : NAN;
    case TARGET_VOLATILITY:       return volatility <= number + 1e-12 ? mean : NAN;
    case OBJECTIVE_COUNT:         break;
    }
    return NAN;
}

static bool feasible(const struct market *m, const double *w, double room)
{
    double sum = 0;
    for (size_t i = 0; i < m->n; i++) {
        if (w[i] < m->low[i] - room || w[i] > m->high[i] + room) return false;
        sum += w[i];
    }
    for (size_t k = 0; k < m->rows; k++) {
        double held = 0;
        for (size_t i = 0; i < m->n; i++) held += m->row[k * m->n + i] * w[i];
        if (held < m->row_low[k] - room || held > m->row_high[k] + room) return false;
    }
    return fabs(sum - 1) <= room * 10;
}

/* Steps from the answer in random directions that keep the sum, and mixtures with other feasible weights. */
static void nothing_is_better(const struct market *m, enum objective what, double number, const double *best, const double *other, uint64_t seed)
{
    struct random r = {.seed = seed, .stream = 7};
    double        value = worth(m, what, number, best), w[ASSETS_MAX];
    size_t        tried = 0;
    CHECK(feasible(m, best, 1e-12), "%d, seed %llu", what, (unsigned long long)seed);
    for (int k = 0; k < TRIES; k++) {
        double share = pow(10, -4 * random_uniform(&r));
        size_t from = random_below(&r, m->n), to = random_below(&r, m->n);
        for (size_t i = 0; i < m->n; i++) w[i] = k % 2 ? best[i] + share * (other[i] - best[i]) : best[i];
        if (k % 2 == 0) w[from] -= 0.1 * share, w[to] += 0.1 * share;
        double seen = worth(m, what, number, w);
        if (!feasible(m, w, 1e-15) || isnan(seen)) continue;
        tried++;
        CHECK(seen <= value + 1e-11 * fmax(1, fabs(value)), "%d, seed %llu: %.17g, and there is %.17g", what, (unsigned long long)seed, value, seen);
    }
    CHECK(tried > 0, "%d, seed %llu", what, (unsigned long long)seed);
}

TEST(property_portfolio_nothing_feasible_is_better)
{
    static struct market m;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        AUTO_CTX         c = {0};
        struct portfolio all[OBJECTIVE_COUNT] = {0};
        ctx_open(&c, MEMORY);
        draw(&m, seed);
        for (int pass = 0; pass < 2; pass++)
            for (int what = 0; what < OBJECTIVE_COUNT; what++) {
                if ((what == TARGET_RETURN || what == TARGET_VOLATILITY) != (pass == 1)) continue;
                err e = portfolio_solve(&c, &m.problem, (enum objective)what, number_of((enum objective)what, &all[MINIMUM_VARIANCE], &all[MAXIMUM_SHARPE]), &all[what]);
                CHECK(e == OK, "%d, seed %llu: %s", what, (unsigned long long)seed, c.note);
                if (e != OK) return;
                CHECK(all[what].kkt < 1e-10 && fabs(all[what].gap) < 1e-9, "%d, seed %llu: %g %g", what, (unsigned long long)seed, all[what].kkt, all[what].gap);
            }
        for (int what = 0; what < OBJECTIVE_COUNT; what++) {
            double number = number_of((enum objective)what, &all[MINIMUM_VARIANCE], &all[MAXIMUM_SHARPE]);
            nothing_is_better(&m, (enum objective)what, number, all[what].weight, m.inside, seed);
            nothing_is_better(&m, (enum objective)what, number, all[what].weight, all[(what + 1) % OBJECTIVE_COUNT].weight, seed + 100);
        }
    }
}

TEST(property_portfolio_order_and_units_do_not_matter)
{
    static struct market m, other;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        AUTO_CTX         c = {0};
        struct portfolio a, b;
        ctx_open(&c, MEMORY);
        draw(&m, seed);
        other = m;
        size_t n = m.n;
        for (size_t i = 0; i < n; i++) {                /* the last asset first, and returns in percent */
            size_t from = n - 1 - i;
            other.mean[i] = 100 * m.mean[from];
            other.low[i]  = m.low[from];
            other.high[i] = m.high[from];
            for (size_t j = 0; j < n; j++) other.q[i * n + j] = 10000 * m.q[from * n + n - 1 - j];
            for (size_t k = 0; k < m.rows; k++) other.row[k * n + i] = m.row[k * n + from];
        }
        other.model   = (struct risk_model){.count = n, .covariance = other.q};
        other.problem = m.problem;
        other.problem.risk = &other.model, other.problem.expected = other.mean, other.problem.lower = other.low, other.problem.upper = other.high;
        other.problem.row = other.row;
        for (int what = 0; what <= MAXIMUM_SHARPE; what += MAXIMUM_SHARPE) {
            CHECK(portfolio_solve(&c, &m.problem, (enum objective)what, 0, &a) == OK && portfolio_solve(&c, &other.problem, (enum objective)what, 0, &b) == OK, "%s", c.note);
            for (size_t i = 0; i < n; i++) CHECK(fabs(a.weight[i] - b.weight[n - 1 - i]) < 1e-9, "%d, seed %llu: %g %g", what, (unsigned long long)seed, a.weight[i], b.weight[n - 1 - i]);
        }
    }
}

TEST(property_frontier_is_monotone_convex_and_optimal)
{
    static struct market m;
    enum { POINTS = 15 };
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        AUTO_CTX         c = {0};
        struct corner   *k, at[POINTS];
        size_t           count = 0;
        struct portfolio a;
        ctx_open(&c, MEMORY);
        draw(&m, seed);
        CHECK(frontier(&c, &m.problem, &k, &count) == OK, "seed %llu: %s", (unsigned long long)seed, c.note);
        if (count < 2) continue;
        CHECK(frontier_points(&c, &m.problem, k, count, POINTS, at) == OK);
        for (size_t i = 0; i < POINTS; i++) {
            CHECK(feasible(&m, at[i].weight, 1e-12), "seed %llu, %zu", (unsigned long long)seed, i);
            CHECK(portfolio_solve(&c, &m.problem, TARGET_RETURN, at[i].expected - 1e-13, &a) == OK, "seed %llu: %s", (unsigned long long)seed, c.note);
            CHECK(fabs(a.volatility - at[i].volatility) < 1e-9, "seed %llu, %zu of %zu: %.17g %.17g", (unsigned long long)seed, i, count, a.volatility, at[i].volatility);
            if (i == 0) continue;
            CHECK(at[i].expected > at[i - 1].expected && at[i].volatility >= at[i - 1].volatility);
            if (i > 1) CHECK(at[i].volatility - 2 * at[i - 1].volatility + at[i - 2].volatility > -1e-12, "seed %llu, %zu", (unsigned long long)seed, i);
        }
        CHECK(portfolio_solve(&c, &m.problem, TARGET_RETURN, k[count - 1].expected + 1e-6, &a) == ERR_INVALID, "seed %llu: there is more", (unsigned long long)seed);
    }
}

TEST(property_risk_parity_shares_are_equal)
{
    static struct market m;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        AUTO_CTX c = {0};
        double   weight[ASSETS_MAX], times[ASSETS_MAX], miss, sum = 0;
        ctx_open(&c, MEMORY);
        draw(&m, seed);
        CHECK(risk_parity(&c, &m.model, NULL, weight, &miss) == OK && miss < 1e-12, "seed %llu: %s", (unsigned long long)seed, c.note);
        double variance = model_variance(&m.model, weight, times);
        for (size_t i = 0; i < m.n; i++) {
            CHECK(fabs(weight[i] * times[i] / variance * (double)m.n - 1) < 1e-10 && weight[i] > 0, "seed %llu", (unsigned long long)seed);
            sum += weight[i];
        }
        CHECK(fabs(sum - 1) < 1e-13);
    }
}

static void sums_to_one(const struct market *m, const double *weight, const char *what)
{
    double sum = 0;
    for (size_t i = 0; i < m->n; i++) {
        CHECK(weight[i] >= 0, "%s", what);
        sum += weight[i];
    }
    CHECK(fabs(sum - 1) < 1e-12, "%s: %.17g", what, sum);
}

TEST(property_hierarchies_hold_all_of_the_money)
{
    static struct market m;
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        for (int how = LINKAGE_SINGLE; how <= LINKAGE_WARD; how++) {
            AUTO_CTX c = {0};
            double   weight[ASSETS_MAX];
            ctx_open(&c, MEMORY);
            draw(&m, seed);
            size_t clusters = seed % 2 ? 0 : 1 + seed % m.n;
            CHECK(hierarchical_risk_parity(&c, m.q, m.n, (enum linkage)how, weight) == OK, "%s", c.note);
            sums_to_one(&m, weight, "hrp");
            CHECK(hierarchical_equal_risk(&c, m.q, m.n, (enum linkage)how, clusters, weight) == OK, "%s", c.note);
            sums_to_one(&m, weight, "herc");
            CHECK(nested_clusters(&c, m.q, m.n, (enum linkage)how, clusters, weight) == OK, "%s", c.note);
            sums_to_one(&m, weight, "nco");
        }
}

/* The bound that comes with the answer holds for every feasible portfolio there is. */
TEST(property_shortfall_nothing_feasible_is_better)
{
    enum { PERIODS = 60 };
    static struct market m;
    static double        returns[PERIODS * ASSETS_MAX];
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        for (int kind = SHORTFALL_LOSS; kind <= SHORTFALL_DRAWDOWN; kind++) {
            AUTO_CTX         c = {0};
            struct random    r = {.seed = seed, .stream = 3};
            struct shortfall best;
            ctx_open(&c, MEMORY);
            draw(&m, seed);
            for (size_t i = 0; i < PERIODS * m.n; i++) returns[i] = 0.0005 + 0.01 * random_normal(&r);
            CHECK(minimum_shortfall(&c, &m.problem, returns, PERIODS, 0.9, (enum shortfall_kind)kind, &best) == OK, "seed %llu: %s", (unsigned long long)seed, c.note);
            CHECK(best.gap < 1e-6 && best.gap > -1e-9 && feasible(&m, best.weight, 1e-9), "seed %llu: %g", (unsigned long long)seed, best.gap);
            for (int k = 0; k < 50; k++) {
                double outcome[PERIODS], scratch[PERIODS], threshold, share = random_uniform(&r), sum = 0, peak = 0;
                for (size_t t = 0; t < PERIODS; t++) {
                    double got = 0;
                    for (size_t i = 0; i < m.n; i++) got += returns[t * m.n + i] * (best.weight[i] + share * (m.inside[i] - best.weight[i]));
                    sum       += got;
                    peak       = fmax(peak, sum);
                    outcome[t] = kind == SHORTFALL_LOSS ? got : sum - peak;
                }
                CHECK(shortfall_value(outcome, PERIODS, 0.9, scratch, &threshold) >= best.value - 1e-8, "seed %llu", (unsigned long long)seed);
            }
        }
}

/* Every choice of assets, tried one by one. */
static double best_by_trying(struct ctx *c, const struct market *m, size_t most, double least)
{
    double best = INFINITY;
    for (unsigned chosen = 1; chosen < 1u << m->n; chosen++) {
        double                   low[ASSETS_MAX], high[ASSETS_MAX];
        struct portfolio_problem p = m->problem;
        struct portfolio         a = {0};
        if ((size_t)__builtin_popcount(chosen) > most) continue;
        for (size_t i = 0; i < m->n; i++) low[i] = chosen >> i & 1 ? least : 0, high[i] = chosen >> i & 1 ? m->high[i] : 0;
        p.lower = low, p.upper = high;
        if (portfolio_solve(c, &p, MINIMUM_VARIANCE, 0, &a) == OK) best = fmin(best, a.volatility);
    }
    return best;
}

TEST(property_few_assets_are_the_best_few)
{
    static struct market m;
    size_t found = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        AUTO_CTX   c = {0};
        struct few few = {0};
        ctx_open(&c, MEMORY);
        draw(&m, 2 * seed + 1);
        if (m.n > 9) m.n = 2 + m.n % 8, m.rows = 0;
        static double q[ASSETS_MAX * ASSETS_MAX];
        memcpy(q, m.q, sizeof q);
        for (size_t i = 0; i < m.n; i++) m.low[i] = 0, m.high[i] = 0.7;
        m.model = (struct risk_model){.count = m.n, .covariance = q};
        for (size_t i = 0; i < m.n; i++)
            for (size_t j = 0; j < m.n; j++) q[i * m.n + j] = i == j ? 0.02 + 0.01 * (double)((i * 7 + seed) % 5) : 0.01;
        m.problem.rows = m.rows;
        size_t most  = 1 + (size_t)(seed % 4);
        double least = seed % 2 ? 0.15 : 0, want = best_by_trying(&c, &m, most, least);
        err    e     = portfolio_of_few(&c, &m.problem, 0, most, least, 100000, &few);
        CHECK((e == OK) == isfinite(want), "seed %llu: %s", (unsigned long long)seed, c.note);
        if (e != OK) continue;
        size_t held = 0;
        found++;
        for (size_t i = 0; i < m.n; i++) {
            held += few.weight[i] > 1e-9;
            CHECK(few.weight[i] <= 1e-9 || few.weight[i] >= least - 1e-9, "seed %llu: %g", (unsigned long long)seed, few.weight[i]);
        }
        CHECK(held <= most && few.gap == 0 && fabs(few.volatility - want) < 1e-9, "seed %llu: %.17g, not %.17g, %zu of %zu", (unsigned long long)seed, few.volatility, want, held, most);
    }
    CHECK(found > 10, "%zu", found);
}
