/* What scipy, statsmodels, scikit-learn and pandas say of fixed returns; see tools/oracle/risk.py. */
#include <math.h>

#include "../check.h"
#include "../sheet.h"
#include "num/distribution.h"
#include "num/stat.h"
#include "risk/benchmark.h"
#include "risk/covariance.h"
#include "risk/covariance_shrunk.h"
#include "risk/garch.h"
#include "risk/pca.h"
#include "risk/range.h"
#include "risk/ratio.h"
#include "risk/regression.h"
#include "risk/series_test.h"
#include "risk/sharpe.h"
#include "risk/tail_model.h"

enum { ROWS = 400, ASSETS = 6, FEW = 40, YEAR = 252, WIDE = 60 };

static const char SHEET[] = "tests/oracle/risk.csv";

static struct sheet  sheet;
static const double *a, *market;        /* the first asset and the first factor */
static double        sorted[ROWS], scratch[4 * WIDE * WIDE + 3 * WIDE];

static const double *column(const char *name)
{
    static const double none[SHEET_ROWS_MAX];
    const double *found = sheet_column(&sheet, name);
    CHECK(found, "%s has no column %s", SHEET, name);
    return found ? found : none;
}

static bool load(struct ctx *c)
{
    ctx_open(c, 64 << 20);
    bool read = sheet_read(c, SHEET, &sheet) == OK && sheet.rows == ROWS;
    CHECK(read, "%s: %s", SHEET, c->note);
    if (!read) return false;
    a      = column("a0");
    market = column("f0");
    memcpy(sorted, a, sizeof sorted);
    stat_sort(sorted, ROWS);
    return true;
}

static void agree_at(const char *name, size_t k, double got, double room)
{
    double want = column(name)[k];
    CHECK(fabs(got - want) <= room * fabs(want), "%s[%zu]: %.17g, the reference has %.17g", name, k, got, want);
}

static void agree(const char *name, double got) { agree_at(name, 0, got, 1e-11); }

static void agree_all(const char *name, const double *got, size_t count, double room)
{
    double largest = 0;
    for (size_t k = 0; k < count; k++) largest = fmax(largest, fabs(column(name)[k]));
    for (size_t k = 0; k < count; k++) {
        double want = column(name)[k];
        CHECK(fabs(got[k] - want) <= room * largest, "%s[%zu]: %.17g, the reference has %.17g", name, k, got[k], want);
    }
}

TEST(oracle_risk_ratios)
{
    AUTO_CTX c = {0};
    if (!load(&c)) return;
    struct versus v = {a, market, ROWS, 0.00005, YEAR};
    struct sharpe_sample s = {stat_mean(a, ROWS) / stat_deviation(a, ROWS), ROWS, stat_skewness(a, ROWS), stat_kurtosis(a, ROWS)};
    agree("sharpe", sharpe(a, ROWS, 0, YEAR));
    agree("sortino", sortino(a, ROWS, 0, YEAR));
    agree("omega", omega(a, ROWS, 0.0002));
    agree("calmar", calmar(a, ROWS, YEAR));
    agree("martin", martin(a, ROWS, 0.02, YEAR));
    agree("tail_ratio", tail_ratio(sorted, ROWS));
    agree("stability", stability(a, ROWS));
    agree("beta", beta(&v));
    agree("beta_downside", beta_downside(&v));
    agree("alpha", alpha_jensen(&v));
    agree("treynor", treynor(&v));
    agree("tracking_error", tracking_error(&v));
    agree("information_ratio", information_ratio(&v));
    agree("capture_up", capture_up(&v));
    agree("capture_down", capture_down(&v));
    agree("probabilistic", sharpe_probabilistic(&s, 0));
}

TEST(oracle_risk_ranges)
{
    AUTO_CTX c = {0};
    if (!load(&c)) return;
    struct range_in in = {ROWS, column("open"), column("high"), column("low"), column("close")};
    agree("parkinson", volatility_parkinson(&in, YEAR));
    agree("garman_klass", volatility_garman_klass(&in, YEAR));
    agree("rogers_satchell", volatility_rogers_satchell(&in, YEAR));
    agree("yang_zhang", volatility_yang_zhang(&in, YEAR));
}

static void agree_tail(const char *name, struct tail t, double room)
{
    agree_at(name, 0, t.var, room);
    agree_at(name, 1, t.cvar, room);
}

/* The references of the fitted curves are found without slopes, to about seven digits; a likelihood is flat at its top, so
 * there it shows who is higher. */
