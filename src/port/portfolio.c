#include "port/portfolio.h"

#include <math.h>

#include "num/random.h"

/* A condition on the line: rises with t, and the answer is where it is 0. */
struct goal {
    double (*miss)(const struct line *l, double number);                        /* below 0: t is too small */
    double (*slope)(const struct line *l, double number, double rate);          /* d miss / d t, given d mean / d t */
    double (*scale)(const struct line *l, double number);
    bool   inside;                                                              /* never at the least variance itself */
};

enum { STEPS_MAX = 300 };

/* REACHED: a return that is the most there is, but for what rounding left of it. */
static const double MET = 1e-13, FURTHER = 8, FAR = 1e40, REACHED = 1e-11;

/* Where the line may be by and by: each asset by its own return over its own variance. Any guess is good; a near one spares
 * programs. */
static double guess(const struct line *l)
{
    size_t n   = l->p->risk->count;
    double sum = 0, mean = 0;
    for (size_t i = 0; i < n; i++) {
        double free = l->expected == l->p->expected ? l->p->risk_free : 0;
        l->scratch[i] = fmax(0, l->expected[i] - free) / model_entry(l->p->risk, i, i);
        sum  += l->scratch[i];
        mean += l->scratch[i] * (l->expected[i] - free);
    }
    return mean > 0 ? model_variance(l->p->risk, l->scratch, l->solver.qz) / sum / mean : 0;
}

/* Newton along the line, kept inside what is known; on a piece between two corners most goals are linear, and one step is
 * exact. *ret_met is false when the line ends before the goal. */
static err walk(struct line *l, const struct goal *goal, double number, bool *ret_met)
{
    double low = 0, high = INFINITY, largest = 0;
    *ret_met = true;
    TRY(line_solve(l, goal->inside ? guess(l) : 0));
    double miss = goal->miss(l, number);
    if (l->t > 0 && miss >= 0) high = l->t;
    if (fabs(miss) <= MET * goal->scale(l, number) || (l->t == 0 && miss > 0)) return OK;
    if (miss < 0) low = l->t;
    for (size_t j = 0; j < l->program.count; j++) largest = fmax(largest, fabs(l->gain[j]));
    double first = largest > 0 ? fmax(l->variance, 1e-300) / largest : 1;
    for (int i = 0; i < STEPS_MAX; i++) {
        double rate = line_rate(l), slope = goal->slope(l, number, rate), next = slope > 0 ? l->t - miss / slope : NAN;
        if (!(next > low && next < high)) next = isinf(high) ? fmax(low * FURTHER, first) : 0.5 * (low + high);
        if (next > FAR * first || next == l->t) break;
        TRY(line_solve(l, next));
        miss = goal->miss(l, number);
        if (fabs(miss) <= MET * goal->scale(l, number)) return OK;
        if (miss < 0) low = next;
        else high = next;
        if (high - low <= MET * low) return OK;
    }
    *ret_met = false;
    return OK;
}

/* ---- the goals ---- */

static double excess(const struct line *l)
{
    double sum = 0;
    for (size_t i = 0; i < l->p->risk->count; i++) sum += l->weight[i];
    return l->mean - (l->expected == l->p->expected ? l->p->risk_free * sum : 0);
}

static double variance_scale(const struct line *l, double number) { return (void)number, l->variance; }
static double return_scale(const struct line *l, double number) { return fmax(fabs(l->mean), fabs(number)); }
static double unit_scale(const struct line *l, double number) { return (void)l, (void)number, 1; }

/* At the largest ratio of return to volatility, t = variance / return. */
static double sharpe_miss(const struct line *l, double number) { return (void)number, l->t * excess(l) - l->variance; }
static double sharpe_slope(const struct line *l, double number, double rate) { return (void)number, excess(l) - l->t * rate; }

static double return_miss(const struct line *l, double number) { return l->mean - number; }
static double return_slope(const struct line *l, double number, double rate) { return (void)l, (void)number, rate; }

static double volatility_miss(const struct line *l, double number) { return l->variance - number * number; }
static double volatility_slope(const struct line *l, double number, double rate) { return (void)number, 2 * l->t * rate; }

/* d/dw of return - u volatility - variance / 2 is 0 where t (1 + u / volatility) = 1. */
static double robust_miss(const struct line *l, double number) { return l->t * (1 + number / sqrt(l->variance)) - 1; }
static double robust_slope(const struct line *l, double number, double rate)
{
    double volatility = sqrt(l->variance);
    return 1 + number / volatility - number * l->t * l->t * rate / (volatility * l->variance);
}

static const struct goal SHARPE     = {sharpe_miss, sharpe_slope, variance_scale, true};
static const struct goal RETURN     = {return_miss, return_slope, return_scale, false};
static const struct goal VOLATILITY = {volatility_miss, volatility_slope, variance_scale, false};
static const struct goal ROBUST     = {robust_miss, robust_slope, unit_scale, true};

