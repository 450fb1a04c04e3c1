/* Nanoseconds a bar of every indicator at its usual parameters: best of some rounds, one thread. First those that TA-Lib's and
 * Tulip's authors measure too, over 2,400 series of 4,000 bars, series by series and held in tiles, on one thread and on all;
 * beside them TA-Lib (TALIB=path, or libta-lib.so) and Tulip (TULIP=path, or libindicators.so) where they are found. Then all
 * others over a smaller panel. Names as arguments pick some. Deterministic input; the sum of the last values is printed so that no work can be left out. */
#include <assert.h>
#include <dlfcn.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/ctx.h"
#include "base/thread.h"
#include "ta/indicator.h"

enum { ASSETS = 2400, BARS = 4000, FEW_ASSETS = 400, ROUNDS = 3, COLUMNS = 5, TILES = ASSETS / TILE_ASSETS, ROOM = 16 };

static_assert(ASSETS % TILE_ASSETS == 0, "whole tiles");

static double (*column[COLUMNS])[BARS];                             /* open, high, low, close, volume; by asset */
static double (*tiled[COLUMNS])[BARS * TILE_ASSETS];                /* the same in tiles */
static double (*out[OUTPUTS_MAX])[BARS];
static double (*tiled_out[OUTPUTS_MAX])[BARS * TILE_ASSETS];
static double (*scratch)[TILE_ROOM * BARS];                         /* by thread */

static double random_unit(uint64_t *state)      /* splitmix64 (Steele, Lea and Flood 2014), 0 to 1 */
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

static void make_asset(size_t a, uint64_t *seed)
{
    double price = 20 + 200 * random_unit(seed);
    for (size_t i = 0; i < BARS; i++) {
        double range = price * 0.02 * random_unit(seed), opened = price;
        price *= 1 + 0.03 * (random_unit(seed) - 0.499);
        double bar[COLUMNS] = {opened, fmax(opened, price) + range, fmin(opened, price) - range, price, floor(1e6 * random_unit(seed))};
        for (size_t c = 0; c < COLUMNS; c++) {
            column[c][a][i] = bar[c];
            tiled[c][a / TILE_ASSETS][i * TILE_ASSETS + a % TILE_ASSETS] = bar[c];
        }
    }
}

static err make_panel(struct ctx *c)
{
    uint64_t seed = 1;
    for (size_t k = 0; k < COLUMNS; k++) {
        TRY(NEW(c, column[k], ASSETS));
        TRY(NEW(c, tiled[k], TILES));
    }
    for (size_t k = 0; k < OUTPUTS_MAX; k++) {
        TRY(NEW(c, out[k], ASSETS));
        TRY(NEW(c, tiled_out[k], TILES));
    }
    TRY(NEW(c, scratch, thread_count()));
    for (size_t a = 0; a < ASSETS; a++) make_asset(a, &seed);
    return OK;
}

struct work {
    const struct indicator *indicator;
    double                  param[PARAMS_MAX];
    void                   *peer;
};

static void run_asset(const struct work *w, size_t a)
{
    double *const rows[OUTPUTS_MAX] = {out[0][a], out[1][a], out[2][a], out[3][a]};
    w->indicator->run(&(struct series_in){BARS, column[0][a], column[1][a], column[2][a], column[3][a], column[4][a]}, w->param, rows);
}

static void run_tile(void *work, size_t worker, size_t t)
{
    const struct work   *w = work;
    const struct tile_in in = {BARS, tiled[0][t], tiled[1][t], tiled[2][t], tiled[3][t], tiled[4][t]};
    double *const        rows[OUTPUTS_MAX] = {tiled_out[0][t], tiled_out[1][t], tiled_out[2][t], tiled_out[3][t]};
    indicator_run_tile(w->indicator, &in, w->param, rows, scratch[worker]);
}

static void series(struct work *w, size_t assets)
{
    for (size_t a = 0; a < assets; a++) run_asset(w, a);
}
static void tiles_alone(struct work *w, size_t assets)
{
    for (size_t t = 0; t < assets / TILE_ASSETS; t++) run_tile(w, 0, t);
}
static void tiles_together(struct work *w, size_t assets) { thread_each(thread_count(), assets / TILE_ASSETS, run_tile, w); }

/* Of this thread's time, which others that share the processor do not lengthen; of the clock's where threads work together. */
static double now(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double ns_by(clockid_t clock, struct work *w, void (*run)(struct work *, size_t), size_t assets)
{
    double best = INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
        double start = now(clock);
        run(w, assets);
        best = fmin(best, now(clock) - start);
    }
    return best / ((double)assets * BARS);
}

