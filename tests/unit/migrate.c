/* Migrations: up, down and up again with data in the tables; what is refused; what is drafted, and that it leads where it should. On
 * both engines, with the program's own and with some that have everything in them. */
#include "store/migration.h"

#include "../check.h"
#include "../engine.h"
#include "../ladder.h"
#include "../scratch.h"
#include "store/token.h"

enum { MEMORY = 256 << 20 };

struct bench {
    struct scratch folder;
    struct ctx     c;
    struct pool   *pool;
    struct store  *s;
    char          *url;
};

static void bench_close(struct bench *b)
{
    store_release(&b->s);
    pool_close_at(&b->pool);
    ctx_close(&b->c);
    scratch_close(&b->folder);
}
#define AUTO_BENCH __attribute__((cleanup(bench_close))) struct bench

static bool bench_open(struct bench *b, enum opening how)
{
    ctx_open(&b->c, MEMORY);
    if (!scratch_open(&b->folder)) return false;
    b->url = engine_url(&b->c, &b->folder);
    return b->url && pool_open_as(&b->c, b->url, how, &b->pool) == OK && pool_lease(&b->c, b->pool, &b->s) == OK;
}

static int64_t number(struct bench *b, const char *sql)
{
    int64_t n = -2;
    CHECK(store_number(&b->c, b->s, sql, NO_ARGS, -1, &n) == OK, "%s: %s", sql, b->c.note);
    return n;
}

static bool same_catalogs(struct bench *b, const struct catalog *x, const struct catalog *y)
{
    struct list found = {0};
    CHECK(catalog_compare(&b->c, x, y, &found) == OK, "%s", b->c.note);
    if (found.count) printf("%s\n", ((const char **)found.at)[0]);
    return found.count == 0;
}

/* ---- the program's own ---- */

TEST_ON_ENGINES(migrations_lead_to_what_the_records_want)
{
    AUTO_BENCH  b = {0};
    struct list missing = {0}, careless = {0};
    NEED(bench_open(&b, OPEN_AS_IS), "%s", b.c.note);
    CHECK(migrate_missing(&b.c, b.s, &lumia_migrations, &missing) == OK, "%s", b.c.note);
    for (size_t i = 0; i < missing.count; i++) printf("%s\n", ((const char **)missing.at)[i]);
    CHECK(missing.count == 0, "`make migration NAME=what-changes` writes the next one");
    CHECK(migrate_lint(&b.c, &lumia_migrations, &careless) == OK, "%s", b.c.note);
    for (size_t i = 0; i < careless.count; i++) printf("%s\n", ((const char **)careless.at)[i]);
    CHECK(careless.count == 0);
}

static err fill(struct ctx *c, struct store *s, uint64_t seed)
{
    for (const struct table *const *t = tables; *t; t++) {
        void *record = ctx_alloc(c, (*t)->shape->size, 1);
        if (table_is_hyper(*t)) continue;
        TRY(got(record));
        TRY(shape_random(c, (*t)->shape, record, seed));
        TRY(store_upsert(c, s, (*t)->shape, record));
    }
    return OK;
}

/* Every step up, down and up again; each time a number is passed, its catalog is the same. */
static void walk(struct bench *b, const struct migrations *m, err (*fill_in)(struct ctx *c, struct store *s, uint64_t seed))
{
    struct catalog *at;
    int64_t         top = (int64_t)m->count;
    NEED(NEW(&b->c, at, m->count + 1) == OK);
    for (int64_t i = 0; i <= top; i++)
        NEED(migrate_to(&b->c, b->s, m, i, NULL, NULL) == OK && catalog_read(&b->c, b->s, &at[i]) == OK, "%lld: %s", (long long)i, b->c.note);
    for (uint64_t k = 0; k < 3; k++) NEED(fill_in(&b->c, b->s, k) == OK, "%s", b->c.note);
    for (int64_t i = top; i-- > 0;) {
        struct catalog now = {0};
        NEED(migrate_to(&b->c, b->s, m, i, NULL, NULL) == OK && catalog_read(&b->c, b->s, &now) == OK, "%lld: %s", (long long)i, b->c.note);
        CHECK(same_catalogs(b, &at[i], &now), "down to %lld", (long long)i);
    }
    for (int64_t i = 1; i <= top; i++) {
        struct catalog now = {0};
        NEED(migrate_to(&b->c, b->s, m, i, NULL, NULL) == OK && catalog_read(&b->c, b->s, &now) == OK, "%lld: %s", (long long)i, b->c.note);
        CHECK(same_catalogs(b, &at[i], &now), "up again to %lld", (long long)i);
    }
}

