#include <math.h>

#include "base/text.h"
#include "num/cholesky.h"
#include "port/portfolio.h"

enum { BENDS_MAX = 60 };

static const double IMPACT_FIRST = 1e-6, IMPACT_SAME = 1e-13;

static bool trades(const struct portfolio_problem *p)
{
    return p->current && (p->trade_cost || p->impact || isfinite(p->turnover));
}

/* A weight as bought and sold since `current`; a limit that current already breaks has to be traded into. */
static void split_limits(const struct portfolio_problem *p, double *lower, double *upper)
{
    size_t n = p->risk->count;
    for (size_t i = 0; i < n; i++) {
        double now = p->current[i];
        lower[i]     = fmax(0, p->lower[i] - now);
        upper[i]     = fmax(0, p->upper[i] - now);
        lower[n + i] = fmax(0, now - p->upper[i]);
        upper[n + i] = fmax(0, now - p->lower[i]);
    }
}

static err make_columns(struct line *l)
{
    const struct portfolio_problem *p = l->p;
    size_t                          n = p->risk->count;
    uint32_t                       *asset;
    signed char                    *sign;
    double                         *lower, *upper;
    l->program.count = n;
    l->program.lower = p->lower;
    l->program.upper = p->upper;
    if (!l->splits) return OK;
    l->program.count = 2 * n;
    TRY(NEW(l->c, asset, 2 * n));
    TRY(NEW(l->c, sign, 2 * n));
    TRY(NEW(l->c, lower, 2 * n));
    TRY(NEW(l->c, upper, 2 * n));
    for (size_t j = 0; j < 2 * n; j++) asset[j] = (uint32_t)(j % n), sign[j] = j < n ? 1 : -1;
    split_limits(p, lower, upper);
    l->program.asset = asset;
    l->program.sign  = sign;
    l->program.lower = lower;
    l->program.upper = upper;
    return OK;
}

/* The budget, the rows that were given, and turnover where it is limited. */
static err make_rows(struct line *l)
{
    const struct portfolio_problem *p    = l->p;
    size_t                          n    = p->risk->count, columns = l->program.count;
    bool                            turn = l->splits && isfinite(p->turnover);
    size_t                          rows = 1 + p->rows + turn;
    double                         *row, *low, *high;
    TRY(NEW(l->c, row, rows * columns));
    TRY(NEW(l->c, low, rows));
    TRY(NEW(l->c, high, rows));
    for (size_t r = 0; r <= p->rows; r++) {
        double held = 0;
        for (size_t i = 0; i < n; i++) {
            double a = r == 0 ? 1 : p->row[(r - 1) * n + i];
            row[r * columns + i] = a;
            if (l->splits) row[r * columns + n + i] = -a, held += a * p->current[i];
        }
        low[r]  = (r == 0 ? p->budget_lower : p->row_lower[r - 1]) - held;
        high[r] = (r == 0 ? p->budget_upper : p->row_upper[r - 1]) - held;
    }
    for (size_t j = 0; turn && j < columns; j++) row[(rows - 1) * columns + j] = 1;
    if (turn) low[rows - 1] = -INFINITY, high[rows - 1] = p->turnover;
    l->program.rows      = rows;
    l->program.row       = row;
    l->program.row_lower = low;
    l->program.row_upper = high;
    return OK;
}

static double side_of(const struct line *l, size_t j) { return l->program.sign ? l->program.sign[j] : 1; }
static size_t asset_of(const struct line *l, size_t j) { return l->program.asset ? l->program.asset[j] : j; }

static void set_gains(struct line *l)
{
    for (size_t j = 0; j < l->program.count; j++) {
        size_t i = asset_of(l, j);
        l->gain[j] = (l->expected ? side_of(l, j) * l->expected[i] : 0) - (l->splits && l->p->trade_cost ? l->p->trade_cost[i] : 0);
        l->base[j] = side_of(l, j) * l->scratch[i];
    }
}

