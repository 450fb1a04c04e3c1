#include "port/shortfall.h"

#include <math.h>

#include "num/cholesky.h"
#include "num/stat.h"
#include "port/barrier.h"

/* The program, with a_t a row of scenarios (of sums of them, for drawdowns):
 *
 *     minimise alpha + share * sum of z
 *     s_t = z_t + a_t'w + alpha - u_t >= 0, z >= 0           u is 0 for losses; for drawdowns it is the running peak:
 *     e_t = u_t - a_t'w >= 0, h_t = u_t - u_(t-1) >= 0
 *
 * The four slacks start where the equations hold, and stay there. */

enum { STEPS_MAX = 80 };

static const double STEP_BACK = 0.995, DONE = 1e-12, ENOUGH = 1e-8, TINY = 1e-14;

struct fall {
    struct ctx         *c;
    const struct line  *limits;         /* whose rows and limits are used */
    size_t              n, periods, rows;
    const double       *a;              /* periods x (n + 1), the last column 1 */
    double              share, alpha, dalpha;
    bool                peaks;
    struct side         w, row, z, s, e, h;
    double             *u, *du, *y, *dy;
    double             *weight;         /* of each scenario in the matrix */
    double             *matrix, *cross; /* (n + 1) squared; periods x (n + 1) */
    double             *diagonal, *off; /* of the tridiagonal in u */
    double             *fixed;          /* the part of the step of p that the weights do not change */
    double             *right, *solved, *half, *inner, *primal, *dual, *bu, *row_dual;
    double             *zero, *infinite, *scratch;
    double             *row_wide;       /* rows x (n + 1) */
};

static err open_sides(struct fall *f)
{
    size_t t = f->periods;
    TRY(NEW(f->c, f->zero, t + f->n + 1));
    TRY(NEW(f->c, f->infinite, t));
    for (size_t i = 0; i < t; i++) f->infinite[i] = INFINITY;
    TRY(side_open(f->c, &f->w, f->n, f->limits->program.lower, f->limits->program.upper));
    TRY(side_open(f->c, &f->row, f->rows, f->limits->program.row_lower, f->limits->program.row_upper));
    TRY(side_open(f->c, &f->z, t, f->zero, f->infinite));
    TRY(side_open(f->c, &f->s, t, f->zero, f->infinite));
    TRY(side_open(f->c, &f->e, f->peaks ? t : 0, f->zero, f->infinite));
    return side_open(f->c, &f->h, f->peaks ? t : 0, f->zero, f->infinite);
}

static err open(struct fall *f)
{
    size_t t = f->periods, n = f->n + 1, r = f->rows;
    TRY(open_sides(f));
    double **per_period[] = {&f->u, &f->du, &f->weight, &f->diagonal, &f->off, &f->fixed, &f->bu};
    double **per_asset[]  = {&f->right, &f->solved, &f->dual};
    double **per_row[]    = {&f->y, &f->dy, &f->primal, &f->row_dual};
    for (size_t i = 0; i < sizeof per_period / sizeof *per_period; i++) TRY(NEW(f->c, *per_period[i], t));
    for (size_t i = 0; i < sizeof per_asset / sizeof *per_asset; i++) TRY(NEW(f->c, *per_asset[i], n));
    for (size_t i = 0; i < sizeof per_row / sizeof *per_row; i++) TRY(NEW(f->c, *per_row[i], r));
    TRY(NEW(f->c, f->matrix, n * n));
    TRY(NEW(f->c, f->cross, f->peaks ? t * n : 1));
    TRY(NEW(f->c, f->half, r * n));
    TRY(NEW(f->c, f->row_wide, r * n));
    TRY(NEW(f->c, f->inner, r * r));
    for (size_t i = 0; i < r; i++) memcpy(f->row_wide + i * n, f->limits->program.row + i * f->n, f->n * sizeof(double));
    return NEW(f->c, f->scratch, TILE_SCRATCH);
}

static double outcome(const struct fall *f, size_t t) { return tile_dot(f->a + t * (f->n + 1), f->w.x, f->n); }

