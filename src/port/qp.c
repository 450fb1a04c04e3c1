#include "port/qp.h"

#include <math.h>

#include "num/cholesky.h"

const char *const qp_rungs[] = {"pivoting", "interior point, then pivoting", "interior point", NULL};

/* Limits count as met, and slopes as none, within this share of their scale: some hundred roundings of a large sum. */
static const double TOUCH = 1e-12, DEPENDENT = 1e-11, SOLVED = 1e-10, POLISHED = 1e-14, INTERIOR_SOLVED = 1e-7;
static const double SPECIFIC_MIN = 0.05;         /* share of a variance that the common factor never explains */

enum { PATIENCE = 8, ROUNDS_SMALL = 400, SMALL = 100, ROUNDS_LARGE = 60, POLISHES_MAX = 3 };

/* A factor is kept while few columns have come and gone: what came is appended, what went is pinned like by a row of its own,
 * until the pins together have cost as much as a new factor. */
enum { PINS_MAX = 48, KEPT_MIN = 48, KEPT_SHARE = 8, SPENT_SHARE = 3 };

static size_t asset_of(const struct qp *p, size_t j) { return p->asset ? p->asset[j] : j; }
static double sign_of(const struct qp *p, size_t j) { return p->sign ? p->sign[j] : 1; }
static double cost_of(const struct qp *p, size_t j) { return p->cost ? p->cost[j] : 0; }
static double bend_of(const struct qp *p, size_t j) { return p->curvature ? p->curvature[j] : 0; }
static double clip(double x, double low, double high) { return x < low ? low : x > high ? high : x; }

err qp_open(struct ctx *c, const struct risk_model *m, size_t columns, size_t rows, struct qp_solver *ret)
{
    *ret = (struct qp_solver){.c = c, .columns = columns, .rows = rows};
    TRY(model_factor_open(c, m, columns < m->count ? columns : m->count, &ret->factor));
    TRY(NEW(c, ret->free, columns));
    TRY(NEW(c, ret->which, columns));
    TRY(NEW(c, ret->place, columns));
    TRY(NEW(c, ret->pin, PINS_MAX));
    TRY(NEW(c, ret->bend, columns));
    TRY(NEW(c, ret->taken, m->count));
    TRY(NEW(c, ret->sign, columns));
    TRY(NEW(c, ret->base, columns));
    TRY(NEW(c, ret->step, columns));
    TRY(NEW(c, ret->z, QP_SCRATCH_PER_ASSET * m->count));
    ret->qz = ret->z + m->count;
    size_t most = rows + (m->covariance ? PINS_MAX : 0);
    TRY(NEW(c, ret->part, most * columns + 1));
    TRY(NEW(c, ret->work, most * columns + 1));
    TRY(NEW(c, ret->inner, most * most + 1));
    return NEW(c, ret->right, most + 1);
}

err qp_answer_open(struct ctx *c, const struct qp *p, struct qp_answer *ret)
{
    *ret = (struct qp_answer){0};
    TRY(NEW(c, ret->x, p->count));
    TRY(NEW(c, ret->slope, p->count));
    TRY(NEW(c, ret->state, p->count));
    TRY(NEW(c, ret->price, p->rows + 1));
    return NEW(c, ret->row_state, p->rows + 1);
}

/* ---- the certificate ---- */

/* What x makes of each asset, and Q times that. */
static void exposures(const struct qp *p, const double *x, double *z, double *qz)
{
    memset(z, 0, p->model->count * sizeof *z);
    for (size_t j = 0; j < p->count; j++) z[asset_of(p, j)] += sign_of(p, j) * x[j];
    model_times(p->model, z, qz);
}

static double row_value(const struct qp *p, size_t r, const double *x) { return tile_dot(p->row + r * p->count, x, p->count); }

/* What the dual has of one variable with this slope: its limit times the slope, nothing where there is no slope. */
static double dual_part(double slope, double low, double high, double touch)
{
    if (fabs(slope) <= touch) return 0;
    double limit = slope > 0 ? low : high;
    return isinf(limit) ? 0 : slope * limit;
}

static double slope_scale(const struct qp *p, const double *qz)
{
    double scale = 0;
    for (size_t j = 0; j < p->count; j++) scale = fmax(scale, fmax(fabs(qz[asset_of(p, j)]), fabs(cost_of(p, j))));
    return scale > 0 ? scale : 1;
}

