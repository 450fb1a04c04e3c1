/* interior.c - the second rung: a primal-dual interior point method with Mehrotra's predictor and corrector.
 *
 * Columns and rows alike are variables between limits; a row's own variable has no risk. A Newton step is one factoring of
 * Q plus a diagonal, as large as there are assets, and of a matrix as large as there are rows. */
#include <math.h>

#include "num/cholesky.h"
#include "port/barrier.h"
#include "port/qp.h"

static const double STEP_BACK = 0.995, GOOD = 1e-11, USABLE = 1e-5, TINY = 1e-14;

enum { STEPS_MAX = 100, STEPS_WITHOUT_GAIN = 12 };

struct interior {
    struct qp_solver *s;
    const struct qp  *p;
    struct qp_answer *a;
    struct side       column, row;
    double           *y, *dy, *dual, *primal;           /* residuals: of slopes per column, of rows */
    uint32_t         *lightest;                         /* per asset: its column of the least weight */
    double           *e, *t, *work, *inner;             /* per asset; rows x assets; rows x rows */
};

static size_t asset_of(const struct qp *p, size_t j) { return p->asset ? p->asset[j] : j; }
static double sign_of(const struct qp *p, size_t j) { return p->sign ? p->sign[j] : 1; }

static double bend_of(const struct qp *p, size_t j) { return p->curvature ? p->curvature[j] : 0; }

static err open(struct interior *n)
{
    struct ctx *c      = n->s->c;
    size_t      assets = n->p->model->count, rows = n->p->rows;
    TRY(side_open(c, &n->column, n->p->count, n->p->lower, n->p->upper));
    TRY(side_open(c, &n->row, rows, n->p->row_lower, n->p->row_upper));
    TRY(NEW(c, n->y, rows + 1));
    TRY(NEW(c, n->dy, rows + 1));
    TRY(NEW(c, n->primal, rows + 1));
    TRY(NEW(c, n->dual, n->p->count));
    TRY(NEW(c, n->e, assets));
    TRY(NEW(c, n->t, assets));
    TRY(NEW(c, n->lightest, assets));
    TRY(NEW(c, n->work, rows * assets + 1));
    return NEW(c, n->inner, rows * rows + 1);
}

/* ---- residuals ---- */

static double mean_product(const struct interior *n, double primal_step, double dual_step)
{
    size_t count = 0;
    double sum   = side_pairs(&n->column, primal_step, dual_step, &count) + side_pairs(&n->row, primal_step, dual_step, &count);
    return count ? sum / (double)count : 0;
}

static void residuals(struct interior *n)
{
    const struct qp *p = n->p;
    double          *z = n->s->z, *qz = n->s->qz;
    memset(z, 0, p->model->count * sizeof *z);
    for (size_t j = 0; j < p->count; j++) z[asset_of(p, j)] += sign_of(p, j) * n->column.x[j];
    model_times(p->model, z, qz);
    for (size_t j = 0; j < p->count; j++)
        n->dual[j] = sign_of(p, j) * qz[asset_of(p, j)] + (p->cost ? p->cost[j] : 0) + bend_of(p, j) * n->column.x[j] - n->column.low_price[j] + n->column.high_price[j];
    for (size_t r = 0; r < p->rows; r++) {
        tile_add(n->dual, p->row + r * p->count, -n->y[r], p->count);
        n->primal[r] = tile_dot(p->row + r * p->count, n->column.x, p->count) - n->row.x[r];
    }
}

/* ---- the Newton step ---- */

