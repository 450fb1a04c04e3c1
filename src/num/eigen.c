#include "num/eigen.h"

#include <math.h>
#include <string.h>

#include "num/lanes.h"

enum { STEPS_MAX = 60 };                /* QL steps for one eigenvalue; two are usual */

INLINED double dot(const double *a, const double *b, size_t count)
{
    lanes  sum = {0};
    size_t whole = count - count % LANES;
    double rest = 0;
    for (size_t i = 0; i < whole; i += LANES) sum += *lanes_at(a + i) * *lanes_at(b + i);
    for (size_t i = whole; i < count; i++) rest += a[i] * b[i];
    return lanes_total(&sum) + rest;
}

/* Makes row i of the lower triangle vanish but for its last place, by a reflection I - u u' / half. u is kept in the row and
 * half in diagonal[i]. */
INLINED void reflect(double *a, size_t n, size_t i, double *diagonal, double *beside)
{
    double *u = a + i * n, scale = 0, square = 0;
    diagonal[i] = 0;
    for (size_t k = 0; k < i; k++) scale += fabs(u[k]);
    if (i == 1 || scale == 0) {
        beside[i] = u[i - 1];
        return;
    }
    for (size_t k = 0; k < i; k++) u[k] /= scale;
    square = dot(u, u, i);
    double last = u[i - 1], turned = last >= 0 ? -sqrt(square) : sqrt(square);
    beside[i]   = scale * turned;
    diagonal[i] = square - last * turned;
    u[i - 1]    = last - turned;

    /* p = A u / half, then A -= q u' + u q' with q = p - (u'p / 2 half) u; beside[0 .. i) is free for p and q. */
    memset(beside, 0, i * sizeof *beside);
    for (size_t j = 0; j < i; j++) {
        beside[j] += dot(a + j * n, u, j + 1);
        lanes_add_scaled(beside, a + j * n, u[j], j);
    }
    for (size_t j = 0; j < i; j++) beside[j] /= diagonal[i];
    double share = dot(u, beside, i) / (2 * diagonal[i]);
    lanes_add_scaled(beside, u, -share, i);
    for (size_t j = 0; j < i; j++) {
        lanes_add_scaled(a + j * n, beside, -u[j], j + 1);
        lanes_add_scaled(a + j * n, u, -beside[j], j + 1);
    }
}

/* Multiplies the reflections together: row k of a becomes what the k-th direction of the tridiagonal form is. */
INLINED void gather(double *a, size_t n, double *diagonal)
{
    for (size_t i = 0; i < n; i++) {
        double *u = a + i * n;
        if (i > 0 && diagonal[i] != 0)
            for (size_t j = 0; j < i; j++) {
                double *row = a + j * n;
                lanes_add_scaled(row, u, -dot(u, row, i) / diagonal[i], i);
            }
        diagonal[i] = u[i];
        u[i]        = 1;
        for (size_t j = 0; j < i; j++) u[j] = a[j * n + i] = 0;
    }
}

INLINED void tridiagonal(double *a, size_t n, double *diagonal, double *beside)
{
    for (size_t i = n; i-- > 1;) reflect(a, n, i, diagonal, beside);
    if (n > 0) diagonal[0] = 0;
    gather(a, n, diagonal);
}

INLINED void rotate(double *restrict a, double *restrict b, double cosine, double sine, size_t count)
{
    size_t whole = count - count % LANES;
    for (size_t k = 0; k < whole; k += LANES) {
        lanes one = *lanes_at(a + k), two = *lanes_at(b + k);
        *lanes_to(b + k) = sine * one + cosine * two;
        *lanes_to(a + k) = cosine * one - sine * two;
    }
    for (size_t k = whole; k < count; k++) {
        double held = b[k];
        b[k] = sine * a[k] + cosine * held;
        a[k] = cosine * a[k] - sine * held;
    }
}

/* The first place from l on whose neighbour beside is nothing against it. */
static size_t split_from(const double *diagonal, const double *beside, size_t n, size_t l)
{
    while (l + 1 < n) {
        double both = fabs(diagonal[l]) + fabs(diagonal[l + 1]);
        if (fabs(beside[l]) + both == both) break;
        l++;
    }
    return l;
}

/* One QL step on the part from l to m; beside[i] stands between i and i + 1. */
INLINED void ql_step(double *d, double *e, double *vectors, size_t n, size_t l, size_t m)
{
    double g = (d[l + 1] - d[l]) / (2 * e[l]), r = sqrt(g * g + 1), sine = 1, cosine = 1, p = 0;
    g = d[m] - d[l] + e[l] / (g + (g >= 0 ? r : -r));
    for (size_t i = m; i-- > l;) {
        double f = sine * e[i], b = cosine * e[i];
        e[i + 1] = r = sqrt(f * f + g * g);
        if (r == 0) {                   /* the part has come apart before its end */
            d[i + 1] -= p;
            e[m] = 0;
            return;
        }
        sine   = f / r;
        cosine = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * sine + 2 * cosine * b;
        p = sine * r;
        d[i + 1] = g + p;
        g = cosine * r - b;
        rotate(vectors + i * n, vectors + (i + 1) * n, cosine, sine, n);
    }
    d[l] -= p;
    e[l] = g;
    e[m] = 0;
}

INLINED bool diagonalise(double *d, double *e, double *vectors, size_t n)
{
    for (size_t i = 1; i < n; i++) e[i - 1] = e[i];
    if (n > 0) e[n - 1] = 0;
    for (size_t l = 0; l < n; l++)
        for (int step = 0;; step++) {
            size_t m = split_from(d, e, n, l);
            if (m == l) break;
            if (step == STEPS_MAX) return false;
            ql_step(d, e, vectors, n, l, m);
        }
    return true;
}

static void swap_rows(double *a, double *b, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        double held = a[k];
        a[k] = b[k];
        b[k] = held;
    }
}

/* Values descending, and a sign that does not depend on the way there. */
static void arrange(double *values, double *vectors, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t best = i, far = 0;
        for (size_t k = i + 1; k < n; k++)
            if (values[k] > values[best]) best = k;
        double *row = vectors + i * n;
        if (best != i) {
            swap_rows(&values[i], &values[best], 1);
            swap_rows(row, vectors + best * n, n);
        }
        for (size_t k = 1; k < n; k++)
            if (fabs(row[k]) > fabs(row[far])) far = k;
        if (row[far] < 0)
            for (size_t k = 0; k < n; k++) row[k] = -row[k];
    }
}

INLINED bool eigen_symmetric_body(const double *a, size_t size, double *scratch, double *values, double *vectors)
{
    for (size_t i = 0; i < size * size; i++)
        if (!isfinite(a[i])) return false;
    if (vectors != a) memcpy(vectors, a, size * size * sizeof *a);
    tridiagonal(vectors, size, values, scratch);
    if (!diagonalise(values, scratch, vectors, size)) return false;
    arrange(values, vectors, size);
    return true;
}

LANES_KERNEL(bool, eigen_symmetric, (const double *a, size_t size, double *scratch, double *values, double *vectors), (a, size, scratch, values, vectors))

INLINED void eigen_compose_body(const double *values, const double *vectors, size_t size, double *out)
{
    memset(out, 0, size * size * sizeof *out);
    for (size_t k = 0; k < size; k++)
        for (size_t i = 0; i < size; i++) lanes_add_scaled(out + i * size, vectors + k * size, values[k] * vectors[k * size + i], i + 1);
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < i; j++) out[j * size + i] = out[i * size + j];
}

LANES_KERNEL(void, eigen_compose, (const double *values, const double *vectors, size_t size, double *out), (values, vectors, size, out))
