#include "port/model.h"

#include <math.h>

#include "num/cholesky.h"

/* A pivot this small against its diagonal is rounding, not variance. */
static const double PIVOT_FLOOR = 1e-13;

void model_times(const struct risk_model *m, const double *x, double *out)
{
    if (m->covariance) {
        memset(out, 0, m->count * sizeof *out);
        for (size_t i = 0; i < m->count; i++)
            if (x[i] != 0) tile_add(out, m->covariance + i * m->count, x[i], m->count);
        return;
    }
    for (size_t i = 0; i < m->count; i++) out[i] = m->specific[i] * x[i];
    for (size_t k = 0; k < m->factors; k++) {
        double exposure = 0;
        for (size_t i = 0; i < m->count; i++) exposure += m->loading[i * m->factors + k] * x[i];
        for (size_t i = 0; i < m->count; i++) out[i] += m->loading[i * m->factors + k] * exposure;
    }
}

double model_variance(const struct risk_model *m, const double *x, double *scratch)
{
    model_times(m, x, scratch);
    double sum = tile_dot(x, scratch, m->count);
    return sum > 0 ? sum : isnan(sum) ? NAN : 0;
}

double model_entry(const struct risk_model *m, size_t i, size_t j)
{
    if (m->covariance) return m->covariance[i * m->count + j];
    return (i == j ? m->specific[i] : 0) + tile_dot(m->loading + i * m->factors, m->loading + j * m->factors, m->factors);
}

err model_factor_open(struct ctx *c, const struct risk_model *m, size_t room, struct model_factor *ret)
{
    size_t side = m->covariance ? room : m->factors;
    *ret = (struct model_factor){.model = m, .room = room};
    TRY(NEW(c, ret->matrix, side * side + 1));
    TRY(NEW(c, ret->scratch, TILE_SCRATCH));
    if (m->covariance) return OK;
    TRY(NEW(c, ret->inverse, room));
    TRY(NEW(c, ret->tall, room * m->factors + 1));
    return NEW(c, ret->small, m->factors + 1);
}

static size_t asset_at(const uint32_t *which, size_t i) { return which ? which[i] : i; }
static double sign_at(const signed char *sign, size_t i) { return sign ? sign[i] : 1; }

/* Row i of S Q[which][which] S up to its diagonal. */
static void gather_row(const struct risk_model *m, const uint32_t *which, const signed char *sign, size_t i, double *to)
{
    const double *from = m->covariance + asset_at(which, i) * m->count;
    if (!which) memcpy(to, from, (i + 1) * sizeof *to);
    for (size_t j = 0; which && j <= i; j++) to[j] = from[which[j]];
    for (size_t j = 0; sign && j <= i; j++) to[j] *= sign[i] * sign[j];
}

static size_t set_dense(struct model_factor *f, const uint32_t *which, const signed char *sign, const double *add)
{
    for (size_t i = 0; i < f->size; i++) {
        gather_row(f->model, which, sign, i, f->matrix + i * f->room);
        if (add) f->matrix[i * f->room + i] += add[i];
    }
    return cholesky(f->matrix, f->size, f->room, PIVOT_FLOOR, f->scratch);
}

size_t model_factor_append(struct model_factor *f, const uint32_t *which, const signed char *sign, size_t size)
{
    for (; f->size < size; f->size++) {
        double *row = f->matrix + f->size * f->room;
        gather_row(f->model, which, sign, f->size, row);
        cholesky_forward(f->matrix, f->size, f->room, row);
        double pivot = row[f->size] - tile_dot(row, row, f->size);
        if (!(pivot > PIVOT_FLOOR * row[f->size])) break;
        row[f->size] = sqrt(pivot);
    }
    return f->size;
}

/* M = D + T T', so M^-1 = D^-1 - D^-1 T K^-1 T' D^-1 with K = I + T' D^-1 T (Woodbury 1950). */
static size_t set_factors(struct model_factor *f, const uint32_t *which, const signed char *sign, const double *add)
{
    const struct risk_model *m = f->model;
    size_t                   k = m->factors;
    for (size_t i = 0; i < f->size; i++) {
        size_t a = asset_at(which, i);
        double d = m->specific[a] + (add ? add[i] : 0), root = sign_at(sign, i) / sqrt(d);
        if (!(d > 0)) return i;
        f->inverse[i] = 1 / d;
        for (size_t j = 0; j < k; j++) f->tall[i * k + j] = m->loading[a * k + j] * root;
    }
    memset(f->matrix, 0, k * k * sizeof *f->matrix);
    for (size_t j = 0; j < k; j++) f->matrix[j * k + j] = 1;
    tile_gram((struct block){f->tall, k}, NULL, f->size, k, f->matrix, k, f->scratch);
    return cholesky(f->matrix, k, k, 0, f->scratch) == k ? f->size : 0;
}

