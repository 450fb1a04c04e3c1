/* The store: what was committed is there, what was not is not, whoever asks; bars merge to the same content in any order. */
#include "store/store.h"

#include <math.h>
#include <pthread.h>

#include "../check.h"
#include "../engine.h"
#include "../scratch.h"
#include "base/file.h"
#include "model/asset.h"
#include "store/bars.h"
#include "store/points.h"

enum { MEMORY = 256 << 20 };

struct bench {
    struct scratch folder;
    struct ctx     c;
    struct pool   *pool;
    char          *url;
};

static void bench_close(struct bench *b)
{
    pool_close_at(&b->pool);
    ctx_close(&b->c);
    scratch_close(&b->folder);
}
#define AUTO_BENCH __attribute__((cleanup(bench_close))) struct bench

static bool bench_open(struct bench *b)
{
    ctx_open(&b->c, MEMORY);
    if (!scratch_open(&b->folder)) return false;
    b->url = engine_url(&b->c, &b->folder);
    return b->url && pool_open(&b->c, b->url, &b->pool) == OK;
}

static struct asset asset_of(int64_t id, const char *symbol)
{
    return (struct asset){.id = id, .symbol = symbol, .class = CLASS_STOCK, .listed = DAY_NONE, .delisted = DAY_NONE};
}

static int64_t count_assets(struct ctx *c, struct pool *p)
{
    AUTO_STORE *s = NULL;
    int64_t     count = -1;
    if (pool_lease(c, p, &s) != OK || store_number(c, s, "SELECT count(*) FROM asset", NO_ARGS, -2, &count) != OK) return -3;
    return count;
}

static err write_asset(struct ctx *c, struct pool *p, int64_t id, const char *symbol, bool commit)
{
    AUTO_STORE  *s = NULL;
    struct asset a = asset_of(id, symbol);
    TRY(pool_lease(c, p, &s));
    TRY(store_begin(c, s));
    TRY(store_insert(c, s, &asset_shape, &a));
    return commit ? store_commit(c, s) : OK;
}

TEST_ON_ENGINES(store_keeps_what_was_committed_and_nothing_else)
{
    AUTO_BENCH b = {0};
    NEED(bench_open(&b), "%s", b.c.note);
    CHECK(write_asset(&b.c, b.pool, 1, "ONE", true) == OK && write_asset(&b.c, b.pool, 2, "TWO", false) == OK, "%s", b.c.note);
    CHECK(count_assets(&b.c, b.pool) == 1, "what was not committed is rolled back at the release");
    CHECK(write_asset(&b.c, b.pool, 3, "ONE", true) == ERR_CONFLICT && count_assets(&b.c, b.pool) == 1, "%s", b.c.note);
    CHECK(write_asset(&b.c, b.pool, 2, "TWO", true) == OK, "a failed writer lets the next one in: %s", b.c.note);
    struct pool *other = NULL;
    CHECK(pool_open(&b.c, b.url, &other) == OK && count_assets(&b.c, other) == 2, "%s", b.c.note);
    CHECK(write_asset(&b.c, other, 3, "THREE", true) == OK && count_assets(&b.c, b.pool) == 3);
    pool_close_at(&other);
    pool_close_at(&b.pool);
    CHECK(pool_open(&b.c, b.url, &b.pool) == OK && count_assets(&b.c, b.pool) == 3, "%s", b.c.note);
}

TEST_ON_ENGINES(store_reads_one_state_until_told_otherwise)
{
    AUTO_BENCH  b = {0};
    AUTO_STORE *reader = NULL;
    int64_t     before, during, after;
    NEED(bench_open(&b), "%s", b.c.note);
    NEED(pool_lease(&b.c, b.pool, &reader) == OK && store_begin_read(&b.c, reader) == OK);
    CHECK(store_number(&b.c, reader, "SELECT count(*) FROM asset", NO_ARGS, -1, &before) == OK);
    CHECK(write_asset(&b.c, b.pool, 1, "ONE", true) == OK);
    CHECK(store_number(&b.c, reader, "SELECT count(*) FROM asset", NO_ARGS, -1, &during) == OK);
    store_end_read(reader);
    CHECK(store_number(&b.c, reader, "SELECT count(*) FROM asset", NO_ARGS, -1, &after) == OK);
    CHECK(before == 0 && during == 0 && after == 1);
}

