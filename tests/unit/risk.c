#include <math.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "num/matrix.h"
#include "num/random.h"
#include "num/stat.h"
#include "risk/covariance.h"
#include "risk/drawdown.h"
#include "risk/ratio.h"
#include "risk/returns.h"
#include "risk/tail.h"
#include "risk/volatility.h"

static bool near(double a, double b, double room) { return fabs(a - b) <= room * fmax(1, fabs(b)); }

TEST(risk_returns_from_prices)
{
    double price[] = {100, 110, 0, 99, 99}, simple[4], logs[4];
    returns_simple(price, 5, simple);
    returns_log(price, 5, logs);
    CHECK(near(simple[0], 0.1, 1e-15) && isnan(simple[1]) && isnan(simple[2]) && simple[3] == 0);
    CHECK(near(logs[0], log(1.1), 1e-15) && isnan(logs[1]) && isnan(logs[2]) && logs[3] == 0);
    CHECK(near(returns_compound((double[]){0.1, -0.1}, 2), -0.01, 1e-15) && returns_compound(NULL, 0) == 0);
    CHECK(isnan(returns_compound((double[]){-1.5, 0.1}, 2)) && isnan(returns_compound((double[]){NAN}, 1)));
    CHECK(near(returns_annual((double[]){0.1, 0.1}, 2, 2), 0.21, 1e-15) && returns_annual((double[]){-1}, 1, 12) == -1);
    CHECK(isnan(returns_annual(NULL, 0, 252)));
}

TEST(risk_drawdown)
{
    double          wealth[] = {100, 120, 90, 60, 110, 121, 100}, series[7];
    struct drawdown d        = drawdown_max(wealth, 7);
    CHECK(d.depth == -0.5 && d.peak == 1 && d.trough == 3 && d.recovered == 5);
    CHECK(drawdown_now(wealth, 7) == 100 / 121.0 - 1 && drawdown_now(wealth, 2) == 0);
    drawdown_series(wealth, 7, series);
    CHECK(series[1] == 0 && series[2] == -0.25 && series[3] == -0.5 && series[6] == drawdown_now(wealth, 7));
    CHECK(near(drawdown_ulcer(wealth, 7), sqrt(stat_dot(series, series, 7) / 7), 1e-15));
    CHECK(drawdown_max(wealth, 5).recovered == 5);

    d = drawdown_max((double[]){2, 1, 4, 2, 5}, 5);
    CHECK(d.depth == -0.5 && d.peak == 0 && d.trough == 1 && d.recovered == 2, "of equals the first");
    d = drawdown_max((double[]){1, 2, 3}, 3);
    CHECK(d.depth == 0 && d.peak == d.trough);
    CHECK(isnan(drawdown_max(NULL, 0).depth) && isnan(drawdown_now(NULL, 0)) && isnan(drawdown_ulcer(NULL, 0)));
    double broken[] = {NAN, -1, 10, 0, 5};
    d = drawdown_max(broken, 5);
    drawdown_series(broken, 5, series);
    CHECK(d.depth == -0.5 && d.peak == 2 && d.trough == 4 && isnan(drawdown_now(broken, 4)) && isnan(series[1]));
}

/* Twenty returns at 95 %: (20 - 1) x 0.05 = 0.95, so the lower order statistic is the worst return. */
TEST(risk_tail_conventions)
{
    double r[] = {-0.10, -0.06, -0.04, -0.03, -0.02, -0.01, 0,    0.01, 0.01, 0.02,
                  0.02,  0.03,  0.03,  0.04,  0.04,  0.05,  0.05, 0.06, 0.07, 0.08, 0.09};
    CHECK(tail_var(r, 20, 0.95) == 0.10 && tail_cvar(r, 20, 0.95) == 0.10);
    CHECK(tail_var(r, 21, 0.95) == 0.06, "%g: 20 x 0.05 is 1, whatever 1 - 0.95 rounds to", tail_var(r, 21, 0.95));
    CHECK(tail_var(r, 21, 0.90) == 0.04, "%g: 20 x 0.1 is 2, though 1 - 0.9 rounds down", tail_var(r, 21, 0.90));
    CHECK(near(tail_cvar(r, 21, 0.95), 0.08, 1e-15));
    CHECK(near(tail_var_linear(r, 20, 0.95), 0.10 - 0.95 * 0.04, 1e-15));
    CHECK(near(tail_cvar_fractional(r, 20, 0.95), 0.10, 1e-12));
    CHECK(near(tail_cvar_fractional(r, 20, 0.90), 0.08, 1e-12));
    CHECK(near(tail_cvar_fractional(r, 21, 0.95), (0.10 + 0.05 * 0.06) / 1.05, 1e-12));
    CHECK(tail_cvar((double[]){0.01, 0.01, 0.02}, 3, 0.9) == -0.01);       /* even the bad days gained; ties count */
    CHECK(isnan(tail_var(NULL, 0, 0.95)) && isnan(tail_cvar(NULL, 0, 0.95)) && isnan(tail_var_linear(NULL, 0, 0.95)));
    CHECK(isnan(tail_cvar_fractional(NULL, 0, 0.95)));
}

