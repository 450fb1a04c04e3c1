/* Risk beyond the oracle: published examples, identities, and what is said of series that say nothing. */
#include <math.h>
#include <string.h>

#include "check.h"
#include "num/eigen.h"
#include "num/matrix.h"
#include "num/random.h"
#include "num/stat.h"
#include "risk/attribution.h"
#include "risk/backtest.h"
#include "risk/benchmark.h"
#include "risk/bootstrap.h"
#include "risk/covariance.h"
#include "risk/covariance_shrunk.h"
#include "risk/drawdown.h"
#include "risk/garch.h"
#include "risk/pca.h"
#include "risk/range.h"
#include "risk/ratio.h"
#include "risk/regression.h"
#include "risk/series_test.h"
#include "risk/sharpe.h"
#include "risk/stress.h"
#include "risk/tail_model.h"

enum { COUNT = 1000, COLUMNS = 8, ROWS = 60 };

static double x[COUNT], y[COUNT], scratch[4 * COUNT];

static bool near(double a, double b, double room) { return fabs(a - b) <= room * fmax(1, fabs(b)); }

static void draw(double *out, size_t count, uint64_t stream)
{
    struct random r = {.seed = 51, .stream = stream};
    for (size_t i = 0; i < count; i++) out[i] = 0.0003 + 0.01 * random_student(&r, 5);
}

/* ---- Sharpe ---- */

/* Bailey and Lopez de Prado, "The deflated Sharpe ratio", 2014: 1,250 days, yearly ratio 2.5, skewness -3, kurtosis 10, best of
 * 100 trials whose yearly ratios have variance 1/2: 0.9004. The same authors, "The Sharpe ratio efficient frontier", 2012: 24
 * months, ratio 0.458, skewness -2.448, kurtosis 10.164: 0.913, and 0.982 were returns normal. */
TEST(risk_sharpe_as_published)
{
    struct sharpe_sample deflated = {2.5 / sqrt(250), 1250, -3, 10}, fund = {0.458, 24, -2.448, 10.164}, normal = {0.458, 24, 0, 3};
    CHECK(fabs(sharpe_by_luck(100, 0.5 / 250) - 0.1132) < 5e-5, "%g", sharpe_by_luck(100, 0.5 / 250));
    CHECK(fabs(sharpe_deflated(&deflated, 100, 0.5 / 250) - 0.9004) < 5e-5, "%.6f", sharpe_deflated(&deflated, 100, 0.5 / 250));
    CHECK(fabs(sharpe_probabilistic(&fund, 0) - 0.913) < 5e-4 && fabs(sharpe_probabilistic(&normal, 0) - 0.982) < 5e-4);
    CHECK(sharpe_adjusted(1, 0, 3) == 1 && sharpe_adjusted(1, -1, 3) < 1 && sharpe_adjusted(1, 0, 9) < 1);
    CHECK(isnan(sharpe_by_luck(1, 0.1)) && isnan(sharpe_probabilistic(&(struct sharpe_sample){1, 1, 0, 3}, 0)));
    CHECK(isnan(sharpe_probabilistic(&(struct sharpe_sample){NAN, 100, 0, 3}, 0)));
}

/* ---- backtests ---- */

/* The paper's region of not rejecting at 5 %: of 255 days at 95 %, 7 to 20 exceptions (7 < N < 21). */
TEST(risk_backtest_kupiec)
{
    CHECK(backtest_kupiec(7, 255, 0.95).probability > 0.05 && backtest_kupiec(20, 255, 0.95).probability > 0.05);
    CHECK(backtest_kupiec(6, 255, 0.95).probability < 0.05 && backtest_kupiec(21, 255, 0.95).probability < 0.05);
    CHECK(near(backtest_kupiec(0, 100, 0.99).ratio, -200 * log(0.99), 1e-13) && isfinite(backtest_kupiec(100, 100, 0.99).ratio));
    CHECK(backtest_kupiec(5, 100, 0.95).ratio == 0 && backtest_kupiec(5, 100, 0.95).probability == 1 && isnan(backtest_kupiec(0, 0, 0.95).ratio));
}