TEST_ON_ENGINES(migrations_walk_up_and_down_with_data)
{
    AUTO_BENCH b = {0};
    NEED(bench_open(&b, OPEN_AS_IS), "%s", b.c.note);
    walk(&b, &lumia_migrations, fill);
}

/* ---- the ladder of tests/ladder.h ---- */

TEST_ON_ENGINES(migrations_of_every_kind_walk_up_and_down_with_data)
{
    AUTO_BENCH b = {0};
    NEED(bench_open(&b, OPEN_AS_IS), "%s", b.c.note);
    walk(&b, &ladder, ladder_fill);
}

TEST_ON_ENGINES(migrations_keep_what_is_in_the_tables)
{
    AUTO_BENCH b = {0};
    NEED(bench_open(&b, OPEN_AS_IS) && migrate_to(&b.c, b.s, &ladder, 1, NULL, NULL) == OK, "%s", b.c.note);
    CHECK(ladder_begin(&b.c, b.s, 100) == OK, "%s", b.c.note);
    CHECK(migrate_to(&b.c, b.s, &ladder, LADDER_TOP, NULL, NULL) == OK, "%s", b.c.note);
    CHECK(number(&b, "SELECT count(*) FROM person WHERE title = 'p' || id") == 100, "a renamed column keeps its values");
    CHECK(number(&b, "SELECT count(*) FROM person WHERE length(title) = size") == 100, "the conversion has counted %lld", (long long)number(&b, "SELECT max(id) FROM person WHERE length(title) = size"));
    CHECK(number(&b, "SELECT count(*) FROM person WHERE mood = 'calm'") == 100, "a new column holds what its CHECK allows");
    CHECK(number(&b, "SELECT count(*) FROM pet") == 100 && number(&b, "SELECT count(*) FROM pet p JOIN person o ON o.id = p.owner_id") == 100);
    CHECK(migrate_to(&b.c, b.s, &ladder, 1, NULL, NULL) == OK, "%s", b.c.note);
    CHECK(number(&b, "SELECT count(*) FROM person WHERE name = 'p' || id") == 100);
}

TEST_ON_ENGINES(migrations_write_their_history)
{
    AUTO_BENCH  b = {0};
    struct list lines = {0};
    struct text plan = {.c = &b.c};
    NEED(bench_open(&b, OPEN_AS_IS) && migrate_to(&b.c, b.s, &ladder, 2, NULL, NULL) == OK, "%s", b.c.note);
    NEED(migrate_status(&b.c, b.s, &ladder, &lines) == OK && lines.count == LADDER_TOP, "%s", b.c.note);
    const struct migration_line *l = lines.at;
    CHECK(l[0].state == MIGRATION_APPLIED && l[1].state == MIGRATION_APPLIED && l[2].state == MIGRATION_PENDING);
    CHECK(l[1].ms >= 0 && l[1].at > 0 && strcmp(l[1].program, LUMIA_VERSION) == 0 && l[2].ms == INT_NONE && strcmp(l[2].name, "mood") == 0);
    CHECK(migrate_plan(&b.c, b.s, &ladder, LADDER_TOP, &plan) == OK && strstr(plan.at, "-- 0003-mood, up") && strstr(plan.at, "-- convert size") && !strstr(plan.at, "0002"), "%s", plan.at);
    plan.size = 0;
    CHECK(migrate_plan(&b.c, b.s, &ladder, 0, &plan) == OK && strstr(plan.at, "-- 0002-pet, down") < strstr(plan.at, "-- 0001-person, down"), "%s", plan.at);
    CHECK(migrate_to(&b.c, b.s, &ladder, LADDER_TOP + 1, NULL, NULL) == ERR_NOT_FOUND && migrate_to(&b.c, b.s, &ladder, -1, NULL, NULL) == ERR_NOT_FOUND);
    CHECK(migrate_stamp(&b.c, b.s, &ladder, LADDER_TOP) == OK && number(&b, "SELECT max(number) FROM lumia_migration") == LADDER_TOP);
    CHECK(number(&b, "SELECT count(*) FROM pet") == 0, "a stamp runs nothing");
    CHECK(migrate_stamp(&b.c, b.s, &ladder, 1) == OK && number(&b, "SELECT max(number) FROM lumia_migration") == 1);
}