err line_open(struct ctx *c, const struct portfolio_problem *p, const double *expected, struct line *ret)
{
    size_t n = p->risk->count;
    *ret = (struct line){.p = p, .c = c, .expected = expected, .splits = trades(p), .program = {.model = p->risk}};
    if (n == 0) return fail(c, ERR_INSUFFICIENT, "there is no asset to choose from");
    TRY(make_columns(ret));
    TRY(make_rows(ret));
    TRY(NEW(c, ret->base, ret->program.count));
    TRY(NEW(c, ret->gain, ret->program.count));
    TRY(NEW(c, ret->cost, ret->program.count));
    TRY(NEW(c, ret->rate, ret->program.count));
    TRY(NEW(c, ret->bend, ret->program.count));
    TRY(NEW(c, ret->before, ret->program.count));
    TRY(NEW(c, ret->price_rate, ret->program.rows));
    TRY(NEW(c, ret->weight, n));
    TRY(NEW(c, ret->offset, n));
    TRY(NEW(c, ret->scratch, n));
    for (size_t i = 0; i < n; i++)
        ret->offset[i] = (ret->splits ? p->current[i] : 0) - (p->benchmark ? p->benchmark[i] : 0);
    model_times(p->risk, ret->offset, ret->scratch);
    set_gains(ret);
    ret->program.cost = ret->cost;
    TRY(qp_open(c, p->risk, ret->program.count, ret->program.rows, &ret->solver));
    return qp_answer_open(c, &ret->program, &ret->answer);
}

/* ---- what is told of limits that contradict each other ---- */

static const char *name_of(struct ctx *c, const char *const *names, size_t i)
{
    const char *name = names ? names[i] : ctx_print(c, "%zu", i);
    return name ? name : "?";
}

enum { NAMES_TOLD = 8 };

static void put_names(struct line *l, struct text *t, const signed char *columns, signed char side)
{
    size_t count = 0;
    for (size_t j = 0; j < l->program.count; j++) {
        if (columns[j] != side) continue;
        if (count < NAMES_TOLD) text_print(t, "%s%s", count ? " " : "", name_of(l->c, l->p->names, asset_of(l, j)));
        count++;
    }
    if (count > NAMES_TOLD) text_print(t, " and %zu more", count - NAMES_TOLD);
}

static bool has(const struct line *l, const signed char *columns, signed char side)
{
    for (size_t j = 0; j < l->program.count; j++)
        if (columns[j] == side) return true;
    return false;
}

err line_feasible(struct line *l)
{
    const struct portfolio_problem *p = l->p;
    bool                           *rows, found;
    signed char                    *columns;
    struct text                     t = {.c = l->c};
    TRY(NEW(l->c, rows, l->program.rows));
    TRY(NEW(l->c, columns, l->program.count));
    TRY(qp_conflict(l->c, &l->program, rows, columns, &found));
    if (!found) return OK;
    for (size_t r = 0; r < l->program.rows; r++) {
        if (!rows[r]) continue;
        if (t.size) text_put(&t, ", ");
        if (r == 0) text_put(&t, "the budget");
        else if (r > p->rows) text_put(&t, "the turnover");
        else text_print(&t, "the limits of %s", name_of(l->c, p->row_names, r - 1));
    }
    if (has(l, columns, AT_UPPER)) text_put(&t, ", the upper limits of ");
    put_names(l, &t, columns, AT_UPPER);
    if (has(l, columns, AT_LOWER)) text_put(&t, ", the lower limits of ");
    put_names(l, &t, columns, AT_LOWER);
    TRY(text_done(&t));
    return fail(l->c, ERR_INVALID, "these limits contradict each other: %s", t.at);
}

/* ---- solving ---- */

static err solve_once(struct line *l)
{
    err e = qp_solve(&l->solver, &l->program, &l->answer);
    l->programs++;
    l->factorings += l->answer.factorings;
    if (e == ERR_INVALID) TRY(line_feasible(l));        /* which tells more than the program could */
    return e;
}

