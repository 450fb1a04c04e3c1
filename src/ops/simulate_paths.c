#include <math.h>

#include "base/thread.h"
#include "num/cholesky.h"
#include "num/elementary.h"
#include "ops/op.h"
#include "ops/universe.h"
#include "port/paths.h"

static const char *const kinds[] = {"normal", "student", "bootstrap", "regime", NULL};

enum { LEVELS = 5, CHUNK = 256, STEPS_A_MONTH = 21, MONTHS_MAX = 900 };

static const double levels[LEVELS] = {0.05, 0.25, 0.5, 0.75, 0.95};

#define ASK(X, T)                                                                                                           \
    UNIVERSE(X, T)                                                                                                          \
    X(T, TEXTS,  weights, UPPER, "what is held, as AAPL=0.5; what is left is cash; usual is equal weights", .max = 500)     \
    X(T, CHOICE, kind,    0, "how returns are drawn: normal, fat-tailed with 4 degrees of freedom, days of the past in blocks, or calm and stormy states", \
      .choices = kinds, .usual = "bootstrap")                                                                               \
    X(T, CASH,   start,   REQUIRED, "wealth at the beginning", .min = 1, .max = 1e12)                                       \
    X(T, CASH,   monthly, NULLABLE, "put in every month; below 0 is taken out", .min = -1e9, .max = 1e9)                    \
    X(T, CASH,   goal,    NULLABLE, "wealth to reach at the end", .min = 1, .max = 1e12)                                    \
    X(T, I64,    months,  0, "how long", .min = 1, .max = 720, .usual = "120")                                              \
    X(T, I64,    paths,   0, "paths to draw", .min = 100, .max = 200000, .usual = "10000")                                  \
    X(T, I64,    seed,    0, "the same seed gives the same paths, bit for bit", .min = 0, .max = 9007199254740991, .usual = "1") \
    X(T, F64,    cash_return, 0, "return of cash a year", .min = -0.5, .max = 1, .usual = "0")

RECORD(simulate_paths_ask, ASK);
SHAPE(simulate_paths_ask, ASK);

#define FAN(X, T)                                                   \
    X(T, I64,  month, 0, "months from the beginning")               \
    X(T, CASH, p5,    0, "wealth that 5 % of the paths are below")  \
    X(T, CASH, p25,   0, "wealth that 25 % are below")              \
    X(T, CASH, p50,   0, "wealth in the middle")                    \
    X(T, CASH, p75,   0, "wealth that 75 % are below")              \
    X(T, CASH, p95,   0, "wealth that 95 % are below")

RECORD(simulate_paths_fan, FAN);
SHAPE(simulate_paths_fan, FAN);

#define OUTLOOK(X, T)                                                                                   \
    X(T, CHOICE, kind,      0,        "how returns were drawn", .choices = kinds)                       \
    X(T, BOOL,   simulated, 0,        "rests on a simulated market")                                    \
    X(T, DAY,    from,      0,        "first day of the returns")                                       \
    X(T, DAY,    to,        0,        "last day of the returns; nothing later was used")                \
    X(T, I64,    days,      0,        "returns of each asset that were used")                           \
    X(T, I64,    paths,     0,        "paths that were drawn")                                          \
    X(T, I64,    seed,      0,        "seed they were drawn from")                                      \
    X(T, CASH,   put_in,    0,        "start plus what goes in, less what is taken out")                \
    X(T, F64,    reaches,   NULLABLE, "share of the paths that reach the goal", .unit = "%")            \
    X(T, F64,    ruined,    0,        "share of the paths that run out of money", .unit = "%")          \
    X(T, TEXTS,  notes,     0,        "what to mind")                                                   \
    X(T, LIST,   fan,       0,        "quantiles of wealth over time", .of = &simulate_paths_fan_shape)

RECORD(simulate_paths_outlook, OUTLOOK);
SHAPE(simulate_paths_outlook, OUTLOOK);

struct draw {
    struct path_plan plan;
    double          *scratch, *wealth;  /* scratch of each worker */
    size_t           scratch_size, paths;
};

static void draw_chunk(void *arg, size_t worker, size_t index)
{
    const struct draw *d     = arg;
    size_t             first = index * CHUNK, count = d->paths - first < CHUNK ? d->paths - first : CHUNK;
    paths_run(&d->plan, first, count, d->scratch + worker * d->scratch_size, d->wealth + first * d->plan.marks);
}

/* ---- what is drawn from ---- */

static double session_month(const struct universe *u) { return u->periods_per_year / 12; }

