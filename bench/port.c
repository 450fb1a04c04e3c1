/* What portfolios cost, beside cvxopt where python3-cvxopt is installed: the least of several rounds, one thread but for
 * paths. Markets are drawn: "weak" is sample covariance of nearly independent returns, the hardest for methods that guess
 * what binds; "market" has one strong common factor. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/thread.h"
#include "num/random.h"
#include "num/tile.h"
#include "port/allocate.h"
#include "port/paths.h"
#include "port/shortfall.h"

enum { SECTORS = 10, SCENARIOS = 1260, PATHS = 100000, ASSETS_A_PATH = 10, STEPS = 252 };

static const size_t MEMORY = (size_t)3 << 30;

struct bench {
    size_t                   n;
    double                  *q, *mean, *low, *high, *row, *row_low, *row_high, *returns;
    struct risk_model        model;
    struct portfolio_problem plain, sectors;
};

static double *room(size_t count)
{
    double *p = calloc(count, sizeof *p);
    if (!p) abort();
    return p;
}

static void draw_returns(struct bench *b, size_t rows, bool market)
{
    struct random r = {.seed = b->n, .stream = market};
    b->returns = room(rows * b->n);
    for (size_t t = 0; t < rows; t++) {
        double common = (market ? 0.01 : 0.001) * random_normal(&r);
        for (size_t i = 0; i < b->n; i++) b->returns[t * b->n + i] = 0.01 * random_normal(&r) + common * (1 + 0.3 * sin(1.7 * (double)i));
    }
}

static void prepare(struct bench *b, size_t n, bool market)
{
    double       *scratch = room(TILE_SCRATCH);
    struct random r       = {.seed = n, .stream = 2};
    size_t        rows    = 2 * n > SCENARIOS ? 2 * n : SCENARIOS;
    *b = (struct bench){.n = n, .q = room(n * n), .mean = room(n), .low = room(n), .high = room(n), .row = room(SECTORS * n), .row_low = room(SECTORS), .row_high = room(SECTORS)};
    draw_returns(b, rows, market);
    tile_gram((struct block){b->returns, n}, NULL, rows, n, b->q, n, scratch);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) b->q[i * n + j] = b->q[j * n + i] = b->q[i * n + j] / (double)rows;
        b->mean[i] = 0.0004 + 0.0003 * random_normal(&r);
        b->high[i] = 1;
        b->row[i % SECTORS * n + i] = 1;
    }
    for (size_t k = 0; k < SECTORS; k++) b->row_low[k] = k < 3 ? 0.11 : 0, b->row_high[k] = 0.12;
    b->model   = (struct risk_model){.count = n, .covariance = b->q};
    b->plain   = (struct portfolio_problem){.risk = &b->model, .expected = b->mean, .lower = b->low, .upper = b->high, .budget_lower = 1, .budget_upper = 1, .turnover = INFINITY};
    b->sectors = b->plain;
    b->sectors.rows = SECTORS, b->sectors.row = b->row, b->sectors.row_lower = b->row_low, b->sectors.row_upper = b->row_high;
    free(scratch);
}

static void forget(struct bench *b)
{
    double *all[] = {b->q, b->mean, b->low, b->high, b->row, b->row_low, b->row_high, b->returns};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
}

/* The same problem for cvxopt: milliseconds of the least of three rounds, or NaN. */
static double peer_ms(const struct bench *b)
{
    static const char script[] =
        "import sys,time,numpy as np\n"
        "try:\n"
        "    from cvxopt import matrix,solvers\n"
        "except ImportError:\n"
        "    print('nan'); sys.exit()\n"
        "n=int(sys.argv[1]); q=np.fromfile(sys.argv[2]).reshape(n,n); solvers.options['show_progress']=False\n"
        "P=matrix(q*1e4); c=matrix(0.0,(n,1)); G=matrix(-np.eye(n)); h=matrix(0.0,(n,1)); A=matrix(1.0,(1,n)); one=matrix(1.0)\n"
        "best=1e9\n"
        "for _ in range(3 if n<1000 else 1):\n"
        "    t=time.perf_counter(); solvers.qp(P,c,G,h,A,one); best=min(best,time.perf_counter()-t)\n"
        "print(best*1e3)\n";
    char   matrix_path[] = "/tmp/lumia-bench-XXXXXX", script_path[] = "/tmp/lumia-bench-XXXXXX", line[256];
    int    one = mkstemp(matrix_path), two = mkstemp(script_path);
    double ms  = NAN;
    FILE  *f   = one >= 0 ? fdopen(one, "wb") : NULL, *s = two >= 0 ? fdopen(two, "w") : NULL;
    if (f) fwrite(b->q, sizeof *b->q, b->n * b->n, f), fclose(f);
    if (s) fputs(script, s), fclose(s);
    (void)snprintf(line, sizeof line, "/usr/bin/python3 %s %zu %s 2>/dev/null", script_path, b->n, matrix_path);
    FILE *answer = f && s ? popen(line, "r") : NULL;
    if (answer && fscanf(answer, "%lf", &ms) != 1) ms = NAN;
    if (answer) pclose(answer);
    remove(matrix_path);
    remove(script_path);
    return ms;
}

static void print_line(const char *what, size_t n, const char *market, double ms, double goal, double peer, double certificate)
{
    printf("%-34s %6zu %-7s %10.3f ms   goal %7.1f", what, n, market, ms, goal);
    if (isnan(peer)) printf("   cvxopt        -");
    else printf("   cvxopt %8.1f (%.0fx)", peer, peer / ms);
    if (!isnan(certificate)) printf("   residual %.1g", certificate);
    puts("");
    (void)fflush(stdout);
}