/* The third fails in its last statement: the first two stand, and of it there is nothing. */
TEST_ON_ENGINES(migrations_are_one_transaction_each)
{
    AUTO_BENCH       b = {0};
    struct catalog   before, after;
    struct migration rungs[3];
    char            *bad = NULL;
    NEED(bench_open(&b, OPEN_AS_IS), "%s", b.c.note);
    memcpy(rungs, ladder.at, sizeof rungs);
    for (int d = 0; d < 2; d++) {
        NEED((bad = ctx_print(&b.c, "-- up\nCREATE TABLE half (a INTEGER);\nINSERT INTO half VALUES (1);\nINSERT INTO nowhere VALUES (1);\n-- down\nDROP TABLE half;\n")));
        rungs[2].text[d] = bad;
        rungs[2].end[d]  = bad + strlen(bad);
    }
    const struct migrations broken = {rungs, 3, ladder.conversions};
    CHECK(migrate_to(&b.c, b.s, &ladder, 2, NULL, NULL) == OK && catalog_read(&b.c, b.s, &before) == OK, "%s", b.c.note);
    CHECK(migrate_to(&b.c, b.s, &broken, 3, NULL, NULL) == ERR_STORE && strstr(b.c.note, "nowhere") && strstr(b.c.note, "migration 3, mood, goes up"), "%s", b.c.note);
    CHECK(catalog_read(&b.c, b.s, &after) == OK && same_catalogs(&b, &before, &after));
    CHECK(number(&b, "SELECT max(number) FROM lumia_migration") == 2);
}

TEST(migrations_check_references_in_the_end)
{
    static const char  one[] = "-- up\nCREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a_id INTEGER REFERENCES a (id)); INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);\n-- down\n",
                      two[] = "-- up\nDELETE FROM a;\n-- down\n", three[] = "-- up\nDROP TABLE a; CREATE TABLE a (id INTEGER PRIMARY KEY, more TEXT); INSERT INTO a VALUES (1, '');\n-- down\n";
    const struct migration  bad[] = {{"one", {one}, {one + sizeof one - 1}}, {"two", {two}, {two + sizeof two - 1}}},
                            good[] = {bad[0], {"three", {three}, {three + sizeof three - 1}}};
    const struct migrations loses = {bad, 2, ladder.conversions}, keeps = {good, 2, ladder.conversions};
    AUTO_BENCH b = {0};
    NEED(bench_open(&b, OPEN_AS_IS), "%s", b.c.note);
    CHECK(migrate_to(&b.c, b.s, &loses, 2, NULL, NULL) == ERR_CONFLICT && strstr(b.c.note, "a row of b refers to no a"), "%s", b.c.note);
    CHECK(number(&b, "SELECT count(*) FROM a") == 1 && number(&b, "PRAGMA foreign_keys") == 1, "all is as before, and looked at again");
    CHECK(migrate_to(&b.c, b.s, &keeps, 2, NULL, NULL) == OK && number(&b, "SELECT count(*) FROM a JOIN b ON a.id = b.a_id") == 1, "%s", b.c.note);
}

/* ---- what is refused ---- */

static err reopen(struct bench *b, enum opening how)
{
    store_release(&b->s);
    pool_close_at(&b->pool);
    TRY(pool_open_as(&b->c, b->url, how, &b->pool));
    return pool_lease(&b->c, b->pool, &b->s);
}

