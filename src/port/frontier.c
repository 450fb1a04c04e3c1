#include <math.h>

#include "num/cholesky.h"
#include "port/portfolio.h"

static const double FLAT = 1e-13, NUDGE = 1e-10, STRAIGHT = 1e-10, FAR = 1e8;

enum { HALVINGS_MAX = 60, STEPS_MAX = 2 * CORNERS_MAX };

/* How far t can rise before something that is free meets a limit, or the slope of something that binds turns. */
struct event {
    double      distance;
    signed char *state, next;
};

static void consider(struct event *e, double distance, signed char *state, signed char next)
{
    if (distance < e->distance) *e = (struct event){fmax(distance, 0), state, next};
}

static void meet(struct event *e, double x, double rate, double low, double high, signed char *state)
{
    if (rate < 0) consider(e, (low - x) / rate, state, AT_LOWER);
    if (rate > 0) consider(e, (high - x) / rate, state, AT_UPPER);
}

static void turn(struct event *e, double slope, double rate, signed char *state)
{
    if (*state * rate > 0) consider(e, -slope / rate, state, FREE);
}

static struct event next_event(struct line *l, double *slope_rate)
{
    const struct qp *p = &l->program;
    struct event     e = {.distance = INFINITY};
    double           scale = 0;
    memset(l->scratch, 0, p->model->count * sizeof(double));
    for (size_t j = 0; j < p->count; j++) l->scratch[p->asset ? p->asset[j] : j] += (p->sign ? p->sign[j] : 1) * l->rate[j];
    model_times(p->model, l->scratch, l->solver.qz);
    for (size_t j = 0; j < p->count; j++) {
        slope_rate[j] = (p->sign ? p->sign[j] : 1) * l->solver.qz[p->asset ? p->asset[j] : j] - l->gain[j];
        scale         = fmax(scale, fabs(l->gain[j]));
    }
    for (size_t r = 0; r < p->rows; r++) {
        tile_add(slope_rate, p->row + r * p->count, -l->price_rate[r], p->count);
        if (p->row_lower[r] == p->row_upper[r]) continue;
        signed char *state = &l->answer.row_state[r];
        const double *row  = p->row + r * p->count;
        if (*state == FREE) meet(&e, tile_dot(row, l->answer.x, p->count), tile_dot(row, l->rate, p->count), p->row_lower[r], p->row_upper[r], state);
        else turn(&e, l->answer.price[r], l->price_rate[r], state);
    }
    for (size_t j = 0; j < p->count; j++) {
        signed char *state = &l->answer.state[j];
        if (p->lower[j] == p->upper[j]) continue;
        if (*state == FREE) meet(&e, l->answer.x[j], l->rate[j], p->lower[j], p->upper[j], state);
        else if (fabs(slope_rate[j]) > FLAT * scale) turn(&e, l->answer.slope[j], slope_rate[j], state);
    }
    return e;
}

static err put_corner(struct line *l, struct corner *k)
{
    size_t n = l->p->risk->count;
    *k = (struct corner){l->t, l->mean, sqrt(l->variance), NULL};
    TRY(NEW(l->c, k->weight, n));
    memcpy(k->weight, l->weight, n * sizeof(double));
    return OK;
}

/* A tolerance for risk at which returns begin to weigh. */
static double first_step(const struct line *l)
{
    double most = 0;
    for (size_t j = 0; j < l->program.count; j++) most = fmax(most, fabs(l->gain[j]));
    return most > 0 ? fmax(l->variance, 1e-300) / most * 1e-6 : 1;
}

static double off_the_line(const struct line *l, const double *from, double distance)
{
    double most = 0;
    for (size_t j = 0; j < l->program.count; j++) most = fmax(most, fabs(l->answer.x[j] - from[j] - distance * l->rate[j]));
    return most;
}

/* Steps to the event and past it: the one change is made, and the program checks it. Where more changed than was foreseen
 * (at a corner where more rows meet than there are free assets, prices are not known before), half the way is tried; events
 * that come together are left to the program, a nudge further on. */