/* The conditional value is never milder than the value itself, and both grow with the level. */
TEST(risk_tail_laws)
{
    enum { COUNT = 1000 };
    double        r[COUNT];
    struct random random = {.seed = 21};
    for (size_t i = 0; i < COUNT; i++) r[i] = 0.01 * random_student(&random, 4);
    stat_sort(r, COUNT);
    for (size_t k = 2; k < 100; k++) {
        double level = (double)k / 100, before = level - 0.01;
        CHECK(tail_cvar(r, COUNT, level) >= tail_var(r, COUNT, level));
        CHECK(tail_var(r, COUNT, level) >= tail_var_linear(r, COUNT, level));
        CHECK(tail_var(r, COUNT, level) >= tail_var(r, COUNT, before));
        CHECK(tail_cvar_fractional(r, COUNT, level) >= tail_cvar_fractional(r, COUNT, before));
    }
}

TEST(risk_ratios)
{
    double r[] = {0.01, -0.02, 0.03, 0};        /* mean 0.005; squares about it 0.0013; downside 0.0004 */
    CHECK(near(sharpe(r, 4, 0, 252), 0.005 / sqrt(0.0013 / 3) * sqrt(252), 1e-14));
    CHECK(near(sharpe(r, 4, 0.005, 252), 0, 1e-14));
    CHECK(near(sortino(r, 4, 0, 252), 0.005 / sqrt(0.0004 / 4) * sqrt(252), 1e-14));
    CHECK(isnan(sharpe(r, 1, 0, 252)) && isnan(sharpe((double[]){1, 1}, 2, 0, 252)) && isnan(sortino(r, 1, 0, 252)));
    CHECK(isnan(sortino((double[]){0.1, 0.2}, 2, 0, 252)) && isnan(sortino((double[]){NAN, -0.1}, 2, 0, 252)));
    CHECK(downside_deviation((double[]){0.1, 0.2}, 2, 0) == 0 && isnan(downside_deviation(NULL, 0, 0)));
}

TEST(risk_volatility)
{
    double r[] = {0.01, -0.02, 0.03, 0};
    CHECK(near(volatility_annual(r, 4, 252), sqrt(0.0013 / 3 * 252), 1e-15) && isnan(volatility_annual(r, 1, 252)));
    double weight = 1 + 0.9 + 0.81 + 0.729, square = 0.0009 * 0.9 + 0.0004 * 0.81 + 0.0001 * 0.729;
    CHECK(near(volatility_ewma(r, 4, 0.9, 365), sqrt(square / weight * 365), 1e-15));
    double same[50];
    for (size_t i = 0; i < 50; i++) same[i] = i % 2 ? 0.01 : -0.01;
    CHECK(near(volatility_ewma(same, 50, EWMA_DECAY, 1), 0.01, 1e-15) && isnan(volatility_ewma(r, 0, 0.9, 252)));
}

/* PerformanceAnalytics' documented figures on portfolio_bacon: AdjustedSharpeRatio 0.7591435 (built from annual return,
 * volatility, skewness and kurtosis), SkewnessKurtosisRatio -0.034, PainIndex 0.04. */
TEST(risk_agrees_with_performanceanalytics)
{
    const char *data = shared_data();
    if (!data) {
        test_skip("the folder of real data is not here");
        return;
    }
    char   path[1000], line[200];
    double r[24], wealth[25] = {1}, drawdown[25];
    size_t count = 0;
    snprintf(path, sizeof path, "%s/oracle/portfolio/performanceanalytics/portfolio_bacon.csv", data);
    FILE *f = fopen(path, "r");
    CHECK(f, "%s", path);
    while (f && fgets(line, sizeof line, f))
        if (count < 24 && sscanf(line, "%*d-%*d-%*d,%lf", &r[count]) == 1) count++;
    if (f) fclose(f);
    CHECK(count == 24, "%zu rows", count);

    for (size_t i = 0; i < count; i++) wealth[i + 1] = wealth[i] * (1 + r[i]);
    drawdown_series(wealth, 25, drawdown);
    double ratio = returns_annual(r, count, 12) / volatility_annual(r, count, 12);
    double skew  = stat_skewness(r, count), kurtosis = stat_kurtosis(r, count);
    double adjusted = ratio * (1 + skew / 6 * ratio - (kurtosis - 3) / 24 * ratio * ratio);
    CHECK(fabs(adjusted - 0.7591435) < 5e-8, "%.9f", adjusted);
    CHECK(fabs(skew / kurtosis + 0.034) < 5e-4, "%g", skew / kurtosis);
    CHECK(fabs(-stat_sum(drawdown, 25) / 24 - 0.04) < 5e-4, "%g", -stat_sum(drawdown, 25) / 24);
}

enum { ROWS = 8, COLUMNS = 3 };

static const double SAMPLE[] = {.010, -.020, .005,  -.015, .012,  .001, .022, .030, -.004, -.003, -.011, .009,
                                .007, .004,  -.012, -.028, -.009, .003, .013, .018, .007,  .001,  -.006, -.002};

