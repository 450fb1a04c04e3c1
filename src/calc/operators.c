#include <math.h>

#include "calc/function.h"

/* What is missing on a side is missing in the result, but for `and` and `or` where the other side alone decides (Kleene).
 * Nothing over 0 is no number: missing. */

static inline double add(double a, double b)      { return a + b; }
static inline double subtract(double a, double b) { return a - b; }
static inline double multiply(double a, double b) { return a * b; }
static inline double divide(double a, double b)   { return b != 0 ? a / b : NAN; }
static inline double negate(double a)             { return -a; }

static inline double truth(bool holds, double a, double b) { return isnan(a) || isnan(b) ? NAN : holds; }
static inline double less(double a, double b)              { return truth(a < b, a, b); }
static inline double less_or_equal(double a, double b)     { return truth(a <= b, a, b); }
static inline double greater(double a, double b)           { return truth(a > b, a, b); }
static inline double greater_or_equal(double a, double b)  { return truth(a >= b, a, b); }
static inline double equal(double a, double b)             { return truth(a == b, a, b); }
static inline double unequal(double a, double b)           { return truth(a != b, a, b); }

static inline double both(double a, double b)   { return a == 0 || b == 0 ? 0 : isnan(a) || isnan(b) ? NAN : 1; }
static inline double either(double a, double b) { return a == 1 || b == 1 ? 1 : isnan(a) || isnan(b) ? NAN : 0; }
static inline double neither(double a)          { return 1 - a; }

/* Small whole powers by multiplication: exact to an ulp or two, and the same on every machine. */
static double power(double a, double b)
{
    if (b == 2)   return a * a;
    if (b == 3)   return a * a * a;
    if (b == 0.5) return sqrt(a);
    if (b == 1)   return a;
    double p = b == -1 ? divide(1, a) : pow(a, b);
    return isfinite(p) ? p : NAN;
}

#define SIDES(kind_) {{"a", kind_, 0, 0, 0, 0, "left side"}, {"b", kind_, 0, 0, 0, 0, "right side"}}

#define OPERATOR(name_, kind_, unit_, truth_, run_, about_)                                                   \
    .name = name_, .group = "operators", .about = about_, .arguments = SIDES(kind_), .unit = unit_,           \
    .truth = truth_, .each = true, .operands = 2, .run = run_

static void run_add(const struct call *x)              { each_of_two(x, add); }
static void run_subtract(const struct call *x)         { each_of_two(x, subtract); }
static void run_multiply(const struct call *x)         { each_of_two(x, multiply); }
static void run_divide(const struct call *x)           { each_of_two(x, divide); }
static void run_power(const struct call *x)            { each_of_two(x, power); }
static void run_less(const struct call *x)             { each_of_two(x, less); }
static void run_less_or_equal(const struct call *x)    { each_of_two(x, less_or_equal); }
static void run_greater(const struct call *x)          { each_of_two(x, greater); }
static void run_greater_or_equal(const struct call *x) { each_of_two(x, greater_or_equal); }
static void run_equal(const struct call *x)            { each_of_two(x, equal); }
static void run_unequal(const struct call *x)          { each_of_two(x, unequal); }
static void run_both(const struct call *x)             { each_of_two(x, both); }
static void run_either(const struct call *x)           { each_of_two(x, either); }
static void run_negate(const struct call *x)           { each_of_one(x, negate); }
static void run_neither(const struct call *x)          { each_of_one(x, neither); }

const struct function function_add = {OPERATOR("+", SERIES, AS_COLUMNS, false, run_add, "the sum")};
const struct function function_subtract = {OPERATOR("-", SERIES, AS_COLUMNS, false, run_subtract, "the difference")};
const struct function function_multiply = {OPERATOR("*", SERIES, AS_PRODUCT, false, run_multiply, "the product")};
const struct function function_divide = {OPERATOR("/", SERIES, AS_QUOTIENT, false, run_divide, "the quotient; missing over 0")};
const struct function function_power = {OPERATOR("^", SERIES, AS_POWER, false, run_power, "the power; binds tighter than a sign, and to the right")};
const struct function function_less = {OPERATOR("<", SERIES, AS_COLUMNS, true, run_less, "below; missing where either side is")};
const struct function function_less_or_equal = {OPERATOR("<=", SERIES, AS_COLUMNS, true, run_less_or_equal, "not above")};
const struct function function_greater = {OPERATOR(">", SERIES, AS_COLUMNS, true, run_greater, "above")};
const struct function function_greater_or_equal = {OPERATOR(">=", SERIES, AS_COLUMNS, true, run_greater_or_equal, "not below")};
const struct function function_equal = {OPERATOR("==", SERIES, AS_COLUMNS, true, run_equal, "the same, to the bit")};
const struct function function_unequal = {OPERATOR("!=", SERIES, AS_COLUMNS, true, run_unequal, "not the same")};
const struct function function_both = {OPERATOR("and", TRUTH, AS_RATIO, true, run_both, "both hold; false where one is, whatever the other")};
const struct function function_either = {OPERATOR("or", TRUTH, AS_RATIO, true, run_either, "one of them holds; true where one is, whatever the other")};

const struct function function_negate = {
    .name = "-", .group = "operators", .about = "the opposite", .arguments = {{"x", SERIES, 0, 0, 0, 0, "a number"}},
    .unit = AS_FIRST, .each = true, .operands = 1, .run = run_negate,
};

const struct function function_neither = {
    .name = "not", .group = "operators", .about = "holds where x does not", .arguments = {{"x", TRUTH, 0, 0, 0, 0, "a condition"}},
    .unit = AS_RATIO, .truth = true, .each = true, .operands = 1, .run = run_neither,
};