TEST_ON_ENGINES(store_counts_changes)
{
    AUTO_BENCH  b = {0};
    AUTO_STORE *s = NULL;
    int64_t     first, second, newest, none, id;
    NEED(bench_open(&b), "%s", b.c.note);
    NEED(pool_lease(&b.c, b.pool, &s) == OK && store_begin(&b.c, s) == OK);
    CHECK(store_revision(&b.c, s, &none) == OK && none == 0);
    CHECK(store_touch(&b.c, s, tables[0]->shape, &first) == OK && store_touch(&b.c, s, tables[1]->shape, &second) == OK && second == first + 1);
    char *both = ctx_print(&b.c, "%s  %s", tables[0]->shape->name, tables[1]->shape->name);
    CHECK(store_newest(&b.c, s, tables[0]->shape->name, &newest) == OK && newest == first);
    CHECK(store_newest(&b.c, s, both, &newest) == OK && newest == second && store_newest(&b.c, s, "", &newest) == OK && newest == 0);
    CHECK(store_revision(&b.c, s, &newest) == OK && newest == second);
    struct asset a = asset_of(41, "X");
    CHECK(store_next_id(&b.c, s, &asset_shape, &id) == OK && id == 1 && store_insert(&b.c, s, &asset_shape, &a) == OK);
    CHECK(store_next_id(&b.c, s, &asset_shape, &id) == OK && id == 42);
}

TEST_ON_ENGINES(store_pool_is_bounded)
{
    AUTO_BENCH    b = {0};
    struct store *leased[POOL_SIZE_MAX + 1] = {0};
    int           got_count = 0;
    NEED(bench_open(&b), "%s", b.c.note);
    while (got_count <= POOL_SIZE_MAX && pool_lease(&b.c, b.pool, &leased[got_count]) == OK) got_count++;
    CHECK(got_count == POOL_SIZE_MAX && strstr(b.c.note, "in use"), "%d: %s", got_count, b.c.note);
    for (int i = 0; i < got_count; i++) store_release(&leased[i]);
    CHECK(count_assets(&b.c, b.pool) == 0);
}

TEST_ON_ENGINES(store_statements_outlive_their_cache)
{
    AUTO_BENCH  b = {0};
    AUTO_STORE *s = NULL;
    NEED(bench_open(&b), "%s", b.c.note);
    NEED(pool_lease(&b.c, b.pool, &s) == OK);
    for (int round = 0; round < 2; round++)
        for (int64_t i = 0; i < 3 * STATEMENTS_MAX; i++) {
            int64_t value;
            char   *sql = ctx_print(&b.c, "SELECT %lld + $1", (long long)i);
            CHECK(store_number(&b.c, s, sql, ARGS(v_int(1000)), -1, &value) == OK && value == i + 1000, "%s: %s", sql, b.c.note);
        }
    int64_t value;
    CHECK(store_number(&b.c, s, "SELECT nonsense", NO_ARGS, 0, &value) == ERR_STORE && strstr(b.c.note, "nonsense"), "%s", b.c.note);
    CHECK(store_number(&b.c, s, "SELECT NULL", NO_ARGS, 7, &value) == OK && value == 7);
}

TEST_ON_ENGINES(store_inserts_many_or_tells_of_the_one_that_is_there)
{
    enum { MANY = 2000 };
    AUTO_BENCH    b = {0};
    AUTO_STORE   *s = NULL;
    struct asset *assets = NULL;
    NEED(bench_open(&b), "%s", b.c.note);
    NEED(pool_lease(&b.c, b.pool, &s) == OK && NEW(&b.c, assets, MANY) == OK && store_begin(&b.c, s) == OK);
    for (int64_t i = 0; i < MANY; i++) assets[i] = asset_of(i + 1, ctx_print(&b.c, "S%lld", (long long)i));
    CHECK(store_insert_many(&b.c, s, &asset_shape, assets, 0) == OK && store_insert_many(&b.c, s, &asset_shape, assets, MANY) == OK && store_commit(&b.c, s) == OK, "%s", b.c.note);
    CHECK(count_assets(&b.c, b.pool) == MANY);
    for (int64_t i = 0; i < MANY; i++) assets[i] = asset_of(MANY + i + 1, ctx_print(&b.c, i == 1500 ? "S7" : "T%lld", (long long)i));
    CHECK(store_begin(&b.c, s) == OK && store_insert_many(&b.c, s, &asset_shape, assets, MANY) == ERR_CONFLICT, "%s", b.c.note);
    store_abandon(s);
    CHECK(count_assets(&b.c, b.pool) == MANY && store_begin(&b.c, s) == OK && store_commit(&b.c, s) == OK);
}