/* Nothing but a table more: what an older program could not see before there was a history. */
TEST_ON_ENGINES(store_refuses_what_a_newer_program_added_a_table_to)
{
    AUTO_BENCH b = {0};
    NEED(bench_open(&b, OPEN_UP), "%s", b.c.note);
    char *next = ctx_print(&b.c, "CREATE TABLE later (a INTEGER); INSERT INTO lumia_migration (number, name, digest, at, ms, program) VALUES (%zu, 'later', 'x', 0, 0, '9.9')",
                           lumia_migrations.count + 1);
    CHECK(engine_edit(&b.c, b.url, next));
    CHECK(reopen(&b, OPEN_UP) == ERR_REFUSED && strstr(b.c.note, "newer program") && strstr(b.c.note, "9.9"), "%s", b.c.note);
    CHECK(reopen(&b, OPEN_ASK) == ERR_REFUSED);
    CHECK(reopen(&b, OPEN_AS_IS) == OK && migrate_to(&b.c, b.s, &lumia_migrations, 0, NULL, NULL) == ERR_REFUSED, "nor is it led back: %s", b.c.note);
    CHECK(number(&b, "SELECT count(*) FROM later") == 0);
}

TEST_ON_ENGINES(store_refuses_other_migrations_than_its_own)
{
    AUTO_BENCH  b = {0};
    struct list lines = {0};
    NEED(bench_open(&b, OPEN_UP), "%s", b.c.note);
    CHECK(engine_edit(&b.c, b.url, "UPDATE lumia_migration SET digest = 'another' WHERE number = 1"));
    CHECK(reopen(&b, OPEN_UP) == ERR_REFUSED && strstr(b.c.note, "another one"), "%s", b.c.note);
    CHECK(reopen(&b, OPEN_AS_IS) == OK && migrate_status(&b.c, b.s, &lumia_migrations, &lines) == OK);
    CHECK(lines.count && ((struct migration_line *)lines.at)->state == MIGRATION_CHANGED);
    CHECK(migrate_stamp(&b.c, b.s, &lumia_migrations, (int64_t)lumia_migrations.count) == OK && reopen(&b, OPEN_UP) == OK, "a stamp says that it is all right: %s", b.c.note);
}

TEST_ON_ENGINES(store_of_an_older_program_is_led_up_or_asks)
{
    AUTO_BENCH b = {0};
    int64_t    at = -1;
    NEED(bench_open(&b, OPEN_UP), "%s", b.c.note);
    CHECK(migrate_to(&b.c, b.s, &lumia_migrations, (int64_t)lumia_migrations.count - 1, NULL, NULL) == OK, "%s", b.c.note);
    if (lumia_migrations.count > 1) CHECK(reopen(&b, OPEN_ASK) == ERR_REFUSED && strstr(b.c.note, "lumia migrate up"), "%s", b.c.note);
    CHECK(reopen(&b, OPEN_UP) == OK && migrate_number(&b.c, b.s, &at) == OK && at == (int64_t)lumia_migrations.count, "%s", b.c.note);
    CHECK(reopen(&b, OPEN_ASK) == OK, "%s", b.c.note);
    CHECK(engine_edit(&b.c, b.url, engine_picked() == ENGINE_SQLITE ? "DROP TABLE lumia_migration" : "DROP TABLE lumia_migration; CREATE TABLE lumia_schema (mark BIGINT)"));
    CHECK(reopen(&b, OPEN_ASK) == ERR_REFUSED && strstr(b.c.note, "lumia migrate up"), "%s", b.c.note);
    CHECK(reopen(&b, OPEN_UP) == OK && number(&b, "SELECT count(*) FROM lumia_migration") == (int64_t)lumia_migrations.count, "%s", b.c.note);
}

/* ---- drift ---- */