TEST(oracle_risk_tails)
{
    AUTO_CTX c = {0};
    struct student s;
    struct pareto  p;
    if (!load(&c)) return;
    agree_tail("gaussian", tail_gaussian(a, ROWS, 0.95), 1e-9);
    agree_tail("cornish_fisher", tail_cornish_fisher(a, ROWS, 0.95), 1e-8);
    CHECK(student_fit(a, ROWS, &s));
    agree_at("student", 0, s.location, 1e-4);
    agree_at("student", 1, s.scale, 1e-5);
    agree_at("student", 2, s.freedom, 1e-4);
    CHECK(s.log_likelihood >= column("student")[3] - 1e-8, "%.12g", s.log_likelihood);
    agree_tail("student_tail", tail_student(&s, 0.99), 1e-5);
    CHECK(pareto_fit(sorted, ROWS, 0.9, &p) && p.peaks == 40);
    agree_at("pareto", 0, p.threshold, 1e-12);
    agree_at("pareto", 1, p.shape, 1e-5);
    agree_at("pareto", 2, p.scale, 1e-5);
    CHECK(p.log_likelihood >= column("pareto")[3] - 1e-8, "%.12g", p.log_likelihood);
    agree_tail("pareto_tail", tail_pareto(&p, 0.99), 1e-5);
}

static void agree_garch(const char *name, enum garch_kind kind)
{
    struct garch g;
    const char  *why, *error = kind == GJR ? "gjr_error" : "garch_error", *robust = kind == GJR ? "gjr_robust" : "garch_robust";
    CHECK(garch_fit(market, ROWS, kind, NAN, &g, &why) && g.converged);
    double found[] = {g.fitted.mean, g.fitted.omega, g.fitted.alpha, g.fitted.gamma, g.fitted.beta};
    double by[]    = {g.error.mean, g.error.omega, g.error.alpha, g.error.beta, g.error.gamma};
    double wide[]  = {g.robust.mean, g.robust.omega, g.robust.alpha, g.robust.beta, g.robust.gamma};
    for (size_t k = 0; k < 5; k++) {
        double want = column(name)[k], room = 1e-3 * fabs(want) + (k == 1 ? 1e-9 : 1e-6);
        CHECK(fabs(found[k] - want) <= room, "%s[%zu]: %.9g, the reference has %.9g", name, k, found[k], want);
    }
    CHECK(g.log_likelihood >= column(name)[5] - 1e-7, "%s: %.12g, the reference has %.12g", name, g.log_likelihood, column(name)[5]);
    for (size_t k = 0; k < (kind == GJR ? 5u : 4u); k++) {
        agree_at(error, k, by[k], 0.02);
        agree_at(robust, k, wide[k], 0.02);
    }
}

TEST(oracle_risk_garch)
{
    AUTO_CTX c = {0};
    if (!load(&c)) return;
    agree_garch("garch", GARCH);
    agree_garch("gjr", GJR);
}

static void agree_root(const char *name, const double *x, size_t count)
{
    struct unit_root u;
    double room[2 * ROWS];
    CHECK(test_unit_root(x, count, room, &u), "%s", name);
    double found[] = {u.statistic, u.probability, u.critical_1, u.critical_5, u.critical_10, (double)u.lags, (double)u.rows};
    for (size_t k = 0; k < 7; k++) {
        double want = column(name)[k];
        CHECK(fabs(found[k] - want) <= 1e-8 * fmax(1e-3, fabs(want)), "%s[%zu]: %.12g, the reference has %.12g", name, k, found[k], want);
    }
}

TEST(oracle_risk_series)
{
    AUTO_CTX c = {0};
    double price[ROWS], square[ROWS], level = 1;
    if (!load(&c)) return;
    for (size_t i = 0; i < ROWS; i++) price[i] = level *= 1 + a[i], square[i] = a[i] * a[i];
    agree_at("jarque_bera", 0, test_jarque_bera(a, ROWS).statistic, 1e-11);
    agree_at("jarque_bera", 1, test_jarque_bera(a, ROWS).probability, 1e-9);
    agree_at("ljung_box", 0, test_ljung_box(square, ROWS, 10).statistic, 1e-11);
    agree_at("ljung_box", 1, test_ljung_box(square, ROWS, 10).probability, 1e-9);
    agree_root("root_returns", a, ROWS);
    agree_root("root_prices", price, ROWS);
    agree_root("root_short", price, FEW);
}

