/* function.h - what every function of the language says about itself.
 *
 * One descriptor, one function. A kernel is pure: it gets columns of equal length, oldest row first (of a function of
 * sections: the values of all assets on one day), and writes `out`, which is none of the columns it gets. NaN is missing.
 * Unless it says `ahead`, it reads nothing after row i for the value at i. */
#ifndef CALC_FUNCTION_H
#define CALC_FUNCTION_H

#include "calc/unit.h"
#include "num/lanes.h"
#include "num/rolling.h"

enum { ARGUMENTS_MAX = 7 };

/* SERIES: a column, or where every row stands for itself also a bare number. TRUTH: a condition, 1, 0 or missing. NUMBER:
 * known before anything is computed. LENGTH: how far back: rows, a time such as "30d", "month" for this month so far, or
 * nothing for all rows. GROUP: "class", "sector" or "currency". */
enum argument_kind { SERIES, TRUTH, NUMBER, LENGTH, GROUP };

enum { OPTIONAL = 1, WHOLE = 2 };

struct argument {
    const char        *name;
    enum argument_kind kind;
    unsigned           flags;
    double             usual, min, max; /* of a NUMBER; of a LENGTH in rows: min */
    const char        *help;
};

enum length_kind { LENGTH_ALL, LENGTH_ROWS, LENGTH_DAYS, LENGTH_WEEK, LENGTH_MONTH, LENGTH_QUARTER, LENGTH_YEAR };

struct length {
    enum length_kind kind;
    double           value;             /* rows or days */
};

/* What a result is measured in, by its columns a and b. AS_COLUMNS: they must agree. */
enum unit_rule { AS_RATIO, AS_FIRST, AS_COLUMNS, AS_SQUARE, AS_ROOT, AS_PRODUCT, AS_QUOTIENT, AS_POWER, AS_UNKNOWN };

struct call {
    size_t        count;                /* rows */
    const double *in[ARGUMENTS_MAX];    /* by place among the arguments; not NULL for a SERIES or TRUTH */
    size_t        step[ARGUMENTS_MAX];  /* from a row of it to the next: 1, or 0 for a bare number */
    double        number[ARGUMENTS_MAX];
    struct frame  frame;                /* of the LENGTH */
    struct decay_rows {                 /* the same where it is a half-life */
        const int64_t *at;              /* days */
        double         length;
    } life;
    double       *scratch;              /* function->scratch x count, aligned for any */
    double       *out;
};

struct function {
    const char     *name;               /* an operator has its sign */
    const char     *group;              /* heading in the manual */
    const char     *about;              /* one sentence; without a capital, ends without a point */
    struct argument arguments[ARGUMENTS_MAX];
    enum unit_rule  unit;
    bool            truth;              /* gives a condition */
    bool            each;               /* every row for itself: takes bare numbers */
    bool            section;            /* over all assets on a day */
    bool            ahead;              /* reads what comes later */
    size_t          operands;           /* of an operator, 1 or 2; 0: it is called by its name */
    size_t          scratch;            /* doubles a row */
    const char   *(*refuse)(const double *number);      /* what is wrong with the numbers together; NULL: nothing */
    void          (*run)(const struct call *x);
};

extern const struct function *const functions[];        /* NULL-terminated, by identifier */

const struct function *function_find(struct slice name, size_t operands);
size_t                 function_arguments(const struct function *f);

/* "mean(x, window, least=…)": as it is written, with what may be left out in square brackets. */
void function_put(struct text *out, const struct function *f);

/* A number that was left out and has no usual value. */
static inline bool left_out(double number) { return number != number; }

/* Loops over one and two columns, either of which may be a bare number; the operation becomes part of the loop. */
INLINED void each_of_one(const struct call *x, double (*of)(double))
{
    for (size_t i = 0; i < x->count; i++) x->out[i] = of(x->in[0][i]);
}

INLINED void each_of_two(const struct call *x, double (*of)(double, double))
{
    const double *a = x->in[0], *b = x->in[1];
    double       *out = x->out;
    if (x->step[0] == 0)      for (size_t i = 0; i < x->count; i++) out[i] = of(a[0], b[i]);
    else if (x->step[1] == 0) for (size_t i = 0; i < x->count; i++) out[i] = of(a[i], b[0]);
    else                      for (size_t i = 0; i < x->count; i++) out[i] = of(a[i], b[i]);
}

#endif