/* ---- other people's files, and files of other times ---- */

TEST(store_leaves_foreign_files_alone)
{
    AUTO_SCRATCH folder = {0};
    AUTO_CTX     c = {0};
    struct slice before, after;
    struct pool *p = NULL;
    ctx_open(&c, MEMORY);
    NEED(scratch_open(&folder));
    char *path = ctx_copy(&c, slice_of(scratch_path(&folder, "other.db"))), *url = ctx_print(&c, "sqlite:%s", path);
    NEED(engine_edit(&c, url, "CREATE TABLE asset (a TEXT); INSERT INTO asset VALUES ('mine'); PRAGMA user_version = 7;"));
    NEED(file_read(&c, path, 1 << 20, &before) == OK);
    CHECK(pool_open(&c, url, &p) == ERR_REFUSED && strstr(c.note, "belongs to another program"), "%s", c.note);
    CHECK(file_read(&c, path, 1 << 20, &after) == OK && slice_same(before, after), "not a byte of it is changed");
    char *text = ctx_copy(&c, slice_of(scratch_path(&folder, "notes.txt")));
    static const char note[] = "This is no database at all, but somebody's notes, long enough to have a header of a hundred bytes and more.";
    NEED(scratch_write(text, note, sizeof note));
    CHECK(pool_open(&c, ctx_print(&c, "sqlite:%s", text), &p) == ERR_STORE, "%s", c.note);
    CHECK(file_read(&c, text, 1 << 20, &after) == OK && after.size == sizeof note && memcmp(after.at, note, sizeof note) == 0);
    CHECK(pool_open(&c, "mysql://x", &p) == ERR_USAGE && pool_open(&c, "postgres://", &p) == ERR_USAGE && pool_open(&c, "sqlite:", &p) == ERR_USAGE);
    CHECK(pool_open(&c, ctx_print(&c, "sqlite:%s/none/x.db", folder.folder), &p) == ERR_STORE, "%s", c.note);
}

TEST(store_leaves_foreign_databases_alone)
{
    AUTO_SCRATCH folder = {0};
    AUTO_CTX     c = {0};
    struct pool *p = NULL;
    ctx_open(&c, MEMORY);
    if (!engine_pick(ENGINE_POSTGRES)) return;
    char *url = engine_url(&c, &folder);
    (void)engine_pick(ENGINE_SQLITE);
    NEED(url && engine_edit(&c, url, "CREATE TABLE asset (a TEXT); INSERT INTO asset VALUES ('mine')"));
    CHECK(pool_open(&c, url, &p) == ERR_REFUSED && strstr(c.note, "belongs to another program"), "%s", c.note);
    CHECK(engine_edit(&c, url, "SELECT 1 / (SELECT count(*) FROM asset WHERE a = 'mine')"), "not a row of it is changed");
    CHECK(pool_open(&c, "postgres://nobody@/none?host=/nowhere", &p) == ERR_BUSY && strstr(c.note, "no connection"), "%s", c.note);
}

/* As programs left a store before there were migrations. */
static void forget_history(struct bench *b)
{
    CHECK(engine_edit(&b->c, b->url, engine_picked() == ENGINE_SQLITE ? "DROP TABLE lumia_migration; PRAGMA user_version = 1"
                                     : "DROP TABLE lumia_migration; CREATE TABLE lumia_schema (mark BIGINT NOT NULL); INSERT INTO lumia_schema VALUES (1)"));
}

TEST_ON_ENGINES(store_refuses_what_a_newer_program_made)
{
    AUTO_BENCH b = {0};
    NEED(bench_open(&b), "%s", b.c.note);
    pool_close_at(&b.pool);
    NEED(engine_edit(&b.c, b.url, "ALTER TABLE asset ADD COLUMN mood TEXT"));
    forget_history(&b);
    CHECK(pool_open(&b.c, b.url, &b.pool) == ERR_REFUSED && strstr(b.c.note, "asset.mood") && strstr(b.c.note, "newer"), "%s", b.c.note);
}

