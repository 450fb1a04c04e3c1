/* Points that are added, put, forgotten and packed by a seed are those of a plain array, whatever the engine and however they lie:
 * in one piece, in part, page by page, gone through side by side, counted, and the newest of each. */
#include "store/points.h"

#include <math.h>

#include "../check.h"
#include "../engine.h"
#include "../scratch.h"
#include "base/day.h"
#include "model/bar.h"

enum { SEGMENTS = 5, PLACES = 3000, STEPS = 120, MEMORY = 64 << 20, WORKERS = 3 };

struct model {
    bool   there[SEGMENTS][PLACES];
    double close[SEGMENTS][PLACES], volume[SEGMENTS][PLACES];
};

struct bench {
    struct ctx     c;
    struct scratch folder;
    struct pool   *pool;
    struct store  *s;
    struct model  *m;
    uint64_t       seed;
};

static void bench_close(struct bench *b)
{
    store_release(&b->s);
    pool_close_at(&b->pool);
    scratch_close(&b->folder);
    ctx_close(&b->c);
}
#define AUTO_BENCH __attribute__((cleanup(bench_close))) struct bench

static bool bench_open(struct bench *b)
{
    ctx_open(&b->c, MEMORY);
    return scratch_open(&b->folder) && pool_open(&b->c, engine_url(&b->c, &b->folder), &b->pool) == OK && pool_lease(&b->c, b->pool, &b->s) == OK &&
           NEW(&b->c, b->m, 1) == OK;
}

static uint64_t draw(struct bench *b, uint64_t below)
{
    b->seed = b->seed * 6364136223846793005u + 1442695040888963407u;
    return (b->seed >> 33) % below;
}

static int64_t segment_of(size_t s) { return (int64_t)s * 7 - 3; }
static int64_t time_of(size_t place) { return ((int64_t)place * 11 - 9000) * US_PER_DAY; }      /* from 1945 to 2035, over chunks and years */

static double value_of(struct bench *b)
{
    static const double odd[] = {NAN, -0.0, 0, INFINITY, 1e-310};
    return draw(b, 40) == 0 ? odd[draw(b, 5)] : (double)draw(b, 100000) / 100;
}

/* ---- writing ---- */

struct run {
    int64_t           at[PLACES];
    double            close[PLACES], volume[PLACES];
    struct hyper_rows rows;
};

/* Every so many places from one on; those that are there, or those that are not. */
static void draw_run(struct bench *b, size_t s, bool there, size_t most, struct run *r)
{
    size_t step = 1 + draw(b, 3), count = 1 + draw(b, most), n = 0;
    for (size_t p = draw(b, PLACES); p < PLACES && n < count; p += step) {
        if (b->m->there[s][p] != there) continue;
        r->at[n]     = time_of(p);
        r->close[n]  = b->m->close[s][p]  = value_of(b);
        r->volume[n] = b->m->volume[s][p] = value_of(b);
        b->m->there[s][p] = true;
        n++;
    }
    r->rows = (struct hyper_rows){.count = n, .at = r->at};
    for (size_t k = 0; k < BAR_COLUMNS; k++) r->rows.column[k].type = COLUMN_REAL;
    r->rows.column[BAR_CLOSE].reals  = r->close;
    r->rows.column[BAR_VOLUME].reals = r->volume;
}

static err forget(struct ctx *c, struct bench *b, size_t s)
{
    size_t from = draw(b, PLACES), to = from + draw(b, 300);
    if (to >= PLACES) to = PLACES - 1;
    for (size_t p = from; p <= to; p++) b->m->there[s][p] = false;
    return store_forget_points(c, b->s, &bar_table, segment_of(s), time_of(from), time_of(to));
}

/* One point of each segment, at one time. */
static err put_day(struct ctx *c, struct bench *b)
{
    int64_t           segments[SEGMENTS], at[SEGMENTS];
    double            close[SEGMENTS];
    size_t            p = draw(b, PLACES);
    struct hyper_rows rows = {.count = SEGMENTS, .at = at, .column[BAR_CLOSE] = {.type = COLUMN_REAL, .reals = close}};
    for (size_t k = 0; k < BAR_COLUMNS; k++) rows.column[k].type = COLUMN_REAL;
    for (size_t s = 0; s < SEGMENTS; s++) {
        segments[s] = segment_of(s);
        at[s]       = time_of(p);
        close[s]    = b->m->close[s][p] = value_of(b);
        b->m->volume[s][p] = NAN;
        b->m->there[s][p]  = true;
    }
    return store_put_each(c, b->s, &bar_table, segments, &rows);
}