TEST(risk_backtest_christoffersen)
{
    bool spread[400] = {0}, together[400] = {0}, none[400] = {0};
    for (size_t i = 10; i < 400; i += 20) spread[i] = true;
    for (size_t i = 100; i < 120; i++) together[i] = true;
    CHECK(backtest_independence(spread, 400).probability > 0.1 && backtest_independence(together, 400).probability < 1e-9);
    /* By hand: 20 of 399 steps end in an exception; 19 of these begin in one, 1 of 20 leaves. */
    double apart = log(1 - 1.0 / 379) * 378 + log(1.0 / 379) + 19 * log(19.0 / 20) + log(1.0 / 20), pooled = 379 * log(379.0 / 399) + 20 * log(20.0 / 399);
    CHECK(near(backtest_independence(together, 400).ratio, -2 * (pooled - apart), 1e-12));
    struct verdict both = backtest_coverage(together, 400, 0.95);
    CHECK(near(both.ratio, backtest_kupiec(20, 399, 0.95).ratio + backtest_independence(together, 400).ratio, 1e-12) && both.probability < 1e-9);
    CHECK(isnan(backtest_independence(none, 400).ratio) && isnan(backtest_coverage(none, 1, 0.95).probability));
}

/* ---- ratios and benchmarks of nothing ---- */

TEST(risk_ratios_without_meaning)
{
    double still[80] = {0}, up[] = {0.01, 0.02, 0.01}, hole[] = {0.01, NAN, -0.02};
    CHECK(isnan(omega(up, 3, 0)) && isnan(calmar(up, 3, 252)) && isnan(martin(up, 3, 0, 252)), "nothing was lost");
    CHECK(isnan(omega(hole, 3, 0)) && isnan(calmar(hole, 3, 252)) && isnan(martin(hole, 3, 0, 252)) && isnan(stability(hole, 3)));
    CHECK(isnan(tail_ratio(still, 80)) && isnan(stability(still, 80)) && isnan(tail_ratio(NULL, 0)) && isnan(stability(up, 1)) && isnan(omega(NULL, 0, 0)));
    struct versus flat = {up, still, 3, 0, 252}, one = {up, up, 1, 0, 252}, same = {up, up, 3, 0, 252};
    CHECK(isnan(beta(&flat)) && isnan(alpha_jensen(&flat)) && isnan(treynor(&flat)) && isnan(capture_up(&flat)) && isnan(beta_downside(&flat)));
    CHECK(isnan(beta(&one)) && isnan(tracking_error(&one)) && isnan(information_ratio(&one)));
    CHECK(beta(&same) == 1 && tracking_error(&same) == 0 && isnan(information_ratio(&same)) && near(alpha_jensen(&same), 0, 1e-13));
    CHECK(capture_up(&same) == 1 && isnan(capture_down(&same)));
    struct versus broken = {up, hole, 3, 0, 252};
    CHECK(isnan(beta(&broken)) && isnan(tracking_error(&broken)));
}

TEST(risk_drawdown_table)
{
    double          wealth[] = {100, 90, 100, 80, 85, 101, 100, 102, 51, 60}, up[] = {1, 2, 3};
    struct drawdown d[5];
    CHECK(drawdown_table(wealth, 10, d, 5) == 4);
    CHECK(d[0].depth == -0.5 && d[0].peak == 7 && d[0].trough == 8 && d[0].recovered == 10, "not recovered");
    CHECK(near(d[1].depth, -0.2, 1e-15) && d[1].peak == 2 && d[1].trough == 3 && d[1].recovered == 5);
    CHECK(near(d[2].depth, -0.1, 1e-15) && d[2].peak == 0 && d[2].recovered == 2 && d[3].peak == 5);
    CHECK(drawdown_table(wealth, 10, d, 2) == 4 && d[1].peak == 2 && drawdown_table(wealth, 10, NULL, 0) == 4);
    CHECK(drawdown_table(up, 3, d, 5) == 0 && drawdown_table(NULL, 0, d, 5) == 0 && drawdown_table((double[]){NAN, -1}, 2, d, 5) == 0);
    CHECK(drawdown_table((double[]){NAN, 2, NAN, 1, 2}, 5, d, 5) == 1 && d[0].peak == 1 && d[0].trough == 3 && d[0].recovered == 4);
}