/* The square-root law bends: Newton on programs that touch its cost where the last one stood. */
static err solve_bent(struct line *l)
{
    size_t count = l->program.count, n = l->p->risk->count;
    l->program.curvature = l->bend;
    for (size_t j = 0; j < count; j++) l->before[j] = IMPACT_FIRST;
    for (int i = 0; i < BENDS_MAX; i++) {
        double moved = 0;
        for (size_t j = 0; j < count; j++) {
            double k = 0.75 * l->t * l->p->impact[j % n], root = sqrt(l->before[j]);
            l->cost[j] = l->base[j] - l->t * l->gain[j] + k * root;
            l->bend[j] = k / root;
        }
        qp_forget(&l->solver);
        TRY(solve_once(l));
        for (size_t j = 0; j < count; j++) {
            moved = fmax(moved, fabs(l->answer.x[j] - l->before[j]) * (l->answer.x[j] > IMPACT_SAME || l->before[j] > 2 * IMPACT_FIRST));
            l->before[j] = fmax(l->answer.x[j], IMPACT_FIRST * IMPACT_FIRST);
        }
        if (moved <= IMPACT_SAME) return OK;
    }
    return fail(l->c, ERR_DATA, "costs that bend did not settle within %d programs", BENDS_MAX);
}

static void measure(struct line *l)
{
    size_t n = l->p->risk->count;
    double paid = 0, mean = 0;
    for (size_t i = 0; i < n; i++) l->weight[i] = l->splits ? l->p->current[i] : 0;
    for (size_t j = 0; j < l->program.count; j++) {
        size_t i = asset_of(l, j);
        double x = l->answer.x[j];
        l->weight[i] += side_of(l, j) * x;
        if (l->splits) paid += (l->p->trade_cost ? l->p->trade_cost[i] * x : 0) + (l->p->impact ? l->p->impact[i] * x * sqrt(fmax(x, 0)) : 0);
    }
    for (size_t i = 0; i < n && l->expected; i++) mean += l->expected[i] * l->weight[i];
    for (size_t i = 0; i < n; i++) l->scratch[i] = l->weight[i] - (l->p->benchmark ? l->p->benchmark[i] : 0);
    l->paid     = paid;
    l->mean     = mean - paid;
    l->variance = model_variance(l->p->risk, l->scratch, l->solver.qz);
}

err line_solve(struct line *l, double t)
{
    l->t = t;
    for (size_t j = 0; j < l->program.count; j++) l->cost[j] = l->base[j] - t * l->gain[j];
    if (l->splits && l->p->impact && t > 0) TRY(solve_bent(l));
    else TRY(solve_once(l));
    measure(l);
    return OK;
}

double line_rate(struct line *l)
{
    if (!l->solver.factored) return 0;
    for (size_t j = 0; j < l->program.count; j++) l->cost[j] = -l->gain[j];
    qp_rate(&l->solver, &l->program, &l->answer, l->cost, l->rate, l->price_rate);
    return fmax(0, tile_dot(l->gain, l->rate, l->program.count));
}

err line_answer(struct line *l, struct portfolio *ret)
{
    size_t n = l->p->risk->count;
    *ret = (struct portfolio){.expected = l->mean + l->paid, .volatility = sqrt(l->variance), .cost = l->paid, .tolerance = l->t,
                              .kkt = l->answer.kkt, .gap = l->answer.gap, .rung = l->answer.rung, .programs = l->programs,
                              .factorings = l->factorings};
    TRY(NEW(l->c, ret->weight, n));
    TRY(NEW(l->c, ret->price, l->program.rows));
    memcpy(ret->weight, l->weight, n * sizeof(double));
    memcpy(ret->price, l->answer.price, l->program.rows * sizeof(double));
    return OK;
}