static err change(struct ctx *c, struct bench *b)
{
    static struct run r;
    size_t            s = draw(b, SEGMENTS);
    int64_t           count;
    switch (draw(b, 8)) {
    case 0:  return store_pack_points(c, b->s, &bar_table, &(int64_t){segment_of(s)}, &count);
    case 1:  return store_pack_points(c, b->s, &bar_table, NULL, &count);
    case 2:  return forget(c, b, s);
    case 3:  return put_day(c, b);
    case 4:  draw_run(b, s, true, 30, &r);   return store_put_points(c, b->s, &bar_table, segment_of(s), &r.rows);
    case 5:  draw_run(b, s, true, 400, &r);  return store_put_points(c, b->s, &bar_table, segment_of(s), &r.rows);
    case 6:  draw_run(b, s, false, 20, &r);  return store_add_points(c, b->s, &bar_table, segment_of(s), &r.rows);
    default: draw_run(b, s, false, 900, &r); return store_add_points(c, b->s, &bar_table, segment_of(s), &r.rows);
    }
}

/* ---- reading ---- */

/* PostgreSQL's statements of values and SQLite's rows know one NaN, and no -0 of NULLs: bits are compared all the same. */
static bool same(double a, double b) { return memcmp(&a, &b, sizeof a) == 0; }

/* How many of the points do not agree with the model from place `from` to `to`, in order, up to `limit`. */
static size_t wrong_of(const struct bench *b, size_t s, const struct hyper_rows *rows, size_t from, size_t to, size_t limit)
{
    size_t i = 0, wrong = 0;
    for (size_t p = from; p <= to && i < limit; p++) {
        if (!b->m->there[s][p]) continue;
        wrong += i >= rows->count || rows->at[i] != time_of(p) || !same(rows->column[BAR_CLOSE].reals[i], b->m->close[s][p]) ||
                 !same(rows->column[BAR_VOLUME].reals[i], b->m->volume[s][p]);
        i++;
    }
    return wrong + (i > rows->count ? i - rows->count : rows->count - i);
}

static void check_reads(struct ctx *c, struct bench *b, size_t step)
{
    for (size_t s = 0; s < SEGMENTS; s++) {
        struct hyper_rows rows;
        size_t            from = draw(b, PLACES), to = from + draw(b, PLACES - from), limit = 1 + draw(b, 200);
        NEED(store_read_points(c, b->s, &bar_table, &(struct point_range){segment_of(s), INT64_MIN, INT64_MAX, UINT64_MAX, 0}, &rows) == OK, "%s", c->note);
        CHECK(wrong_of(b, s, &rows, 0, PLACES - 1, SIZE_MAX) == 0, "step %zu, segment %zu", step, s);
        struct point_range range = {segment_of(s), time_of(from) - 1, time_of(to) + 1, 1 << BAR_CLOSE | 1 << BAR_VOLUME, 0};
        NEED(store_read_points(c, b->s, &bar_table, &range, &rows) == OK, "%s", c->note);
        CHECK(wrong_of(b, s, &rows, from, to, SIZE_MAX) == 0 && !rows.column[BAR_OPEN].reals, "step %zu, segment %zu, %zu to %zu", step, s, from, to);
        range.limit = limit;
        NEED(store_read_points(c, b->s, &bar_table, &range, &rows) == OK, "%s", c->note);
        CHECK(wrong_of(b, s, &rows, from, to, limit) == 0, "step %zu, segment %zu, %zu to %zu, %zu of them", step, s, from, to, limit);
    }
}

static size_t count_of(const struct bench *b, size_t s, size_t *ret_first, size_t *ret_last)
{
    size_t count = 0;
    for (size_t p = 0; p < PLACES; p++) {
        if (!b->m->there[s][p]) continue;
        if (!count++) *ret_first = p;
        *ret_last = p;
    }
    return count;
}

