/* What PostgreSQL alone can do to a store: hang up, be outrun, make others wait, read texts that are none. */
#include "store/postgres.h"

#include <pthread.h>

#include "../check.h"
#include "../engine.h"
#include "model/asset.h"
#include "model/import.h"
#include "ops/op.h"
#include "store/bars.h"
#include "store/copy.h"

enum { MEMORY = 64 << 20 };

struct bench {
    struct ctx   c;
    char        *url;
    struct pool *pool;
};

static void bench_close(struct bench *b)
{
    pool_close_at(&b->pool);
    ctx_close(&b->c);
}
#define AUTO_BENCH __attribute__((cleanup(bench_close))) struct bench

/* false, and the test skipped, where there is no such engine. */
static bool bench_open_on(struct bench *b, enum engine e)
{
    ctx_open(&b->c, MEMORY);
    if (!engine_pick(e)) return false;
    b->url = engine_url(&b->c, NULL);
    (void)engine_pick(ENGINE_SQLITE);
    CHECK(b->url && pool_open(&b->c, b->url, &b->pool) == OK, "%s", b->c.note);
    return b->pool != NULL;
}

static bool bench_open(struct bench *b) { return bench_open_on(b, ENGINE_POSTGRES); }

static bool edit(struct bench *b, const char *sql) { return engine_edit(&b->c, b->url, sql); }