static const struct {
    const char *sql[2], *told;
} drifts[] = {
    {{"CREATE INDEX by_hand ON asset (name) WHERE name IS NOT NULL", "CREATE INDEX by_hand ON asset (name) WHERE name IS NOT NULL"}, "index asset.by_hand"},
    {{"DROP INDEX asset_by_symbol; CREATE INDEX asset_by_symbol ON asset (symbol)", "DROP INDEX asset_by_symbol; CREATE INDEX asset_by_symbol ON asset (symbol)"}, "index asset.asset_by_symbol"},
    {{"ALTER TABLE asset ADD COLUMN by_hand TEXT", "ALTER TABLE asset ADD COLUMN by_hand TEXT"}, "column asset.by_hand"},
    {{"ALTER TABLE asset DROP COLUMN sector", "ALTER TABLE asset DROP COLUMN sector"}, "column asset.sector"},
    {{"CREATE TABLE by_hand (a INTEGER)", "CREATE TABLE by_hand (a INTEGER)"}, "table by_hand"},
    {{"DROP TABLE run", "DROP TABLE run"}, "table run"},
    {{"CREATE VIEW seen AS SELECT id FROM asset", "CREATE VIEW seen AS SELECT id FROM asset"}, "view seen"},
    {{"ALTER TABLE run RENAME COLUMN job TO task", "ALTER TABLE run ALTER COLUMN rows_read TYPE INTEGER"}, "column run."},
    {{"DROP TABLE change; CREATE TABLE change (revision INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (name)) STRICT, WITHOUT ROWID",
      "DROP TABLE change; CREATE TABLE change (revision BIGINT NOT NULL, name TEXT COLLATE \"C\" NOT NULL, PRIMARY KEY (name))"}, "column change.name stands at place 2"},
    {{"DROP TABLE change; CREATE TABLE change (name TEXT NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (name)) STRICT",
      "ALTER TABLE change DROP CONSTRAINT change_pkey; ALTER TABLE change ADD PRIMARY KEY (name, revision)"}, "change"},
    {{"DROP TABLE change; CREATE TABLE change (name TEXT NOT NULL CHECK (name <> ''), revision INTEGER NOT NULL, PRIMARY KEY (name)) STRICT, WITHOUT ROWID",
      "ALTER TABLE change ADD CHECK (name <> '')"}, "change"},
    {{"CREATE TRIGGER early BEFORE INSERT ON run BEGIN SELECT 1; END", "ALTER TABLE signal_value ALTER COLUMN code SET DEFAULT 'x'"}, ""},
};

TEST_ON_ENGINES(migrate_check_tells_what_somebody_did_by_hand)
{
    AUTO_BENCH b = {0};
    NEED(bench_open(&b, OPEN_UP), "%s", b.c.note);
    for (size_t i = 0; i < sizeof drifts / sizeof *drifts; i++) {
        struct list drift = {0};
        CHECK(store_begin(&b.c, b.s) == OK && migrate_drift(&b.c, b.s, &lumia_migrations, &drift) == OK && drift.count == 0, "%s", b.c.note);
        CHECK(b.s->driver->script(&b.c, b.s, drifts[i].sql[engine_picked() == ENGINE_SQLITE ? 0 : 1], "testing") == OK, "%s", b.c.note);
        CHECK(migrate_drift(&b.c, b.s, &lumia_migrations, &drift) == OK && drift.count > 0, "%s: %s", drifts[i].sql[0], b.c.note);
        if (drift.count) CHECK(strstr(((const char **)drift.at)[0], drifts[i].told), "%s", ((const char **)drift.at)[0]);
        store_abandon(b.s);
    }
}

/* ---- drafts ---- */

/* A second migration that takes away and adds this and that: the third, drafted, must lead back to the records, and its way down to
 * the second. It is then run as a file is. */
static const char *const crooked[] = {
    "-- up\nALTER TABLE asset DROP COLUMN sector;\nDROP TABLE feed;\nCREATE TABLE gone (a INTEGER);\nDROP INDEX asset_by_symbol;\nALTER TABLE run ADD COLUMN more INTEGER;\n"
    "DROP TABLE change;\nCREATE TABLE change (revision INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (name)) STRICT, WITHOUT ROWID;\n-- down\n",
    "-- up\nALTER TABLE asset DROP COLUMN sector;\nDROP TABLE feed;\nCREATE TABLE gone (a INTEGER);\nDROP INDEX asset_by_symbol;\nALTER TABLE run ADD COLUMN more INTEGER;\n"
    "ALTER TABLE asset ALTER COLUMN class DROP NOT NULL;\nALTER TABLE run DROP CONSTRAINT run_pkey;\nALTER TABLE run ADD PRIMARY KEY (id, job);\n"
    "ALTER TABLE run ALTER COLUMN rows_read TYPE INTEGER;\nALTER TABLE run ALTER COLUMN rows_written SET DEFAULT 7;\n-- down\n",
};