TEST(risk_ranges_of_bad_bars)
{
    double open[] = {10, 11, 12}, high[] = {12, 12, 13}, low[] = {9, 10, 11}, close[] = {11, 12, 12}, flat[] = {5, 5, 5}, bad[] = {10.5, 12, 13};
    struct range_in good = {3, open, high, low, close}, still = {3, flat, flat, flat, flat}, broken = {3, open, bad, low, close};
    CHECK(volatility_parkinson(&good, 252) > 0 && volatility_yang_zhang(&good, 252) > 0);
    CHECK(volatility_parkinson(&still, 252) == 0 && volatility_garman_klass(&still, 252) == 0 && volatility_yang_zhang(&still, 252) == 0);
    CHECK(isnan(volatility_parkinson(&broken, 252)) && isnan(volatility_garman_klass(&broken, 252)) && isnan(volatility_yang_zhang(&broken, 252)));
    good.count = 0;
    CHECK(isnan(volatility_parkinson(&good, 252)) && isnan(volatility_rogers_satchell(&good, 252)) && isnan(volatility_yang_zhang(&good, 252)));
}

/* ---- GARCH ---- */

TEST(risk_garch_laws)
{
    struct garch plain, gjr, twice;
    const char  *why;
    draw(x, COUNT, 1);
    CHECK(garch_fit(x, COUNT, GARCH, NAN, &plain, &why) && garch_fit(x, COUNT, GJR, NAN, &gjr, &why) && plain.converged && gjr.converged);
    CHECK(gjr.log_likelihood >= plain.log_likelihood - 1e-6, "%.9g %.9g", gjr.log_likelihood, plain.log_likelihood);
    CHECK(plain.fitted.gamma == 0 && garch_persistence(&gjr.fitted) < 1 && gjr.fitted.alpha >= 0 && gjr.fitted.alpha + gjr.fitted.gamma >= 0);
    for (size_t i = 0; i < COUNT; i++) y[i] = 2 * x[i];
    CHECK(garch_fit(y, COUNT, GARCH, NAN, &twice, &why));
    CHECK(near(twice.fitted.alpha, plain.fitted.alpha, 1e-9) && near(twice.fitted.omega, 4 * plain.fitted.omega, 1e-9), "units do not matter");
    CHECK(near(garch_forecast(&gjr, 0), gjr.last, 1e-12) && near(garch_forecast(&gjr, 5000), garch_long_run(&gjr.fitted), 1e-9));
    garch_variances(&plain.fitted, plain.first, x, COUNT, scratch);
    CHECK(scratch[0] == plain.first && scratch[COUNT] == plain.last);
}

TEST(risk_garch_says_why_not)
{
    struct garch g = {.last = 7};
    const char  *why;
    memset(x, 0, sizeof x);
    CHECK(!garch_fit(x, COUNT, GARCH, NAN, &g, &why) && strcmp(why, "returns never move") == 0 && g.last == 7, "written only on success");
    CHECK(!garch_fit(x, GARCH_COUNT_MIN - 1, GJR, NAN, &g, &why) && strcmp(why, "too few returns") == 0);
    x[3] = NAN;
    CHECK(!garch_fit(x, COUNT, GJR, NAN, &g, &why) && strcmp(why, "a return is missing") == 0);
    for (size_t i = 0; i < COUNT; i++) x[i] = i < 100 ? 0 : i % 2 ? 0.01 : -0.01;      /* no first variance, and none that clusters */
    CHECK(garch_fit(x, COUNT, GARCH, NAN, &g, &why) && isfinite(g.log_likelihood) && g.last > 0);
}

/* ---- tails ---- */

TEST(risk_tail_models)
{
    struct student s;
    struct pareto  p;
    struct random  r = {.seed = 52};
    draw(x, COUNT, 2);
    CHECK(student_fit(x, COUNT, &s) && s.freedom > 3 && s.freedom < 12, "%g", s.freedom);
    struct tail t = tail_student(&s, 0.99), mc = tail_monte_carlo(&s, 1, 0.99, 3, 4 * COUNT, scratch), same = tail_monte_carlo(&s, 1, 0.99, 3, 4 * COUNT, scratch);
    CHECK(t.cvar > t.var && fabs(mc.var / t.var - 1) < 0.1 && mc.cvar >= mc.var, "%g %g", mc.var, t.var);
    CHECK(memcmp(&mc, &same, sizeof mc) == 0 && tail_monte_carlo(&s, 10, 0.99, 3, 4 * COUNT, scratch).var > mc.var);
    for (size_t i = 0; i < COUNT; i++) x[i] = random_normal(&r);
    CHECK(student_fit(x, COUNT, &s) && s.freedom > 25, "%g", s.freedom);
    memset(y, 0, sizeof y);
    CHECK(!student_fit(y, COUNT, &s) && !student_fit(x, 5, &s));
    CHECK(!pareto_fit(y, COUNT, 0.9, &p) && !pareto_fit(x, 100, 0.9, &p) && !pareto_fit(x, 0, 0.9, &p));
    for (size_t i = 0; i < COUNT; i++) x[i] = -1 + (double)i / COUNT;          /* losses evenly spread: a tail that ends, shape -1 at the edge */
    CHECK(pareto_fit(x, COUNT, 0.9, &p) && p.shape < -0.5 && tail_pareto(&p, 0.999).var <= 1.001, "%g", p.shape);
    CHECK(isnan(tail_pareto(&p, 0.5).var), "inside the threshold");
    CHECK(isnan(tail_cornish_fisher(y, COUNT, 0.95).var) && isnan(tail_gaussian(x, 1, 0.95).var));
}