double qp_residual(const struct qp *p, struct qp_answer *a, double *scratch)
{
    double *z = scratch, *qz = scratch + p->model->count, worst = 0, linear = 0, dual = 0;
    exposures(p, a->x, z, qz);
    double scale = slope_scale(p, qz), square = tile_dot(z, qz, p->model->count);
    for (size_t j = 0; j < p->count; j++) {
        double bent = bend_of(p, j) * a->x[j];
        a->slope[j] = sign_of(p, j) * qz[asset_of(p, j)] + bent + cost_of(p, j);
        square += bent * a->x[j];
        linear += cost_of(p, j) * a->x[j];
    }
    for (size_t r = 0; r < p->rows; r++) {
        double value = row_value(p, r, a->x);
        tile_add(a->slope, p->row + r * p->count, -a->price[r], p->count);
        worst = fmax(worst, fabs(value - clip(value - a->price[r] / scale, p->row_lower[r], p->row_upper[r])));
        dual += dual_part(a->price[r], p->row_lower[r], p->row_upper[r], 0);
    }
    for (size_t j = 0; j < p->count; j++) {
        worst = fmax(worst, fabs(a->x[j] - clip(a->x[j] - a->slope[j] / scale, p->lower[j], p->upper[j])));
        dual += dual_part(a->slope[j], p->lower[j], p->upper[j], TOUCH * scale);
    }
    a->objective = 0.5 * square + linear;
    dual        -= 0.5 * square;
    double size  = fmax(fabs(a->objective), fabs(dual));
    a->gap       = size > 0 ? (a->objective - dual) / size : 0;
    return isnan(a->objective) ? NAN : worst;
}

/* ---- pivoting ---- */

struct pivot {
    struct qp_solver *s;
    const struct qp  *p;
    struct qp_answer *a;
    size_t            free, rows;       /* free columns; rows that bind */
    double            scale;            /* of slopes */
    size_t            broken;           /* conditions that do not hold */
};

static double limit_of(signed char state, double low, double high) { return state == AT_LOWER ? low : high; }

/* Puts what is not free on its limit. A limit that is not there cannot bind. */
static void place(const struct qp *p, struct qp_answer *a)
{
    for (size_t j = 0; j < p->count; j++) {
        signed char *state = &a->state[j];
        if (p->lower[j] == p->upper[j]) *state = AT_LOWER;
        if (*state != FREE && isinf(limit_of(*state, p->lower[j], p->upper[j]))) *state = FREE;
        a->x[j] = *state == FREE ? 0 : limit_of(*state, p->lower[j], p->upper[j]);
    }
    for (size_t r = 0; r < p->rows; r++) {
        signed char *state = &a->row_state[r];
        if (p->row_lower[r] == p->row_upper[r]) *state = AT_LOWER;
        if (*state != FREE && isinf(limit_of(*state, p->row_lower[r], p->row_upper[r]))) *state = FREE;
    }
}

static void enlist(struct pivot *v, size_t j)
{
    struct qp_solver *s = v->s;
    s->free[v->free]  = (uint32_t)j;
    s->which[v->free] = (uint32_t)asset_of(v->p, j);
    s->sign[v->free]  = (signed char)sign_of(v->p, j);
    s->place[j]       = (uint32_t)++v->free;
}

static const signed char *signs(const struct pivot *v) { return v->p->sign ? v->s->sign : NULL; }

/* Makes do with the factor that is there, if that is less work than a new one. */
static bool keep_factor(struct pivot *v)
{
    struct qp_solver *s    = v->s;
    size_t            size = s->factor.size, fresh = 0;
    if (!s->factored || !v->p->model->covariance || v->p->curvature || size < KEPT_MIN) return false;
    s->pins = 0;
    for (size_t i = 0; i < size; i++) {
        if (v->a->state[s->free[i]] == FREE) continue;
        if (s->pins == PINS_MAX) return false;
        s->pin[s->pins++] = (uint32_t)i;
    }
    for (size_t j = 0; j < v->p->count; j++) fresh += v->a->state[j] == FREE && s->place[j] == 0;
    s->spent += s->pins;
    if ((s->pins + fresh) * KEPT_SHARE > size || s->spent * SPENT_SHARE > size || size + fresh > s->factor.room) return false;
    v->free = size;
    for (size_t j = 0; j < v->p->count && fresh; j++)
        if (v->a->state[j] == FREE && s->place[j] == 0) enlist(v, j);
    return model_factor_append(&s->factor, s->which, signs(v), v->free) == v->free;
}

/* A new factor. Two free columns of one asset would be the same twice, so the second goes to its limit: nobody buys and
 * sells one thing at once. false when the model is not positive definite. */