/* Every connection but the one that asks hangs up, as when the server is started anew. */
static bool hang_up(struct bench *b)
{
    return edit(b, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'lumia' AND pid <> pg_backend_pid()");
}

static const char COUNT[] = "SELECT count(*) FROM asset";

static err add_asset(struct ctx *c, struct store *s, int64_t id, const char *symbol)
{
    struct asset a = {.id = id, .symbol = symbol, .class = CLASS_STOCK, .listed = DAY_NONE, .delisted = DAY_NONE};
    return store_insert(c, s, &asset_shape, &a);
}

TEST(postgres_connections_that_are_lost_come_back)
{
    AUTO_BENCH b = {0};
    int64_t    count;
    if (!bench_open(&b)) return;
    {
        AUTO_STORE *s = NULL;
        NEED(pool_lease(&b.c, b.pool, &s) == OK && store_number(&b.c, s, COUNT, NO_ARGS, -1, &count) == OK && count == 0);
        CHECK(hang_up(&b));
        CHECK(store_number(&b.c, s, COUNT, NO_ARGS, -1, &count) == OK && count == 0, "what only reads is asked again: %s", b.c.note);
        CHECK(hang_up(&b));
        CHECK(store_begin(&b.c, s) == OK, "a change that has not begun begins on another connection: %s", b.c.note);
        CHECK(add_asset(&b.c, s, 1, "ONE") == OK);
        CHECK(hang_up(&b));
        CHECK(add_asset(&b.c, s, 2, "TWO") == ERR_BUSY && strstr(b.c.note, "lost"), "%s", b.c.note);
        CHECK(store_commit(&b.c, s) == ERR_BUSY, "%s", b.c.note);
    }
    AUTO_STORE *again = NULL;
    NEED(pool_lease(&b.c, b.pool, &again) == OK, "%s", b.c.note);
    CHECK(store_number(&b.c, again, COUNT, NO_ARGS, -1, &count) == OK && count == 0, "nothing of a change that was cut off is there: %lld", (long long)count);
    CHECK(store_begin(&b.c, again) == OK && add_asset(&b.c, again, 1, "ONE") == OK && store_commit(&b.c, again) == OK, "%s", b.c.note);
}

/* flaky() fails as a serialisation failure does, some times, and a sequence is not rolled back. */
static const char flaky[] =
    "CREATE SEQUENCE tries; CREATE FUNCTION flaky(bad bigint, state text) RETURNS bigint LANGUAGE plpgsql AS $$ DECLARE n bigint := nextval('tries');"
    " BEGIN IF n <= bad THEN RAISE EXCEPTION 'attempt % collides', n USING ERRCODE = state; END IF; RETURN n; END $$";

static void again(struct bench *b) { CHECK(edit(b, "SELECT setval('tries', 1, false)")); }

TEST(postgres_what_is_outrun_is_repeated)
{
    static const char ASK[] = "SELECT flaky($1, $2)";
    AUTO_BENCH  b = {0};
    AUTO_STORE *s = NULL;
    int64_t     n = 0;
    if (!bench_open(&b)) return;
    NEED(edit(&b, flaky) && pool_lease(&b.c, b.pool, &s) == OK);
    CHECK(store_number(&b.c, s, ASK, ARGS(v_int(2), v_text("40001")), 0, &n) == OK && n == 3, "%lld: %s", (long long)n, b.c.note);
    again(&b);
    CHECK(store_number(&b.c, s, ASK, ARGS(v_int(3), v_text("40P01")), 0, &n) == OK && n == 4, "%lld: %s", (long long)n, b.c.note);
    again(&b);
    CHECK(store_number(&b.c, s, ASK, ARGS(v_int(1000), v_text("40001")), 0, &n) == ERR_BUSY && store_was_outrun(s), "there is an end to it: %s", b.c.note);
    again(&b);
    CHECK(store_begin(&b.c, s) == OK && store_number(&b.c, s, ASK, ARGS(v_int(2), v_text("40001")), 0, &n) == ERR_BUSY && store_was_outrun(s), "%s", b.c.note);
    store_abandon(s);
    CHECK(store_begin(&b.c, s) == OK && !store_was_outrun(s));
}

/* An op is run again from its beginning, and what it had written is not there twice. */
static err run_flaky(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    static int32_t nothing;
    int64_t        n;
    (void)in;
    TRY(store_begin(c, h->store));
    TRY(store_execute(c, h->store, "INSERT INTO change (name, revision) VALUES ('op', 1)", NO_ARGS, NULL));
    TRY(store_number(c, h->store, "SELECT flaky(2, '40001')", NO_ARGS, 0, &n));
    TRY(store_commit(c, h->store));
    out->at    = &nothing;
    out->count = (size_t)n;
    return OK;
}

TEST(postgres_an_op_that_is_outrun_is_run_again)
{
    AUTO_BENCH    b = {0};
    struct answer a = {0};
    struct op     op = {.name = "flaky", .method = "POST", .path = "/v1/flaky", .in = &asset_shape, .out = &asset_shape, .run = run_flaky};
    if (!bench_open(&b)) return;
    NEED(edit(&b, flaky));
    struct house h = {.pool = b.pool};
    CHECK(op_answer(&b.c, &h, &op, NULL, &a) == OK && a.count == 3, "%zu: %s", a.count, b.c.note);
}

TEST(postgres_failures_have_the_names_of_the_house)
{
    static const struct { const char *state; err e; const char *story; } cases[] = {
        {"23505", ERR_CONFLICT, "collides"}, {"23514", ERR_CONFLICT, "collides"}, {"55P03", ERR_BUSY, "another program is writing"},
        {"57014", ERR_BUSY, "statement_timeout"}, {"53300", ERR_BUSY, "53300"}, {"53200", ERR_NOMEM, "53200"}, {"42501", ERR_REFUSED, "42501"},
        {"25006", ERR_REFUSED, "25006"}, {"53100", ERR_STORE, "53100"}, {"XX001", ERR_STORE, "XX001"},
    };
    AUTO_BENCH  b = {0};
    AUTO_STORE *s = NULL;
    int64_t     n;
    if (!bench_open(&b)) return;
    NEED(edit(&b, flaky) && pool_lease(&b.c, b.pool, &s) == OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        err e = store_number(&b.c, s, "SELECT flaky($1, $2)", ARGS(v_int(1000000), v_text(cases[i].state)), 0, &n);
        CHECK(e == cases[i].e && strstr(b.c.note, cases[i].story), "%s: %s: %s", cases[i].state, err_name(e), b.c.note);
    }
    CHECK(store_begin(&b.c, s) == OK && store_number(&b.c, s, "SELECT flaky(1000000, '22012')", NO_ARGS, 0, &n) == ERR_STORE);
    CHECK(store_commit(&b.c, s) == ERR_STORE && strstr(b.c.note, "nothing was committed"), "a transaction that has failed is never told as committed: %s", b.c.note);
    CHECK(store_begin(&b.c, s) == OK && store_commit(&b.c, s) == OK, "%s", b.c.note);
}

TEST(postgres_a_writer_of_another_process_is_waited_for_and_not_for_ever)
{
    AUTO_BENCH   b = {0};
    AUTO_STORE  *one = NULL, *two = NULL;
    struct pool *other = NULL;
    if (!bench_open(&b)) return;
    char *impatient = ctx_print(&b.c, "%s%%20-clock_timeout%%3D200", b.url);
    NEED(pool_open(&b.c, impatient, &other) == OK, "%s", b.c.note);
    CHECK(pool_lease(&b.c, b.pool, &one) == OK && store_begin(&b.c, one) == OK);
    CHECK(pool_lease(&b.c, other, &two) == OK && store_begin(&b.c, two) == ERR_BUSY && strstr(b.c.note, "another program is writing"), "%s", b.c.note);
    CHECK(store_commit(&b.c, one) == OK && store_begin(&b.c, two) == OK && store_commit(&b.c, two) == OK, "%s", b.c.note);
    store_release(&two);
    pool_close_at(&other);
}

TEST(postgres_takes_texts_of_any_bytes)
{
    AUTO_BENCH  b = {0};
    AUTO_STORE *s = NULL;
    struct list found;
    if (!bench_open(&b)) return;
    NEED(pool_lease(&b.c, b.pool, &s) == OK && store_begin(&b.c, s) == OK);
    struct quarantine q = {.digest = "d", .line = 1, .file = "caf\xe9.csv", .detail = "\xff\xc3", .row = "caf\xc3\xa9 \xe2\x82"};
    CHECK(store_insert(&b.c, s, &quarantine_shape, &q) == OK && store_insert_many(&b.c, s, &quarantine_shape, &(struct quarantine){.digest = "e", .line = 1, .file = q.file, .detail = q.detail, .row = q.row}, 1) == OK, "%s", b.c.note);
    NEED(store_select(&b.c, s, &quarantine_shape, "ORDER BY digest", NO_ARGS, &found) == OK && found.count == 2, "%s", b.c.note);
    for (size_t i = 0; i < 2; i++) {
        const struct quarantine *r = (struct quarantine *)found.at + i;
        CHECK(strcmp(r->file, "caf\xef\xbf\xbd.csv") == 0 && strcmp(r->detail, "\xef\xbf\xbd\xef\xbf\xbd") == 0 && strcmp(r->row, "caf\xc3\xa9 \xef\xbf\xbd\xef\xbf\xbd") == 0, "%s", r->row);
    }
}

/* Whole numbers of any size, and what is none. */
TEST(postgres_numbers_come_back)
{
    static const struct { const char *sql; int64_t expected; } cases[] = {
        {"SELECT sum(x) FROM (VALUES (9223372036854775807), (-1)) AS t(x)", 9223372036854775806}, {"SELECT sum(x) FROM (VALUES (10000::bigint), (-10001)) AS t(x)", -1},
        {"SELECT 120000::numeric", 120000}, {"SELECT 0::numeric", 0}, {"SELECT -99990000::numeric", -99990000}, {"SELECT 2.5::numeric", 2}, {"SELECT 7::smallint", 7},
        {"SELECT 1.5::real", 1}, {"SELECT true", 1}, {"SELECT -3", -3},
    };
    AUTO_BENCH  b = {0};
    AUTO_STORE *s = NULL;
    int64_t     n;
    if (!bench_open(&b)) return;
    NEED(pool_lease(&b.c, b.pool, &s) == OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK(store_number(&b.c, s, cases[i].sql, NO_ARGS, 0, &n) == OK && n == cases[i].expected, "%s: %lld: %s", cases[i].sql, (long long)n, b.c.note);
    static const char *const missing[] = {"SELECT 'NaN'::numeric", "SELECT 'NaN'::float8", "SELECT 'NaN'::float4", "SELECT NULL::bigint"};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        CHECK(store_number(&b.c, s, missing[i], NO_ARGS, 5, &n) == OK && n == 5, "%s: %lld", missing[i], (long long)n);
    CHECK(store_number(&b.c, s, "SELECT 1e300", NO_ARGS, 5, &n) == OK && n == INT64_MAX && store_number(&b.c, s, "SELECT -1e300::float8", NO_ARGS, 5, &n) == OK && n == INT64_MIN);
    CHECK(store_number(&b.c, s, "SELECT now()", NO_ARGS, 0, &n) == ERR_STORE && strstr(b.c.note, "type"), "%s", b.c.note);
    CHECK(store_execute(&b.c, s, "INSERT INTO feed (source, symbol, asset_id) SELECT 'a', 'b', x FROM generate_series(1, $1::int) AS t(x) WHERE x < 0", ARGS(v_int(INT64_MAX)), NULL) == ERR_INVALID, "%s", b.c.note);
}

/* More than a batch in the pipeline, one of them bad in the middle: it is told by name, and the connection goes on. */
TEST(postgres_a_pipeline_that_fails_leaves_a_connection_that_works)
{
    enum { CHANGES = 700 };
    static const char INSERT[] = "INSERT INTO change (name, revision) VALUES ($1, $2)";
    AUTO_BENCH   b = {0};
    AUTO_STORE  *s = NULL;
    struct args *rows = NULL;
    int64_t      count = -1;
    if (!bench_open(&b)) return;
    NEED(pool_lease(&b.c, b.pool, &s) == OK && NEW(&b.c, rows, CHANGES) == OK);
    for (int64_t i = 0; i < CHANGES; i++) rows[i] = *ARGS(v_text(ctx_print(&b.c, "n%lld", (long long)i)), v_int(i));
    CHECK(store_begin(&b.c, s) == OK && s->driver->query_many(&b.c, s, INSERT, rows, CHANGES) == OK && store_commit(&b.c, s) == OK, "%s", b.c.note);
    CHECK(store_number(&b.c, s, "SELECT sum(revision) FROM change", NO_ARGS, 0, &count) == OK && count == CHANGES * (CHANGES - 1) / 2, "%lld", (long long)count);
    CHECK(store_execute(&b.c, s, "DELETE FROM change", NO_ARGS, &count) == OK && count == CHANGES);
    rows[400] = rows[3];
    CHECK(store_begin(&b.c, s) == OK && s->driver->query_many(&b.c, s, INSERT, rows, CHANGES) == ERR_CONFLICT && strstr(b.c.note, "change"), "%s", b.c.note);
    store_abandon(s);
    rows[400] = *ARGS(v_text("n"), v_real(0.5));
    CHECK(store_begin(&b.c, s) == OK && s->driver->query_many(&b.c, s, INSERT, rows, CHANGES) == ERR_INTERNAL, "%s", b.c.note);
    store_abandon(s);
    CHECK(store_number(&b.c, s, "SELECT count(*) FROM change", NO_ARGS, -1, &count) == OK && count == 0, "%lld", (long long)count);
}

/* Partitions: the years that are written and the next one, and nothing of them left when the writer goes back. */
static int64_t partitions(struct bench *b, struct store *s)
{
    int64_t count = -1;
    CHECK(store_number(&b->c, s, "SELECT count(*) FROM pg_inherits WHERE inhparent = to_regclass('bar')", NO_ARGS, 0, &count) == OK, "%s", b->c.note);
    return count;
}

static err write_year(struct bench *b, struct store *s, int year)
{
    struct bars   one;
    struct merged m = {0};
    struct series series = {.id = year, .asset_id = 1, .every = US_PER_DAY, .source = "test", .first = TIME_NONE, .last = TIME_NONE, .close = 0};
    int64_t       known = 0;
    TRY(bars_new(&b->c, 1, &one));
    one.at[0] = time_of_day(day_of_date((struct date){year, 6, 1}));
    return store_merge_bars(&b->c, s, &series, &one, &known, INT_NONE, &m);
}

TEST(postgres_partitions_are_made_ahead)
{
    AUTO_BENCH  b = {0};
    AUTO_STORE *s = NULL;
    if (!bench_open(&b)) return;
    NEED(pool_lease(&b.c, b.pool, &s) == OK && store_begin(&b.c, s) == OK);
    CHECK(partitions(&b, s) == 2);
    CHECK(write_year(&b, s, 2024) == OK && partitions(&b, s) == 4, "%s", b.c.note);
    store_abandon(s);
    CHECK(partitions(&b, s) == 2 && store_begin(&b.c, s) == OK && write_year(&b, s, 2024) == OK && store_commit(&b.c, s) == OK, "made again where the first time was rolled back: %s", b.c.note);
    CHECK(store_begin(&b.c, s) == OK && write_year(&b, s, 2025) == OK && write_year(&b, s, 1987) == OK && write_year(&b, s, 2150) == OK && write_year(&b, s, 2099) == OK && store_commit(&b.c, s) == OK, "%s", b.c.note);
    CHECK(partitions(&b, s) == 6, "2024, 2025, 2026, 2099, and what lies before and after: %lld", (long long)partitions(&b, s));
    int64_t count;
    CHECK(store_number(&b.c, s, "SELECT count(*) FROM bar", NO_ARGS, 0, &count) == OK && count == 5);
}

/* Who reads keeps reading while a partition is made, and the maker waits for nobody. */
TEST(postgres_partitions_are_made_beside_readers)
{
    AUTO_BENCH  b = {0};
    AUTO_STORE *reader = NULL, *writer = NULL;
    int64_t     before, during, after;
    static const char BARS[] = "SELECT count(*) FROM bar";
    if (!bench_open(&b)) return;
    NEED(pool_lease(&b.c, b.pool, &reader) == OK && pool_lease(&b.c, b.pool, &writer) == OK);
    CHECK(store_begin(&b.c, writer) == OK && write_year(&b, writer, 2011) == OK && store_commit(&b.c, writer) == OK);
    CHECK(store_begin_read(&b.c, reader) == OK && store_number(&b.c, reader, BARS, NO_ARGS, -1, &before) == OK && before == 1);
    CHECK(store_begin(&b.c, writer) == OK && write_year(&b, writer, 2015) == OK, "%s", b.c.note);
    CHECK(store_number(&b.c, reader, BARS, NO_ARGS, -1, &during) == OK && during == 1, "%s", b.c.note);
    CHECK(store_commit(&b.c, writer) == OK && store_number(&b.c, reader, BARS, NO_ARGS, -1, &during) == OK && during == 1, "%s", b.c.note);
    store_end_read(reader);
    CHECK(store_number(&b.c, reader, BARS, NO_ARGS, -1, &after) == OK && after == 2);
}

/* ---- TimescaleDB ---- */

TEST(postgres_bars_are_a_hypertable_where_timescaledb_is)
{
    static const char HYPER[] = "SELECT count(*) FROM timescaledb_information.hypertables WHERE hypertable_schema = current_schema()"
                                " AND hypertable_name = 'bar' AND compression_enabled";
    AUTO_BENCH  b = {0};
    AUTO_STORE *s = NULL;
    int64_t     hyper = 0;
    if (!bench_open_on(&b, ENGINE_TIMESCALE)) return;
    NEED(pool_lease(&b.c, b.pool, &s) == OK);
    CHECK(store_number(&b.c, s, HYPER, NO_ARGS, 0, &hyper) == OK && hyper == 1, "%s", b.c.note);
    CHECK(store_begin(&b.c, s) == OK && write_year(&b, s, 2024) == OK && store_commit(&b.c, s) == OK, "%s", b.c.note);
}

/* What a store holds of bars, as every engine tells it. */
static const char *digest_of_bars(struct bench *b, struct store *s)
{
    struct list all;
    if (store_holdings(&b->c, s, &all) != OK || all.count == 0) return b->c.note;
    return ((struct holding *)all.at)[all.count - 1].digest;    /* bars come last */
}

static bool compress_all(struct bench *b) { return edit(b, "SET client_min_messages = error; SELECT public.compress_chunk(c, true) FROM public.show_chunks('bar') AS c"); }

static bool is_compressed(struct bench *b, struct store *s)
{
    int64_t rows = 0;
    return store_number(&b->c, s, "SELECT count(*) FROM timescaledb_information.chunks WHERE hypertable_schema = current_schema() AND is_compressed", NO_ARGS, 0, &rows) == OK && rows > 0;
}

/* `days` daily bars from 2010 on; what `seed` changes differs from those of seed 0. */
static err merge_days(struct bench *b, struct store *s, struct series *series, size_t first, size_t days, double shift, struct merged *m)
{
    struct bars fresh;
    int64_t    *known;
    TRY(bars_new(&b->c, days, &fresh));
    TRY(NEW(&b->c, known, days));
    for (size_t i = 0; i < days; i++) {
        fresh.at[i] = (int64_t)(14610 + first + i) * US_PER_DAY;
        known[i]    = fresh.at[i] + US_PER_DAY + (shift != 0);
        for (size_t k = 0; k < BAR_COLUMNS; k++) fresh.value[k][i] = 100 + (double)((first + i) % 97) / 100 + (double)k + shift;
    }
    TRY(store_begin(&b->c, s));
    TRY(store_merge_bars(&b->c, s, series, &fresh, known, INT_NONE, m));
    TRY(store_upsert(&b->c, s, &series_shape, series));
    return store_commit(&b->c, s);
}

/* Compressed chunks take what rows take: new bars behind and between, corrections, and a series that goes; and a copy of them is
 * the same as that of a store that was never compressed. */
TEST(postgres_compressed_bars_are_corrected_like_any)
{
    AUTO_BENCH    packed = {0}, plain = {0};
    AUTO_STORE   *p = NULL, *q = NULL;
    struct series one = {.id = 1, .asset_id = 1, .every = US_PER_DAY, .source = "test", .first = TIME_NONE, .last = TIME_NONE, .close = 0}, two = one;
    if (!bench_open_on(&packed, ENGINE_TIMESCALE) || !bench_open_on(&plain, ENGINE_POSTGRES)) return;
    NEED(pool_lease(&packed.c, packed.pool, &p) == OK && pool_lease(&plain.c, plain.pool, &q) == OK);
    two.id = 2, two.source = "other";
    struct step { struct series series; size_t first, days; double shift; } steps[] = {
        {one, 0, 3000, 0}, {two, 0, 2000, 0}, {one, 3000, 1, 0}, {one, 1200, 40, 0.01}, {two, 5, 1, 0.25}, {one, 3005, 20, 0}, {one, 2999, 8, 0.5},
    };
    struct bench *benches[] = {&packed, &plain};
    struct store *stores[]  = {p, q};
    for (size_t e = 0; e < 2; e++) {
        struct series series[] = {one, two};
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            struct merged  m = {0};
            struct series *which = &series[steps[i].series.id - 1];
            CHECK(merge_days(benches[e], stores[e], which, steps[i].first, steps[i].days, steps[i].shift, &m) == OK && m.stored + m.revised == (int64_t)steps[i].days, "step %zu: %s", i, benches[e]->c.note);
            if (e == 0) CHECK(compress_all(&packed) && is_compressed(&packed, p), "%s", packed.c.note);
        }
    }
    CHECK(strcmp(digest_of_bars(&packed, p), digest_of_bars(&plain, q)) == 0, "%s %s", packed.c.note, plain.c.note);
    CHECK(store_begin(&packed.c, p) == OK && store_forget_bars(&packed.c, p, 1) == OK && store_execute(&packed.c, p, "DELETE FROM series WHERE id = 1", NO_ARGS, NULL) == OK && store_commit(&packed.c, p) == OK, "%s", packed.c.note);
    CHECK(store_begin(&plain.c, q) == OK && store_forget_bars(&plain.c, q, 1) == OK && store_execute(&plain.c, q, "DELETE FROM series WHERE id = 1", NO_ARGS, NULL) == OK && store_commit(&plain.c, q) == OK);
    CHECK(strcmp(digest_of_bars(&packed, p), digest_of_bars(&plain, q)) == 0, "%s %s", packed.c.note, plain.c.note);
}