/* ---- tests of series ---- */

TEST(risk_series_tests)
{
    struct unit_root u;
    struct random    r = {.seed = 53};
    double           walk = 0, held = 0;
    for (size_t i = 0; i < COUNT; i++) x[i] = walk += random_normal(&r), y[i] = held = 0.5 * held + random_normal(&r);
    CHECK(test_unit_root(x, COUNT, scratch, &u) && u.probability > 0.05 && u.critical_1 < u.critical_5);
    CHECK(test_unit_root(y, COUNT, scratch, &u) && u.probability < 1e-6, "%g", u.probability);
    CHECK(test_ljung_box(y, COUNT, 5).probability < 1e-6 && isnan(test_ljung_box(y, 5, 5).statistic) && isnan(test_ljung_box(y, 5, 0).statistic));
    double mean = 0;                    /* of one series it strays by a tenth */
    for (int k = 0; k < 40; k++) {
        for (size_t i = 0; i < COUNT; i++) y[i] = random_normal(&r);
        mean += hurst(y, COUNT) / 40;
    }
    CHECK(fabs(mean - 0.5) < 0.05, "%g", mean);
    for (size_t i = 1; i < COUNT; i++) y[i] = 0.9 * y[i - 1] + y[i];
    CHECK(hurst(y, COUNT) > 0.6 && isnan(hurst(y, 63)), "%g", hurst(y, COUNT));
    memset(y, 0, sizeof y);
    CHECK(isnan(hurst(y, COUNT)) && isnan(test_jarque_bera(y, COUNT).probability) && isnan(test_ljung_box(y, COUNT, 3).probability));
    CHECK(!test_unit_root(y, COUNT, scratch, &u) && !test_unit_root(x, 3, scratch, &u) && !test_unit_root(x, 0, scratch, &u));
}

/* ---- regression ---- */

TEST(risk_regression_without_an_answer)
{
    struct design     d;
    struct regression r;
    double            same[COUNT], still[COUNT] = {0}, out[3 * 20];
    draw(x, COUNT, 3);
    for (size_t i = 0; i < COUNT; i++) same[i] = 1 - 3 * x[i], y[i] = 0.2 + 2 * x[i];
    CHECK(!design_open(&d, (const double *[]){x, same}, 2, COUNT) && !design_open(&d, (const double *[]){still}, 1, COUNT));
    CHECK(!design_open(&d, (const double *[]){x}, 1, 2) && design_open(&d, NULL, 0, COUNT));
    regression_fit(&d, y, ERRORS_OLS, 0, scratch, &r);
    CHECK(r.coefficients == 1 && near(r.value[0], stat_mean(y, COUNT), 1e-15) && near(r.error[0], stat_deviation(y, COUNT) / sqrt(COUNT), 1e-13));
    CHECK(design_open(&d, (const double *[]){x}, 1, COUNT));
    regression_fit(&d, y, ERRORS_HAC, 4, scratch, &r);
    CHECK(near(r.value[0], 0.2, 1e-14) && near(r.value[1], 2, 1e-13) && r.r_squared > 1 - 1e-14);
    regression_fit(&d, still, ERRORS_OLS, 0, scratch, &r);
    CHECK(isnan(r.r_squared) && r.value[1] == 0 && isnan(r.t[1]));
    regression_rolling((const double *[]){x, still}, 2, y, 20, 10, scratch, out);
    CHECK(isnan(out[0]) && isnan(out[19]), "a factor that never moves");
    x[7] = NAN;
    CHECK(!design_open(&d, (const double *[]){x}, 1, COUNT));
}