/* Weights in the middle of their limits, slacks that fit, prices that add up where they can. */
static void start(struct fall *f)
{
    double peak = 0, t = (double)f->periods;
    side_start(&f->w, NULL, 1);
    for (size_t r = 0; r < f->rows; r++) f->primal[r] = tile_dot(f->row_wide + r * (f->n + 1), f->w.x, f->n);
    side_start(&f->row, f->primal, 1);
    for (size_t i = 0; i < f->periods; i++) {
        double got = outcome(f, i), before = peak;
        if (f->peaks) {
            peak = fmax(peak, got) + 1;
            f->u[i]   = peak;
            f->h.x[i] = peak - before;
            f->e.x[i] = peak - got;
        }
        double loss = f->u[i] - got;
        f->z.x[i] = fmax(1, 1 + loss);
        f->s.x[i] = f->z.x[i] - loss;
        f->z.low_price[i] = f->share - 1 / t > 0 ? f->share - 1 / t : f->share / 2;
        f->s.low_price[i] = f->share - f->z.low_price[i];
        if (f->peaks) f->e.low_price[i] = 1 / t, f->h.low_price[i] = 1 / t;
    }
}

static double pairs(const struct fall *f, double step, size_t *count)
{
    const struct side *all[] = {&f->w, &f->row, &f->z, &f->s, &f->e, &f->h};
    double             sum   = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) sum += side_pairs(all[i], step, step, count);
    return sum;
}

/* Slopes of weights, of alpha (last), and what rows miss. */
static void residuals(struct fall *f)
{
    size_t n = f->n + 1;
    memset(f->dual, 0, n * sizeof *f->dual);
    f->dual[f->n] = 1;
    for (size_t t = 0; t < f->periods; t++) {
        const double *a = f->a + t * n;
        tile_add(f->dual, a, -f->s.low_price[t], n);
        if (f->peaks) tile_add(f->dual, a, f->e.low_price[t], f->n);
    }
    for (size_t j = 0; j < f->n; j++) f->dual[j] += f->w.high_price[j] - f->w.low_price[j];
    for (size_t r = 0; r < f->rows; r++) {
        tile_add(f->dual, f->row_wide + r * n, -f->y[r], f->n);
        f->primal[r]   = tile_dot(f->row_wide + r * n, f->w.x, f->n) - f->row.x[r];
        f->row_dual[r] = f->y[r] - f->row.low_price[r] + f->row.high_price[r];
    }
}

/* ---- the Newton step ---- */

static double joint_weight(const struct fall *f, size_t t) { return f->s.weight[t] * f->z.weight[t] / (f->s.weight[t] + f->z.weight[t]); }

/* u stands between its neighbours only, so that it is taken out of the matrix by a factor of two diagonals. */
static void take_out_peaks(struct fall *f)
{
    size_t n = f->n + 1, t_end = f->periods;
    for (size_t t = 0; t < t_end; t++) {
        double g = f->weight[t], below = t > 0 ? f->off[t - 1] : 0, next = t + 1 < t_end ? f->h.weight[t + 1] : 0;
        double pivot = g + f->e.weight[t] + f->h.weight[t] + next - below * below, *row = f->cross + t * n;
        f->diagonal[t] = sqrt(pivot);
        f->off[t]      = -next / f->diagonal[t];
        for (size_t j = 0; j < f->n; j++) row[j] = (g + f->e.weight[t]) * f->a[t * n + j];
        row[f->n] = g;
        if (t > 0) tile_add(row, row - n, -below, n);
        for (size_t j = 0; j < n; j++) row[j] /= f->diagonal[t];
    }
    for (size_t t = 0; t < t_end; t++) f->fixed[t] = -1;
    tile_gram((struct block){f->cross, n}, f->fixed, t_end, n, f->matrix, n, f->scratch);
}

