#include <math.h>

#include "calc/function.h"
#include "num/elementary.h"

/* Functions of one row: nothing before or behind it has a say. */

static inline double magnitude(double x) { return fabs(x); }
static inline double sign(double x)      { return isnan(x) ? x : (double)((x > 0) - (x < 0)); }
static inline double root(double x)      { return x >= 0 ? sqrt(x) : NAN; }
static inline double logarithm(double x) { return x > 0 ? log_portable(x) : NAN; }
static inline double larger(double a, double b)  { return isnan(a) || isnan(b) ? NAN : a > b ? a : b; }
static inline double smaller(double a, double b) { return isnan(a) || isnan(b) ? NAN : a < b ? a : b; }
static inline double known_of(double a, double b) { return isnan(a) ? b : a; }
static inline double absent(double x)             { return isnan(x); }

static double exponential(double x)
{
    double e = isnan(x) ? NAN : exp_portable(x);
    return isfinite(e) ? e : NAN;
}

static void run_abs(const struct call *x)      { each_of_one(x, magnitude); }
static void run_sign(const struct call *x)     { each_of_one(x, sign); }
static void run_sqrt(const struct call *x)     { each_of_one(x, root); }
static void run_exp(const struct call *x)      { each_of_one(x, exponential); }
static void run_log(const struct call *x)      { each_of_one(x, logarithm); }
static void run_floor(const struct call *x)    { each_of_one(x, floor); }
static void run_ceil(const struct call *x)     { each_of_one(x, ceil); }
static void run_round(const struct call *x)    { each_of_one(x, rint); }
static void run_missing(const struct call *x)  { each_of_one(x, absent); }
static void run_larger(const struct call *x)   { each_of_two(x, larger); }
static void run_smaller(const struct call *x)  { each_of_two(x, smaller); }
static void run_coalesce(const struct call *x) { each_of_two(x, known_of); }

static void run_if(const struct call *x)
{
    for (size_t i = 0; i < x->count; i++) {
        double holds = x->in[0][i * x->step[0]], a = x->in[1][i * x->step[1]], b = x->in[2][i * x->step[2]];
        x->out[i] = isnan(holds) ? NAN : holds != 0 ? a : b;
    }
}

static void run_clip(const struct call *x)
{
    for (size_t i = 0; i < x->count; i++) {
        double value = x->in[0][i * x->step[0]];
        x->out[i] = value < x->number[1] ? x->number[1] : value > x->number[2] ? x->number[2] : value;
    }
}

static const char *refuse_clip(const double *number) { return number[1] <= number[2] ? NULL : "low must not be above high"; }

#define OF_X {{"x", SERIES, 0, 0, 0, 0, "a number"}}
#define OF_A_AND_B {{"a", SERIES, 0, 0, 0, 0, "a number"}, {"b", SERIES, 0, 0, 0, 0, "another"}}
#define OF_ROW(name_, arguments_, unit_, run_, about_) \
    .name = name_, .group = "rows", .about = about_, .arguments = arguments_, .unit = unit_, .each = true, .run = run_

const struct function function_abs = {OF_ROW("abs", OF_X, AS_FIRST, run_abs, "without its sign")};
const struct function function_sign = {OF_ROW("sign", OF_X, AS_RATIO, run_sign, "1 above 0, -1 below, 0 at 0")};
const struct function function_sqrt = {OF_ROW("sqrt", OF_X, AS_ROOT, run_sqrt, "square root; missing below 0")};
const struct function function_exp = {OF_ROW("exp", OF_X, AS_RATIO, run_exp, "e to that power")};
const struct function function_log = {OF_ROW("log", OF_X, AS_RATIO, run_log, "natural logarithm; missing at 0 and below")};
const struct function function_floor = {OF_ROW("floor", OF_X, AS_FIRST, run_floor, "the next whole number down")};
const struct function function_ceil = {OF_ROW("ceil", OF_X, AS_FIRST, run_ceil, "the next whole number up")};
const struct function function_round = {OF_ROW("round", OF_X, AS_FIRST, run_round, "the nearest whole number, the even one of two")};
const struct function function_larger = {OF_ROW("larger", OF_A_AND_B, AS_COLUMNS, run_larger, "the larger of two")};
const struct function function_smaller = {OF_ROW("smaller", OF_A_AND_B, AS_COLUMNS, run_smaller, "the smaller of two")};
const struct function function_coalesce = {OF_ROW("coalesce", OF_A_AND_B, AS_COLUMNS, run_coalesce, "a, or b where a is missing")};

const struct function function_missing = {
    .name = "missing", .group = "rows", .about = "holds where there is no value", .arguments = OF_X, .unit = AS_RATIO, .truth = true, .each = true,
    .run = run_missing,
};

const struct function function_if = {
    .name = "if", .group = "rows", .about = "a where the condition holds, b where it does not; missing where that is",
    .arguments = {{"condition", TRUTH, 0, 0, 0, 0, "what decides"}, {"a", SERIES, 0, 0, 0, 0, "where it holds"}, {"b", SERIES, 0, 0, 0, 0, "where it does not"}},
    .unit = AS_COLUMNS, .each = true, .run = run_if,
};

const struct function function_clip = {
    .name = "clip", .group = "rows", .about = "not below low and not above high",
    .arguments = {{"x", SERIES, 0, 0, 0, 0, "a number"}, {"low", NUMBER, 0, 0, -INFINITY, INFINITY, "least"}, {"high", NUMBER, 0, 0, -INFINITY, INFINITY, "most"}},
    .unit = AS_FIRST, .each = true, .refuse = refuse_clip, .run = run_clip,
};