static err step(struct line *l, const struct event *e)
{
    double start = l->t, distance = e->distance;
    memcpy(l->before, l->answer.x, l->program.count * sizeof *l->before);
    *e->state = e->next;
    for (int i = 0; i < HALVINGS_MAX && distance > start * NUDGE; i++, distance /= 2) {
        TRY(line_solve(l, start + distance));
        if (off_the_line(l, l->before, distance) <= STRAIGHT) return OK;
    }
    return line_solve(l, start > 0 ? start * (1 + NUDGE) : NUDGE * l->variance);
}

/* Where nothing moves with t, either the line has ended, or a corner is so full of limits that prices are not known: then
 * the end of the standstill is found by halving. */
static err pass_standstill(struct line *l, bool *ret_ended)
{
    double low = fmax(l->t, first_step(l)), high = low * FAR, mean = l->mean, room = FLAT * fmax(fabs(mean), FLAT);
    TRY(line_solve(l, high));
    *ret_ended = l->mean <= mean + room;
    if (*ret_ended) return OK;
    while (high > low * (1 + NUDGE)) {
        double middle = sqrt(low * high);
        if (middle <= low || middle >= high) break;
        TRY(line_solve(l, middle));
        if (l->mean > mean + room) high = middle;
        else low = middle;
    }
    return line_solve(l, high);
}

err frontier(struct ctx *c, const struct portfolio_problem *p, struct corner **ret, size_t *ret_count)
{
    struct line    l;
    struct corner *corners;
    double        *slope_rate;
    size_t         count = 0;
    if (!p->expected) return fail(c, ERR_INSUFFICIENT, "a frontier needs expected returns");
    if (p->impact) return fail(c, ERR_INVALID, "a frontier is made of straight pieces: costs that bend are for a single portfolio");
    TRY(line_open(c, p, p->expected, &l));
    TRY(NEW(c, corners, CORNERS_MAX));
    TRY(NEW(c, slope_rate, l.program.count));
    TRY(line_solve(&l, 0));
    TRY(put_corner(&l, &corners[count++]));
    for (size_t steps = 0; count < CORNERS_MAX && steps < STEPS_MAX; steps++) {
        bool ended = false;
        if (line_rate(&l) * fmax(l.t, first_step(&l)) <= FLAT * fmax(fabs(l.mean), FLAT)) {
            TRY(pass_standstill(&l, &ended));
        } else {
            struct event e = next_event(&l, slope_rate);
            if (isinf(e.distance)) TRY(pass_standstill(&l, &ended));
            else TRY(step(&l, &e));
        }
        if (ended) break;
        if (l.mean > corners[count - 1].expected) TRY(put_corner(&l, &corners[count++]));
    }
    *ret       = corners;
    *ret_count = count;
    return count < CORNERS_MAX ? OK : fail(c, ERR_LIMIT, "the frontier has more than %d corners", CORNERS_MAX);
}

err frontier_points(struct ctx *c, const struct portfolio_problem *p, const struct corner *corners, size_t corner_count, size_t count,
                    struct corner *ret)
{
    size_t        n = p->risk->count, k = 0;
    double       *scratch;
    const double  first = corners[0].expected, last = corners[corner_count - 1].expected;
    TRY(NEW(c, scratch, 2 * n));
    for (size_t i = 0; i < count; i++) {
        double target = count > 1 ? first + (last - first) * (double)i / (double)(count - 1) : first;
        while (k + 2 < corner_count && corners[k + 1].expected < target) k++;
        const struct corner *a = &corners[k], *b = &corners[k + 1 < corner_count ? k + 1 : k];
        double               width = b->expected - a->expected, share = width > 0 ? fmin(1, (target - a->expected) / width) : 0;
        ret[i] = (struct corner){a->t + share * (b->t - a->t), a->expected + share * width, 0, NULL};
        TRY(NEW(c, ret[i].weight, n));
        for (size_t j = 0; j < n; j++) {
            ret[i].weight[j] = a->weight[j] + share * (b->weight[j] - a->weight[j]);
            scratch[j]       = ret[i].weight[j] - (p->benchmark ? p->benchmark[j] : 0);
        }
        ret[i].volatility = sqrt(model_variance(p->risk, scratch, scratch + n));
    }
    return OK;
}