TEST(oracle_risk_regression)
{
    AUTO_CTX c = {0};
    struct design     d;
    struct regression r;
    double residual[ROWS], rolled[4 * ROWS];
    if (!load(&c)) return;
    const double *factor[] = {column("f0"), column("f1"), column("f2")};
    CHECK(design_open(&d, factor, 3, ROWS));
    regression_fit(&d, a, ERRORS_OLS, 0, residual, &r);
    agree_all("ols", r.value, 4, 1e-12);
    agree_all("ols_error", r.error, 4, 1e-12);
    agree_all("ols_t", r.t, 4, 1e-11);
    agree_all("ols_fit", (double[]){r.r_squared, r.adjusted, r.deviation, r.log_likelihood}, 4, 1e-12);
    regression_fit(&d, a, ERRORS_HAC, 0, residual, &r);
    agree_all("hac_error/0", r.error, 4, 1e-11);
    regression_fit(&d, a, ERRORS_HAC, 5, residual, &r);
    agree_all("hac_error/5", r.error, 4, 1e-11);
    regression_rolling(factor, 3, a, ROWS, 60, residual, rolled);
    for (size_t k = 0; k < 4; k++) {
        const char *name = ctx_print(&c, "rolling/%zu", k);
        CHECK(isnan(rolled[k * ROWS + 58]));
        for (size_t i = 59; i < ROWS; i++) CHECK(fabs(rolled[k * ROWS + i] - column(name)[i]) < 1e-11, "%s row %zu", name, i);
    }
}

TEST(oracle_risk_distributions)
{
    static const double t[] = {-40, -6, -2.5, -1, -0.1, 0.3, 1.7, 4, 12}, p[] = {1e-8, 0.001, 0.05, 0.3, 0.62, 0.975, 0.9999};
    static const double chi[] = {0.01, 0.5, 2, 7, 30, 120}, f[] = {0.01, 0.5, 1, 3, 30};
    static const struct { const char *name; double freedom; } kinds[] = {{"0.5", 0.5}, {"1", 1}, {"3", 3}, {"7.5", 7.5}, {"80", 80}};
    AUTO_CTX c = {0};
    if (!load(&c)) return;
    for (size_t k = 0; k < 5; k++) {
        double      free = kinds[k].freedom;
        const char *name = kinds[k].name;
        for (size_t i = 0; i < 9; i++) agree_at(ctx_print(&c, "t_cdf/%s", name), i, student_cdf(t[i], free), 1e-12);
        for (size_t i = 0; i < 9; i++) agree_at(ctx_print(&c, "t_density/%s", name), i, student_log_density(t[i], free), 1e-12);
        for (size_t i = 0; i < 7; i++) agree_at(ctx_print(&c, "t_quantile/%s", name), i, student_quantile(p[i], free), 1e-10);
        for (size_t i = 0; i < 6; i++) agree_at(ctx_print(&c, "chi_square/%s", name), i, chi_square_tail(chi[i], free), 1e-11);
        for (size_t i = 0; i < 5; i++) agree_at(ctx_print(&c, "fisher/%s", name), i, fisher_tail(f[i], free, 11), 1e-11);
    }
    for (size_t i = 0; i < 9; i++) agree_at("normal_cdf", i, normal_cdf(t[i]), 1e-13);
    CHECK(isnan(student_cdf(NAN, 3)) && isnan(student_cdf(1, 0)) && isnan(student_quantile(2, 3)) && isnan(chi_square_tail(1, -1)));
    CHECK(student_cdf(1.3, INFINITY) == normal_cdf(1.3) && isinf(student_quantile(0, 3)) && student_quantile(0.5, 3) == 0);
}

/* NIST StRD Longley, certified to fifteen digits: the classic of a design that is nearly dependent. */
TEST(oracle_risk_regression_longley)
{
    static const double value[] = {-3482258.63459582, 15.0618722713733, -0.358191792925910E-01, -2.02022980381683,
                                   -1.03322686717359, -0.511041056535807E-01, 1829.15146461355};
    static const double error[] = {890420.383607373, 84.9149257747669, 0.334910077722432E-01, 0.488399681651699,
                                   0.214274163161675, 0.226073200069370, 455.478499142212};
    AUTO_CTX c = {0};
    struct design     d;
    struct regression r;
    double            residual[16];
    if (!load(&c)) return;
    const double *factor[6];
    for (size_t k = 0; k < 6; k++) factor[k] = column(ctx_print(&c, "longley_%zu", k));
    CHECK(design_open(&d, factor, 6, 16));
    regression_fit(&d, column("longley_y"), ERRORS_OLS, 0, residual, &r);
    for (size_t k = 0; k < 7; k++) {
        CHECK(fabs(r.value[k] / value[k] - 1) < 1e-9, "coefficient %zu: %.15g", k, r.value[k]);
        CHECK(fabs(r.error[k] / error[k] - 1) < 1e-9, "error %zu: %.15g", k, r.error[k]);
    }
    CHECK(fabs(r.r_squared - 0.995479004577296) < 1e-13 && fabs(r.deviation - 304.854073561965) < 1e-8, "%.15g %.15g", r.r_squared, r.deviation);
}