/* Columns of one asset are taken together: their weights combine like resistances side by side. */
static bool factor(struct interior *n)
{
    const struct qp *p = n->p;
    size_t           assets = p->model->count;
    side_weigh(&n->column);
    side_weigh(&n->row);
    for (size_t j = 0; j < p->count; j++) n->column.weight[j] += bend_of(p, j);
    memset(n->e, 0, assets * sizeof *n->e);
    for (size_t j = 0; j < p->count; j++) n->e[asset_of(p, j)] += 1 / (n->column.weight[j] > 0 ? n->column.weight[j] : TINY);
    for (size_t a = 0; a < assets; a++) n->t[a] = n->e[a] > 0 ? 1 / n->e[a] : SIDE_PINNED;
    if (!p->asset)
        for (size_t j = 0; j < p->count; j++) n->t[j] = n->column.weight[j];
    return model_factor_set(&n->s->factor, NULL, NULL, assets, n->t) == assets;
}

static double weight_of(const struct interior *n, size_t j) { return n->column.weight[j] > 0 ? n->column.weight[j] : TINY; }

/* b (per column) = (B'QB + D)^-1 b, with B the columns of the assets and D the weights. With x = B p the exposure of the
 * assets, D p = b - B' Q x. Of two columns of one asset only the heavier is found so; the lighter is what is left of x,
 * because dividing by a weight near 0 would leave no digit of it. */
static void solve_columns(const struct interior *n, double *b)
{
    const struct qp *p = n->p;
    if (!p->asset) {
        model_factor_solve(&n->s->factor, b);
        return;
    }
    double *x = n->s->z, *t = n->s->qz;
    memset(t, 0, p->model->count * sizeof *t);
    for (size_t j = 0; j < p->count; j++) t[asset_of(p, j)] += sign_of(p, j) * b[j] / weight_of(n, j);
    for (size_t a = 0; a < p->model->count; a++) x[a] = t[a] * n->t[a], n->lightest[a] = UINT32_MAX;
    model_factor_solve(&n->s->factor, x);
    for (size_t a = 0; a < p->model->count; a++) t[a] = (t[a] - x[a]) * n->t[a];
    for (size_t j = 0; j < p->count; j++) {
        uint32_t *light = &n->lightest[asset_of(p, j)];
        if (*light == UINT32_MAX || weight_of(n, j) < weight_of(n, *light)) *light = (uint32_t)j;
    }
    for (size_t j = 0; j < p->count; j++) {
        size_t a = asset_of(p, j);
        if (n->lightest[a] == j) continue;
        b[j]  = (b[j] - sign_of(p, j) * t[a]) / weight_of(n, j);
        x[a] -= sign_of(p, j) * b[j];
    }
    for (size_t a = 0; a < p->model->count; a++)
        if (n->lightest[a] != UINT32_MAX) b[n->lightest[a]] = sign_of(p, n->lightest[a]) * x[a];
}

/* The rows in the metric of the inverse, plus what their own variables give. */
static bool factor_rows(struct interior *n)
{
    const struct qp *p = n->p;
    size_t           rows = p->rows;
    if (!p->asset) model_factor_rows(&n->s->factor, p->row, rows, n->work, n->inner);
    for (size_t i = 0; i < rows && p->asset; i++) {
        memcpy(n->s->base, p->row + i * p->count, p->count * sizeof *n->s->base);
        solve_columns(n, n->s->base);
        for (size_t j = 0; j <= i; j++) n->inner[i * rows + j] = tile_dot(n->s->base, p->row + j * p->count, p->count);
    }
    for (size_t r = 0; r < rows; r++)
        n->inner[r * rows + r] = n->inner[r * rows + r] * (1 + GOOD) + (side_pinned(&n->row, r) ? 0 : 1 / (n->row.weight[r] + TINY));
    return cholesky(n->inner, rows, rows, 0, n->s->factor.scratch) == rows;
}