TEST_ON_ENGINES(migrate_new_drafts_the_way_to_the_records_and_back)
{
    AUTO_BENCH       b = {0};
    struct draft     d = {0}, none = {0};
    struct migration three[3] = {lumia_migrations.at[0], {.name = "crooked", .text = {crooked[0], crooked[1]}}};
    NEED(bench_open(&b, OPEN_AS_IS) && lumia_migrations.count == 1, "%s", b.c.note);
    for (int k = 0; k < 2; k++) three[1].end[k] = crooked[k] + strlen(crooked[k]);
    const struct migrations two = {three, 2, lumia_migrations.conversions}, all = {three, 3, lumia_migrations.conversions};
    NEED(migrate_draft(&b.c, b.s, &two, "straight", false, &d) == OK && d.text, "%s", b.c.note);
    for (size_t i = 0; i < d.left.count; i++) printf("%s\n", ((const char **)d.left.at)[i]);
    CHECK(d.left.count == 0 && d.careful.count > 0);
    for (int k = 0; k < 2; k++) three[2] = (struct migration){"straight", {d.text, d.text}, {d.text + strlen(d.text), d.text + strlen(d.text)}};
    CHECK(migrate_to(&b.c, b.s, &all, 1, NULL, NULL) == OK && fill(&b.c, b.s, 1) == OK, "%s", b.c.note);
    struct catalog second = {0}, again = {0};
    NEED(migrate_to(&b.c, b.s, &all, 2, NULL, NULL) == OK && catalog_read(&b.c, b.s, &second) == OK, "%s", b.c.note);
    NEED(migrate_to(&b.c, b.s, &all, 3, NULL, NULL) == OK, "%s\n%s", b.c.note, d.text);
    CHECK(number(&b, "SELECT count(*) FROM asset") == 1 && number(&b, "SELECT count(*) FROM run") == 1);
    CHECK(migrate_draft(&b.c, b.s, &all, "none", false, &none) == OK && !none.text, "then nothing is left to draft: %s", none.text ? none.text : b.c.note);
    CHECK(migrate_to(&b.c, b.s, &all, 2, NULL, NULL) == OK && catalog_read(&b.c, b.s, &again) == OK && same_catalogs(&b, &second, &again), "%s", b.c.note);
}

/* ---- names ---- */

#define PERSON_NEW(X, T)                                            \
    X(T, I64,  id,    KEY, "number")                                \
    X(T, TEXT, title, INDEX, "what it is called", .was = "name")    \
    X(T, BOOL, live,  0, "whether it is")

RECORD(citizen, PERSON_NEW);
SHAPE(citizen, PERSON_NEW, .was = "person");

static const struct table citizen_table = {.shape = &citizen_shape, .about = "people"};