static double ns_per_bar(struct work *w, void (*run)(struct work *, size_t), size_t assets)
{
    return ns_by(CLOCK_THREAD_CPUTIME_ID, w, run, assets);
}

/* ---- TA-Lib, through its description of itself ---- */

static struct {
    void *library, *params;
    int (*initialize)(void), (*handle)(const char *, const void **), (*allocate)(const void *, void **), (*release)(void *);
    int (*price)(void *, unsigned, const double *, const double *, const double *, const double *, const double *, const double *);
    int (*real)(void *, unsigned, const double *), (*output)(void *, unsigned, double *);
    int (*call)(const void *, int, int, int *, int *);
} talib;

static void *symbol(void *library, const char *name)
{
    void *found = library ? dlsym(library, name) : NULL;
    return found;
}

static bool talib_open(void)
{
    const char *path = getenv("TALIB");
    talib.library = dlopen(path ? path : "libta-lib.so", RTLD_NOW);
    *(void **)&talib.initialize = symbol(talib.library, "TA_Initialize");
    *(void **)&talib.handle     = symbol(talib.library, "TA_GetFuncHandle");
    *(void **)&talib.allocate   = symbol(talib.library, "TA_ParamHolderAlloc");
    *(void **)&talib.release    = symbol(talib.library, "TA_ParamHolderFree");
    *(void **)&talib.price      = symbol(talib.library, "TA_SetInputParamPricePtr");
    *(void **)&talib.real       = symbol(talib.library, "TA_SetInputParamRealPtr");
    *(void **)&talib.output     = symbol(talib.library, "TA_SetOutputParamRealPtr");
    *(void **)&talib.call       = symbol(talib.library, "TA_CallFunc");
    return talib.call && talib.initialize() == 0;
}

/* Inputs that are not prices are close, or high and low where there are two; one that is not asked for is refused. */
static void talib_asset(void *params, bool pair, size_t a)
{
    int begin, count;
    (void)talib.price(params, 0, column[0][a], column[1][a], column[2][a], column[3][a], column[4][a], NULL);
    (void)talib.real(params, 0, column[pair ? 1 : 3][a]);
    (void)talib.real(params, 1, column[pair ? 2 : 4][a]);
    (void)talib.price(params, 1, column[0][a], column[1][a], column[2][a], column[3][a], column[4][a], NULL);
    for (unsigned k = 0; k < OUTPUTS_MAX; k++) (void)talib.output(params, k, out[k][a]);
    (void)talib.call(params, 0, BARS - 1, &begin, &count);
}

static void talib_series(struct work *w, size_t assets)
{
    bool pair = strcmp(w->indicator->name, "correl") == 0;
    for (size_t a = 0; a < assets; a++) talib_asset(w->peer, pair, a);
}

static double talib_ns(struct work *w)
{
    char        name[32] = "";
    const void *handle;
    for (size_t k = 0; w->indicator->name[k] && k + 1 < sizeof name; k++) name[k] = (char)(w->indicator->name[k] >= 'a' ? w->indicator->name[k] - 32 : w->indicator->name[k]);
    if (!talib.call || talib.handle(name, &handle) != 0 || talib.allocate(handle, &w->peer) != 0) return NAN;
    double ns = ns_per_bar(w, talib_series, ASSETS);
    (void)talib.release(w->peer);
    return ns;
}

/* ---- Tulip, through its table ---- */

struct tulip {
    const char *name, *full;
    int (*start)(const double *), (*run)(int, const double *const *, const double *, double *const *);
    void       *plain;
    int         type, inputs, options, outputs;
    const char *input[ROOM], *option[ROOM], *output[ROOM];
    void       *stream[3];
};

static const struct tulip *(*tulip_find)(const char *);

/* Its names for what is called otherwise here, and its parameters where they are not the first of ours. */
static const struct {
    const char *ours, *name;
    double      options[4];
    size_t      count;
} tulip_names[] = {{"linearreg", "linreg", {14}, 1}, {"sar", "psar", {0.02, 0.2}, 2}, {"stoch", "stoch", {5, 3, 3}, 3}, {"bbands", "bbands", {5, 2}, 2}};

static const double *tulip_column(const char *name, size_t a)
{
    static const char *const names[COLUMNS] = {"open", "high", "low", "close", "volume"};
    for (size_t k = 0; k < COLUMNS; k++)
        if (strcmp(name, names[k]) == 0) return column[k][a];
    return column[3][a];
}

