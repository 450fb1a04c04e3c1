#include "port/paths.h"

#include <assert.h>
#include <math.h>

#include "num/many.h"
#include "num/random.h"
#include "num/stat.h"
#include "num/tile.h"

/* Two streams of a path: normals, and whatever else is drawn. */
static uint64_t stream_of(uint64_t path, bool other) { return 2 * path + other; }

size_t paths_scratch(const struct path_plan *p)
{
    return 2 * p->steps * p->assets + p->steps + TILE_SCRATCH;
}

/* The state of every step, as a count of states passed. */
static void draw_regimes(const struct path_plan *p, uint64_t path, double *state)
{
    struct random r  = {.seed = p->seed, .stream = stream_of(path, true)};
    size_t        at = 0;
    for (size_t t = 0; t < p->steps; t++) {
        state[t] = (double)at;
        double u = random_uniform(&r);
        size_t next = 0;
        while (next + 1 < p->regimes && u > p->switching[at * p->regimes + next]) u -= p->switching[at * p->regimes + next++];
        at = next;
    }
}

/* Rows of shocks become rows of log returns: drift plus root times shock. Runs of one state are one product. */
static void correlate(const struct path_plan *p, const double *shock, const double *state, double *out, double *scratch)
{
    size_t n = p->assets;
    for (size_t from = 0, to; from < p->steps; from = to) {
        size_t s = p->regimes > 1 ? (size_t)state[from] : 0;
        for (to = from + 1; to < p->steps && (p->regimes <= 1 || (size_t)state[to] == s);) to++;
        for (size_t t = from; t < to; t++)
            for (size_t j = 0; j < n; j++) out[t * n + j] = p->drift[s * n + j];
        tile_product((struct block){shock + from * n, n}, (struct block){p->root + s * n * n, n}, to - from, n, n, 1, false, out + from * n, n, scratch);
    }
}

/* A sum of squares of normals is chi-square; scaled so that the variance stays what it was. */
static void fatten(const struct path_plan *p, uint64_t path, double *shock)
{
    struct random r = {.seed = p->seed, .stream = stream_of(path, true)};
    for (size_t t = 0; t < p->steps; t++) {
        double square = 0;
        for (int k = 0; k < p->freedom; k++) {
            double z = random_normal(&r);
            square += z * z;
        }
        double scale = sqrt((p->freedom - 2) / square);
        for (size_t j = 0; j < p->assets; j++) shock[t * p->assets + j] *= scale;
    }
}

static void draw_growth(const struct path_plan *p, uint64_t path, double *scratch, double *growth)
{
    size_t  count = p->steps * p->assets;
    double *shock = scratch, *state = scratch + count;
    random_normals(p->seed, stream_of(path, false), 0, count, shock);
    if (p->kind == PATH_STUDENT) fatten(p, path, shock);
    if (p->regimes > 1) draw_regimes(p, path, state);
    correlate(p, shock, state, growth, state + p->steps);
    exp_each(growth, count);
}

static void resample(const struct path_plan *p, uint64_t path, double *growth)
{
    struct random r  = {.seed = p->seed, .stream = stream_of(path, true)};
    size_t        at = 0;
    for (size_t t = 0; t < p->steps; t++) {
        at = t == 0 || random_uniform(&r) < 1 / p->block ? random_below(&r, p->periods) : (at + 1) % p->periods;
        for (size_t j = 0; j < p->assets; j++) growth[t * p->assets + j] = 1 + p->history[at * p->assets + j];
    }
}

static void run_wealth(const struct path_plan *p, const double *growth, double *ret)
{
    double wealth = p->start, cash = 1;
    size_t mark   = 0;
    for (size_t j = 0; j < p->assets; j++) cash -= p->weight[j];
    for (size_t t = 0; t < p->steps; t++) {
        double step = cash * p->cash_growth;
        for (size_t j = 0; j < p->assets; j++) step += p->weight[j] * growth[t * p->assets + j];
        if (wealth > 0) wealth = wealth * step + (p->flow ? p->flow[t] : 0);
        if (!(wealth > 0)) wealth = 0;
        while (mark < p->marks && p->mark[mark] == t + 1) ret[mark++] = wealth;
    }
}

void paths_run(const struct path_plan *p, uint64_t first, size_t count, double *scratch, double *ret)
{
    double *growth = scratch, *rest = scratch + p->steps * p->assets;
    assert(p->assets <= PATH_ASSETS_MAX && p->steps <= PATH_STEPS_MAX);
    for (size_t i = 0; i < count; i++) {
        if (p->kind == PATH_BOOTSTRAP) resample(p, first + i, growth);
        else draw_growth(p, first + i, rest, growth);
        run_wealth(p, growth, ret + i * p->marks);
    }
}

void paths_fan(const double *wealth, size_t paths, size_t marks, size_t mark, const double *levels, size_t level_count, double *sorted,
               double *ret)
{
    for (size_t i = 0; i < paths; i++) sorted[i] = wealth[i * marks + mark];
    stat_sort(sorted, paths);
    for (size_t k = 0; k < level_count; k++) ret[k] = stat_quantile(sorted, paths, levels[k]);
}

double paths_share_at_least(const double *sorted, size_t paths, double goal)
{
    size_t low = 0, high = paths;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sorted[middle] < goal) low = middle + 1;
        else high = middle;
    }
    return paths ? (double)(paths - low) / (double)paths : NAN;
}
