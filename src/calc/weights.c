#include <math.h>

#include "calc/function.h"
#include "num/ewm.h"

/* Exponentially weighted figures of all rows so far, by the kernels of num/ewm.h. */

enum { SPAN_MAX = 100000 };

static struct decay decay_of(const struct call *x, size_t first)
{
    const double *n = x->number + first;        /* span, alpha, com, half-life, least */
    struct decay  d = {.alpha = n[1], .least = left_out(n[4]) ? 0 : (size_t)n[4]};
    if (!left_out(n[0])) d.alpha = 2 / (n[0] + 1);
    if (!left_out(n[2])) d.alpha = 1 / (n[2] + 1);
    if (x->life.length > 0 && !x->life.at) d.alpha = 1 - exp2(-1 / x->life.length);
    if (x->life.length > 0 && x->life.at)  d.at = x->life.at, d.half_life = x->life.length;
    return d;
}

/* A half-life that was left out is a number that is. */
static const char *refuse(const double *n)
{
    int given = !left_out(n[0]) + !left_out(n[1]) + !left_out(n[2]) + !left_out(n[3]);
    return given == 1 ? NULL : "one of span, alpha, com and halflife must be given";
}

static const char *refuse_one(const double *number) { return refuse(number + 1); }
static const char *refuse_two(const double *number) { return refuse(number + 2); }

typedef void of_one(const double *x, size_t count, const struct decay *d, double *out);
typedef void of_two(const double *x, const double *y, size_t count, const struct decay *d, double *out);

INLINED void one(const struct call *x, of_one *of)
{
    struct decay d = decay_of(x, 1);
    of(x->in[0], x->count, &d, x->out);
}

INLINED void two(const struct call *x, of_two *of)
{
    struct decay d = decay_of(x, 2);
    of(x->in[0], x->in[1], x->count, &d, x->out);
}

static void run_mean(const struct call *x) { one(x, ewm_mean); }
static void run_var(const struct call *x)  { one(x, ewm_variance); }
static void run_std(const struct call *x)  { one(x, ewm_deviation); }
static void run_cov(const struct call *x)  { two(x, ewm_covariance); }
static void run_corr(const struct call *x) { two(x, ewm_correlation); }

#define OF_X  {"x", SERIES, 0, 0, 0, 0, "a series"}
#define OF_Y  {"y", SERIES, 0, 0, 0, 0, "another"}
#define DECAY {"span", NUMBER, OPTIONAL, NAN, 1, SPAN_MAX, "rows: alpha is 2 / (span + 1)"},               \
              {"alpha", NUMBER, OPTIONAL, NAN, 1e-9, 1, "weight of the newest value"},                      \
              {"com", NUMBER, OPTIONAL, NAN, 0, SPAN_MAX, "centre of mass: alpha is 1 / (1 + com)"},        \
              {"halflife", LENGTH, OPTIONAL, 0, 0.001, SPAN_MAX, "rows, or a time such as \"30d\""}
#define LEAST {"least", NUMBER, OPTIONAL | WHOLE, NAN, 1, SPAN_MAX, "known values that are needed; usual is 1"}

#define OF_ONE(name_, unit_, run_, about_) \
    .name = name_, .group = "weights", .about = about_, .arguments = {OF_X, DECAY, LEAST}, .unit = unit_, .refuse = refuse_one, .run = run_
#define OF_TWO(name_, unit_, run_, about_) \
    .name = name_, .group = "weights", .about = about_, .arguments = {OF_X, OF_Y, DECAY, LEAST}, .unit = unit_, .refuse = refuse_two, .run = run_

const struct function function_ewm_mean = {OF_ONE("ewm_mean", AS_FIRST, run_mean, "exponentially weighted mean of all so far")};
const struct function function_ewm_var = {OF_ONE("ewm_var", AS_SQUARE, run_var, "exponentially weighted variance, unbiased")};
const struct function function_ewm_std = {OF_ONE("ewm_std", AS_FIRST, run_std, "exponentially weighted deviation, unbiased")};
const struct function function_ewm_cov = {OF_TWO("ewm_cov", AS_PRODUCT, run_cov, "exponentially weighted covariance, unbiased")};
const struct function function_ewm_corr = {OF_TWO("ewm_corr", AS_RATIO, run_corr, "exponentially weighted correlation")};