static void tulip_series(struct work *w, size_t assets)
{
    const struct tulip *t = w->peer;
    for (size_t a = 0; a < assets; a++) {
        const double *in[ROOM] = {0};
        double *const rows[OUTPUTS_MAX] = {out[0][a], out[1][a], out[2][a], out[3][a]};
        for (int k = 0; k < t->inputs; k++) in[k] = tulip_column(t->input[k], a);
        (void)t->run(BARS, in, w->param, rows);
    }
}

static double tulip_ns(struct work w)
{
    const char *name = w.indicator->name;
    for (size_t k = 0; k < sizeof tulip_names / sizeof *tulip_names; k++) {
        if (strcmp(tulip_names[k].ours, name) != 0) continue;
        name = tulip_names[k].name;
        memcpy(w.param, tulip_names[k].options, tulip_names[k].count * sizeof *w.param);
        break;
    }
    w.peer = tulip_find ? (void *)tulip_find(name) : NULL;
    return w.peer ? ns_per_bar(&w, tulip_series, ASSETS) : NAN;
}

static void tulip_open(void)
{
    const char *path = getenv("TULIP");
    *(void **)&tulip_find = symbol(dlopen(path ? path : "libindicators.so", RTLD_NOW), "ti_find_indicator");
}

/* ---- the tables ---- */

static const char *const measured[] = {"sma", "ema", "wma", "dema", "tema", "kama", "rsi", "macd", "bbands", "atr", "natr", "adx", "stoch",
                                       "stochrsi", "cci", "mfi", "obv", "willr", "roc", "mom", "aroon", "sar", "stddev", "linearreg", "correl"};

static struct work work_of(const struct indicator *i)
{
    struct work w = {.indicator = i};
    for (size_t k = 0; k < PARAMS_MAX; k++) w.param[k] = i->params[k].usual;
    return w;
}

static void put(double x)
{
    if (isnan(x)) printf(" %8s", "-");
    else          printf(" %8.2f", x);
}

static bool wanted(const char *name, int argc, char **argv)
{
    for (int k = 1; k < argc; k++)
        if (strcmp(name, argv[k]) == 0) return true;
    return argc < 2;
}

static double compare(int argc, char **argv)
{
    double sum = 0, of_talib = 0, behind = 0;
    size_t count = sizeof measured / sizeof *measured, done = 0;
    printf("%-12s %8s %8s %8s %8s %8s %8s %8s\n", "ns a bar", "series", "tiles", "threads", "TA-Lib", "Tulip", "x TA-Lib", "x best");
    for (size_t k = 0; k < count; k++) {
        if (!wanted(measured[k], argc, argv)) continue;
        struct work w = work_of(indicator_find(slice_of(measured[k])));
        double alone = ns_per_bar(&w, tiles_alone, ASSETS), together = ns_by(CLOCK_MONOTONIC, &w, tiles_together, ASSETS), one = ns_per_bar(&w, series, ASSETS);
        double of_tulip = tulip_ns(w), other = talib_ns(&w), best = fmin(other, of_tulip);
        printf("%-12s", measured[k]);
        put(one), put(alone), put(together), put(other), put(of_tulip), put(other / together), put(best / alone);
        putchar('\n');
        done++;
        of_talib += log(other / together);
        behind   += best < alone;
        for (size_t o = 0; o < indicator_outputs(w.indicator); o++) sum += tiled_out[o][TILES - 1][BARS * TILE_ASSETS - 1];
    }
    if (talib.call) printf("geometric mean over TA-Lib on one core: %.2f; slower on one core than the best peer: %.0f\n\n", exp(of_talib / (double)done), behind);
    return sum;
}

int main(int argc, char **argv)
{
    AUTO_CTX c = {0};
    double   sum = 0;
    ctx_open(&c, (size_t)4 << 30);
    if (make_panel(&c) != OK) return 1;
    (void)talib_open();
    tulip_open();
    printf("indicators, %d x %d bars, best of %d rounds; threads: %zu\n", ASSETS, BARS, ROUNDS, thread_count());
    sum = compare(argc, argv);
    printf("%-22s %9s   (%d x %d bars)\n", "indicator", "ns a bar", FEW_ASSETS, BARS);
    for (const struct indicator *const *i = indicators; *i; i++) {
        struct work w = work_of(*i);
        if (!wanted((*i)->name, argc, argv)) continue;
        printf("%-22s %9.2f\n", (*i)->name, ns_per_bar(&w, series, FEW_ASSETS));
        for (size_t o = 0; o < indicator_outputs(*i); o++) sum += out[o][FEW_ASSETS - 1][BARS - 1];
    }
    printf("sum of last values %.6g\n", sum);
    return 0;
}