/* Any column that can be dropped comes back, with something to stand there in the rows that are there already. */
TEST_ON_ENGINES(store_adds_the_columns_that_an_older_program_lacked)
{
    AUTO_BENCH b = {0};
    int        added = 0;
    NEED(bench_open(&b), "%s", b.c.note);
    for (const struct table *const *t = tables; *t; t++) {
        const struct shape *s = (*t)->shape;
        AUTO_STORE         *store = NULL;
        void               *record = ctx_alloc(&b.c, s->size, 1);
        if (table_is_hyper(*t)) continue;       /* its columns are declared once and for all */
        NEED(record && shape_random(&b.c, s, record, 1) == OK && pool_lease(&b.c, b.pool, &store) == OK);
        NEED(store_insert(&b.c, store, s, record) == OK, "%s", b.c.note);
    }
    pool_close_at(&b.pool);
    for (const struct table *const *t = tables; *t; t++)
        for (size_t i = 0; i < (*t)->shape->field_count; i++) {
            const struct field *f = &(*t)->shape->fields[i];
            if (table_is_hyper(*t) || f->flags & (KEY | UNIQUE | TOGETHER | INDEX)) continue;         /* those stand in an index */
            NEED(engine_edit(&b.c, b.url, ctx_print(&b.c, "ALTER TABLE %s DROP COLUMN %s", (*t)->shape->name, f->name)));
            added++;
        }
    forget_history(&b);
    NEED(pool_open(&b.c, b.url, &b.pool) == OK, "%s", b.c.note);
    for (const struct table *const *t = tables; *t; t++) {
        AUTO_STORE *store = NULL;
        struct list found = {0};
        if (table_is_hyper(*t)) continue;
        NEED(pool_lease(&b.c, b.pool, &store) == OK);
        CHECK(store_select(&b.c, store, (*t)->shape, "", NO_ARGS, &found) == OK && found.count == 1, "%s: %s", (*t)->shape->name, b.c.note);
    }
    CHECK(added > 30, "%d", added);
}

/* ---- many at once ---- */

enum { WRITERS = 4, READERS = 3, ROUNDS = 40 };

struct hand {
    struct pool *pool;
    const char  *url;           /* a pool of its own, like another process */
    int          number;
    bool         writes, failed;
    pthread_t    thread;
};

/* Reads a number, waits, writes it back plus one: two writers at once would lose an update. */
static err add_one(struct ctx *c, struct pool *p)
{
    AUTO_STORE *s = NULL;
    int64_t     value;
    TRY(pool_lease(c, p, &s));
    TRY(store_begin(c, s));
    TRY(store_number(c, s, "SELECT revision FROM change WHERE name = 'sum'", NO_ARGS, 0, &value));
    TRY(store_execute(c, s, "INSERT INTO change (name, revision) VALUES ('sum', $1) ON CONFLICT (name) DO UPDATE SET revision = excluded.revision", ARGS(v_int(value + 1)), NULL));
    TRY(store_execute(c, s, "INSERT INTO change (name, revision) VALUES ('twin', $1) ON CONFLICT (name) DO UPDATE SET revision = excluded.revision", ARGS(v_int(value + 1)), NULL));
    return store_commit(c, s);
}

/* Both rows change in one transaction: whoever sees them apart has seen half of one. */
static err look(struct ctx *c, struct pool *p)
{
    AUTO_STORE *s = NULL;
    int64_t     sum, twin;
    TRY(pool_lease(c, p, &s));
    TRY(store_begin_read(c, s));
    TRY(store_number(c, s, "SELECT revision FROM change WHERE name = 'sum'", NO_ARGS, 0, &sum));
    TRY(store_number(c, s, "SELECT revision FROM change WHERE name = 'twin'", NO_ARGS, 0, &twin));
    store_end_read(s);
    return sum == twin ? OK : fail(c, ERR_STORE, "saw %lld and %lld", (long long)sum, (long long)twin);
}

static void *labour(void *arg)
{
    struct hand *h = arg;
    struct pool *own = NULL;
    AUTO_CTX     c = {0};
    ctx_open(&c, MEMORY);
    if (h->number % 2 && pool_open(&c, h->url, &own) != OK) h->failed = true;
    for (int i = 0; i < ROUNDS && !h->failed; i++) {
        err e = h->writes ? add_one(&c, own ? own : h->pool) : look(&c, own ? own : h->pool);
        if (e != OK) h->failed = true, fprintf(stderr, "hand %d: %s\n", h->number, c.note);
    }
    pool_close_at(&own);
    return NULL;
}