/* Mean and covariance of log returns of the days that `state` names, and their Cholesky factor. */
static err describe(struct ctx *c, const struct universe *u, const bool *state, bool which, double *drift, double *root)
{
    size_t  n = u->count, days = 0;
    double *covariance, *sound, *x, *scratch;
    struct repair repair;
    TRY(NEW(c, covariance, n * n));
    TRY(NEW(c, x, n));
    TRY(NEW(c, scratch, TILE_SCRATCH));
    for (size_t t = 0; t < u->rows; t++) {
        if (state && state[t] != which) continue;
        days++;
        for (size_t i = 0; i < n; i++) drift[i] += log_portable(1 + u->returns[t * n + i]);
    }
    if (days < UNIVERSE_SESSIONS_MIN / 2) return fail(c, ERR_INSUFFICIENT, "only %zu days are in one of the states", days);
    for (size_t i = 0; i < n; i++) drift[i] /= (double)days;
    for (size_t t = 0; t < u->rows; t++) {
        if (state && state[t] != which) continue;
        for (size_t i = 0; i < n; i++) x[i] = log_portable(1 + u->returns[t * n + i]) - drift[i];
        for (size_t i = 0; i < n; i++) tile_add(covariance + i * n, x, x[i] / (double)(days - 1), n);
    }
    TRY(covariance_mend(c, covariance, n, &sound, &repair));
    if (cholesky(sound, n, n, 0, scratch) != n) return fail(c, ERR_DATA, "the covariance of the returns is broken");
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) root[i * n + j] = sound[i * n + j];
    return OK;
}

/* Stormy days are those whose market moved, over the fortnight around it, more than it usually does. */
static err find_states(struct ctx *c, const struct universe *u, bool *state, double *switching)
{
    enum { AROUND = 5 };
    double *move, usual = 0, from[2] = {0}, stay[2] = {0};
    TRY(NEW(c, move, u->rows));
    for (size_t t = 0; t < u->rows; t++) {
        double market = 0;
        for (size_t i = 0; i < u->count; i++) market += u->returns[t * u->count + i] / (double)u->count;
        move[t] = market * market;
        usual  += move[t] / (double)u->rows;
    }
    for (size_t t = 0; t < u->rows; t++) {
        double sum = 0;
        size_t a = t > AROUND ? t - AROUND : 0, b = t + AROUND < u->rows ? t + AROUND : u->rows - 1;
        for (size_t s = a; s <= b; s++) sum += move[s];
        state[t] = sum / (double)(b - a + 1) > usual;
    }
    for (size_t t = 0; t + 1 < u->rows; t++) from[state[t]]++, stay[state[t]] += state[t] == state[t + 1];
    for (size_t s = 0; s < 2; s++) {
        double p = (stay[s] + 1) / (from[s] + 2);
        switching[s * 2 + s]     = p;
        switching[s * 2 + 1 - s] = 1 - p;
    }
    return OK;
}

static err plan_returns(struct ctx *c, const struct universe *u, struct path_plan *p)
{
    enum { FREEDOM = 4, BLOCK = 21 };
    size_t  n = u->count;
    double *drift, *root, *switching;
    bool   *state;
    p->regimes = p->kind == PATH_REGIME ? 2 : 1;
    p->freedom = FREEDOM;
    p->history = u->returns;
    p->periods = u->rows;
    p->block   = BLOCK;
    if (p->kind == PATH_BOOTSTRAP) return OK;
    TRY(NEW(c, drift, p->regimes * n));
    TRY(NEW(c, root, p->regimes * n * n));
    TRY(NEW(c, switching, 4));
    TRY(NEW(c, state, u->rows));
    p->drift     = drift;
    p->root      = root;
    p->switching = switching;
    if (p->kind != PATH_REGIME) return describe(c, u, NULL, false, drift, root);
    TRY(find_states(c, u, state, switching));
    TRY(describe(c, u, state, false, drift, root));
    return describe(c, u, state, true, drift + n, root + n * n);
}

/* Money moves at the end of a month; wealth is noted then too, as often as fits. */
static err plan_time(struct ctx *c, const struct universe *u, const struct simulate_paths_ask *ask, struct path_plan *p)
{
    double   *flow, length = session_month(u);
    uint32_t *mark;
    size_t    every = (size_t)ask->months > 24 ? 12 : 1;
    p->steps = (size_t)floor(length * (double)ask->months + 0.5);
    TRY(NEW(c, flow, p->steps));
    TRY(NEW(c, mark, (size_t)ask->months));
    for (int64_t m = 1; m <= ask->months; m++) {
        size_t end = (size_t)floor(length * (double)m + 0.5);
        flow[end - 1] = ask->monthly == CASH_NONE ? 0 : (double)ask->monthly;
        if (m % (int64_t)every == 0 || m == ask->months) mark[p->marks++] = (uint32_t)end;
    }
    p->flow = flow;
    p->mark = mark;
    return OK;
}

