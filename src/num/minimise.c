#include "num/minimise.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const double ENOUGH = 1e-4;              /* share of the promised descent that a step must bring (Armijo 1966) */
enum { HALVINGS_MAX = 50 };

struct search {
    const struct valley *v;
    double height, slope[VARIABLES_MAX], inverse[VARIABLES_MAX][VARIABLES_MAX];
};

static double dot(const double *a, const double *b, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += a[i] * b[i];
    return sum;
}

static double look(const struct valley *v, const double *x, double *ret_slope)
{
    double height = v->height(x, ret_slope, v->arg);
    return isnan(height) ? INFINITY : height;
}

static void begin_anew(struct search *s)
{
    memset(s->inverse, 0, sizeof s->inverse);
    for (size_t i = 0; i < s->v->count; i++) s->inverse[i][i] = 1;
}

/* The inverse of the curvature learns from one step and what it did to the slope. */
static void learn(struct search *s, const double *step, const double *change)
{
    size_t n = s->v->count;
    double along = dot(step, change, n), turned[VARIABLES_MAX];
    if (!(along > 1e-14 * sqrt(dot(step, step, n) * dot(change, change, n)))) return;
    for (size_t i = 0; i < n; i++) turned[i] = dot(s->inverse[i], change, n);
    double factor = (along + dot(change, turned, n)) / (along * along);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) s->inverse[i][j] += factor * step[i] * step[j] - (turned[i] * step[j] + step[i] * turned[j]) / along;
}

static bool is_flat(const struct search *s, const double *x)
{
    for (size_t i = 0; i < s->v->count; i++)
        if (fabs(s->slope[i]) * fmax(1, fabs(x[i])) > s->v->flat * fmax(1, fabs(s->height))) return false;
    return true;
}

/* Goes along the direction of the inverse, halving until it is lower by enough. false when no step is. */
static bool go(struct search *s, double *x)
{
    size_t n = s->v->count;
    double way[VARIABLES_MAX], next[VARIABLES_MAX], slope[VARIABLES_MAX], step[VARIABLES_MAX], change[VARIABLES_MAX], share = 1;
    for (size_t i = 0; i < n; i++) way[i] = -dot(s->inverse[i], s->slope, n);
    double descent = dot(way, s->slope, n);
    if (!(descent < 0)) return false;
    for (int halving = 0; halving < HALVINGS_MAX; halving++, share /= 2) {
        for (size_t i = 0; i < n; i++) next[i] = x[i] + share * way[i];
        double height = look(s->v, next, slope);
        if (!(height <= s->height + ENOUGH * share * descent)) continue;
        for (size_t i = 0; i < n; i++) {
            step[i]   = next[i] - x[i];
            change[i] = slope[i] - s->slope[i];
            x[i]      = next[i];
            s->slope[i] = slope[i];
        }
        s->height = height;
        learn(s, step, change);
        return true;
    }
    return false;
}

struct lowest minimise(const struct valley *v, double *x)
{
    assert(v->count >= 1 && v->count <= VARIABLES_MAX);
    struct search s = {.v = v};
    struct lowest r = {0};
    bool fresh = true;
    s.height = look(v, x, s.slope);
    begin_anew(&s);
    while (isfinite(s.height) && !(r.flat = is_flat(&s, x)) && r.steps < v->steps_max) {
        bool gone = go(&s, x);
        if (!gone && fresh) break;              /* not even straight down: as low as rounding allows */
        if (!gone) begin_anew(&s);
        fresh = !gone;
        r.steps++;
    }
    r.height = s.height;
    return r;
}

void slope_by_differences(const struct valley *v, const double *x, double *ret_slope)
{
    double at[VARIABLES_MAX];
    memcpy(at, x, v->count * sizeof *at);
    for (size_t i = 0; i < v->count; i++) {
        double step = 6e-6 * fmax(fabs(x[i]), 1e-2), above, below;
        at[i] = x[i] + step;
        above = look(v, at, NULL);
        at[i] = x[i] - step;
        below = look(v, at, NULL);
        at[i] = x[i];
        ret_slope[i] = (above - below) / (2 * step);
    }
}

void curvature(const struct valley *v, const double *x, double *ret_curvature)
{
    size_t n = v->count;
    double at[VARIABLES_MAX], above[VARIABLES_MAX], below[VARIABLES_MAX];
    memcpy(at, x, n * sizeof *at);
    for (size_t i = 0; i < n; i++) {
        double step = 6e-6 * fmax(fabs(x[i]), 1e-2);
        at[i] = x[i] + step;
        (void)look(v, at, above);
        at[i] = x[i] - step;
        (void)look(v, at, below);
        at[i] = x[i];
        for (size_t j = 0; j < n; j++) ret_curvature[i * n + j] = (above[j] - below[j]) / (2 * step);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            ret_curvature[i * n + j] = ret_curvature[j * n + i] = (ret_curvature[i * n + j] + ret_curvature[j * n + i]) / 2;
}