/* sklearn 1.2.1, sklearn.covariance.ledoit_wolf on SAMPLE. */
TEST(risk_shrinkage_agrees_with_sklearn)
{
    static const double want[] = {1.89332065e-04,  3.22555342e-05, -6.61433727e-06, 3.22555342e-05, 1.96006487e-04,
                                  -1.04046880e-05, -6.61433727e-06, -1.04046880e-05, 1.29567698e-04};
    double x[ROWS * COLUMNS], c[COLUMNS * COLUMNS];
    memcpy(x, SAMPLE, sizeof x);
    double k = covariance_to_constant_variance(x, ROWS, COLUMNS, c);
    CHECK(near(k, 0.6795476265369592, 1e-13), "%.17g", k);
    for (size_t i = 0; i < COLUMNS * COLUMNS; i++) CHECK(fabs(c[i] - want[i]) < 1e-12, "%zu: %g", i, c[i]);
}

/* The paper's formulas, each moment by its definition, in numpy 1.24.2 on SAMPLE. */
TEST(risk_shrinkage_by_the_paper)
{
    static const double want[] = {2.26859375e-04, 2.92493905e-05,  -9.62065314e-06, 2.92493905e-05, 2.47687500e-04,
                                  -1.38649599e-05, -9.62065314e-06, -1.38649599e-05, 4.03593750e-05};
    double x[ROWS * COLUMNS], c[COLUMNS * COLUMNS];
    memcpy(x, SAMPLE, sizeof x);
    double k = covariance_to_constant_correlation(x, ROWS, COLUMNS, c);
    CHECK(near(k, 0.6502871963136085, 1e-12), "%.17g", k);
    for (size_t i = 0; i < COLUMNS * COLUMNS; i++) CHECK(fabs(c[i] - want[i]) < 1e-12, "%zu: %g", i, c[i]);
}

/* More assets than periods: S is singular, what is shrunk is not. Variances (or their mean) stay; scaling returns by 2
 * scales the matrix by 4 and leaves k. */
TEST(risk_shrinkage_identities)
{
    enum { T = 40, N = 60 };
    static double x[T * N], twice[T * N], again[T * N], s[N * N], c[N * N], d[N * N];
    double (*const shrink[])(double *, size_t, size_t, double *) = {covariance_to_constant_variance,
                                                                    covariance_to_constant_correlation};
    for (size_t kind = 0; kind < 2; kind++) {
        struct random random = {.seed = 22};
        for (size_t t = 0; t < T; t++) {
            double market = random_normal(&random);     /* half of the assets follow it, half do not */
            for (size_t i = 0; i < N; i++) x[t * N + i] = 0.02 * market * (double)(i % 2) + 0.01 * random_normal(&random);
        }
        for (size_t i = 0; i < T * N; i++) twice[i] = 2 * (again[i] = x[i]);
        covariance_sample(again, T, N, s);
        double k = shrink[kind](x, T, N, c), k_twice = shrink[kind](twice, T, N, d), trace = 0, shrunk = 0;
        CHECK(k > 0 && k < 1 && k_twice == k, "%g", k);
        bool scaled = true, symmetric = true;
        for (size_t i = 0; i < N; i++) {
            trace  += s[i * N + i] * (T - 1) / T;
            shrunk += c[i * N + i];
            for (size_t j = 0; j < N; j++) {
                scaled    &= d[i * N + j] == 4 * c[i * N + j];
                symmetric &= c[i * N + j] == c[j * N + i];
            }
        }
        CHECK(near(shrunk, trace, 1e-12) && scaled && symmetric);
        if (kind == 1) CHECK(near(c[0], s[0] * (T - 1) / T, 1e-12));
        CHECK(!matrix_cholesky(s, N) || s[N * N - 1] < 1e-8);
        CHECK(matrix_cholesky(c, N), "kind %zu", kind);
        CHECK(isnan(shrink[kind](x, 1, N, c)) && isnan(c[0]));
        CHECK(shrink[kind](x, T, 1, c) == 1 && c[0] > 0);
    }
}

/* Two assets: w'Cw by hand; one asset alone is its own volatility. */
TEST(risk_portfolio_volatility)
{
    double r[] = {0.01, 0.02, -0.02, -0.01, 0.03, 0.00, 0, 0.01}, first[] = {0.01, -0.02, 0.03, 0}, c[4];
    covariance_sample(r, 4, 2, c);
    CHECK(near(portfolio_volatility(c, (double[]){1, 0}, 2, 252), volatility_annual(first, 4, 252), 1e-14));
    double w[] = {0.6, 0.4}, by_hand = 0.36 * c[0] + 0.48 * c[1] + 0.16 * c[3];
    CHECK(near(portfolio_volatility(c, w, 2, 252), sqrt(by_hand * 252), 1e-14));
    CHECK(portfolio_volatility((double[]){1, 1, 1, 1}, (double[]){1, -1}, 2, 252) == 0);
    CHECK(isnan(portfolio_volatility((double[]){NAN}, (double[]){1}, 1, 252)));
}