static void check_extents(struct ctx *c, struct bench *b, size_t step)
{
    struct list latest;
    size_t      known = 0, first = 0, last = 0;
    NEED(store_latest(c, b->s, &bar_table, BAR_CLOSE, &latest) == OK, "%s", c->note);
    for (size_t s = 0; s < SEGMENTS; s++) {
        struct point_extent        e;
        const struct point_latest *l = latest.at, *mine = NULL;
        int64_t                    next = 0;
        bool                       found = false;
        size_t                     count = count_of(b, s, &first, &last);
        NEED(store_extent(c, b->s, &bar_table, segment_of(s), &e) == OK, "%s", c->note);
        CHECK(e.count == (int64_t)count && e.first == (count ? time_of(first) : INT_NONE) && e.last == (count ? time_of(last) : INT_NONE), "step %zu", step);
        CHECK(store_next_segment(c, b->s, &bar_table, segment_of(s) - 2, &found, &next) == OK && (!count || (found && next == segment_of(s))), "step %zu", step);
        for (size_t i = 0; i < latest.count; i++)
            if (l[i].segment == segment_of(s)) mine = &l[i];
        CHECK((mine != NULL) == (count > 0) && (!mine || (mine->at == time_of(last) && same(mine->value, b->m->close[s][last]))), "step %zu", step);
        known += count > 0;
    }
    CHECK(latest.count == known, "step %zu", step);
}

struct seen {                           /* of each segment; only its own worker writes */
    double  sum[SEGMENTS];
    size_t  count[SEGMENTS], worker[SEGMENTS];
    int64_t last[SEGMENTS];
    bool    moved[SEGMENTS];
};

static err see(void *arg, size_t worker, int64_t segment, const struct hyper_rows *rows)
{
    struct seen *x = arg;
    size_t       s = (size_t)(segment + 3) / 7;
    x->moved[s] |= x->count[s] > 0 && (x->worker[s] != worker || x->last[s] >= rows->at[0]);
    x->worker[s] = worker;
    x->count[s] += rows->count;
    x->last[s]   = rows->at[rows->count - 1];
    for (size_t i = 0; i < rows->count; i++)
        if (isfinite(rows->column[BAR_CLOSE].reals[i])) x->sum[s] += rows->column[BAR_CLOSE].reals[i];
    return OK;
}

static void check_scan(struct ctx *c, struct bench *b, size_t step)
{
    struct seen x = {0};
    int64_t     some[] = {segment_of(1), segment_of(3)};
    bool        all = draw(b, 2);
    NEED(store_scan_points(c, b->s, &bar_table, &(struct point_range){0, INT64_MIN, INT64_MAX, 1 << BAR_CLOSE, 0}, all ? NULL : some, 2, WORKERS, see, &x) == OK,
         "%s", c->note);
    for (size_t s = 0; s < SEGMENTS; s++) {
        double sum = 0;
        size_t first = 0, last = 0, count = all || s == 1 || s == 3 ? count_of(b, s, &first, &last) : 0;
        for (size_t p = 0; p < PLACES && count; p++)
            if (b->m->there[s][p] && isfinite(b->m->close[s][p])) sum += b->m->close[s][p];
        CHECK(x.count[s] == count && x.sum[s] == sum && !x.moved[s], "step %zu, segment %zu: %zu of %zu", step, s, x.count[s], count);
    }
}

static void check_panel(struct ctx *c, struct bench *b, size_t step)
{
    enum { TIMES = 200 };
    int64_t segments[SEGMENTS], times[TIMES];
    size_t  from = draw(b, PLACES - 2 * TIMES);
    double *panel;
    for (size_t s = 0; s < SEGMENTS; s++) segments[s] = segment_of(s);
    for (size_t t = 0; t < TIMES; t++) times[t] = time_of(from + 2 * t) + (t % 5 == 0);
    NEED(store_panel(c, b->s, &bar_table, BAR_CLOSE, segments, SEGMENTS, times, TIMES, WORKERS, &panel) == OK, "%s", c->note);
    for (size_t s = 0; s < SEGMENTS; s++)
        for (size_t t = 0; t < TIMES; t++) {
            bool there = t % 5 && b->m->there[s][from + 2 * t];
            CHECK(same(panel[s * TIMES + t], there ? b->m->close[s][from + 2 * t] : NAN), "step %zu, segment %zu, time %zu", step, s, t);
        }
}

