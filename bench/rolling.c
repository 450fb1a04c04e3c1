/* Moving windows of 20 rows over a panel of 2,400 series of 4,000 values, a series after the other on one thread, beside pandas
 * on the same sizes where it is installed (bench/rolling.py). Milliseconds of processor time, best of five rounds, because the
 * machine may be shared. The sum of the last values is printed so that no work can be left out. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "num/ewm.h"
#include "num/random.h"
#include "num/rolling.h"
#include "num/section.h"

enum { ROWS = 4000, COLUMNS = 2400, ROUNDS = 5, PEERS_MAX = 32 };

static double x[COLUMNS][ROWS], out[COLUMNS][ROWS], scratch[ROLLING_ROOM * ROWS];

static const struct frame frame = {.rows = 20, .least = 20};
static const struct decay decay = {.alpha = 0.1, .least = 1};

static struct {
    char   name[32];
    double ms;
} peer[PEERS_MAX];
static size_t peers;

/* Debian's python first: another one need not have its packages. */
static void read_peers(void)
{
    FILE *f = popen("for p in /usr/bin/python3 python3; do $p -c 'import pandas' 2>/dev/null && exec $p bench/rolling.py; done", "r");
    while (f && peers < PEERS_MAX && fscanf(f, " %31[^\t] %lf", peer[peers].name, &peer[peers].ms) == 2) peers++;
    if (f) (void)pclose(f);
}

static double peer_ms(const char *name)
{
    for (size_t k = 0; k < peers; k++)
        if (strcmp(peer[k].name, name) == 0) return peer[k].ms;
    return NAN;
}

static void quantile(const double *v, size_t count, const struct frame *f, double *room, double *ret) { rolling_quantile(v, count, f, 0.05, room, ret); }

static const struct {
    const char *name;
    void (*one)(const double *, size_t, const struct frame *, double *, double *);
    void (*two)(const double *, const double *, size_t, const struct frame *, double *, double *);
    void (*weighted)(const double *, size_t, const struct decay *, double *);
} kernels[] = {
    {"mean", rolling_mean, 0, 0},         {"deviation", rolling_deviation, 0, 0}, {"skewness", rolling_skewness, 0, 0},
    {"kurtosis", rolling_kurtosis, 0, 0}, {"min", rolling_min, 0, 0},             {"max", rolling_max, 0, 0},
    {"median", rolling_median, 0, 0},     {"quantile", quantile, 0, 0},           {"rank", rolling_rank, 0, 0},
    {"correlation", 0, rolling_correlation, 0}, {"ewm mean", 0, 0, ewm_mean},     {"ewm deviation", 0, 0, ewm_deviation},
    {"section ranks", 0, 0, 0},
};

static double now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

/* Series stand one after the other, so that a section is gathered from all of them: eight at a time, a line of the cache. */
static void rank_sections(void)
{
    enum { AT_ONCE = 8 };
    static struct section_key room[2 * COLUMNS];
    static double             section[AT_ONCE][COLUMNS];
    for (size_t t = 0; t < ROWS; t += AT_ONCE) {
        for (size_t k = 0; k < COLUMNS; k++)
            for (size_t i = 0; i < AT_ONCE; i++) section[i][k] = x[k][t + i];
        for (size_t i = 0; i < AT_ONCE; i++) section_ranks(section[i], COLUMNS, room, section[i]);
        for (size_t k = 0; k < COLUMNS; k++)
            for (size_t i = 0; i < AT_ONCE; i++) out[k][t + i] = section[i][k];
    }
}

static void run(size_t k)
{
    for (size_t j = 0; j < COLUMNS; j++) {
        if (kernels[k].one)      kernels[k].one(x[j], ROWS, &frame, scratch, out[j]);
        if (kernels[k].two)      kernels[k].two(x[j], x[(j + 1) % COLUMNS], ROWS, &frame, scratch, out[j]);
        if (kernels[k].weighted) kernels[k].weighted(x[j], ROWS, &decay, out[j]);
    }
    if (!kernels[k].one && !kernels[k].two && !kernels[k].weighted) rank_sections();
}

int main(void)
{
    struct random r = {.seed = 1};
    double        sum = 0;
    for (size_t j = 0; j < COLUMNS; j++)
        for (size_t i = 0; i < ROWS; i++) x[j][i] = random_normal(&r);
    read_peers();
    printf("rolling, %d x %d values, window %zu, best of %d rounds, one thread, processor time\n", COLUMNS, ROWS, frame.rows, ROUNDS);
    printf("%-16s %10s %10s %12s %8s\n", "figure", "ms", "ns/value", "pandas ms", "times");
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++) {
        double best = INFINITY, theirs = peer_ms(kernels[k].name);
        for (int round = 0; round < ROUNDS; round++) {
            double began = now_ms();
            run(k);
            best = fmin(best, now_ms() - began);
        }
        sum += out[COLUMNS - 1][ROWS - 1];
        printf("%-16s %10.1f %10.2f", kernels[k].name, best, best * 1e6 / ((double)ROWS * COLUMNS));
        if (isnan(theirs)) printf(" %12s %8s\n", "-", "-");
        else               printf(" %12.0f %8.1f\n", theirs, theirs / best);
    }
    printf("sum of last values %.6g\n", sum);
    return 0;
}