/* ---- covariance ---- */

static void panel(double *out)
{
    struct random r = {.seed = 54};
    for (size_t t = 0; t < ROWS; t++) {
        double market = random_normal(&r);
        for (size_t j = 0; j < COLUMNS; j++) out[t * COLUMNS + j] = 0.01 * (market * (double)(j % 3) + random_normal(&r));
    }
}

static double lowest_eigenvalue(const double *c)
{
    double values[COLUMNS], vectors[COLUMNS * COLUMNS], room[COLUMNS];
    return eigen_symmetric(c, COLUMNS, room, values, vectors) ? values[COLUMNS - 1] : NAN;
}

static bool symmetric(const double *c)
{
    for (size_t i = 0; i < COLUMNS; i++)
        for (size_t j = 0; j < i; j++)
            if (c[i * COLUMNS + j] != c[j * COLUMNS + i]) return false;
    return true;
}

enum { KINDS = 6 };

static bool estimate(int kind, double *data, double *c)
{
    static double   room[COLUMNS * COLUMNS + 2 * COLUMNS];
    static uint64_t bits[2 * COLUMNS];
    size_t          kept;
    switch (kind) {
    case 0: return covariance_ewma(data, ROWS, COLUMNS, 0.94, c);
    case 1: return !isnan(covariance_oas(data, ROWS, COLUMNS, c));
    case 2: return covariance_nonlinear(data, ROWS, COLUMNS, room, c);
    case 3: return covariance_factor(data, ROWS, COLUMNS, 2, room, c);
    case 4: return covariance_denoised(data, ROWS, COLUMNS, room, c, &kept);
    default: return covariance_gerber(data, ROWS, COLUMNS, 0.5, bits, c);
    }
}

/* Symmetric, positive, scaled with the returns, and with the assets in another order the same matrix in that order. */
TEST(risk_covariance_laws)
{
    double data[ROWS * COLUMNS], twice[ROWS * COLUMNS], turned[ROWS * COLUMNS], c[COLUMNS * COLUMNS], d[COLUMNS * COLUMNS], e[COLUMNS * COLUMNS];
    for (int kind = 0; kind < KINDS; kind++) {
        panel(data);
        for (size_t i = 0; i < ROWS * COLUMNS; i++) twice[i] = 2 * data[i], turned[i / COLUMNS * COLUMNS + (COLUMNS - 1 - i % COLUMNS)] = data[i];
        CHECK(estimate(kind, data, c) && estimate(kind, twice, d) && estimate(kind, turned, e), "kind %d", kind);
        CHECK(symmetric(c) && lowest_eigenvalue(c) > 0, "kind %d: %g", kind, lowest_eigenvalue(c));
        for (size_t i = 0; i < COLUMNS * COLUMNS; i++) {
            CHECK(near(d[i], 4 * c[i], 1e-12), "kind %d", kind);
            CHECK(fabs(e[COLUMNS * COLUMNS - 1 - i] - c[i]) < 1e-15, "kind %d: %g %g", kind, e[COLUMNS * COLUMNS - 1 - i], c[i]);
        }
        panel(data);
        data[17] = NAN;
        CHECK(!estimate(kind, data, c), "kind %d made a number of a hole", kind);
    }
}

TEST(risk_covariance_of_what_never_moves)
{
    double data[ROWS * COLUMNS], c[COLUMNS * COLUMNS];
    for (int kind = 0; kind < KINDS; kind++) {
        panel(data);
        for (size_t t = 0; t < ROWS; t++) data[t * COLUMNS + 3] = 0;
        bool done = estimate(kind, data, c);
        CHECK(kind == 2 ? !done : done, "kind %d", kind);
        for (size_t j = 0; done && j < COLUMNS; j++)
            if (j != 3) CHECK(fabs(c[3 * COLUMNS + j]) < 1e-18, "kind %d: %g", kind, c[3 * COLUMNS + j]);
    }
}

