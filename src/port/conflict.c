/* conflict.c - which limits contradict each other. Rows may be missed by some amount, the sum of the squares of which is
 * made least: a program that always has an answer, and whose prices prove that the first had none (Farkas 1902). Then rows
 * are let go one by one as long as the rest still contradict each other (Chinneck and Dravnieks 1991). */
#include <math.h>

#include "port/qp.h"

static const double SOFT = 1e-9, MISSED = 1e-6;

struct elastic {                        /* the columns, and one more per row: how far it is missed */
    struct qp         program;
    struct risk_model model;
    struct qp_solver  solver;
    struct qp_answer  answer;
    double           *low, *high;       /* limits of the rows that are still asked for */
    double            missed;
};

static err open(struct ctx *c, const struct qp *p, struct elastic *e)
{
    size_t  n = p->count, m = p->rows, all = n + m;
    double *specific, *lower, *upper, *row;
    TRY(NEW(c, specific, all));
    TRY(NEW(c, lower, all));
    TRY(NEW(c, upper, all));
    TRY(NEW(c, row, m * all + 1));
    TRY(NEW(c, e->low, m + 1));
    TRY(NEW(c, e->high, m + 1));
    for (size_t j = 0; j < all; j++) {
        specific[j] = j < n ? SOFT : 1;
        lower[j]    = j < n ? p->lower[j] : -INFINITY;
        upper[j]    = j < n ? p->upper[j] : INFINITY;
    }
    for (size_t r = 0; r < m; r++) {
        memcpy(row + r * all, p->row + r * n, n * sizeof *row);
        row[r * all + n + r] = 1;
        e->low[r]  = p->row_lower[r];
        e->high[r] = p->row_upper[r];
    }
    e->model   = (struct risk_model){.count = all, .specific = specific};
    e->program = (struct qp){.model = &e->model, .count = all, .lower = lower, .upper = upper, .rows = m, .row = row, .row_lower = e->low,
                             .row_upper = e->high};
    TRY(qp_open(c, &e->model, all, m, &e->solver));
    return qp_answer_open(c, &e->program, &e->answer);
}

static err try_limits(struct elastic *e)
{
    size_t n = e->program.count - e->program.rows;
    memset(e->answer.state, FREE, e->program.count);
    memset(e->answer.row_state, FREE, e->program.rows);
    TRY(qp_solve(&e->solver, &e->program, &e->answer));
    e->missed = 0;
    for (size_t r = 0; r < e->program.rows; r++) e->missed = fmax(e->missed, fabs(e->answer.x[n + r]));
    return OK;
}

/* What the rows' prices ask of a column: a limit that stands in the way of that belongs to the conflict. */
static signed char in_the_way(const struct elastic *e, size_t j)
{
    double pull = 0, most = 0;
    for (size_t r = 0; r < e->program.rows; r++) {
        double part = e->answer.price[r] * e->program.row[r * e->program.count + j];
        pull += part;
        most  = fmax(most, fabs(part));
    }
    if (fabs(pull) <= MISSED * most || most == 0) return FREE;
    return pull > 0 ? AT_UPPER : AT_LOWER;
}

err qp_conflict(struct ctx *c, const struct qp *p, bool *ret_rows, signed char *ret_columns, bool *ret_found)
{
    struct elastic e = {0};
    TRY(open(c, p, &e));
    TRY(try_limits(&e));
    *ret_found = e.missed > MISSED;
    if (!*ret_found) return OK;
    for (size_t r = 0; r < p->rows; r++) {
        double low = e.low[r], high = e.high[r];
        e.low[r]  = -INFINITY;
        e.high[r] = INFINITY;
        TRY(try_limits(&e));
        ret_rows[r] = e.missed <= MISSED;
        if (ret_rows[r]) e.low[r] = low, e.high[r] = high;
    }
    TRY(try_limits(&e));
    for (size_t j = 0; j < p->count; j++) ret_columns[j] = in_the_way(&e, j);
    return OK;
}