TEST_ON_ENGINES(migrate_new_renames_what_was_called_otherwise)
{
    static const char *const olds[] = {
        "CREATE TABLE person (id INTEGER NOT NULL, name TEXT NOT NULL, live INTEGER NOT NULL CHECK (live IN (0, 1)), PRIMARY KEY (id)) STRICT; CREATE INDEX person_by_name ON person (name)",
        "CREATE TABLE person (id BIGINT NOT NULL, name TEXT COLLATE \"C\" NOT NULL, live BOOLEAN NOT NULL, PRIMARY KEY (id)); CREATE INDEX person_by_name ON person (name)"};
    AUTO_BENCH         b = {0};
    AUTO_SCRATCH_STORE wanted = {0};
    const struct table *const records[] = {&citizen_table, NULL};
    struct catalog     before = {0}, to = {0}, now = {0};
    struct text        sql = {.c = &b.c}, up = {.c = &b.c}, down = {.c = &b.c};
    struct list        left = {0};
    NEED(bench_open(&b, OPEN_AS_IS) && scratch_open_store(&b.c, b.s, &wanted) == OK, "%s", b.c.note);
    sql_put_create(&sql, &citizen_shape, b.s->driver->dialect);
    NEED(text_done(&sql) == OK && wanted.s->driver->script(&b.c, wanted.s, sql.at, "testing") == OK && catalog_read(&b.c, wanted.s, &to) == OK, "%s", b.c.note);
    NEED(b.s->driver->script(&b.c, b.s, olds[engine_picked() == ENGINE_SQLITE ? 0 : 1], "testing") == OK && catalog_read(&b.c, b.s, &before) == OK, "%s", b.c.note);
    NEED(engine_edit(&b.c, b.url, engine_picked() == ENGINE_SQLITE ? "INSERT INTO person VALUES (1, 'Ada', 1)" : "INSERT INTO person VALUES (1, 'Ada', true)"));
    CHECK(differ_put(&b.c, b.s, &to, records, false, &up, &left) == OK && left.count == 0, "%s\n%s", b.c.note, up.at);
    CHECK(number(&b, "SELECT count(*) FROM citizen WHERE title = 'Ada'") == 1 && !strstr(up.at, "INSERT") && !strstr(up.at, "DROP TABLE"), "%s", up.at);
    CHECK(differ_put(&b.c, b.s, &before, records, true, &down, &left) == OK && left.count == 0, "%s\n%s", b.c.note, down.at);
    CHECK(number(&b, "SELECT count(*) FROM person WHERE name = 'Ada'") == 1 && !strstr(down.at, "INSERT"), "%s", down.at);
    CHECK(catalog_read(&b.c, b.s, &now) == OK && same_catalogs(&b, &before, &now));
}

/* ---- files and words ---- */

TEST(migration_files_are_taken_apart)
{
    static const struct { const char *file; bool up; size_t steps; err e; } files[] = {
        {"-- up\nSELECT 1;\n-- convert it\nSELECT 2;\n-- down\nSELECT 3;\n", true, 3, OK}, {"-- up\nSELECT 1;\n-- down\nSELECT 3;", false, 1, OK},
        {"-- up\n", true, 0, OK}, {"-- down\nSELECT 1;\n-- up\nSELECT 2;\n", true, 1, OK}, {"SELECT 1;\n", true, 0, ERR_DATA}, {"", true, 0, ERR_DATA},
        {"-- up\nSELECT 1;\n-- up\nSELECT 2;\n", true, 0, ERR_DATA}, {"  -- up \r\nSELECT 1;\r\n-- convert  a\r\n", true, 2, OK},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        AUTO_CTX      c = {0};
        struct script s = {0};
        ctx_open(&c, 1 << 20);
        err e = script_read(&c, slice_of(files[i].file), files[i].up, &s);
        CHECK(e == files[i].e && (e != OK || s.count == files[i].steps), "%zu: %zu steps, %s", i, s.count, c.note);
        if (i == 0) CHECK(s.at[1].converts && slice_is(s.at[1].text, "it") && slice_is(s.at[2].text, "SELECT 2;"));
    }
}