/* Nonlinear shrinkage is for this: it is nearer to the truth than the sample, and than the sample pulled to the mean. */
TEST(risk_covariance_nonlinear_is_nearer_the_truth)
{
    enum { N = 40, T = 60 };
    static double data[T * N], room[N * N + 2 * N], c[N * N], s[N * N];
    struct random r = {.seed = 55};
    double far = 0, far_sample = 0;
    for (size_t i = 0; i < T * N; i++) data[i] = random_normal(&r) * (i % N < 20 ? 1 : 3);
    CHECK(covariance_nonlinear(data, T, N, room, c));
    covariance_sample(data, T, N, s);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) {
            double truth = i != j ? 0 : i < 20 ? 1 : 9;
            far        += (c[i * N + j] - truth) * (c[i * N + j] - truth);
            far_sample += (s[i * N + j] - truth) * (s[i * N + j] - truth);
        }
    CHECK(far < 0.5 * far_sample, "%g %g", far, far_sample);
}

/* ---- holes and repair ---- */

TEST(risk_covariance_pairwise_and_repair)
{
    double   data[ROWS * COLUMNS], c[COLUMNS * COLUMNS], d[COLUMNS * COLUMNS], before[COLUMNS * COLUMNS], room[4 * COLUMNS * COLUMNS + 3 * COLUMNS], moved;
    uint64_t bits[COLUMNS];
    panel(data);
    covariance_pairwise(data, ROWS, COLUMNS, 2, bits, room, c);
    panel(data);
    covariance_sample(data, ROWS, COLUMNS, d);
    for (size_t i = 0; i < COLUMNS * COLUMNS; i++) CHECK(near(c[i] * 1e4, d[i] * 1e4, 1e-13), "without holes it is the sample's");
    memcpy(before, c, sizeof c);
    CHECK(covariance_nearest(c, COLUMNS, room, &moved) && moved == 0 && memcmp(before, c, sizeof c) == 0, "what is whole is left alone");

    panel(data);
    for (size_t t = 0; t < ROWS; t++)
        for (size_t j = 0; j < COLUMNS; j++)
            if ((t / 8 + j) % 8 < 6) data[t * COLUMNS + j] = NAN;       /* each pair from its own few days */
    for (size_t t = 0; t < ROWS; t++) data[t * COLUMNS + 7] = NAN;
    covariance_pairwise(data, ROWS, COLUMNS, 2, bits, room, c);
    CHECK(isnan(c[7 * COLUMNS + 7]) && isnan(c[7]) && !isnan(c[0]), "a column of holes is NaN, the rest is not");
    CHECK(!covariance_nearest(c, COLUMNS, room, &moved), "a hole is not repaired");
}

TEST(risk_covariance_repair_mends)
{
    double c[COLUMNS * COLUMNS], before[COLUMNS * COLUMNS], room[4 * COLUMNS * COLUMNS + 3 * COLUMNS], moved, again;
    struct random r = {.seed = 56};
    for (size_t i = 0; i < COLUMNS; i++)
        for (size_t j = 0; j <= i; j++) c[i * COLUMNS + j] = c[j * COLUMNS + i] = (i == j ? 1 : 2 * random_uniform(&r) - 1) * (double)(i + 1) * (double)(j + 1);
    memcpy(before, c, sizeof c);
    CHECK(lowest_eigenvalue(c) < -0.1 && covariance_nearest(c, COLUMNS, room, &moved) && moved > 0.01);
    CHECK(symmetric(c) && lowest_eigenvalue(c) > -1e-9, "%g", lowest_eigenvalue(c));
    for (size_t i = 0; i < COLUMNS; i++) CHECK(c[i * COLUMNS + i] == before[i * COLUMNS + i], "variances stay");
    CHECK(covariance_nearest(c, COLUMNS, room, &again) && again < 1e-8, "%g", again);
}

/* ---- principal components, attribution, stress, bootstrap ---- */

TEST(risk_pca_and_correlation)
{
    double c[] = {4, 2, 0, 2, 4, 0, 0, 0, 0}, value[3], direction[9], share[3], deviation[3], correlation[9], none[4] = {0};
    CHECK(pca(c, 3, value, direction, share) && near(value[0], 6, 1e-14) && near(value[1], 2, 1e-14) && value[2] == 0);
    CHECK(near(share[0], 0.75, 1e-14) && near(share[2], 1, 1e-14) && near(fabs(direction[0]), sqrt(0.5), 1e-14));
    correlation_of(c, 3, deviation, correlation);
    CHECK(correlation[1] == 0.5 && correlation[2] == 0 && correlation[8] == 1 && deviation[2] == 0);
    CHECK(pca(none, 2, value, direction, share) && isnan(share[0]) && !pca((double[]){NAN}, 1, value, direction, share));
}

