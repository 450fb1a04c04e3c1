#include "port/barrier.h"

#include <math.h>

err side_open(struct ctx *c, struct side *v, size_t count, const double *low, const double *high)
{
    double *room;
    TRY(NEW(c, room, 10 * count + 1));
    *v = (struct side){count, room, room + count, room + 2 * count, room + 3 * count, room + 4 * count, room + 5 * count, room + 6 * count,
                       room + 7 * count, room + 8 * count, room + 9 * count, low, high};
    return OK;
}

void side_start(struct side *v, const double *near, double price)
{
    for (size_t i = 0; i < v->count; i++) {
        double low = v->low[i], high = v->high[i], width = high - low, margin = isinf(width) ? 1 : 0.1 * width;
        v->x[i] = side_pinned(v, i) ? low : fmin(fmax(near ? near[i] : 0, low + margin), high - margin);
        v->low_price[i]  = isinf(low) || side_pinned(v, i) ? 0 : price;
        v->high_price[i] = isinf(high) || side_pinned(v, i) ? 0 : price;
    }
}

double side_pairs(const struct side *v, double primal_step, double dual_step, size_t *ret_count)
{
    double sum = 0;
    for (size_t i = 0; i < v->count; i++) {
        double x = v->x[i] + primal_step * v->dx[i];
        if (v->low_price[i] > 0) sum += (x - v->low[i]) * (v->low_price[i] + dual_step * v->low_step[i]), ++*ret_count;
        if (v->high_price[i] > 0) sum += (v->high[i] - x) * (v->high_price[i] + dual_step * v->high_step[i]), ++*ret_count;
    }
    return sum;
}

void side_weigh(struct side *v)
{
    for (size_t i = 0; i < v->count; i++) {
        double low  = v->low_price[i] > 0 ? v->low_price[i] / (v->x[i] - v->low[i]) : 0;
        double high = v->high_price[i] > 0 ? v->high_price[i] / (v->high[i] - v->x[i]) : 0;
        v->weight[i] = side_pinned(v, i) ? SIDE_PINNED : low + high;
    }
}

void side_set_goals(struct side *v, double target, bool corrects)
{
    for (size_t i = 0; i < v->count; i++) {
        v->low_goal[i]  = target - (corrects ? v->dx[i] * v->low_step[i] : 0);
        v->high_goal[i] = target + (corrects ? v->dx[i] * v->high_step[i] : 0);
    }
}

void side_right_side(struct side *v, const double *slope)
{
    for (size_t i = 0; i < v->count; i++) {
        double sum = -slope[i];
        if (v->low_price[i] > 0) sum += v->low_goal[i] / (v->x[i] - v->low[i]) - v->low_price[i];
        if (v->high_price[i] > 0) sum -= v->high_goal[i] / (v->high[i] - v->x[i]) - v->high_price[i];
        v->right[i] = side_pinned(v, i) ? 0 : sum;
    }
}

void side_price_steps(struct side *v)
{
    for (size_t i = 0; i < v->count; i++) {
        double low = v->x[i] - v->low[i], high = v->high[i] - v->x[i];
        v->low_step[i]  = v->low_price[i] > 0 ? (v->low_goal[i] - v->low_price[i] * v->dx[i]) / low - v->low_price[i] : 0;
        v->high_step[i] = v->high_price[i] > 0 ? (v->high_goal[i] + v->high_price[i] * v->dx[i]) / high - v->high_price[i] : 0;
    }
}

void side_longest(const struct side *v, double *primal, double *dual)
{
    for (size_t i = 0; i < v->count; i++) {
        if (v->low_price[i] > 0 && v->dx[i] < 0) *primal = fmin(*primal, (v->low[i] - v->x[i]) / v->dx[i]);
        if (v->high_price[i] > 0 && v->dx[i] > 0) *primal = fmin(*primal, (v->high[i] - v->x[i]) / v->dx[i]);
        if (v->low_step[i] < 0) *dual = fmin(*dual, -v->low_price[i] / v->low_step[i]);
        if (v->high_step[i] < 0) *dual = fmin(*dual, -v->high_price[i] / v->high_step[i]);
    }
}

void side_move(struct side *v, double primal, double dual)
{
    for (size_t i = 0; i < v->count; i++) {
        v->x[i]          += primal * v->dx[i];
        v->low_price[i]  += dual * v->low_step[i];
        v->high_price[i] += dual * v->high_step[i];
    }
}

void side_states(const struct side *v, double scale, signed char *state)
{
    for (size_t i = 0; i < v->count; i++) {
        state[i] = 0;
        if (v->low_price[i] / scale > v->x[i] - v->low[i]) state[i] = -1;
        else if (v->high_price[i] / scale > v->high[i] - v->x[i]) state[i] = 1;
    }
}

double largest(const double *v, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++) most = isnan(v[i]) ? INFINITY : fmax(most, fabs(v[i]));
    return most;
}

double side_largest(const struct side *v, const double *slope)
{
    double most = 0;
    for (size_t i = 0; i < v->count; i++)
        if (!side_pinned(v, i)) most = isnan(slope[i]) ? INFINITY : fmax(most, fabs(slope[i]));
    return most;
}