TEST(sql_is_the_same_however_it_is_written)
{
    static const struct { const char *sql, *normal; } texts[] = {
        {"a  INTEGER -- why\n NOT/* so */NULL", "a INTEGER NOT NULL"}, {"\"a\" TEXT CHECK( a IN('x' , 'y''z') )", "a TEXT CHECK (a IN ('x', 'y''z'))"},
        {"\"select from\" x", "\"select from\" x"}, {"$f$ a -- b $f$ , $1", "$f$ a -- b $f$, $ 1"}, {"'-- no comment'", "'-- no comment'"}, {"", ""}, {"/* open", ""}, {"'open", "'open"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        AUTO_CTX    c = {0};
        struct text out = {.c = &c};
        ctx_open(&c, 1 << 20);
        sql_put_normal(&out, slice_of(texts[i].sql));
        CHECK(text_done(&out) == OK && strcmp(out.at, texts[i].normal) == 0, "'%s' became '%s'", texts[i].sql, out.at);
    }
    struct slice rest = slice_of("-- x\nA; ; B 'x;y';\nC -- ;\n"), one;
    CHECK(statement_next(&rest, &one) && slice_is(one, "A") && statement_next(&rest, &one) && slice_is(one, "B 'x;y'"));
    CHECK(statement_next(&rest, &one) && one.at[0] == 'C' && !statement_next(&rest, &one));
}

TEST(migrate_lint_names_what_is_dangerous)
{
    static const struct { const char *sql, *form; enum dialect d; } forms[] = {
        {"ALTER TABLE a ADD COLUMN b INTEGER NOT NULL", "not-null", POSTGRES}, {"ALTER TABLE a ADD COLUMN b INTEGER NOT NULL DEFAULT 0", NULL, POSTGRES},
        {"ALTER TABLE a ALTER COLUMN b TYPE bigint", "rewrite", POSTGRES}, {"ALTER TABLE a ALTER COLUMN b SET NOT NULL", "scan", POSTGRES},
        {"ALTER TABLE a ADD CONSTRAINT x CHECK (b > 0)", "scan", POSTGRES}, {"ALTER TABLE a ADD CONSTRAINT x CHECK (b > 0) NOT VALID", NULL, POSTGRES},
        {"CREATE INDEX i ON a (b)", "lock", POSTGRES}, {"CREATE INDEX i ON a (b)", NULL, SQLITE}, {"CREATE TABLE a (b INTEGER); CREATE INDEX i ON a (b)", NULL, POSTGRES},
        {"DROP TABLE a", "drop", SQLITE}, {"ALTER TABLE a DROP COLUMN b", "drop", SQLITE}, {"DELETE FROM a", "drop", SQLITE}, {"TRUNCATE a", "drop", POSTGRES},
        {"UPDATE a SET b = 1", "rewrite", SQLITE}, {"INSERT INTO a_anew SELECT b FROM a; DROP TABLE a", "rewrite", SQLITE}, {"ALTER TABLE a RENAME TO b", "rename", SQLITE},
        {"COMMIT", "transaction", SQLITE}, {"PRAGMA foreign_keys = OFF", "transaction", SQLITE}, {"ALTER TABLE a ADD COLUMN b TEXT", NULL, SQLITE},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        AUTO_CTX    c = {0};
        struct list found = {0};
        ctx_open(&c, 1 << 20);
        char *file = ctx_print(&c, "-- up\n%s;\n-- down\nDROP TABLE x;\n", forms[i].sql);
        CHECK(lint_file(&c, "t", slice_of(file), forms[i].d, &found) == OK, "%s", c.note);
        CHECK(found.count == (forms[i].form != NULL), "%s: %zu", forms[i].sql, found.count);
        if (found.count && forms[i].form) CHECK(strncmp(((const char **)found.at)[0], ctx_print(&c, "t: %s: ", forms[i].form), strlen(forms[i].form) + 5) == 0, "%s", ((const char **)found.at)[0]);
        if (!forms[i].form) continue;
        file = ctx_print(&c, "-- allow %s: because\n-- up\n%s;\n-- down\nDROP TABLE x;\n", forms[i].form, forms[i].sql);
        CHECK(lint_file(&c, "t", slice_of(file), forms[i].d, &found) == OK && found.count == 0, "%s", forms[i].sql);
        file = ctx_print(&c, "-- allow %s:\n-- up\n%s;\n-- down\nDROP TABLE x;\n", forms[i].form, forms[i].sql);
        CHECK(lint_file(&c, "t", slice_of(file), forms[i].d, &found) == OK && found.count == 1, "without a reason nothing is allowed");
    }
    AUTO_CTX    c = {0};
    struct list found = {0};
    ctx_open(&c, 1 << 20);
    CHECK(lint_file(&c, "t", slice_of("-- up\nSELECT 1;\n"), SQLITE, &found) == OK && found.count == 1 && strstr(((const char **)found.at)[0], "irreversible"));
}
