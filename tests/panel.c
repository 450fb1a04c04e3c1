#include "panel.h"

#include <math.h>

#include "base/thread.h"
#include "num/random.h"

static const int32_t FIRST = 16760;     /* 2015-11-21 */

static err make_days(struct ctx *c, struct random *r, struct test_panel *t)
{
    size_t  *begin;
    int32_t *day, *calendar;
    bool     seen[PANEL_DAYS] = {0};
    TRY(NEW(c, begin, PANEL_ASSETS + 1));
    TRY(NEW(c, day, PANEL_ASSETS * PANEL_DAYS));
    TRY(NEW(c, calendar, PANEL_DAYS));
    for (size_t a = 0; a < PANEL_ASSETS; a++) {
        size_t from = a == 0 ? 0 : random_below(r, PANEL_DAYS / 2), to = a == 0 ? PANEL_DAYS : PANEL_DAYS - random_below(r, PANEL_DAYS / 4);
        begin[a] = t->rows;
        if (a == PANEL_ASSETS - 1) to = from + 3;               /* one has hardly a history */
        for (size_t d = from; d < to; d++)
            if (random_below(r, 10) > 0) day[t->rows++] = FIRST + (int32_t)d, seen[d] = true;
        if (t->rows - begin[a] > t->x.rows_max) t->x.rows_max = t->rows - begin[a];
    }
    begin[PANEL_ASSETS] = t->rows;
    for (size_t d = 0; d < PANEL_DAYS; d++)
        if (seen[d]) calendar[t->x.days++] = FIRST + (int32_t)d;
    t->x.assets   = PANEL_ASSETS;
    t->x.begin    = begin;
    t->x.day      = day;
    t->x.calendar = calendar;
    return OK;
}

static err make_values(struct ctx *c, struct random *r, struct test_panel *t)
{
    for (int k = 0; k < INPUT_COUNT; k++) TRY(NEW(c, t->input[k], t->rows));
    double price = 100;
    for (size_t i = 0; i < t->rows; i++) {
        bool   still = i % 40 > 33;
        double swing = still ? 0 : random_uniform(r);
        t->input[INPUT_OPEN][i]  = price;
        price                    = fmax(round((price + 4 * swing * (random_uniform(r) - 0.5)) * 4) / 4, 10);
        t->input[INPUT_CLOSE][i] = price;
        t->input[INPUT_HIGH][i]  = fmax(price, t->input[INPUT_OPEN][i]) + round(swing * 4) / 4;
        t->input[INPUT_LOW][i]   = fmin(price, t->input[INPUT_OPEN][i]) - round(swing * 4) / 4;
        for (int k = INPUT_VOLUME; k < INPUT_COUNT; k++) t->input[k][i] = floor(1000 * random_uniform(r));
    }
    for (int k = 0; k < INPUT_COUNT; k++)
        for (size_t i = 0; i < t->rows; i++)
            if (random_below(r, 60) == 0 && k != INPUT_CLOSE) t->input[k][i] = NAN;
    return OK;
}

err panel_make(struct ctx *c, uint64_t seed, struct test_panel *ret)
{
    struct random r = {.seed = seed};
    struct test_panel t = {0};
    TRY(make_days(c, &r, &t));
    TRY(make_values(c, &r, &t));
    for (int g = 0; g < GROUP_COUNT; g++) {
        uint32_t *group;
        TRY(NEW(c, group, PANEL_ASSETS));
        for (size_t a = 0; a < PANEL_ASSETS; a++) group[a] = random_below(&r, 6) == 0 ? GROUP_NONE : (uint32_t)random_below(&r, PANEL_GROUPS);
        t.x.group[g]       = group;
        t.x.group_count[g] = PANEL_GROUPS;
    }
    *ret = t;
    return OK;
}

err panel_cut(struct ctx *c, const struct test_panel *whole, int32_t end, struct test_panel *ret)
{
    struct test_panel t = *whole;
    size_t  *begin;
    int32_t *day;
    TRY(NEW(c, begin, PANEL_ASSETS + 1));
    TRY(NEW(c, day, whole->rows));
    for (int k = 0; k < INPUT_COUNT; k++) TRY(NEW(c, t.input[k], whole->rows));
    t.rows = t.x.rows_max = t.x.days = 0;
    for (size_t a = 0; a < PANEL_ASSETS; a++) {
        begin[a] = t.rows;
        for (size_t i = whole->x.begin[a]; i < whole->x.begin[a + 1] && whole->x.day[i] < end; i++, t.rows++) {
            day[t.rows] = whole->x.day[i];
            for (int k = 0; k < INPUT_COUNT; k++) t.input[k][t.rows] = whole->input[k][i];
        }
        if (t.rows - begin[a] > t.x.rows_max) t.x.rows_max = t.rows - begin[a];
    }
    begin[PANEL_ASSETS] = t.rows;
    while (t.x.days < whole->x.days && whole->x.calendar[t.x.days] < end) t.x.days++;
    t.x.begin = begin;
    t.x.day   = day;
    *ret = t;
    return OK;
}

struct running {
    const struct program *p;
    const struct panel   *x;
    double              **wide, **room, **out;
    size_t                stage;
};

static void run_asset(void *arg, size_t worker, size_t asset)
{
    struct running *r = arg;
    const double   *out[DEFINITIONS_MAX];
    program_run_asset(r->p, r->x, r->wide, r->stage, asset, r->room[worker], out);
    for (size_t k = 0; k < r->p->outputs && r->stage + 1 == r->p->stages; k++)
        memcpy(r->out[k] + r->x->begin[asset], out[k], (r->x->begin[asset + 1] - r->x->begin[asset]) * sizeof(double));
}

static void run_days(void *arg, size_t worker, size_t block)
{
    struct running *r = arg;
    program_run_days(r->p, r->x, r->wide, r->stage, block, r->room[worker]);
}

err panel_run_program(struct ctx *c, const struct test_panel *t, const struct program *p, size_t threads, double **ret)
{
    const double *column[WANTED_MAX];
    struct panel  x = t->x;
    double       *wide[STEPS_MAX], *room[THREADS_MAX];
    x.column = column;
    for (size_t k = 0; k < p->wanteds; k++) column[k] = t->input[p->wanted[k].id];
    for (size_t k = 0; k < p->wides; k++) TRY(NEW(c, wide[k], t->rows));
    for (size_t k = 0; k < threads; k++) {
        size_t size = program_room(p, &x);
        TRY(NEW(c, room[k], size));
        for (size_t i = 0; i < size; i++) room[k][i] = -777.25;         /* what is read before it is written shows */
    }
    struct running r = {.p = p, .x = &x, .wide = wide, .room = room, .out = ret};
    for (; r.stage < p->stages; r.stage++) {
        thread_each(threads, x.assets, run_asset, &r);
        thread_each(threads, program_blocks(&x), run_days, &r);
    }
    return OK;
}

err panel_run(struct ctx *c, const struct test_panel *t, const char *text, size_t threads, double **ret)
{
    struct program p;
    TRY(program_compile(c, &(struct definition){.text = slice_of(text)}, 1, NULL, 0, &p));
    TRY(NEW(c, *ret, t->rows));
    return panel_run_program(c, t, &p, threads, ret);
}

bool same_bits(const double *a, const double *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (isnan(a[i]) ? !isnan(b[i]) : memcmp(&a[i], &b[i], sizeof *a) != 0) return false;
    return true;
}
