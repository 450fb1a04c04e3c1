#include "port/few.h"

#include <math.h>

enum fate { OPEN, OUT, IN };

static const double HELD = 1e-10, PROVED = 1e-9;

struct search {
    struct ctx                     *c;
    const struct portfolio_problem *p;
    struct line                     line;
    size_t                          n, most, nodes, nodes_max;
    double                          least;
    signed char                    *fate;
    double                         *low, *high;
    double                         *best;       /* weights of the best so far */
    double                          best_value, best_kkt, left;     /* left: the lowest bound of what was not looked at */
};

/* The program of a node: who is out has no room, who is in has its least. */
static err solve_node(struct search *s, bool *ret_feasible)
{
    for (size_t i = 0; i < s->n; i++) {
        s->low[i]  = s->fate[i] == IN ? fmax(s->p->lower[i], s->least) : s->p->lower[i];
        s->high[i] = s->fate[i] == OUT ? 0 : s->p->upper[i];
        *ret_feasible = s->low[i] <= s->high[i];
        if (!*ret_feasible) return OK;
    }
    s->nodes++;
    err e = qp_solve(&s->line.solver, &s->line.program, &s->line.answer);
    *ret_feasible = e == OK;
    return e == ERR_INVALID ? OK : e;
}

/* Who has to be decided next: of too many held the heaviest that is open, else one that is held with too little. */
static size_t undecided(const struct search *s)
{
    const double *x = s->line.answer.x;
    size_t        held = 0, heaviest = s->n, light = s->n;
    for (size_t i = 0; i < s->n; i++) {
        if (x[i] <= HELD) continue;
        held++;
        if (s->fate[i] != OPEN) continue;
        if (heaviest == s->n || x[i] > x[heaviest]) heaviest = i;
        if (x[i] < s->least - HELD && (light == s->n || x[i] > x[light])) light = i;
    }
    return held > s->most ? heaviest : light;
}

static void keep(struct search *s)
{
    if (s->line.answer.objective >= s->best_value) return;
    s->best_value = s->line.answer.objective;
    s->best_kkt   = s->line.answer.kkt;
    memcpy(s->best, s->line.answer.x, s->n * sizeof *s->best);
}

static size_t count_in(const struct search *s)
{
    size_t in = 0;
    for (size_t i = 0; i < s->n; i++) in += s->fate[i] == IN;
    return in;
}

static double margin(const struct search *s) { return PROVED * fabs(s->best_value); }

/* Depth first, the heavier asset first taken in: good portfolios come early, and cut off the rest. */
static err branch(struct search *s)
{
    bool feasible;
    if (s->nodes >= s->nodes_max) return OK;
    TRY(solve_node(s, &feasible));
    if (!feasible || s->line.answer.objective >= s->best_value - margin(s)) return OK;
    double bound = s->line.answer.objective;
    size_t i     = undecided(s);
    if (i == s->n) {
        keep(s);
        return OK;
    }
    if (count_in(s) < s->most) {
        s->fate[i] = IN;
        TRY(branch(s));
    }
    s->fate[i] = OUT;
    TRY(branch(s));
    s->fate[i] = OPEN;
    if (s->nodes >= s->nodes_max) s->left = fmin(s->left, bound);
    return OK;
}

/* A first portfolio: those that weigh most where everybody may be held. */
static err first_guess(struct search *s)
{
    bool    feasible;
    double *x;
    TRY(solve_node(s, &feasible));
    if (!feasible) return line_feasible(&s->line);
    TRY(NEW(s->c, x, s->n));
    memcpy(x, s->line.answer.x, s->n * sizeof *x);
    for (size_t i = 0; i < s->n; i++) {
        size_t heavier = 0;
        for (size_t j = 0; j < s->n; j++) heavier += x[j] > x[i] || (x[j] == x[i] && j < i);
        s->fate[i] = heavier < s->most && x[i] > HELD ? IN : OUT;
    }
    TRY(solve_node(s, &feasible));
    if (feasible) keep(s);
    memset(s->fate, OPEN, s->n * sizeof *s->fate);
    return OK;
}

err portfolio_of_few(struct ctx *c, const struct portfolio_problem *p, double t, size_t most, double least, size_t nodes_max, struct few *ret)
{
    struct search            s = {.c = c, .p = p, .n = p->risk->count, .most = most, .least = least, .nodes_max = nodes_max, .best_value = INFINITY, .left = INFINITY};
    struct portfolio_problem own = *p;
    double                  *scratch;
    TRY(NEW(c, s.low, s.n));
    TRY(NEW(c, s.high, s.n));
    TRY(NEW(c, s.fate, s.n));
    TRY(NEW(c, s.best, s.n));
    TRY(NEW(c, scratch, s.n));
    for (size_t i = 0; i < s.n; i++) {
        if (p->lower[i] < 0) return fail(c, ERR_INVALID, "few assets are held long only: a lower limit is below 0");
        if (p->lower[i] > 0) return fail(c, ERR_INVALID, "few assets are chosen freely: a lower limit is above 0");
        s.high[i] = p->upper[i];
    }
    if (most == 0) return fail(c, ERR_INVALID, "at least one asset has to be allowed");
    own.lower   = s.low;
    own.upper   = s.high;
    own.current = NULL;
    TRY(line_open(c, &own, p->expected, &s.line));
    for (size_t j = 0; j < s.n; j++) s.line.cost[j] = s.line.base[j] - t * s.line.gain[j];
    TRY(first_guess(&s));
    TRY(branch(&s));
    if (isinf(s.best_value))
        return s.nodes >= nodes_max ? fail(c, ERR_LIMIT, "no portfolio of %zu assets was found within %zu nodes", most, nodes_max)
                                    : fail(c, ERR_INVALID, "no portfolio of %zu assets with at least %g each meets the limits", most, least);
    *ret = (struct few){.weight = s.best, .kkt = s.best_kkt, .nodes = s.nodes};
    ret->gap = s.left < s.best_value ? (s.best_value - s.left) / fabs(s.best_value) : 0;
    for (size_t i = 0; i < s.n && p->expected; i++) ret->expected += p->expected[i] * s.best[i];
    double *gap = s.line.weight;
    for (size_t i = 0; i < s.n; i++) gap[i] = s.best[i] - (p->benchmark ? p->benchmark[i] : 0);
    ret->volatility = sqrt(model_variance(p->risk, gap, scratch));
    return OK;
}