static bool factor(struct fall *f)
{
    size_t       n = f->n + 1;
    struct side *all[] = {&f->w, &f->row, &f->z, &f->s, &f->e, &f->h};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) side_weigh(all[i]);
    memset(f->matrix, 0, n * n * sizeof *f->matrix);
    for (size_t t = 0; t < f->periods; t++) f->weight[t] = joint_weight(f, t);
    tile_gram((struct block){f->a, n}, f->weight, f->periods, n, f->matrix, n, f->scratch);
    if (f->peaks) tile_gram((struct block){f->a, n}, f->e.weight, f->periods, f->n, f->matrix, n, f->scratch);
    if (f->peaks) take_out_peaks(f);
    for (size_t j = 0; j < f->n; j++) f->matrix[j * n + j] += f->w.weight[j];
    for (size_t j = 0; j < n; j++) f->matrix[j * n + j] *= 1 + TINY;
    if (cholesky(f->matrix, n, n, 0, f->scratch) != n) return false;
    memcpy(f->half, f->row_wide, f->rows * n * sizeof *f->half);
    cholesky_forward_rows(f->matrix, n, n, f->half, f->rows, n, f->scratch);
    for (size_t i = 0; i < f->rows; i++) {
        for (size_t j = 0; j <= i; j++) f->inner[i * f->rows + j] = tile_dot(f->half + i * n, f->half + j * n, n);
        f->inner[i * f->rows + i] *= 1 + 1e-11;
        if (!side_pinned(&f->row, i)) f->inner[i * f->rows + i] += 1 / (f->row.weight[i] + TINY);
    }
    return cholesky(f->inner, f->rows, f->rows, 0, f->scratch) == f->rows;
}

/* Right sides of weights and alpha, and of the peaks where there are any. */
static void right_sides(struct fall *f)
{
    size_t n = f->n + 1;
    side_right_side(&f->w, f->dual);
    side_right_side(&f->row, f->row_dual);
    side_right_side(&f->z, f->zero);
    side_right_side(&f->s, f->zero);
    side_right_side(&f->e, f->zero);
    side_right_side(&f->h, f->zero);
    memcpy(f->right, f->w.right, f->n * sizeof(double));
    f->right[f->n] = -f->dual[f->n];
    for (size_t t = 0; t < f->periods; t++) {
        double p = f->s.weight[t], missing = f->share - f->s.low_price[t] - f->z.low_price[t];
        f->fixed[t] = f->s.right[t] - p * (f->s.right[t] + f->z.right[t] - missing) / (p + f->z.weight[t]);
        tile_add(f->right, f->a + t * n, f->fixed[t], n);
        if (!f->peaks) continue;
        tile_add(f->right, f->a + t * n, -f->e.right[t], f->n);
        bool   more = t + 1 < f->periods;
        double slope = f->s.low_price[t] - f->e.low_price[t] - f->h.low_price[t] + (more ? f->h.low_price[t + 1] : 0);
        f->bu[t] = -slope - f->fixed[t] + f->e.right[t] + f->h.right[t] - (more ? f->h.right[t + 1] : 0);
    }
    for (size_t t = 0; t < f->periods && f->peaks; t++) {
        if (t > 0) f->bu[t] -= f->off[t - 1] * f->bu[t - 1];
        f->bu[t] /= f->diagonal[t];
        tile_add(f->right, f->cross + t * n, f->bu[t], n);
    }
}

static void solve_core(struct fall *f)
{
    size_t n = f->n + 1, r_end = f->rows;
    memcpy(f->solved, f->right, n * sizeof *f->solved);
    cholesky_forward(f->matrix, n, n, f->solved);
    for (size_t r = 0; r < r_end; r++) {
        double own = side_pinned(&f->row, r) ? 0 : f->row.right[r] / (f->row.weight[r] + TINY);
        f->dy[r]   = own - f->primal[r] - tile_dot(f->half + r * n, f->solved, n);
    }
    cholesky_forward(f->inner, r_end, r_end, f->dy);
    cholesky_backward(f->inner, r_end, r_end, f->dy);
    for (size_t r = 0; r < r_end; r++) {
        tile_add(f->solved, f->half + r * n, f->dy[r], n);
        f->row.dx[r] = side_pinned(&f->row, r) ? 0 : (f->row.right[r] - f->dy[r]) / (f->row.weight[r] + TINY);
    }
    cholesky_backward(f->matrix, n, n, f->solved);
    for (size_t j = 0; j < f->n; j++) f->w.dx[j] = side_pinned(&f->w, j) ? 0 : f->solved[j];
    f->dalpha = f->solved[f->n];
}