static err plan_weights(struct ctx *c, const struct universe *u, const struct simulate_paths_ask *ask, struct path_plan *p)
{
    double *weight, sum = 0;
    TRY(universe_weights(c, u, &ask->weights, "weights", &weight));
    if (!weight) {
        TRY(NEW(c, weight, u->count));
        for (size_t i = 0; i < u->count; i++) weight[i] = 1 / (double)u->count;
    }
    for (size_t i = 0; i < u->count; i++) sum += fabs(weight[i]);
    p->weight      = weight;
    p->cash_growth = pow(1 + ask->cash_return, 1 / u->periods_per_year);
    return sum <= 10 ? OK : fail(c, ERR_INVALID, "the weights add up to %g; they are shares of the whole, such as 0.25", sum);
}

/* ---- the answer ---- */

static err tell(struct ctx *c, const struct draw *d, const struct simulate_paths_ask *ask, const struct universe *u, struct simulate_paths_outlook *out)
{
    struct simulate_paths_fan *fan;
    double                    *sorted, at[LEVELS];
    int64_t                    flow = ask->monthly == CASH_NONE ? 0 : ask->monthly;
    TRY(NEW(c, fan, d->plan.marks));
    TRY(NEW(c, sorted, d->paths));
    for (size_t m = 0; m < d->plan.marks; m++) {
        paths_fan(d->wealth, d->paths, d->plan.marks, m, levels, LEVELS, sorted, at);
        fan[m] = (struct simulate_paths_fan){(int64_t)floor((double)d->plan.mark[m] / session_month(u) + 0.5), (int64_t)at[0], (int64_t)at[1],
                                             (int64_t)at[2], (int64_t)at[3], (int64_t)at[4]};
    }
    *out = (struct simulate_paths_outlook){.kind = ask->kind, .simulated = u->simulated, .from = u->from, .to = u->to, .days = (int64_t)u->rows,
                                           .paths = ask->paths, .seed = ask->seed, .put_in = ask->start + flow * ask->months,
                                           .reaches = ask->goal == CASH_NONE ? NAN : paths_share_at_least(sorted, d->paths, (double)ask->goal),
                                           .ruined  = 1 - paths_share_at_least(sorted, d->paths, 0x1p-1074), .fan = {fan, d->plan.marks}};
    return universe_notes(c, u, &out->notes);
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *answer)
{
    const struct simulate_paths_ask *ask = in;
    struct universe                  u;
    struct simulate_paths_outlook   *out;
    struct draw                      d = {.paths = (size_t)ask->paths};
    size_t                           workers = h->threads ? h->threads : 1;
    TRY(NEW(c, out, 1));
    TRY(universe_load(c, h, &(struct universe_ask){&ask->symbols, ask->window, ask->covariance, ask->as_of, ask->market}, &u));
    if (u.count > PATH_ASSETS_MAX) return fail(c, ERR_LIMIT, "at most %d assets can be drawn together", PATH_ASSETS_MAX);
    d.plan = (struct path_plan){.kind = (enum path_kind)ask->kind, .assets = u.count, .seed = (uint64_t)ask->seed, .start = (double)ask->start};
    TRY(plan_weights(c, &u, ask, &d.plan));
    TRY(plan_returns(c, &u, &d.plan));
    TRY(plan_time(c, &u, ask, &d.plan));
    d.scratch_size = paths_scratch(&d.plan);
    TRY(NEW(c, d.scratch, workers * d.scratch_size));
    TRY(NEW(c, d.wealth, d.paths * d.plan.marks));
    thread_each(workers, (d.paths + CHUNK - 1) / CHUNK, draw_chunk, &d);
    TRY(tell(c, &d, ask, &u, out));
    answer->at        = out;
    answer->count     = 1;
    answer->simulated = u.simulated;
    return OK;
}

const struct op op_simulate_paths = {
    .name    = "simulate-paths",
    .method  = "POST",
    .path    = "/v1/portfolios/paths",
    .group   = "analytics",
    .title   = "What a portfolio may become, along paths drawn from a seed",
    .about   = "Draws thousands of futures of a portfolio that is brought back to its weights every session, with money put in or taken out every month, and "
               "tells quantiles of wealth over time, how often a goal is reached and how often the money runs out. The futures are as good as the past "
               "they are drawn from: a year of returns says little of a decade.",
    .example = "simulate-paths AAPL MSFT JNJ XOM --start 50000 --monthly 500 --goal 120000 --months 60 --paths 500 --as-of 2017-12-29",
    .in      = &simulate_paths_ask_shape,
    .out     = &simulate_paths_outlook_shape,
    .answers = ONE,
    .slow    = true,
    .run     = run,
};