TEST_ON_ENGINES(store_loses_no_update_and_shows_no_half)
{
    AUTO_BENCH  b = {0};
    AUTO_STORE *s = NULL;
    struct hand hands[WRITERS + READERS];
    int64_t     sum;
    NEED(bench_open(&b), "%s", b.c.note);
    for (int i = 0; i < WRITERS + READERS; i++) {
        hands[i] = (struct hand){.pool = b.pool, .url = b.url, .number = i, .writes = i < WRITERS};
        NEED(pthread_create(&hands[i].thread, NULL, labour, &hands[i]) == 0);
    }
    for (int i = 0; i < WRITERS + READERS; i++) {
        (void)pthread_join(hands[i].thread, NULL);
        CHECK(!hands[i].failed, "hand %d", i);
    }
    NEED(pool_lease(&b.c, b.pool, &s) == OK);
    CHECK(store_number(&b.c, s, "SELECT revision FROM change WHERE name = 'sum'", NO_ARGS, 0, &sum) == OK && sum == WRITERS * ROUNDS, "%lld", (long long)sum);
}

/* ---- bars ---- */

enum { BARS = 3000, COLUMN_BYTES = sizeof(double) };

static struct series series_of(int64_t id, int64_t every)
{
    return (struct series){.id = id, .asset_id = id, .every = every, .adjust = ADJUST_RAW, .source = "test", .first = TIME_NONE, .last = TIME_NONE, .close = NAN};
}

static err make_bars(struct ctx *c, size_t count, int64_t first, int64_t step, uint64_t seed, struct bars *ret)
{
    TRY(bars_new(c, count, ret));
    for (size_t i = 0; i < count; i++) {
        ret->at[i] = first + (int64_t)i * step;
        for (size_t k = 0; k < BAR_COLUMNS; k++) ret->value[k][i] = k > BAR_CLOSE && random_below(&seed, 4) == 0 ? NAN : random_unit(&seed);
    }
    return OK;
}

/* The bars whose index is picked by a bit of the seed, all of them for 0. */
static err pick(struct ctx *c, const struct bars *all, uint64_t seed, struct bars *ret)
{
    TRY(bars_new(c, all->count, ret));
    ret->count = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (seed && random_next(&seed) % 3) continue;
        ret->at[ret->count] = all->at[i];
        for (size_t k = 0; k < BAR_COLUMNS; k++) ret->value[k][ret->count] = all->value[k][i];
        ret->count++;
    }
    return OK;
}

static err merge(struct ctx *c, struct store *s, struct series *series, const struct bars *b, int64_t known, struct merged *m)
{
    int64_t *known_at;
    TRY(NEW(c, known_at, b->count));
    for (size_t i = 0; i < b->count; i++) known_at[i] = known;
    return store_merge_bars(c, s, series, b, known_at, INT_NONE, m);
}

static err same_content(struct ctx *c, struct store *s, const struct series *series, const struct bars *expected, bool *ret)
{
    struct bars got_bars;
    TRY(store_read_bars(c, s, series, INT64_MIN, INT64_MAX, ALL_COLUMNS, &got_bars));
    *ret = got_bars.count == expected->count && memcmp(got_bars.at, expected->at, expected->count * sizeof *expected->at) == 0;
    for (size_t k = 0; *ret && k < BAR_COLUMNS; k++) *ret = memcmp(got_bars.value[k], expected->value[k], expected->count * COLUMN_BYTES) == 0;
    return OK;
}

static const struct { const char *first, *every; } runs[] = {       /* before 1970, across it, finer and coarser, and to the end of the calendar */
    {"1999-01-01", "1d"}, {"1968-03-01", "1d"}, {"2020-01-01", "1m"}, {"1950-01-02", "1w"}, {"1700-01-01", "1mo"}, {"9990-01-01", "1d"}, {"1960-01-01", "4h"},
};