/* Many segments at once: the same bytes by one thread and by several, and of what is there already the same rows. */
static err add_many(struct ctx *c, struct bench *b)
{
    static struct run        runs[SEGMENTS];
    int64_t                  segments[SEGMENTS];
    const struct hyper_rows *rows[SEGMENTS];
    double                   missing[PLACES];
    for (size_t i = 0; i < PLACES; i++) missing[i] = NAN;
    for (size_t s = 0; s < SEGMENTS; s++) {
        draw_run(b, s, false, PLACES, &runs[s]);
        for (size_t k = 0; k < BAR_COLUMNS; k++)
            if (!runs[s].rows.column[k].reals) runs[s].rows.column[k].reals = missing;
        segments[s] = segment_of(s);
        rows[s]     = &runs[s].rows;
    }
    return store_add_each(c, b->s, &bar_table, segments, rows, SEGMENTS, 1 + draw(b, WORKERS));
}

TEST_ON_ENGINES(points_are_those_of_a_plain_array)
{
    AUTO_BENCH b = {.seed = 7};
    NEED(bench_open(&b), "%s", b.c.note);
    NEED(store_begin(&b.c, b.s) == OK && add_many(&b.c, &b) == OK && add_many(&b.c, &b) == OK && store_commit(&b.c, b.s) == OK, "%s", b.c.note);
    for (size_t step = 0; step < STEPS; step++) {
        AUTO_CTX c = {0};
        ctx_open(&c, MEMORY);
        NEED(store_begin(&c, b.s) == OK && change(&c, &b) == OK && store_commit(&c, b.s) == OK, "step %zu: %s", step, c.note);
        if (step % 4) continue;
        check_reads(&c, &b, step);
        check_extents(&c, &b, step);
        check_scan(&c, &b, step);
        check_panel(&c, &b, step);
    }
}

/* What is set is there bit for bit, and costs only what is not there yet. */
TEST_ON_ENGINES(points_that_are_set_are_written_where_they_differ)
{
    enum { COUNT = 500 };
    static struct run r;
    AUTO_BENCH        b = {.seed = 9};
    struct hyper_rows rows;
    int64_t           written = -1;
    NEED(bench_open(&b) && store_begin(&b.c, b.s) == OK, "%s", b.c.note);
    draw_run(&b, 0, false, 1, &r);
    for (size_t i = 0; i < COUNT; i++) r.at[i] = time_of(i), r.close[i] = i % 9 ? (double)i : NAN, r.volume[i] = 1;
    r.rows.count = COUNT - 1;
    CHECK(store_set_points(&b.c, b.s, &bar_table, 4, &r.rows, &written) == OK && written == COUNT - 1, "%s", b.c.note);
    CHECK(store_set_points(&b.c, b.s, &bar_table, 4, &r.rows, &written) == OK && written == 0, "%s", b.c.note);
    r.rows.count = COUNT;
    CHECK(store_set_points(&b.c, b.s, &bar_table, 4, &r.rows, &written) == OK && written == 1, "%s", b.c.note);
    r.close[400] = -5;
    CHECK(store_set_points(&b.c, b.s, &bar_table, 4, &r.rows, &written) == OK && written == 100, "%s", b.c.note);
    r.rows.count = 450;
    CHECK(store_set_points(&b.c, b.s, &bar_table, 4, &r.rows, &written) == OK && written == 0, "%s", b.c.note);
    NEED(store_read_points(&b.c, b.s, &bar_table, &(struct point_range){4, INT64_MIN, INT64_MAX, UINT64_MAX, 0}, &rows) == OK, "%s", b.c.note);
    CHECK(rows.count == 450 && memcmp(rows.at, r.at, 450 * sizeof *r.at) == 0 && memcmp(rows.column[BAR_CLOSE].reals, r.close, 450 * sizeof *r.close) == 0);
}