/* Brinson, Hood and Beebower's identity: the three parts of all groups are the active return. */
TEST(risk_attribution)
{
    struct group   g[] = {{0.5, 0.4, 0.06, 0.05}, {0.3, 0.3, -0.02, 0.01}, {0.2, 0.3, 0.03, 0.02}};
    struct brinson part[3], all = attribution_brinson(g, 3, part);
    double active = 0.5 * 0.06 + 0.3 * -0.02 + 0.2 * 0.03 - (0.4 * 0.05 + 0.3 * 0.01 + 0.3 * 0.02);
    CHECK(near(all.allocation + all.selection + all.interaction, active, 1e-15));
    CHECK(near(part[0].allocation, 0.1 * (0.05 - 0.029), 1e-15) && near(part[1].selection, 0.3 * -0.03, 1e-15) && part[1].allocation == 0);
    double c[] = {0.04, 0.006, 0.006, 0.09}, w[] = {0.6, 0.4}, marginal[2], component[2];
    double whole = attribution_risk(c, w, 2, marginal, component);
    CHECK(near(whole, sqrt(0.36 * 0.04 + 0.48 * 0.006 + 0.16 * 0.09), 1e-15) && near(component[0] + component[1], whole, 1e-15));
    CHECK(isnan(attribution_risk(c, (double[]){0, 0}, 2, marginal, component)) && isnan(component[0]));
}

TEST(risk_stress)
{
    double r[] = {0.1, 0, -0.5, 0.1, 0.2, NAN, 0.1, 0.1};       /* four rows of two assets */
    struct stress first = stress_history(r, 4, 2, (double[]){1, 0}, 1), both = stress_history(r, 4, 2, (double[]){0.5, 0.5}, 2);
    CHECK(first.loss == -0.5 && first.first == 1, "an asset that is not held may be missing");
    CHECK(near(both.loss, 0.5 * (1.1 * 0.5 - 1) + 0.5 * 0.1, 1e-14) && both.first == 0);
    CHECK(isnan(stress_history(r, 4, 2, (double[]){0, 1}, 4).loss) && isnan(stress_history(r, 4, 2, (double[]){1, 0}, 5).loss));
    CHECK(near(stress_factors((double[]){1.2, 0.3, 0.8, -0.5}, (double[]){0.5, 0.5}, 2, (double[]){-0.2, 0.1}, 2), -0.21, 1e-15));
}

static double mean_of(const double *values, size_t count, void *arg)
{
    (void)arg;
    return stat_mean(values, count);
}

TEST(risk_bootstrap)
{
    size_t rows[COUNT], again[COUNT], follow = 0;
    struct bootstrap blocks = {BOOTSTRAP_BLOCK, 20, 9}, free = {BOOTSTRAP_STATIONARY, 20, 9};
    bootstrap_rows(&blocks, 4, COUNT, rows);
    bootstrap_rows(&blocks, 4, COUNT, again);
    CHECK(memcmp(rows, again, sizeof rows) == 0);
    for (size_t i = 0; i < COUNT; i++) CHECK(rows[i] < COUNT && (i % 20 == 0 || rows[i] == (rows[i - 1] + 1) % COUNT));
    bootstrap_rows(&free, 4, COUNT, rows);
    for (size_t i = 1; i < COUNT; i++) follow += rows[i] == (rows[i - 1] + 1) % COUNT;
    CHECK(fabs((double)follow / COUNT - 0.95) < 0.03, "%zu: blocks of 20 on average", follow);
    draw(x, COUNT, 5);
    struct interval i = bootstrap_interval(&(struct bootstrap){BOOTSTRAP_BLOCK, 1, 9}, x, COUNT, mean_of, NULL, COUNT, 0.95, rows, y, scratch);
    double error = stat_deviation(x, COUNT) / sqrt(COUNT), mean = stat_mean(x, COUNT);
    CHECK(fabs(i.low - (mean - 1.96 * error)) < 0.3 * error && fabs(i.high - (mean + 1.96 * error)) < 0.3 * error && i.low < i.middle && i.middle < i.high);
    x[0] = NAN;
    CHECK(isnan(bootstrap_interval(&(struct bootstrap){BOOTSTRAP_BLOCK, COUNT, 9}, x, COUNT, mean_of, NULL, 50, 0.95, rows, y, scratch).low));
}