TEST_ON_ENGINES(bars_merge_to_the_same_in_any_order)
{
    AUTO_BENCH  b = {0};
    AUTO_STORE *s = NULL;
    NEED(bench_open(&b), "%s", b.c.note);
    NEED(pool_lease(&b.c, b.pool, &s) == OK);
    for (size_t r = 0; r < sizeof runs / sizeof *runs; r++) {
        struct bars   all, part;
        struct merged m = {0};
        int64_t       first = 0, every = 1;
        bool          same = false;
        CHECK(time_read(slice_of(runs[r].first), &first) && span_read(slice_of(runs[r].every), &every));
        struct series series = series_of((int64_t)r + 1, every);
        NEED(make_bars(&b.c, BARS, first, span_microseconds(every), r + 1, &all) == OK && store_begin(&b.c, s) == OK);
        int64_t given = 0;
        for (uint64_t batch = 12; batch-- > 0; given += (int64_t)part.count) {
            NEED(pick(&b.c, &all, batch, &part) == OK);
            NEED(merge(&b.c, s, &series, &part, 1, &m) == OK, "%s", b.c.note);
        }
        CHECK(same_content(&b.c, s, &series, &all, &same) == OK && same, "run %zu: %s", r, b.c.note);
        CHECK(m.stored == BARS && m.revised == 0 && m.stored + m.repeated == given, "run %zu: %lld stored, %lld repeated, %lld revised", r, (long long)m.stored,
              (long long)m.repeated, (long long)m.revised);
        CHECK(series.count == BARS && series.first == all.at[0] && series.last == all.at[BARS - 1] && series.close == all.value[BAR_CLOSE][BARS - 1] && series.totals, "run %zu", r);
        struct merged again = {0};
        CHECK(merge(&b.c, s, &series, &all, 2, &again) == OK && again.repeated == BARS && again.stored == 0 && again.revised == 0 && series.count == BARS, "run %zu: twice", r);
        store_abandon(s);
    }
}

TEST_ON_ENGINES(bars_are_read_by_range_and_column)
{
    AUTO_BENCH    b = {0};
    AUTO_STORE   *s = NULL;
    struct bars   all;
    struct merged m = {0};
    uint64_t      seed = 5;
    struct series series = series_of(1, US_PER_DAY);
    NEED(bench_open(&b), "%s", b.c.note);
    NEED(pool_lease(&b.c, b.pool, &s) == OK && store_begin(&b.c, s) == OK);
    NEED(make_bars(&b.c, BARS, -500 * US_PER_DAY, US_PER_DAY, 1, &all) == OK && merge(&b.c, s, &series, &all, 1, &m) == OK);
    for (int round = 0; round < 300; round++) {
        int64_t     from = all.at[0] + ((int64_t)random_below(&seed, BARS + 200) - 100) * US_PER_DAY, to = from + ((int64_t)random_below(&seed, 2000) - 10) * US_PER_DAY;
        unsigned    wanted = (unsigned)random_below(&seed, 1 << BAR_COLUMNS);
        struct bars part;
        size_t      start = 0, end = 0;
        AUTO_CTX    c = {0};
        ctx_open(&c, MEMORY);
        NEED(store_read_bars(&c, s, &series, from, to, wanted, &part) == OK, "%s", c.note);
        while (start < BARS && all.at[start] < from) start++;
        for (end = start; end < BARS && all.at[end] < to;) end++;
        bool same = part.count == end - start && memcmp(part.at, all.at + start, part.count * sizeof *part.at) == 0;
        for (size_t k = 0; k < BAR_COLUMNS; k++) {
            if (!(wanted >> k & 1)) same &= part.value[k] == NULL;
            else same &= memcmp(part.value[k], all.value[k] + start, part.count * COLUMN_BYTES) == 0;
        }
        CHECK(same, "round %d: %zu bars, not %zu", round, part.count, end - start);
    }
}

