#include <math.h>

#include "calc/function.h"

/* Figures of a moving window, of a stretch of the calendar so far, or of all rows so far, by the kernels of num/rolling.h. */

enum { ROWS_MAX = 100000 };

typedef void of_one(const double *x, size_t count, const struct frame *f, double *scratch, double *out);
typedef void of_two(const double *x, const double *y, size_t count, const struct frame *f, double *scratch, double *out);

/* The first rows that have no value, as those of what is itself computed, might as well not be there: without them nothing is missing
 * in most series, which the kernels are quickest with. */
static size_t paint_first(const struct call *x, const double *a, const double *b, struct frame *frame)
{
    size_t first = 0;
    while (first < x->count && !(isfinite(a[first]) && isfinite(b[first]))) x->out[first++] = NAN;
    *frame = x->frame;
    if (frame->at) frame->at += first;
    return first;
}

INLINED void one(const struct call *x, of_one *of)
{
    struct frame f;
    size_t       first = paint_first(x, x->in[0], x->in[0], &f);
    of(x->in[0] + first, x->count - first, &f, x->scratch, x->out + first);
}

INLINED void pair(const struct call *x, const double *a, const double *b, of_two *of)
{
    struct frame f;
    size_t       first = paint_first(x, a, b, &f);
    of(a + first, b + first, x->count - first, &f, x->scratch, x->out + first);
}

INLINED void two(const struct call *x, of_two *of) { pair(x, x->in[0], x->in[1], of); }

static void run_sum(const struct call *x)     { one(x, rolling_sum); }
static void run_mean(const struct call *x)    { one(x, rolling_mean); }
static void run_var(const struct call *x)     { one(x, rolling_variance); }
static void run_std(const struct call *x)     { one(x, rolling_deviation); }
static void run_skew(const struct call *x)    { one(x, rolling_skewness); }
static void run_kurt(const struct call *x)    { one(x, rolling_kurtosis); }
static void run_zscore(const struct call *x)  { one(x, rolling_score); }
static void run_product(const struct call *x) { one(x, rolling_product); }
static void run_min(const struct call *x)     { one(x, rolling_min); }
static void run_max(const struct call *x)     { one(x, rolling_max); }
static void run_median(const struct call *x)  { one(x, rolling_median); }
static void run_rank(const struct call *x)    { one(x, rolling_rank); }
static void run_cov(const struct call *x)     { two(x, rolling_covariance); }
static void run_corr(const struct call *x)    { two(x, rolling_correlation); }

/* y first, as one says it: the slope of y on x. */
INLINED void fit(const struct call *x, of_two *of) { pair(x, x->in[1], x->in[0], of); }

static void run_slope(const struct call *x)     { fit(x, rolling_slope); }
static void run_intercept(const struct call *x) { fit(x, rolling_intercept); }

static void run_r2(const struct call *x)
{
    two(x, rolling_correlation);
    for (size_t i = 0; i < x->count; i++) x->out[i] *= x->out[i];
}

static void run_quantile(const struct call *x) { rolling_quantile(x->in[0], x->count, &x->frame, x->number[1], x->scratch, x->out); }

#define OF_X       {"x", SERIES, 0, 0, 0, 0, "a series"}
#define OF_Y       {"y", SERIES, 0, 0, 0, 0, "another"}
#define WINDOW     {"window", LENGTH, OPTIONAL | WHOLE, 0, 1, ROWS_MAX, "rows, a time such as \"30d\", or \"week\", \"month\", \"quarter\", \"year\" so far; left out: all rows so far"}, \
                   {"least", NUMBER, OPTIONAL | WHOLE, NAN, 1, ROWS_MAX, "known values that are needed; usual is all rows of the window, else 1"}
#define OF_ONE(name_, unit_, run_, about_) \
    .name = name_, .group = "windows", .about = about_, .arguments = {OF_X, WINDOW}, .unit = unit_, .scratch = ROLLING_ROOM, .run = run_
#define OF_TWO(name_, a_, b_, unit_, run_, about_) \
    .name = name_, .group = "windows", .about = about_, .arguments = {a_, b_, WINDOW}, .unit = unit_, .scratch = ROLLING_ROOM, .run = run_

const struct function function_sum = {OF_ONE("sum", AS_FIRST, run_sum, "sum of the window")};
const struct function function_mean = {OF_ONE("mean", AS_FIRST, run_mean, "mean of the window")};
const struct function function_var = {OF_ONE("var", AS_SQUARE, run_var, "variance of the window, n - 1")};
const struct function function_std = {OF_ONE("std", AS_FIRST, run_std, "standard deviation of the window, n - 1")};
const struct function function_skew = {OF_ONE("skew", AS_RATIO, run_skew, "skewness of the window, unbiased")};
const struct function function_kurt = {OF_ONE("kurt", AS_RATIO, run_kurt, "excess kurtosis of the window, unbiased")};
const struct function function_zscore = {OF_ONE("zscore", AS_RATIO, run_zscore, "less the mean of the window, over its deviation")};
const struct function function_product = {OF_ONE("product", AS_UNKNOWN, run_product, "product of the window")};
const struct function function_min = {OF_ONE("min", AS_FIRST, run_min, "lowest of the window")};
const struct function function_max = {OF_ONE("max", AS_FIRST, run_max, "highest of the window")};
const struct function function_median = {OF_ONE("median", AS_FIRST, run_median, "middle value of the window")};
const struct function function_rank = {OF_ONE("rank", AS_RATIO, run_rank, "place of the newest value among those of the window, from 1; ties share theirs")};
const struct function function_cov = {OF_TWO("cov", OF_X, OF_Y, AS_PRODUCT, run_cov, "covariance over the window, n - 1")};
const struct function function_corr = {OF_TWO("corr", OF_X, OF_Y, AS_RATIO, run_corr, "correlation over the window")};
const struct function function_slope = {OF_TWO("slope", OF_Y, OF_X, AS_QUOTIENT, run_slope, "slope of the least-squares line of y on x through the window")};
const struct function function_intercept = {OF_TWO("intercept", OF_Y, OF_X, AS_FIRST, run_intercept, "where that line meets x = 0")};
const struct function function_r2 = {OF_TWO("r2", OF_Y, OF_X, AS_RATIO, run_r2, "share of the variance of y that the line explains")};

const struct function function_quantile = {
    .name = "quantile", .group = "windows", .about = "quantile of the window, by linear interpolation",
    .arguments = {OF_X, {"level", NUMBER, 0, 0, 0, 1, "0 to 1"}, WINDOW}, .unit = AS_FIRST, .scratch = ROLLING_ROOM, .run = run_quantile,
};