/* What follows from the step of weights and alpha, scenario by scenario; peaks from the last to the first. */
static void spread(struct fall *f)
{
    size_t n = f->n + 1;
    for (size_t t = f->periods; t-- > 0 && f->peaks;) {
        double sum = f->bu[t] + tile_dot(f->cross + t * n, f->w.dx, f->n) + f->cross[t * n + f->n] * f->dalpha;
        if (t + 1 < f->periods) sum -= f->off[t] * f->du[t + 1];
        f->du[t] = sum / f->diagonal[t];
    }
    for (size_t t = 0; t < f->periods; t++) {
        double moved = tile_dot(f->a + t * n, f->w.dx, f->n), v = moved + f->dalpha - f->du[t];
        double p = f->s.weight[t], missing = f->share - f->s.low_price[t] - f->z.low_price[t];
        f->z.dx[t] = (f->s.right[t] + f->z.right[t] - missing - p * v) / (p + f->z.weight[t]);
        f->s.dx[t] = f->z.dx[t] + v;
        if (!f->peaks) continue;
        f->e.dx[t] = f->du[t] - moved;
        f->h.dx[t] = f->du[t] - (t > 0 ? f->du[t - 1] : 0);
    }
}

static void newton(struct fall *f, double target, bool corrects)
{
    struct side *all[] = {&f->w, &f->row, &f->z, &f->s, &f->e, &f->h};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) side_set_goals(all[i], target, corrects);
    right_sides(f);
    solve_core(f);
    spread(f);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) side_price_steps(all[i]);
}

static double longest(const struct fall *f)
{
    const struct side *all[] = {&f->w, &f->row, &f->z, &f->s, &f->e, &f->h};
    double             primal = 1 / STEP_BACK, dual = primal;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) side_longest(all[i], &primal, &dual);
    return fmin(1, STEP_BACK * fmin(primal, dual));
}

static void step(struct fall *f)
{
    struct side *all[] = {&f->w, &f->row, &f->z, &f->s, &f->e, &f->h};
    size_t       count = 0;
    double       now   = pairs(f, 0, &count), length;
    newton(f, 0, false);
    length = longest(f);
    count  = 0;
    double share = pairs(f, length, &count) / now;
    newton(f, now / (double)count * share * share * share, true);
    length = longest(f);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) side_move(all[i], length, length);
    for (size_t r = 0; r < f->rows; r++) f->y[r] += length * f->dy[r];
    for (size_t t = 0; t < f->periods; t++) f->u[t] += length * f->du[t];
    f->alpha += length * f->dalpha;
}

/* ---- the answer ---- */

double shortfall_value(const double *outcome, size_t count, double level, double *scratch, double *ret_threshold)
{
    double worst = (1 - level) * (double)count, sum = 0;
    size_t whole = (size_t)worst;
    memcpy(scratch, outcome, count * sizeof *scratch);
    stat_sort(scratch, count);
    for (size_t i = 0; i < whole; i++) sum -= scratch[i];
    if (whole < count) sum -= (worst - (double)whole) * scratch[whole];
    *ret_threshold = -scratch[whole < count ? whole : count - 1];
    return sum / worst;
}

/* What no weights can pass, from the prices: each slope takes the limit that is better for it. */
static double bound(const struct fall *f)
{
    double sum = 0;
    for (size_t j = 0; j < f->n; j++) {
        double slope = f->dual[j] + f->w.low_price[j] - f->w.high_price[j];
        sum += slope * (slope > 0 ? f->w.low[j] : f->w.high[j]);
    }
    for (size_t r = 0; r < f->rows; r++) {
        double limit = f->y[r] > 0 ? f->row.low[r] : f->row.high[r];
        if (isfinite(limit)) sum += f->y[r] * limit;
    }
    return sum;
}