size_t model_factor_set(struct model_factor *f, const uint32_t *which, const signed char *sign, size_t size, const double *add)
{
    f->size = size;
    return f->model->covariance ? set_dense(f, which, sign, add) : set_factors(f, which, sign, add);
}

static void solve_factors(const struct model_factor *f, double *b)
{
    size_t k = f->model->factors;
    memset(f->small, 0, k * sizeof *f->small);
    for (size_t i = 0; i < f->size; i++) {
        b[i] *= sqrt(f->inverse[i]);
        tile_add(f->small, f->tall + i * k, b[i], k);
    }
    cholesky_forward(f->matrix, k, k, f->small);
    cholesky_backward(f->matrix, k, k, f->small);
    for (size_t i = 0; i < f->size; i++) b[i] = (b[i] - tile_dot(f->tall + i * k, f->small, k)) * sqrt(f->inverse[i]);
}

void model_factor_half(const struct model_factor *f, double *b)
{
    if (f->model->covariance) cholesky_forward(f->matrix, f->size, f->room, b);
    else solve_factors(f, b);
}

void model_factor_finish(const struct model_factor *f, double *b)
{
    if (f->model->covariance) cholesky_backward(f->matrix, f->size, f->room, b);
}

void model_factor_solve(const struct model_factor *f, double *b)
{
    model_factor_half(f, b);
    model_factor_finish(f, b);
}

const double *model_rows_of(const struct model_factor *f, const double *g, const double *h) { return f->model->covariance ? h : g; }

void model_factor_rows(const struct model_factor *f, const double *g, size_t rows, double *h, double *out)
{
    memcpy(h, g, rows * f->size * sizeof *h);
    if (f->model->covariance) cholesky_forward_rows(f->matrix, f->size, f->room, h, rows, f->size, f->scratch);
    for (size_t r = 0; r < rows && !f->model->covariance; r++) solve_factors(f, h + r * f->size);
    const double *other = model_rows_of(f, g, h);
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j <= i; j++) out[i * rows + j] = out[j * rows + i] = tile_dot(other + i * f->size, h + j * f->size, f->size);
}

/* ---- repair ---- */

static const double SHRINK_FIRST = 1e-8, SHRINK_GROWTH = 4, SILENT_SHARE = 1e-9;

static err check_variances(struct ctx *c, double *copy, size_t n, struct repair *ret)
{
    double mean = 0;
    for (size_t i = 0; i < n; i++) {
        double v = copy[i * n + i];
        if (!(v >= 0) || !isfinite(v)) return fail(c, ERR_DATA, "asset %zu has no variance that is a number of 0 or above", i);
        mean += v / (double)n;
    }
    if (mean == 0) return fail(c, ERR_DATA, "nothing ever moved: every variance is 0");
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++)
            if (!isfinite(copy[i * n + j])) return fail(c, ERR_DATA, "the covariance of assets %zu and %zu is not a number", j, i);
        if (copy[i * n + i] > SILENT_SHARE * mean) continue;
        ret->silent++;
        for (size_t j = 0; j < n; j++) copy[i * n + j] = copy[j * n + i] = 0;
        copy[i * n + i] = SILENT_SHARE * mean;
    }
    return OK;
}

static bool is_definite(const double *a, size_t n, double shrunk, double *work, double *scratch)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) work[i * n + j] = (1 - shrunk) * a[i * n + j];
        work[i * n + i] = a[i * n + i];
    }
    /* A margin above the floor of the solvers: what passes here must not fail there. */
    return cholesky(work, n, n, 100 * PIVOT_FLOOR, scratch) == n;
}

err covariance_mend(struct ctx *c, const double *covariance, size_t count, double **ret_covariance, struct repair *ret)
{
    double *copy, *work, *scratch;
    *ret = (struct repair){0};
    TRY(NEW(c, copy, count * count + 1));
    TRY(NEW(c, work, count * count + 1));
    TRY(NEW(c, scratch, TILE_SCRATCH));
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j <= i; j++) copy[i * count + j] = copy[j * count + i] = 0.5 * (covariance[i * count + j] + covariance[j * count + i]);
    TRY(check_variances(c, copy, count, ret));
    if (!is_definite(copy, count, 0, work, scratch)) {
        ret->shrunk = SHRINK_FIRST;
        while (ret->shrunk < 1 && !is_definite(copy, count, ret->shrunk, work, scratch)) ret->shrunk *= SHRINK_GROWTH;
        if (ret->shrunk > 1) ret->shrunk = 1;
    }
    for (size_t i = 0; i < count && ret->shrunk > 0; i++)
        for (size_t j = 0; j < count; j++)
            if (j != i) copy[i * count + j] *= 1 - ret->shrunk;
    *ret_covariance = copy;
    return OK;
}