/* The step that goes to the goals; the factors are those of the present point. */
static void newton(struct interior *n, double target, bool corrects)
{
    const struct qp *p = n->p;
    double          *slope = n->s->right;               /* of the rows' own variables */
    side_set_goals(&n->column, target, corrects);
    side_set_goals(&n->row, target, corrects);
    for (size_t r = 0; r < p->rows; r++) slope[r] = n->y[r] - n->row.low_price[r] + n->row.high_price[r];
    side_right_side(&n->column, n->dual);
    side_right_side(&n->row, slope);
    memcpy(n->column.dx, n->column.right, p->count * sizeof(double));
    solve_columns(n, n->column.dx);
    for (size_t r = 0; r < p->rows; r++) {
        double own = side_pinned(&n->row, r) ? 0 : n->row.right[r] / (n->row.weight[r] + TINY);
        n->dy[r]   = own - n->primal[r] - tile_dot(p->row + r * p->count, n->column.dx, p->count);
    }
    cholesky_forward(n->inner, p->rows, p->rows, n->dy);
    cholesky_backward(n->inner, p->rows, p->rows, n->dy);
    for (size_t r = 0; r < p->rows; r++) {
        tile_add(n->column.right, p->row + r * p->count, n->dy[r], p->count);
        n->row.dx[r] = side_pinned(&n->row, r) ? 0 : (n->row.right[r] - n->dy[r]) / (n->row.weight[r] + TINY);
    }
    memcpy(n->column.dx, n->column.right, p->count * sizeof(double));
    solve_columns(n, n->column.dx);
    for (size_t j = 0; j < p->count; j++)
        if (side_pinned(&n->column, j)) n->column.dx[j] = 0;
    side_price_steps(&n->column);
    side_price_steps(&n->row);
}

static void step(struct interior *n)
{
    double mu = mean_product(n, 0, 0), primal = 1, dual = 1;
    newton(n, 0, false);
    side_longest(&n->column, &primal, &dual);
    side_longest(&n->row, &primal, &dual);
    double share = mean_product(n, primal, dual) / mu;
    newton(n, mu > 0 ? mu * share * share * share : 0, true);
    primal = dual = 1 / STEP_BACK;
    side_longest(&n->column, &primal, &dual);
    side_longest(&n->row, &primal, &dual);
    primal = fmin(1, STEP_BACK * primal);
    dual   = fmin(1, STEP_BACK * dual);
    primal = dual = fmin(primal, dual);                 /* one length: a quadratic objective ties the two together */
    side_move(&n->column, primal, dual);
    side_move(&n->row, primal, dual);
    for (size_t r = 0; r < n->p->rows; r++) n->y[r] += dual * n->dy[r];
}

static void answer(struct interior *n, double scale)
{
    side_states(&n->column, scale, n->a->state);
    side_states(&n->row, scale, n->a->row_state);
    memcpy(n->a->x, n->column.x, n->p->count * sizeof(double));
    memcpy(n->a->price, n->y, n->p->rows * sizeof(double));
}

err qp_interior(struct qp_solver *s, const struct qp *p, struct qp_answer *a, bool *ret_solved)
{
    struct interior n = {.s = s, .p = p, .a = a};
    double          best = INFINITY, scale;
    size_t          idle = 0;
    *ret_solved = false;
    s->factored = false;
    TRY(open(&n));
    side_start(&n.column, NULL, 0);
    for (size_t r = 0; r < p->rows; r++) n.primal[r] = tile_dot(p->row + r * p->count, n.column.x, p->count);
    side_start(&n.row, n.primal, 0);
    residuals(&n);
    scale = side_largest(&n.column, n.dual);
    if (!(scale > 0)) scale = 1;
    side_start(&n.column, NULL, scale);
    side_start(&n.row, n.primal, scale);
    for (int i = 0; i < STEPS_MAX && idle < STEPS_WITHOUT_GAIN; i++) {
        residuals(&n);
        double now = fmax(fmax(side_largest(&n.column, n.dual) / scale, largest(n.primal, p->rows)), mean_product(&n, 0, 0) / scale);
        if (isnan(now) || isinf(now)) break;
        idle = now < 0.9 * best ? 0 : idle + 1;
        if (now < best) {
            best = now;
            answer(&n, scale);
        }
        if (now < GOOD) break;
        if (!factor(&n) || !factor_rows(&n)) break;
        a->factorings++;
        step(&n);
    }
    a->kkt      = best;
    *ret_solved = best <= USABLE;
    return OK;
}