struct task {
    const char *what;
    size_t      n;
    double      goal[2];                /* weak, market */
    double    (*run)(struct ctx *c, const struct bench *b);     /* its certificate */
};

static double solve(struct ctx *c, const struct portfolio_problem *p, enum objective what)
{
    struct portfolio a = {0};
    if (portfolio_solve(c, p, what, 0, &a) != OK) fprintf(stderr, "%s\n", c->note);
    return a.weight ? a.kkt : INFINITY;
}

static double least(struct ctx *c, const struct bench *b)   { return solve(c, &b->plain, MINIMUM_VARIANCE); }
static double limited(struct ctx *c, const struct bench *b) { return solve(c, &b->sectors, MINIMUM_VARIANCE); }
static double sharpe(struct ctx *c, const struct bench *b)  { return solve(c, &b->plain, MAXIMUM_SHARPE); }

static double whole_frontier(struct ctx *c, const struct bench *b)
{
    struct corner *k, at[100];
    size_t         count;
    err            e = frontier(c, &b->plain, &k, &count);
    if (e == OK) e = frontier_points(c, &b->plain, k, count, 100, at);
    return e == OK ? NAN : INFINITY;
}

static double parity(struct ctx *c, const struct bench *b)
{
    double *weight, miss = INFINITY;
    if (NEW(c, weight, b->n) == OK && risk_parity(c, &b->model, NULL, weight, &miss) != OK) return INFINITY;
    return miss;
}

static double tree(struct ctx *c, const struct bench *b)
{
    double *weight;
    return NEW(c, weight, b->n) == OK && hierarchical_risk_parity(c, b->q, b->n, LINKAGE_SINGLE, weight) == OK ? NAN : INFINITY;
}

static double tail(struct ctx *c, const struct bench *b)
{
    struct shortfall s = {.gap = INFINITY};
    return minimum_shortfall(c, &b->plain, b->returns, SCENARIOS, 0.95, SHORTFALL_LOSS, &s) == OK ? s.gap : INFINITY;
}

static const struct task tasks[] = {
    {"minimum variance", 50, {0.2, 0.2}, least},          {"minimum variance", 500, {5, 5}, least},
    {"minimum variance", 2000, {500, 200}, least},        {"minimum variance, sector limits", 2000, {1500, 1500}, limited},
    {"maximum Sharpe", 50, {0.2, 0.2}, sharpe},           {"maximum Sharpe", 500, {5, 5}, sharpe},
    {"maximum Sharpe", 2000, {500, 200}, sharpe},         {"frontier of 100 points", 500, {100, 100}, whole_frontier},
    {"equal risk contribution", 500, {10, 10}, parity},   {"hierarchical risk parity", 2000, {200, 200}, tree},
    {"minimum CVaR, 1,260 scenarios", 500, {300, 300}, tail},
};

static void run_task(const struct task *t, bool market)
{
    struct bench b;
    double       best = INFINITY, certificate = NAN;
    prepare(&b, t->n, market);
    for (int round = 0; round < (t->n <= 50 ? 200 : t->n <= 500 ? 5 : 3); round++) {
        AUTO_CTX c = {0};
        ctx_open(&c, MEMORY);
        int64_t began = time_steady();
        certificate   = t->run(&c, &b);
        best          = fmin(best, (double)(time_steady() - began) / 1000);
    }
    print_line(t->what, t->n, market ? "market" : "weak", best, t->goal[market], t->run == least ? peer_ms(&b) : NAN, certificate);
    forget(&b);
}

/* ---- paths, on all processors ---- */

struct drawing {
    struct path_plan plan;
    double          *scratch, *wealth;
};

static void draw_some(void *arg, size_t worker, size_t index)
{
    struct drawing *d = arg;
    paths_run(&d->plan, index * 1000, 1000, d->scratch + worker * paths_scratch(&d->plan), d->wealth + index * 1000);
}

static void run_paths(void)
{
    double         weight[ASSETS_A_PATH], drift[ASSETS_A_PATH], root[ASSETS_A_PATH * ASSETS_A_PATH] = {0};
    uint32_t       mark[] = {STEPS};
    struct drawing d = {.plan = {.kind = PATH_NORMAL, .assets = ASSETS_A_PATH, .steps = STEPS, .seed = 1, .weight = weight, .cash_growth = 1, .regimes = 1,
                                 .drift = drift, .root = root, .start = 1, .marks = 1, .mark = mark}};
    size_t         workers = thread_count();
    for (size_t i = 0; i < ASSETS_A_PATH; i++) {
        weight[i] = 1.0 / ASSETS_A_PATH, drift[i] = 0.0003;
        for (size_t j = 0; j <= i; j++) root[i * ASSETS_A_PATH + j] = i == j ? 0.01 : 0.003;
    }
    d.scratch = room(workers * paths_scratch(&d.plan));
    d.wealth  = room(PATHS);
    int64_t began = time_steady();
    thread_each(workers, PATHS / 1000, draw_some, &d);
    double ms = (double)(time_steady() - began) / 1000;
    printf("%-34s %6d %zu threads %8.0f ms   goal %7.0f   numpy, published %d (%.1fx)\n", "paths of 10 assets and 252 steps", PATHS, workers, ms, 800.0, 3887, 3887 / ms);
    free(d.scratch);
    free(d.wealth);
}

int main(void)
{
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++)
        for (int market = 0; market < 2; market++) run_task(&tasks[i], market);
    run_paths();
    return 0;
}
