/* minimise.h - the lowest point of a smooth function of a few variables: BFGS with a backtracking search (Nocedal and Wright,
 * Numerical Optimization, chapter 6).
 *
 * The function may answer infinity (or NaN) where it is not defined; the search turns back from there. Deterministic. Pure,
 * no allocation. */
#ifndef NUM_MINIMISE_H
#define NUM_MINIMISE_H

#include <stdbool.h>
#include <stddef.h>

enum { VARIABLES_MAX = 8 };

struct valley {
    size_t count;                               /* variables, at most VARIABLES_MAX */
    double (*height)(const double *x, double *ret_slope, void *arg);    /* ret_slope NULL: not asked for */
    void  *arg;
    double flat;                                /* ends when no slope times max(1, |x|) is above this times max(1, |height|) */
    int    steps_max;
};

struct lowest {
    double height;
    int    steps;
    bool   flat;                                /* it ended where it should */
};

/* From x, which must be inside, to the lowest point found, in x. */
struct lowest minimise(const struct valley *v, double *x);

/* Central differences of height() with steps of about eps^(1/3) x scale: for functions that do not know their slope. */
void slope_by_differences(const struct valley *v, const double *x, double *ret_slope);

/* Second differences of the slope about x, made symmetric: the matrix of curvature, count x count. */
void curvature(const struct valley *v, const double *x, double *ret_curvature);

#endif