static bool make_factor(struct pivot *v)
{
    struct qp_solver *s = v->s;
    v->free = s->pins = s->spent = 0;
    memset(s->place, 0, v->p->count * sizeof *s->place);
    memset(s->taken, 0, v->p->model->count * sizeof *s->taken);
    for (size_t j = 0; j < v->p->count; j++) {
        if (v->a->state[j] != FREE) continue;
        if (s->taken[asset_of(v->p, j)]) v->a->state[j] = AT_LOWER;
        else enlist(v, j);
        s->taken[asset_of(v->p, j)] = true;
    }
    place(v->p, v->a);
    for (size_t i = 0; i < v->free && v->p->curvature; i++) s->bend[i] = v->p->curvature[s->free[i]];
    v->a->factorings++;
    s->factored = model_factor_set(&s->factor, s->which, signs(v), v->free, v->p->curvature ? s->bend : NULL) == v->free;
    return s->factored;
}

/* Cholesky of the few rows; one that depends on those before it is left out: its diagonal is 0, its price will be 0. */
static void factor_rows(double *h, size_t rows)
{
    for (size_t j = 0; j < rows; j++) {
        double before = h[j * rows + j], pivot = before;
        for (size_t k = 0; k < j; k++) pivot -= h[j * rows + k] * h[j * rows + k];
        bool dependent = !(pivot > DEPENDENT * before);
        h[j * rows + j] = dependent ? 0 : sqrt(pivot);
        for (size_t i = j + 1; i < rows; i++) {
            double sum = h[i * rows + j];
            for (size_t k = 0; k < j; k++) sum -= h[i * rows + k] * h[j * rows + k];
            h[i * rows + j] = dependent ? 0 : sum / h[j * rows + j];
        }
    }
}

static void solve_rows(const double *h, size_t rows, double *b)
{
    for (size_t i = 0; i < rows; i++) {
        for (size_t k = 0; k < i; k++) b[i] -= h[i * rows + k] * b[k];
        b[i] = h[i * rows + i] > 0 ? b[i] / h[i * rows + i] : 0;
    }
    for (size_t i = rows; i-- > 0;) {
        for (size_t k = i + 1; k < rows; k++) b[i] -= h[k * rows + i] * b[k];
        b[i] = h[i * rows + i] > 0 ? b[i] / h[i * rows + i] : 0;
    }
}

/* The rows that bind, over the free columns only; and the pins; and their inner products in the metric of the inverse,
 * factored. */
static void gather_rows(struct pivot *v)
{
    v->rows = 0;
    for (size_t r = 0; r < v->p->rows; r++) {
        if (v->a->row_state[r] == FREE) continue;
        const double *row = v->p->row + r * v->p->count;
        for (size_t k = 0; k < v->free; k++) v->s->part[v->rows * v->free + k] = row[v->s->free[k]];
        v->rows++;
    }
    for (size_t i = 0; i < v->s->pins; i++, v->rows++) {
        memset(v->s->part + v->rows * v->free, 0, v->free * sizeof(double));
        v->s->part[v->rows * v->free + v->s->pin[i]] = 1;
    }
    model_factor_rows(&v->s->factor, v->s->part, v->rows, v->s->work, v->s->inner);
    factor_rows(v->s->inner, v->rows);
    v->s->binding = v->rows;
}

/* Right sides over the free columns in s->step and over the rows that bind in s->right become the step and the prices. */
static void solve_step(struct qp_solver *s, size_t free, size_t rows)
{
    double       *b = s->step, *price = s->right;
    const double *across = model_rows_of(&s->factor, s->part, s->work);
    model_factor_half(&s->factor, b);
    for (size_t r = 0; r < rows; r++) price[r] -= tile_dot(across + r * free, b, free);
    solve_rows(s->inner, rows, price);
    for (size_t r = 0; r < rows; r++) tile_add(b, s->work + r * free, price[r], free);
    model_factor_finish(&s->factor, b);
}

/* Moves x and the prices to where the free slopes vanish and the binding rows hold, from wherever they are: called twice,
 * the second time takes out what rounding left. */
static void correct(struct pivot *v)
{
    struct qp_solver *s = v->s;
    size_t            k = 0;
    for (size_t i = 0; i < v->free; i++) s->step[i] = -v->a->slope[s->free[i]];
    for (size_t i = 0; i < s->pins; i++) s->step[s->pin[i]] = 0;
    for (size_t r = 0; r < v->p->rows; r++)
        if (v->a->row_state[r] != FREE)
            s->right[k++] = limit_of(v->a->row_state[r], v->p->row_lower[r], v->p->row_upper[r]) - row_value(v->p, r, v->a->x);
    for (size_t i = 0; i < s->pins; i++) s->right[k++] = 0;
    solve_step(s, v->free, v->rows);
    for (size_t i = 0; i < s->pins; i++) s->step[s->pin[i]] = 0;
    for (size_t i = 0; i < v->free; i++) v->a->x[s->free[i]] += s->step[i];
    for (size_t r = 0, n = 0; r < v->p->rows; r++)
        if (v->a->row_state[r] != FREE) v->a->price[r] += s->right[n++];
}