/* ---- the objectives ---- */

static err best_ratio(struct line *l, const char *of)
{
    bool met;
    TRY(walk(l, &SHARPE, 0, &met));
    if (met && excess(l) > 0) return OK;
    return fail(l->c, ERR_INSUFFICIENT, "no portfolio within the limits has %s: the largest ratio to its volatility has no meaning", of);
}

static err target_return(struct line *l, double number)
{
    bool met;
    TRY(walk(l, &RETURN, number, &met));
    return met || l->mean >= number - REACHED * return_scale(l, number) ? OK : fail(l->c, ERR_INVALID, "a return of %g is out of reach: the limits allow at most %g", number, l->mean);
}

/* A line that ends below the volatility has its most return there. */
static err target_volatility(struct line *l, double number)
{
    bool met;
    TRY(walk(l, &VOLATILITY, number, &met));
    double volatility = sqrt(l->variance);
    if (l->t == 0 && volatility > number * (1 + MET))
        return fail(l->c, ERR_INVALID, "a volatility of %g is out of reach: the limits allow no less than %g", number, volatility);
    return OK;
}

static err robust(struct line *l, double number)
{
    bool met;
    TRY(walk(l, &ROBUST, number, &met));
    return met ? OK : fail(l->c, ERR_DATA, "the robust portfolio was not found");
}

static err solve(struct line *l, enum objective what, double number)
{
    switch (what) {
    case MINIMUM_VARIANCE:        return line_solve(l, 0);
    case UTILITY:                 return line_solve(l, 1 / number);
    case KELLY:                   return line_solve(l, number);
    case MAXIMUM_SHARPE:          return best_ratio(l, "a return above the risk-free one");
    case MAXIMUM_DIVERSIFICATION: return best_ratio(l, "a volatility to be spread");
    case TARGET_RETURN:           return target_return(l, number);
    case TARGET_VOLATILITY:       return target_volatility(l, number);
    case ROBUST_UTILITY:          return robust(l, number);
    case OBJECTIVE_COUNT:         break;
    }
    return fail(l->c, ERR_INTERNAL, "no such objective");
}

/* What each asset brings, in the sense of the objective. */
static err gains(struct ctx *c, const struct portfolio_problem *p, enum objective what, const double **ret)
{
    double *made;
    *ret = p->expected;
    if (what != MAXIMUM_DIVERSIFICATION && what != KELLY) return OK;
    TRY(NEW(c, made, p->risk->count));
    for (size_t i = 0; i < p->risk->count; i++)
        made[i] = what == KELLY ? p->expected[i] - p->risk_free : sqrt(model_entry(p->risk, i, i));
    *ret = made;
    return OK;
}

static err check(struct ctx *c, const struct portfolio_problem *p, enum objective what, double number)
{
    bool needs_number = what == UTILITY || what == KELLY || what == ROBUST_UTILITY || what == TARGET_VOLATILITY;
    if (!p->expected && what != MINIMUM_VARIANCE && what != MAXIMUM_DIVERSIFICATION)
        return fail(c, ERR_INSUFFICIENT, "this objective needs expected returns");
    if (needs_number && !(number > 0 || (what == ROBUST_UTILITY && number == 0)))
        return fail(c, ERR_INVALID, "this objective needs a number above 0");
    for (size_t i = 0; i < p->risk->count; i++) {
        if (p->expected && !isfinite(p->expected[i])) return fail(c, ERR_DATA, "the expected return of asset %zu is not a number", i);
        if (!isfinite(p->lower[i]) || !isfinite(p->upper[i])) return fail(c, ERR_INVALID, "asset %zu has no finite limits", i);
        if (p->lower[i] > p->upper[i]) return fail(c, ERR_INVALID, "the lower limit of asset %zu is above its upper one", i);
    }
    return isnan(number) ? fail(c, ERR_INVALID, "the number of the objective is missing") : OK;
}

err portfolio_solve(struct ctx *c, const struct portfolio_problem *p, enum objective what, double number, struct portfolio *ret)
{
    struct line   l;
    const double *expected;
    TRY(check(c, p, what, number));
    TRY(gains(c, p, what, &expected));
    TRY(line_open(c, p, expected, &l));
    TRY(solve(&l, what, number));
    TRY(line_answer(&l, ret));
    if (p->expected != expected) ret->expected = 0;
    for (size_t i = 0; i < p->risk->count && p->expected && p->expected != expected; i++) ret->expected += p->expected[i] * ret->weight[i];
    return OK;
}

/* The radius is the root of the chi-square quantile with as many degrees as assets, by Wilson and Hilferty 1931. */
double portfolio_uncertainty(size_t assets, double confidence, size_t periods)
{
    double n = (double)assets, z = normal_quantile(confidence), root = 1 - 2 / (9 * n) + z * sqrt(2 / (9 * n));
    return root > 0 ? sqrt(n * root * root * root / (double)periods) : 0;
}
