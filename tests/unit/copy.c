/* A copy holds what its source holds, whatever the engines, or nothing at all. */
#include "store/copy.h"

#include <math.h>

#include "../check.h"
#include "../engine.h"
#include "../lab.h"
#include "model/bar.h"
#include "store/bars.h"

enum { MEMORY = 256 << 20 };

/* A store full of all there is, and an empty one; each of the engine that is wanted. */
struct pair {
    struct lab    source;
    struct ctx    c;
    struct scratch folder;
    struct pool  *target_pool;
    struct store *from, *to;
};

static void pair_close(struct pair *p)
{
    store_release(&p->from);
    store_release(&p->to);
    pool_close_at(&p->target_pool);
    scratch_close(&p->folder);
    ctx_close(&p->c);
    lab_close(&p->source);
}

static bool pair_open(struct pair *p, enum engine from, enum engine to)
{
    (void)engine_pick(from);
    lab_open(&p->source, LAB_EMPTY);
    lab_fill(&p->source);
    (void)engine_pick(to);
    ctx_open(&p->c, MEMORY);
    bool made = scratch_open(&p->folder) && pool_open(&p->c, engine_url(&p->c, &p->folder), &p->target_pool) == OK;
    (void)engine_pick(ENGINE_SQLITE);
    return made && pool_lease(&p->c, p->source.pool, &p->from) == OK && pool_lease(&p->c, p->target_pool, &p->to) == OK;
}

/* Bars as a splits or an odd source leave them: far apart, and with values that print alike. */
static err add_odd_bars(struct ctx *c, struct store *s)
{
    static const int64_t at[] = {-62135596800000000, -62135596799999999, 0, 86400000000, 253402300799999999};
    struct bars   b;
    struct merged m = {0};
    struct series series = {.id = 900, .asset_id = 1, .every = 1, .source = "odd", .first = TIME_NONE, .last = TIME_NONE, .close = NAN};
    int64_t       known[5] = {0};
    TRY(bars_new(c, 5, &b));
    for (size_t i = 0; i < 5; i++) {
        b.at[i] = at[i];
        for (size_t k = 0; k < BAR_COLUMNS; k++) b.value[k][i] = k == i ? NAN : i == 3 ? -0.0 : 0.1 + (double)i;
    }
    TRY(store_begin(c, s));
    TRY(store_merge_bars(c, s, &series, &b, known, INT_NONE, &m));
    TRY(store_insert(c, s, &series_shape, &series));
    return store_commit(c, s);
}

static int64_t rows_of(const struct list *l, const char *table)
{
    const struct holding *h = l->at;
    for (size_t i = 0; i < l->count; i++)
        if (strcmp(h[i].table, table) == 0) return h[i].rows;
    return -1;
}

static void check_copy(enum engine from, enum engine to)
{
    __attribute__((cleanup(pair_close))) struct pair p = {0};
    struct list sent = {0}, there = {0}, again = {0};
    NEED(pair_open(&p, from, to), "%s", p.c.note);
    CHECK(add_odd_bars(&p.c, p.from) == OK, "%s", p.c.note);
    NEED(store_copy(&p.c, p.from, p.to, NULL, NULL, &sent) == OK, "%s", p.c.note);
    CHECK(store_holdings(&p.c, p.to, &there) == OK && there.count == sent.count);
    for (size_t i = 0; i < sent.count; i++) {
        const struct holding *a = (struct holding *)sent.at + i, *b = (struct holding *)there.at + i;
        CHECK(strcmp(a->table, b->table) == 0 && a->rows == b->rows && strcmp(a->digest, b->digest) == 0, "%s: %lld rows, %lld", a->table, (long long)a->rows, (long long)b->rows);
    }
    CHECK(rows_of(&sent, "bar") > 3000 && rows_of(&sent, "asset") > 8 && rows_of(&sent, "signal_value") > 50 && rows_of(&sent, "advice") == LAB_ADVICE);
    CHECK(store_copy(&p.c, p.from, p.to, NULL, NULL, &again) == ERR_CONFLICT && strstr(p.c.note, "not empty"), "%s", p.c.note);
}

TEST(copy_from_file_to_file) { check_copy(ENGINE_SQLITE, ENGINE_SQLITE); }

static bool has_engine(enum engine e)
{
    bool there = engine_pick(e);
    (void)engine_pick(ENGINE_SQLITE);
    return there;
}

TEST(copy_from_file_to_server)    { if (has_engine(ENGINE_POSTGRES)) check_copy(ENGINE_SQLITE, ENGINE_POSTGRES); }
TEST(copy_from_server_to_file)    { if (has_engine(ENGINE_POSTGRES)) check_copy(ENGINE_POSTGRES, ENGINE_SQLITE); }
TEST(copy_from_file_to_timescale) { if (has_engine(ENGINE_TIMESCALE)) check_copy(ENGINE_SQLITE, ENGINE_TIMESCALE); }
TEST(copy_from_timescale_to_file) { if (has_engine(ENGINE_TIMESCALE)) check_copy(ENGINE_TIMESCALE, ENGINE_SQLITE); }

/* The n-th allocation fails: the target stays empty, and takes the next copy. */
TEST_ON_ENGINES(copy_is_whole_or_nothing)
{
    __attribute__((cleanup(pair_close))) struct pair p = {0};
    enum engine to    = engine_picked();
    bool        ended = false;
    NEED(pair_open(&p, ENGINE_SQLITE, to), "%s", p.c.note);
    for (long n = 1; n < 100000 && !ended; n = n * 2 + 1) {
        AUTO_CTX    c = {0};
        struct list sent = {0};
        int64_t     there = -1;
        ctx_open(&c, MEMORY);
        c.fail_at = n;
        err e = store_copy(&c, p.from, p.to, NULL, NULL, &sent);
        ended = e == OK;
        CHECK(e == OK || e == ERR_NOMEM, "%ld: %s", n, c.note);
        CHECK(store_number(&p.c, p.to, "SELECT count(*) FROM asset", NO_ARGS, -1, &there) == OK && (there > 0) == ended, "%ld: %lld", n, (long long)there);
    }
    CHECK(ended);
}

/* A segment that lost its bars is found before anything is committed. */
TEST(copy_of_a_store_that_contradicts_itself_is_refused)
{
    __attribute__((cleanup(pair_close))) struct pair p = {0};
    struct list sent = {0};
    int64_t     there = -1;
    NEED(pair_open(&p, ENGINE_SQLITE, ENGINE_SQLITE), "%s", p.c.note);
    NEED(engine_edit(&p.c, p.source.url, "DELETE FROM bar_segment WHERE segment = 1"));
    CHECK(store_copy(&p.c, p.from, p.to, NULL, NULL, &sent) == ERR_STORE && strstr(p.c.note, "series tell of"), "%s", p.c.note);
    CHECK(store_number(&p.c, p.to, "SELECT count(*) FROM asset", NO_ARGS, -1, &there) == OK && there == 0);
}