void qp_rate(struct qp_solver *s, const struct qp *p, const struct qp_answer *a, const double *direction, double *rate, double *price_rate)
{
    memset(rate, 0, p->count * sizeof *rate);
    for (size_t i = 0; i < s->factor.size; i++) s->step[i] = -direction[s->free[i]];
    for (size_t i = 0; i < s->pins; i++) s->step[s->pin[i]] = 0;
    memset(s->right, 0, s->binding * sizeof *s->right);
    solve_step(s, s->factor.size, s->binding);
    for (size_t i = 0; i < s->factor.size; i++) rate[s->free[i]] = s->step[i];
    for (size_t i = 0; i < s->pins; i++) rate[s->free[s->pin[i]]] = 0;
    for (size_t r = 0, n = 0; r < p->rows; r++) price_rate[r] = a->row_state[r] != FREE ? s->right[n++] : 0;
}

static void slopes(struct pivot *v)
{
    const struct qp *p = v->p;
    exposures(p, v->a->x, v->s->z, v->s->qz);
    v->scale = slope_scale(p, v->s->qz);
    for (size_t j = 0; j < p->count; j++) v->a->slope[j] = sign_of(p, j) * v->s->qz[asset_of(p, j)] + bend_of(p, j) * v->a->x[j] + cost_of(p, j);
    for (size_t r = 0; r < p->rows; r++)
        if (v->a->price[r] != 0) tile_add(v->a->slope, p->row + r * p->count, -v->a->price[r], p->count);
}

static double touch_of(double limit) { return TOUCH * fmax(1, fabs(limit)); }

/* Where a variable should go that breaks its condition; its own state when it does not. */
static signed char wanted(signed char state, double x, double slope, double low, double high, double slope_touch)
{
    if (low == high) return state;
    if (state == FREE) return x < low - touch_of(low) ? AT_LOWER : x > high + touch_of(high) ? AT_UPPER : FREE;
    return state * slope > slope_touch ? FREE : state;
}

/* Counts what is broken and mends all of it, or only the last of it (Murty's rule) when `single`. */
static void exchange(struct pivot *v, bool single, bool count_only)
{
    const struct qp *p = v->p;
    size_t           last = 0;
    signed char      last_state = FREE;
    v->broken = 0;
    for (size_t j = 0; j < p->count + p->rows; j++) {
        bool         is_row = j >= p->count;
        size_t       r      = j - p->count;
        signed char *state  = is_row ? &v->a->row_state[r] : &v->a->state[j];
        signed char  next   = is_row ? wanted(*state, row_value(p, r, v->a->x), v->a->price[r], p->row_lower[r], p->row_upper[r], TOUCH * v->scale)
                                     : wanted(*state, v->a->x[j], v->a->slope[j], p->lower[j], p->upper[j], TOUCH * v->scale);
        if (next == *state) continue;
        v->broken++;
        last = j, last_state = next;
        if (!single && !count_only) *state = next;
    }
    if (!single || count_only || v->broken == 0) return;
    if (last < p->count) v->a->state[last] = last_state;
    else v->a->row_state[last - p->count] = last_state;
}

static bool solve_states(struct pivot *v)
{
    place(v->p, v->a);
    if (!keep_factor(v) && !make_factor(v)) return false;
    gather_rows(v);
    /* A row that depends on others at a corner keeps the price it came with: many would do, and that one is near. */
    for (size_t r = 0; r < v->p->rows; r++)
        if (v->a->row_state[r] == FREE) v->a->price[r] = 0;
    slopes(v);
    correct(v);
    slopes(v);
    return true;
}

/* All conditions hold; the certificate asks for more digits than the states did. */
static bool polish(struct pivot *v)
{
    for (int i = 0; i < POLISHES_MAX; i++) {
        v->a->kkt = qp_residual(v->p, v->a, v->s->z);
        if (v->a->kkt < POLISHED) return true;
        correct(v);
    }
    v->a->kkt = qp_residual(v->p, v->a, v->s->z);
    return v->a->kkt <= SOLVED;
}

