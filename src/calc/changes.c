#include <math.h>
#include <string.h>

#include "calc/function.h"
#include "num/change.h"
#include "num/fill.h"

/* A series against its own past, totals of it, and its holes. */

enum { LAG_MAX = 100000 };

static size_t lag_of(const struct call *x) { return (size_t)x->number[1]; }

static void run_lag(const struct call *x)         { change_lag(x->in[0], x->count, lag_of(x), x->out); }
static void run_diff(const struct call *x)        { change_difference(x->in[0], x->count, lag_of(x), x->out); }
static void run_returns(const struct call *x)     { change_simple(x->in[0], x->count, lag_of(x), x->out); }
static void run_log_returns(const struct call *x) { change_log(x->in[0], x->count, lag_of(x), x->out); }
static void run_cumsum(const struct call *x)      { cumulative_sum(x->in[0], x->count, x->out); }
static void run_cumprod(const struct call *x)     { cumulative_product(x->in[0], x->count, x->out); }
static void run_cummin(const struct call *x)      { cumulative_min(x->in[0], x->count, x->out); }
static void run_cummax(const struct call *x)      { cumulative_max(x->in[0], x->count, x->out); }

static void run_fill_forward(const struct call *x)
{
    memcpy(x->out, x->in[0], x->count * sizeof *x->out);
    (void)fill_forward(x->out, x->count, (size_t)x->number[1]);
}

static void run_fill_linear(const struct call *x)
{
    memcpy(x->out, x->in[0], x->count * sizeof *x->out);
    (void)fill_linear(x->out, NULL, x->count);
}

#define OF_X   {"x", SERIES, 0, 0, 0, 0, "a series"}
#define OF_LAG {{"x", SERIES, 0, 0, 0, 0, "a series"}, {"rows", NUMBER, OPTIONAL | WHOLE, 1, 0, LAG_MAX, "how far back"}}
#define CHANGE(name_, unit_, run_, about_) .name = name_, .group = "changes", .about = about_, .arguments = OF_LAG, .unit = unit_, .run = run_
#define TOTAL(name_, unit_, run_, about_)  .name = name_, .group = "changes", .about = about_, .arguments = {OF_X}, .unit = unit_, .run = run_

const struct function function_lag = {CHANGE("lag", AS_FIRST, run_lag, "the value so many rows ago")};
const struct function function_diff = {CHANGE("diff", AS_FIRST, run_diff, "less the value so many rows ago")};
const struct function function_returns = {CHANGE("returns", AS_RATIO, run_returns, "over the value so many rows ago, minus 1; missing where one is not above 0")};
const struct function function_log_returns = {CHANGE("log_returns", AS_RATIO, run_log_returns, "natural logarithm of the value over that so many rows ago")};
const struct function function_cumsum = {TOTAL("cumsum", AS_FIRST, run_cumsum, "sum of all so far")};
const struct function function_cumprod = {TOTAL("cumprod", AS_UNKNOWN, run_cumprod, "product of all so far")};
const struct function function_cummin = {TOTAL("cummin", AS_FIRST, run_cummin, "lowest so far")};
const struct function function_cummax = {TOTAL("cummax", AS_FIRST, run_cummax, "highest so far")};

const struct function function_fill_forward = {
    .name = "fill_forward", .group = "filling", .about = "where missing, the last known value, over at most so many rows (0: any number)",
    .arguments = {OF_X, {"limit", NUMBER, OPTIONAL | WHOLE, 0, 0, LAG_MAX, "rows"}}, .unit = AS_FIRST, .run = run_fill_forward,
};

const struct function function_fill_linear = {
    .name = "fill_linear", .group = "filling", .about = "where missing, on the straight line between the known values on both sides; it looks ahead",
    .arguments = {OF_X}, .unit = AS_FIRST, .ahead = true, .run = run_fill_linear,
};