TEST_ON_ENGINES(bars_corrected_keep_what_they_said_before)
{
    AUTO_BENCH    b = {0};
    AUTO_STORE   *s = NULL;
    struct bars   all;
    struct merged m = {0};
    struct list   old;
    struct series series = series_of(1, US_PER_DAY);
    NEED(bench_open(&b), "%s", b.c.note);
    NEED(pool_lease(&b.c, b.pool, &s) == OK && store_begin(&b.c, s) == OK);
    NEED(make_bars(&b.c, 10, 0, US_PER_DAY, 1, &all) == OK && merge(&b.c, s, &series, &all, 100, &m) == OK);
    double first = all.value[BAR_CLOSE][4], open = all.value[BAR_OPEN][4];
    all.value[BAR_CLOSE][4] = 7;
    CHECK(merge(&b.c, s, &series, &all, 200, &m) == OK && m.revised == 1 && m.repeated == 9 && m.stored == 10);
    all.value[BAR_CLOSE][4] = 8;
    all.value[BAR_OPEN][4]  = NAN;              /* says nothing: what was known stays */
    CHECK(merge(&b.c, s, &series, &all, 300, &m) == OK && m.revised == 2);
    CHECK(store_select(&b.c, s, &bar_revision_shape, "WHERE series_id = 1 ORDER BY replaced_at", NO_ARGS, &old) == OK && old.count == 2, "%s", b.c.note);
    const struct bar_revision *r = old.at;
    CHECK(old.count == 2 && r[0].at == all.at[4] && r[0].replaced_at == 200 && r[0].close == first && r[1].replaced_at == 300 && r[1].close == 7 && r[1].open == open);
    struct bars now;
    CHECK(store_read_bars(&b.c, s, &series, INT64_MIN, INT64_MAX, ALL_COLUMNS, &now) == OK && now.value[BAR_CLOSE][4] == 8 && now.value[BAR_OPEN][4] == open);
}

/* A newest bar that says nothing of its close leaves the close that is known. */
TEST_ON_ENGINES(bars_series_shows_the_newest_close_there_is)
{
    AUTO_BENCH    b = {0};
    AUTO_STORE   *s = NULL;
    struct bars   all;
    struct merged m = {0};
    struct series series = series_of(1, US_PER_DAY);
    NEED(bench_open(&b), "%s", b.c.note);
    NEED(pool_lease(&b.c, b.pool, &s) == OK && store_begin(&b.c, s) == OK);
    NEED(make_bars(&b.c, 3, 0, US_PER_DAY, 1, &all) == OK && merge(&b.c, s, &series, &all, 1, &m) == OK);
    double close = all.value[BAR_CLOSE][2];
    all.value[BAR_CLOSE][2] = NAN;
    CHECK(merge(&b.c, s, &series, &all, 2, &m) == OK && m.revised == 0 && series.close == close, "%g, not %g", series.close, close);
}

/* The widest interval that can be written and the ends of the calendar overflow nothing. */
TEST_ON_ENGINES(bars_of_any_interval_can_be_kept)
{
    static const char *const spans[] = {"1us", "1s", "100y", "1000y", "100000y", "100000w"};
    AUTO_BENCH  b = {0};
    AUTO_STORE *s = NULL;
    NEED(bench_open(&b), "%s", b.c.note);
    NEED(pool_lease(&b.c, b.pool, &s) == OK && store_begin(&b.c, s) == OK);
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        struct bars   two;
        struct merged m = {0};
        int64_t       every = 1, last = 0;
        bool          same = false;
        CHECK(span_read(slice_of(spans[i]), &every) && time_read(slice_of("9999-12-31T23:59:59.999999Z"), &last));
        struct series series = series_of((int64_t)i + 1, every);
        NEED(make_bars(&b.c, 2, time_of_day(day_of_date((struct date){1, 1, 1})), 1, 1, &two) == OK);
        two.at[1] = last;
        CHECK(merge(&b.c, s, &series, &two, 1, &m) == OK && merge(&b.c, s, &series, &two, 1, &m) == OK && m.stored == 2 && m.repeated == 2, "%s: %s", spans[i], b.c.note);
        CHECK(same_content(&b.c, s, &series, &two, &same) == OK && same, "%s", spans[i]);
    }
    struct bars   late;
    struct merged m = {0};
    struct series series = series_of(99, US_PER_DAY);
    NEED(make_bars(&b.c, 1, INT64_MAX / 2, 1, 1, &late) == OK);
    CHECK(merge(&b.c, s, &series, &late, 1, &m) == ERR_DATA, "a time that no calendar has is refused: %s", b.c.note);
}

/* ---- packed bars, and single ones over them ---- */

static int64_t number(struct bench *b, struct store *s, const char *sql)
{
    int64_t n = -1;
    CHECK(store_number(&b->c, s, sql, NO_ARGS, 0, &n) == OK, "%s", b->c.note);
    return n;
}