bool qp_pivot(struct qp_solver *s, const struct qp *p, struct qp_answer *a, size_t rounds_max)
{
    struct pivot v    = {.s = s, .p = p, .a = a};
    size_t       best = SIZE_MAX, patience = PATIENCE;
    for (size_t i = 0; i < rounds_max; i++) {
        if (!solve_states(&v)) return false;
        exchange(&v, false, true);
        if (v.broken == 0) return polish(&v);
        if (v.broken < best) best = v.broken, patience = PATIENCE;
        else if (patience > 0) patience--;
        exchange(&v, patience == 0, false);
    }
    return false;
}

/* ---- the ladder ---- */

static bool row_misses(const struct qp *p, size_t r)
{
    const double *row = p->row + r * p->count;
    double        low = 0, high = 0;
    for (size_t j = 0; j < p->count; j++) {
        if (row[j] == 0) continue;
        low  += row[j] * (row[j] > 0 ? p->lower[j] : p->upper[j]);
        high += row[j] * (row[j] > 0 ? p->upper[j] : p->lower[j]);
    }
    return high < p->row_lower[r] - touch_of(p->row_lower[r]) || low > p->row_upper[r] + touch_of(p->row_upper[r]);
}

static err check_limits(const struct qp_solver *s, const struct qp *p)
{
    for (size_t j = 0; j < p->count; j++)
        if (!(p->lower[j] <= p->upper[j])) return fail(s->c, ERR_INVALID, "the lower limit of column %zu is above its upper one", j);
    for (size_t r = 0; r < p->rows; r++)
        if (!(p->row_lower[r] <= p->row_upper[r]) || row_misses(p, r))
            return fail(s->c, ERR_INVALID, "the limits contradict each other: row %zu cannot be met", r);
    return OK;
}

/* Where nothing is known of a large dense program, the same program under one common factor (all assets against their sum)
 * guesses what binds: it costs as much as one look at Q, and spares factorings of nearly all of it. */
static err guess(struct qp_solver *s, const struct qp *p, struct qp_answer *a)
{
    size_t            n = p->model->count;
    double           *loading, *specific, total = 0;
    struct risk_model sketch;
    struct qp_solver  rough;
    struct qp         simple = *p;
    TRY(NEW(s->c, loading, n));
    TRY(NEW(s->c, specific, n));
    for (size_t i = 0; i < n; i++) specific[i] = 1;
    model_times(p->model, specific, loading);
    for (size_t i = 0; i < n; i++) total += loading[i];
    for (size_t i = 0; i < n; i++) {
        double variance = model_entry(p->model, i, i);
        loading[i]  = total > 0 ? loading[i] / sqrt(total) : 0;
        specific[i] = fmax(variance - loading[i] * loading[i], SPECIFIC_MIN * variance);
    }
    sketch       = (struct risk_model){.count = n, .factors = 1, .loading = loading, .specific = specific};
    simple.model = &sketch;
    TRY(qp_open(s->c, &sketch, p->count, p->rows, &rough));
    if (!qp_pivot(&rough, &simple, a, ROUNDS_LARGE)) {
        memset(a->state, FREE, p->count * sizeof *a->state);
        memset(a->row_state, FREE, p->rows * sizeof *a->row_state);
    }
    return OK;
}

static bool is_cold(const struct qp *p, const struct qp_answer *a)
{
    for (size_t j = 0; j < p->count; j++)
        if (a->state[j] != FREE) return false;
    return true;
}

err qp_solve(struct qp_solver *s, const struct qp *p, struct qp_answer *a)
{
    bool solved = false;
    TRY(check_limits(s, p));
    if (p->model->covariance && p->count > SMALL && is_cold(p, a)) TRY(guess(s, p, a));
    a->factorings = 0;
    a->rung       = QP_PIVOTING;
    if (qp_pivot(s, p, a, p->count <= SMALL ? ROUNDS_SMALL : ROUNDS_LARGE)) return OK;
    TRY(qp_interior(s, p, a, &solved));
    if (!solved) return fail(s->c, ERR_INVALID, "the limits contradict each other, or the program has no least value");
    double kkt = a->kkt;
    double *x, *price;
    TRY(NEW(s->c, x, p->count));
    TRY(NEW(s->c, price, p->rows + 1));
    memcpy(x, a->x, p->count * sizeof *x);
    memcpy(price, a->price, p->rows * sizeof *price);
    a->rung = QP_INTERIOR_AND_PIVOTING;
    if (qp_pivot(s, p, a, ROUNDS_LARGE)) return OK;
    a->rung = QP_INTERIOR;
    memcpy(a->x, x, p->count * sizeof *x);
    memcpy(a->price, price, p->rows * sizeof *price);
    a->kkt = qp_residual(p, a, s->z);
    return kkt <= INTERIOR_SOLVED ? OK : fail(s->c, ERR_DATA, "the covariance is not positive definite, or nearly not: residual %.2g", kkt);
}
