/* Risk over many assets beside what is asked of it and what others need: published figures, measured elsewhere on another
 * machine (sklearn, statsmodels, arch, pandas, empyrical). Processor time, best of five rounds, one thread. */
#include <math.h>
#include <stdio.h>

#include "num/random.h"
#include "risk/covariance.h"
#include "risk/covariance_shrunk.h"
#include "risk/garch.h"
#include "risk/pca.h"
#include "risk/regression.h"
#include "risk/summary.h"

enum { ROWS = 1260, ASSETS = 2000, SERIES = 2400, LONG = 4000, FACTORS = 3, LAGS = 5, HOLES = 500, FITS = 100, ROUNDS = 5 };

static double panel[ROWS * ASSETS], work[ROWS * ASSETS], matrix[ASSETS * ASSETS], series[SERIES][LONG], factor[FACTORS][ROWS];
static double room[4 * HOLES * HOLES + 3 * HOLES], residual[ROWS], sorted[LONG];
static uint64_t bits[HOLES * ((ROWS + 63) / 64)];

static double now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static double ledoit_wolf(void)
{
    memcpy(work, panel, sizeof work);
    return covariance_to_constant_variance(work, ROWS, ASSETS, matrix);
}

static double constant_correlation(void)
{
    memcpy(work, panel, sizeof work);
    return covariance_to_constant_correlation(work, ROWS, ASSETS, matrix);
}

static double oas(void)
{
    memcpy(work, panel, sizeof work);
    return covariance_oas(work, ROWS, ASSETS, matrix);
}

static double pairwise(void)
{
    struct random r = {.seed = 3};
    for (size_t i = 0; i < ROWS * HOLES; i++) work[i] = random_below(&r, 50) == 0 ? NAN : panel[i];
    double began = now_ms();
    covariance_pairwise(work, ROWS, HOLES, 2, bits, room, matrix);
    return now_ms() - began;            /* without the making of the holes */
}

static double components(void)
{
    memcpy(work, panel, sizeof work);
    covariance_sample(work, ROWS, HOLES, matrix);
    double began = now_ms();
    (void)!pca(matrix, HOLES, residual, matrix, room);
    return now_ms() - began;            /* without the matrix */
}

static double regress(enum error_kind errors)
{
    struct design     d;
    struct regression r;
    double            sum = 0;
    if (!design_open(&d, (const double *[]){factor[0], factor[1], factor[2]}, FACTORS, ROWS)) return NAN;
    for (size_t k = 0; k < SERIES; k++) {
        regression_fit(&d, series[k], errors, LAGS, residual, &r);
        sum += r.t[1];
    }
    return sum;
}

static double ordinary(void)   { return regress(ERRORS_OLS); }
static double newey_west(void) { return regress(ERRORS_HAC); }

static double fit_garch(void)
{
    struct garch g;
    const char  *why;
    double       sum = 0;
    for (size_t k = 0; k < FITS; k++)
        if (garch_fit(series[k], ROWS, GARCH, NAN, &g, &why)) sum += g.log_likelihood;
    return sum;
}

/* Annual return, volatility, Sharpe, Sortino, Calmar, Omega, Ulcer, skewness, kurtosis, value at risk, deepest drawdown. */
static double eleven(void)
{
    double sum = 0;
    for (size_t k = 0; k < SERIES; k++) {
        struct summary s = summary_of(series[k], LONG, 0, 0.95, 252, sorted);
        sum += s.annual_return + s.volatility + s.sharpe + s.sortino + s.calmar + s.omega + s.ulcer + s.skewness + s.kurtosis + s.var + s.drawdown;
    }
    return sum;
}

static const struct {
    const char *name;
    double (*run)(void);
    bool        itself;                 /* run answers milliseconds: it leaves its preparation out */
    double      asked, peer;            /* ms */
    const char *by;
} figures[] = {
    {"Ledoit-Wolf, 2,000 x 1,260", ledoit_wolf, false, 80, 364, "sklearn"},
    {"constant correlation, 2,000 x 1,260", constant_correlation, false, 80, 1347, "PyPortfolioOpt"},
    {"OAS, 2,000 x 1,260", oas, false, NAN, 89, "sklearn"},
    {"pairwise covariance, 500 x 1,260, 2 % missing", pairwise, true, 30, 512, "pandas"},
    {"eigenvalues and vectors, 500", components, true, NAN, 20, "LAPACK"},
    {"2,400 regressions on 3 factors, with t", ordinary, false, 10, 568, "statsmodels"},
    {"the same with Newey-West errors, 5 lags", newey_west, false, 30, 814, "statsmodels"},
    {"100 GARCH(1,1) fits of 1,260, with errors", fit_garch, false, 100, 1282, "arch"},
    {"eleven statistics, 2,400 series of 4,000", eleven, false, 100, 4600, "empyrical"},
};

static void fill(void)
{
    struct random r = {.seed = 2};
    for (size_t t = 0; t < ROWS; t++) {
        for (size_t k = 0; k < FACTORS; k++) factor[k][t] = 0.01 * random_normal(&r);
        for (size_t j = 0; j < ASSETS; j++) panel[t * ASSETS + j] = factor[0][t] + 0.015 * random_normal(&r);
    }
    for (size_t k = 0; k < SERIES; k++) {
        double variance = 1e-4;
        for (size_t i = 0; i < LONG; i++) {
            series[k][i] = 0.0002 + sqrt(variance) * random_normal(&r);
            variance     = 3e-6 + 0.08 * series[k][i] * series[k][i] + 0.89 * variance;
        }
    }
}

int main(void)
{
    double sum = 0;
    fill();
    printf("risk, best of %d rounds, one thread, processor time\n", ROUNDS);
    printf("%-48s %10s %9s %20s %7s\n", "figure", "ms", "asked", "published", "times");
    for (size_t k = 0; k < sizeof figures / sizeof *figures; k++) {
        double best = INFINITY;
        char   peer[32];
        for (int round = 0; round < ROUNDS; round++) {
            double began = now_ms(), said = figures[k].run();
            best = fmin(best, figures[k].itself ? said : now_ms() - began);
            sum += figures[k].itself ? matrix[1] : said;
        }
        snprintf(peer, sizeof peer, "%s %.0f", figures[k].by, figures[k].peer);
        printf("%-48s %10.1f %9.0f %20s %7.1f\n", figures[k].name, best, figures[k].asked, peer, figures[k].peer / best);
    }
    printf("sum of the answers %.6g\n", sum);
    return 0;
}