/* Random deliveries, small and large, behind and over what is there, packed in between: always the bars of a plain array. */
TEST(bars_read_the_same_however_they_lie)
{
    enum { SPAN_DAYS = 6000, DELIVERIES = 60 };
    static double close[SPAN_DAYS];
    AUTO_BENCH    b = {0};
    AUTO_STORE   *s = NULL;
    struct series series = series_of(1, US_PER_DAY);
    uint64_t      state = 99;
    size_t        packings = 0, rows_seen = 0;
    NEED(bench_open(&b), "%s", b.c.note);
    NEED(pool_lease(&b.c, b.pool, &s) == OK && store_begin(&b.c, s) == OK);
    for (size_t d = 0; d < SPAN_DAYS; d++) close[d] = NAN;
    for (size_t n = 0; n < DELIVERIES; n++) {
        AUTO_CTX      c = {0};
        struct bars   fresh, all;
        struct merged m = {0};
        state = state * 6364136223846793005u + 1442695040888963407u;
        size_t count = n % 3 ? 1 + state % 20 : 1 + state % 900, step = 1 + (state >> 20) % 3, first = (state >> 32) % SPAN_DAYS;
        ctx_open(&c, MEMORY);
        NEED(bars_new(&c, count, &fresh) == OK);
        fresh.count = 0;
        for (size_t d = first; d < SPAN_DAYS && fresh.count < count; d += step) {
            fresh.at[fresh.count] = (int64_t)(d + 10000) * US_PER_DAY;
            for (size_t k = 0; k < BAR_COLUMNS; k++) fresh.value[k][fresh.count] = (double)((d * 7 + n * 3 + k) % 5000) / 100;
            close[d] = fresh.value[BAR_CLOSE][fresh.count++];
        }
        NEED(merge(&c, s, &series, &fresh, (int64_t)n + 1, &m) == OK, "%s", c.note);
        rows_seen += number(&b, s, "SELECT count(*) FROM bar_row") > 0;
        if (n % 7 == 6) {
            int64_t packed;
            NEED(store_pack_points(&c, s, &bar_table, &series.id, &packed) == OK, "%s", c.note);
            CHECK(number(&b, s, "SELECT count(*) FROM bar_row") == 0);
            packings++;
        }
        NEED(store_read_bars(&c, s, &series, INT64_MIN, INT64_MAX, ALL_COLUMNS, &all) == OK, "%s", c.note);
        size_t i = 0, wrong = 0;
        for (size_t d = 0; d < SPAN_DAYS; d++) {
            if (isnan(close[d])) continue;
            wrong += i >= all.count || all.at[i] != (int64_t)(d + 10000) * US_PER_DAY || all.value[BAR_CLOSE][i] != close[d];
            i++;
        }
        CHECK(wrong == 0 && i == all.count && (int64_t)i == series.count, "delivery %zu: %zu of %zu bars wrong, %zu read", n, wrong, i, all.count);
    }
    CHECK(packings > 5 && rows_seen > 5, "%zu packings, rows seen %zu times", packings, rows_seen);
}

TEST(a_damaged_segment_is_named_and_the_others_are_read)
{
    AUTO_BENCH    b = {0};
    AUTO_STORE   *s = NULL;
    struct bars   many, back;
    struct merged m = {0};
    struct series good = series_of(1, US_PER_DAY), bad = series_of(2, US_PER_DAY);
    NEED(bench_open(&b), "%s", b.c.note);
    NEED(pool_lease(&b.c, b.pool, &s) == OK && store_begin(&b.c, s) == OK);
    NEED(make_bars(&b.c, 500, 0, US_PER_DAY, 1, &many) == OK);
    NEED(merge(&b.c, s, &good, &many, 1, &m) == OK && merge(&b.c, s, &bad, &many, 1, &m) == OK);
    NEED(store_execute(&b.c, s, "UPDATE bar_packed SET body = CAST(substr(body, 1, 900) || x'55' || substr(body, 902) AS BLOB)"
                                     " WHERE id = (SELECT id FROM bar_segment WHERE segment = 2)", NO_ARGS, NULL) == OK, "%s", b.c.note);
    CHECK(store_read_bars(&b.c, s, &bad, INT64_MIN, INT64_MAX, ALL_COLUMNS, &back) == ERR_STORE && strstr(b.c.note, "segment 2"), "%s", b.c.note);
    CHECK(store_read_bars(&b.c, s, &good, INT64_MIN, INT64_MAX, ALL_COLUMNS, &back) == OK && back.count == 500);
}
