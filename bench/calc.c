/* Expressions over 2,400 assets of 4,000 days, on one thread, and what all threads spend together: milliseconds of processor time, best
 * of five rounds because the machine may be shared, and nanoseconds a row. Beside them what the same steps cost when each runs alone over the closes, one after the other
 * (`alone`): below 1 in the last column there is more in the program than its kernels. A plain pass that reads a column and writes
 * one says what memory alone would take. Only the values of the last day are kept, as for a screen. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/thread.h"
#include "jobs/panel.h"
#include "num/random.h"

enum { ASSETS = 2400, ROWS = 4000, ALL = ASSETS * ROWS, ROUNDS = 5, MEMORY = 2000 << 20, SECTORS = 11 };

static double   columns[INPUT_COUNT][ALL], last[ASSETS];
static int32_t  day[ALL], calendar[ROWS];
static size_t   begin[ASSETS + 1];
static uint32_t group[ASSETS];

static void fill(void)
{
    for (size_t a = 0; a < ASSETS; a++) {
        struct random r     = {.seed = 1, .stream = a};
        double        price = 50;
        begin[a] = a * ROWS;
        group[a] = (uint32_t)(a % SECTORS);
        for (size_t i = a * ROWS; i < (a + 1) * ROWS; i++) {
            double wide = fabs(random_normal(&r)) * 0.01;
            columns[INPUT_OPEN][i] = price;
            price *= exp(0.015 * random_normal(&r));
            columns[INPUT_CLOSE][i]  = price;
            columns[INPUT_HIGH][i]   = fmax(price, columns[INPUT_OPEN][i]) * (1 + wide);
            columns[INPUT_LOW][i]    = fmin(price, columns[INPUT_OPEN][i]) * (1 - wide);
            columns[INPUT_VOLUME][i] = 1e6 * exp(random_normal(&r));
            day[i] = (int32_t)(i % ROWS) * 7 / 5;
        }
    }
    begin[ASSETS] = ALL;
    for (size_t d = 0; d < ROWS; d++) calendar[d] = day[d];
}

static struct panel panel_of(const struct program *p, const double **column)
{
    for (size_t k = 0; k < p->wanteds; k++) column[k] = columns[p->wanted[k].id];
    return (struct panel){.assets = ASSETS, .days = ROWS, .rows_max = ROWS, .begin = begin, .day = day, .calendar = calendar, .column = column,
                          .group = {group, group, group}, .group_count = {SECTORS, SECTORS, SECTORS}};
}

static void take(void *arg, size_t asset, const double *const *out)
{
    (void)arg;
    last[asset] = out[0][ROWS - 1];
}

static double now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static double time_of(const struct program *p, size_t threads)
{
    double best = INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
        AUTO_CTX      c = {0};
        const double *column[WANTED_MAX];
        struct panel  x = panel_of(p, column);
        ctx_open(&c, MEMORY);
        double began = now_ms();
        if (panel_compute(&c, threads, p, &x, take, NULL) != OK) exit(EXIT_FAILURE);
        best = fmin(best, now_ms() - began);
    }
    return best;
}

/* Each step as a program of its own, reading the first column in place of what other steps give it. */
static double time_alone(const struct program *p)
{
    double sum = 0;
    for (size_t k = 0; k < p->steps; k++) {
        struct step    s   = p->step[k];
        struct result  r[1 + OUTPUTS_MAX] = {{.where = IN_COLUMN}};
        struct output  out = {.value = 1};
        struct program one = *p;
        bool           section = s.kind == STEP_FUNCTION && s.function->section;
        if (s.kind == STEP_SPREAD || s.kind == STEP_GATHER || s.period) continue;
        for (size_t i = 0; i < INS_MAX; i++)
            if (s.in[i] != IN_NUMBER) s.in[i] = 0;
        for (size_t o = 0; o < s.outs; o++) {
            r[1 + o] = (struct result){.where = section ? IN_WIDE : IN_SLOT, .place = (uint16_t)o};
            s.out[o] = (uint16_t)(1 + o);
        }
        s.stage     = 0;
        one.step    = &s;
        one.result  = r;
        one.output  = &out;
        one.steps   = one.outputs = one.stages = 1;
        one.slots   = s.outs;
        one.wides   = section;
        one.periods = 0;
        sum += time_of(&one, 1);
    }
    return sum;
}

static double time_memory(void)
{
    static double to[ALL];
    double        best = INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
        double began = now_ms();
        for (size_t i = 0; i < ALL; i++) to[i] = columns[INPUT_CLOSE][i] * 2;
        best = fmin(best, now_ms() - began);
        last[0] += to[round];
    }
    return best;
}

static const char *const expressions[] = {
    "close / open - 1",
    "zscore(ema(close, 12) / ema(close, 26), 252)",
    "rsi(close, 14) < 30 and close > sma(close, 200)",
    "macd(close).hist / atr(14)",
    "mean(returns(close), 20) / std(returns(close), 20)",
    "corr(returns(close), returns(volume), 60)",
    "cs_rank(returns(close, 126), by=\"sector\")",
    "cs_zscore(mean(cs_rank(returns(close)), 20))",
    "resample(sma(close, 10), \"week\") < close",
    "median(close, 20) + quantile(close, 0.9, 20)",
};

int main(void)
{
    size_t threads = thread_count();
    double memory, sum = 0;
    fill();
    memory = time_memory();
    printf("expressions, %d assets x %d days, processor time, best of %d rounds; reading a column and writing one: %.1f ms, %.2f ns/row\n", ASSETS, ROWS, ROUNDS, memory,
           memory * 1e6 / ALL);
    printf("%-52s %9s %8s %9s %9s %7s\n", "expression", "ms", "ns/row", "together", "alone ms", "alone/");
    for (size_t k = 0; k < sizeof expressions / sizeof *expressions; k++) {
        AUTO_CTX       c = {0};
        struct program p;
        ctx_open(&c, MEMORY);
        if (program_compile(&c, &(struct definition){.text = slice_of(expressions[k])}, 1, NULL, 0, &p) != OK) return puts(c.note) < 0;
        double one = time_of(&p, 1), all = time_of(&p, threads), alone = time_alone(&p);
        printf("%-52s %9.1f %8.2f %9.1f %9.1f %7.2f\n", expressions[k], one, one * 1e6 / ALL, all, alone, alone / one);
        for (size_t a = 0; a < ASSETS; a++) sum += isfinite(last[a]) ? last[a] : 0;
    }
    printf("sum of the last values %.6g\n", sum);
    return 0;
}