static err answer(struct fall *f, double level, double scale, struct shortfall *ret)
{
    double *outcomes, *sorted, peak = 0, reach = 0;
    TRY(NEW(f->c, ret->weight, f->n));
    TRY(NEW(f->c, outcomes, f->periods));
    TRY(NEW(f->c, sorted, f->periods));
    memcpy(ret->weight, f->w.x, f->n * sizeof(double));
    for (size_t t = 0; t < f->periods; t++) {
        outcomes[t] = outcome(f, t);
        peak        = fmax(peak, outcomes[t]);
        if (f->peaks) outcomes[t] -= peak;
        reach = fmax(reach, fabs(outcomes[t]));
    }
    for (size_t r = 0; r < f->rows; r++) {
        double got = tile_dot(f->row_wide + r * (f->n + 1), f->w.x, f->n);
        ret->miss  = fmax(ret->miss, fmax(f->row.low[r] - got, got - f->row.high[r]));
    }
    double value   = shortfall_value(outcomes, f->periods, level, sorted, &ret->threshold);
    ret->gap       = (value - bound(f)) / fmax(fabs(value), TINY + (reach > 0 ? 1e-3 * reach : 1));
    ret->value     = value * scale;
    ret->threshold *= scale;
    return OK;
}

/* Scenarios (or their sums) in units of their own size, with the column of alpha. */
static err scale_scenarios(struct fall *f, const double *returns, double *ret_scale)
{
    double *a, square = 0;
    size_t  n = f->n + 1;
    TRY(NEW(f->c, a, f->periods * n));
    for (size_t t = 0; t < f->periods; t++) {
        for (size_t j = 0; j < f->n; j++) {
            double r = returns[t * f->n + j];
            if (!isfinite(r)) return fail(f->c, ERR_DATA, "the return of asset %zu in scenario %zu is not a number", j, t);
            a[t * n + j] = r + (f->peaks && t > 0 ? a[(t - 1) * n + j] : 0);
            square += a[t * n + j] * a[t * n + j];
        }
    }
    double scale = sqrt(square / (double)(f->periods * f->n));
    for (size_t t = 0; t < f->periods; t++) {
        for (size_t j = 0; j < f->n && scale > 0; j++) a[t * n + j] /= scale;
        a[t * n + f->n] = 1;
    }
    f->a       = a;
    *ret_scale = scale > 0 ? scale : 1;
    return OK;
}

err minimum_shortfall(struct ctx *c, const struct portfolio_problem *p, const double *returns, size_t periods, double level,
                      enum shortfall_kind kind, struct shortfall *ret)
{
    struct line limits;
    struct fall f = {.c = c, .limits = &limits, .n = p->risk->count, .periods = periods, .share = 1 / ((1 - level) * (double)periods),
                     .peaks = kind == SHORTFALL_DRAWDOWN};
    double      scale, before = INFINITY;
    *ret = (struct shortfall){0};
    if (!(level > 0 && level < 1)) return fail(c, ERR_INVALID, "the level must be above 0 and below 1");
    if (periods == 0) return fail(c, ERR_INSUFFICIENT, "there is no scenario");
    struct portfolio_problem plain = *p;
    plain.current = NULL;
    TRY(line_open(c, &plain, NULL, &limits));
    TRY(line_feasible(&limits));
    f.rows = limits.program.rows;
    TRY(scale_scenarios(&f, returns, &scale));
    TRY(open(&f));
    start(&f);
    for (; ret->steps < STEPS_MAX; ret->steps++) {
        size_t count = 0;
        residuals(&f);
        double now = fmax(fmax(fmax(side_largest(&f.w, f.dual), fabs(f.dual[f.n])), largest(f.primal, f.rows)), pairs(&f, 0, &count));
        if (now < DONE || (now < ENOUGH && now > 0.5 * before) || !isfinite(now)) break;
        before = now;
        if (!factor(&f)) break;
        step(&f);
    }
    residuals(&f);
    TRY(answer(&f, level, scale, ret));
    return ret->gap < 1e-6 && ret->miss < 1e-8 ? OK : fail(c, ERR_DATA, "the worst outcomes did not settle: gap %.2g", ret->gap);
}