static void few(double *x)
{
    for (size_t t = 0; t < FEW; t++)
        for (size_t j = 0; j < ASSETS; j++) x[t * ASSETS + j] = column((const char[]){'a', (char)('0' + j), 0})[t];
}

static void wide(double *x)             /* the table of all assets read as 20 rows, and 60 columns of those */
{
    for (size_t t = 0; t < 20; t++)
        for (size_t j = 0; j < WIDE; j++) {
            size_t at = t * 120 + j;
            x[t * WIDE + j] = column((const char[]){'a', (char)('0' + at % ASSETS), 0})[at / ASSETS];
        }
}

TEST(oracle_risk_covariance)
{
    AUTO_CTX c = {0};
    static double x[20 * WIDE], s[WIDE * WIDE];
    enum { SQUARE = ASSETS * ASSETS };
    if (!load(&c)) return;
    few(x);
    agree("ledoit_wolf_k", covariance_to_constant_variance(x, FEW, ASSETS, s));
    agree_all("ledoit_wolf", s, SQUARE, 1e-12);
    few(x);
    agree("oas_k", covariance_oas(x, FEW, ASSETS, s));
    agree_all("oas", s, SQUARE, 1e-12);
    few(x);
    CHECK(covariance_ewma(x, FEW, ASSETS, 0.94, s));
    agree_all("ewma", s, SQUARE, 1e-12);
    few(x);
    CHECK(covariance_nonlinear(x, FEW, ASSETS, scratch, s));
    agree_all("nonlinear", s, SQUARE, 1e-11);
    wide(x);
    CHECK(covariance_nonlinear(x, 20, WIDE, scratch, s));
    agree_all("nonlinear_wide", s, 3 * WIDE, 1e-10);
    few(x);
    CHECK(covariance_factor(x, FEW, ASSETS, 2, scratch, s));
    agree_all("factor", s, SQUARE, 1e-11);
}

TEST(oracle_risk_covariance_of_signs_and_holes)
{
    AUTO_CTX c = {0};
    double   x[FEW * ASSETS], s[ASSETS * ASSETS], value[ASSETS], direction[ASSETS * ASSETS], share[ASSETS];
    uint64_t bits[2 * ASSETS];
    size_t   kept;
    if (!load(&c)) return;
    few(x);
    CHECK(covariance_denoised(x, FEW, ASSETS, scratch, s, &kept) && kept == (size_t)column("denoised_kept")[0]);
    agree_all("denoised", s, ASSETS * ASSETS, 1e-11);
    few(x);
    CHECK(covariance_gerber(x, FEW, ASSETS, 0.5, bits, s));
    agree_all("gerber", s, ASSETS * ASSETS, 1e-12);
    few(x);
    covariance_sample(x, FEW, ASSETS, s);
    CHECK(pca(s, ASSETS, value, direction, share));
    agree_all("pca", value, ASSETS, 1e-12);
    agree_all("pca_share", share, ASSETS, 1e-12);
    memcpy(x, column("holes"), sizeof x);
    covariance_pairwise(x, FEW, ASSETS, 2, bits, scratch, s);
    agree_all("pairwise", s, ASSETS * ASSETS, 1e-12);
}

/* Higham 2002, section 1: the nearest correlation matrix to {1 1 0, 1 1 1, 0 1 1}, as printed there. */
TEST(oracle_risk_higham)
{
    static const double want[] = {1, .7607, .1573, .7607, 1, .7607, .1573, .7607, 1};
    double x[] = {1, 1, 0, 1, 1, 1, 0, 1, 1}, moved, room[4 * 9 + 9];
    CHECK(covariance_nearest(x, 3, room, &moved) && fabs(moved - 0.2393) < 5e-5, "%g", moved);
    for (size_t i = 0; i < 9; i++) CHECK(fabs(x[i] - want[i]) < 5e-5, "%zu: %g", i, x[i]);
}
