/* Hypertables through their own calls, and what only shows beside other connections, in a rollback, and in damaged bytes. */
#include "hyper/hyper.h"

#include <math.h>

#include "../check.h"
#include "../scratch.h"
#include "base/day.h"

enum { MEMORY = 64 << 20, ROWS = 3000, SEGMENT = 7 };

static const char declared[] = "CREATE VIRTUAL TABLE bar USING hypertable(asset_id INTEGER SEGMENT, at TIMESTAMP TIME, close REAL, volume INTEGER,"
                               " note TEXT, chunk='4 years')";

struct lab {
    struct scratch folder;
    struct ctx     c;
    sqlite3       *db, *other;
    struct hyper  *h;
};

static void lab_leave(struct lab *l)
{
    ctx_close(&l->c);
    (void)sqlite3_close(l->db);
    (void)sqlite3_close(l->other);
    scratch_close(&l->folder);
}
#define AUTO_LAB __attribute__((cleanup(lab_leave))) struct lab

static bool execute(sqlite3 *db, const char *sql) { return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK; }

static int64_t number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int64_t       ret  = INT64_MIN;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW) ret = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return ret;
}

static bool text_is(sqlite3 *db, const char *sql, const char *wanted)
{
    sqlite3_stmt *stmt = NULL;
    bool          same = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW &&
                strstr((const char *)sqlite3_column_text(stmt, sqlite3_column_count(stmt) - 1), wanted);
    if (!same) printf("%s: %s\n", sql, sqlite3_column_text(stmt, sqlite3_column_count(stmt) - 1) ?: (const unsigned char *)sqlite3_errmsg(db));
    (void)sqlite3_finalize(stmt);
    return same;
}

static bool lab_enter(struct lab *l)
{
    *l = (struct lab){0};
    ctx_open(&l->c, MEMORY);
    return scratch_open(&l->folder) && sqlite3_open(scratch_path(&l->folder, "db"), &l->db) == SQLITE_OK &&
           sqlite3_open(scratch_path(&l->folder, "db"), &l->other) == SQLITE_OK && execute(l->db, "PRAGMA journal_mode = WAL") &&
           hyper_register(&l->c, l->db) == OK && hyper_register(&l->c, l->other) == OK && execute(l->db, declared) &&
           hyper_open(&l->c, l->db, "bar", &l->h) == OK;
}

struct days {
    int64_t           at[ROWS], volume[ROWS];
    double            close[ROWS];
    struct hyper_rows rows;
};

static void fill(struct days *d, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        d->at[i]     = time_of_day((int32_t)i);
        d->close[i]  = (double)i / 4;
        d->volume[i] = (int64_t)i * 10;
    }
    d->close[1] = -0.0;
    d->close[2] = NAN;
    d->rows = (struct hyper_rows){.count = count, .at = d->at, .column = {{.type = COLUMN_REAL, .reals = d->close},
                                  {.type = COLUMN_INT, .ints = d->volume}, {.type = COLUMN_TEXT}}};
}

static bool reads_back(struct lab *l, const struct days *d, size_t count)
{
    struct hyper_rows got;
    if (hyper_read(&l->c, l->h, SEGMENT, INT64_MIN, INT64_MAX, UINT64_MAX, &got) != OK || got.count != count) return false;
    for (size_t i = 0; i < count; i++)
        if (!(got.column[2].nulls[i / 64] >> i % 64 & 1)) return false;
    return memcmp(got.at, d->at, count * 8) == 0 && memcmp(got.column[0].reals, d->close, count * 8) == 0 &&
           memcmp(got.column[1].ints, d->volume, count * 8) == 0;
}

TEST(hyper_gives_back_every_bit_that_was_written_packed)
{
    static struct days d;
    AUTO_LAB           l;
    NEED(lab_enter(&l), "%s %s", l.c.note, sqlite3_errmsg(l.db));
    fill(&d, ROWS);
    CHECK(hyper_write(&l.c, l.h, SEGMENT, &d.rows) == OK, "%s", l.c.note);
    CHECK(reads_back(&l, &d, ROWS));
    CHECK(number(l.db, "SELECT count(*) FROM bar_segment") == 3, "chunks of 1968, 1972 and 1976");
    CHECK(number(l.db, "SELECT count(*) FROM bar_row") == 0);
    CHECK(number(l.db, "SELECT count(close) FROM bar") == ROWS - 1, "NaN is NULL");
    CHECK(number(l.db, "SELECT volume FROM bar WHERE asset_id = 7 AND at = 86400000000 * 2500") == 25000);
}

TEST(hyper_writes_corrections_over_packed_rows)
{
    static struct days d, one;
    AUTO_LAB           l;
    NEED(lab_enter(&l));
    fill(&d, ROWS);
    fill(&one, 1);
    NEED(hyper_write(&l.c, l.h, SEGMENT, &d.rows) == OK);
    one.at[0]     = d.at[1500];
    one.volume[0] = d.volume[1500] = 5;
    one.close[0]  = d.close[1500]  = 1.25;
    CHECK(hyper_write(&l.c, l.h, SEGMENT, &one.rows) == OK, "%s", l.c.note);
    CHECK(reads_back(&l, &d, ROWS));
    CHECK(hyper_delete_range(&l.c, l.h, SEGMENT, d.at[10], d.at[ROWS - 1]) == OK, "%s", l.c.note);
    CHECK(reads_back(&l, &d, 10));
    CHECK(number(l.db, "SELECT count(*) FROM bar") == 10);
}

TEST(hyper_refuses_rows_that_do_not_ascend_and_columns_that_are_not_there)
{
    static struct days d;
    AUTO_LAB           l;
    size_t             k;
    NEED(lab_enter(&l));
    fill(&d, 10);
    d.at[5] = d.at[4];
    CHECK(hyper_write(&l.c, l.h, SEGMENT, &d.rows) == ERR_DATA);
    CHECK(hyper_column(&l.c, l.h, "volume", &k) == OK && k == 1);
    CHECK(hyper_column(&l.c, l.h, "open", &k) == ERR_NOT_FOUND);
    struct hyper *none;
    CHECK(hyper_open(&l.c, l.db, "nothing", &none) == ERR_NOT_FOUND);
}

struct sum {
    size_t  count, visits;
    int64_t volume, last_segment;
};

static err add(void *arg, int64_t segment, const struct hyper_rows *rows)
{
    struct sum *s = arg;
    s->visits++;
    s->count += rows->count;
    s->last_segment = segment;
    for (size_t i = 0; i < rows->count; i++) s->volume += rows->column[1].ints[i];
    return rows->column[0].ints ? ERR_INTERNAL : OK;    /* was not asked for */
}

TEST(hyper_scan_hands_out_packed_and_new_rows_by_segment_and_time)
{
    static struct days d;
    struct sum         s = {0};
    AUTO_LAB           l;
    NEED(lab_enter(&l));
    fill(&d, 2000);
    NEED(hyper_write(&l.c, l.h, SEGMENT, &d.rows) == OK && hyper_write(&l.c, l.h, SEGMENT + 1, &d.rows) == OK);
    NEED(execute(l.db, "INSERT INTO bar VALUES (8, 86400000000 * 5000, 1, 7, NULL)"));
    CHECK(hyper_scan(&l.c, l.h, &(struct hyper_range){NULL, 0, d.at[100], INT64_MAX}, 1u << 1, add, &s) == OK, "%s", l.c.note);
    CHECK(s.count == 2 * 1900 + 1 && s.visits == 5 && s.last_segment == 8);
    CHECK(s.volume == number(l.db, "SELECT sum(volume) FROM bar WHERE at >= 86400000000 * 100"));
}

TEST(hyper_panel_aligns_segments_and_leaves_gaps_missing)
{
    static struct days d;
    double            *panel;
    int64_t            times[] = {time_of_day(3), time_of_day(4), time_of_day(4) + 1, time_of_day(9)}, segments[] = {SEGMENT, 99};
    AUTO_LAB           l;
    NEED(lab_enter(&l));
    fill(&d, 100);
    NEED(hyper_write(&l.c, l.h, SEGMENT, &d.rows) == OK);
    NEED(hyper_panel(&l.c, l.h, segments, 2, times, 4, 0, &panel) == OK, "%s", l.c.note);
    CHECK(panel[0] == 0.75 && panel[1] == 1 && isnan(panel[2]) && panel[3] == 2.25);
    for (int i = 4; i < 8; i++) CHECK(isnan(panel[i]));
}

TEST(hyper_savepoints_roll_back_packed_rows_too)
{
    AUTO_LAB l;
    NEED(lab_enter(&l));
    NEED(execute(l.db, "INSERT INTO bar WITH RECURSIVE d(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM d WHERE i < 999)"
                       " SELECT i % 3, i * 86400000000, i, i, 'n' || i FROM d"));
    int64_t before = number(l.db, "SELECT sum(volume) FROM bar");
    CHECK(execute(l.db, "SAVEPOINT a; SELECT hypertable_compress('bar', 86400000000 * 4000); UPDATE bar SET volume = 1; SAVEPOINT b;"
                        " DELETE FROM bar; ROLLBACK TO b"), "%s", sqlite3_errmsg(l.db));
    CHECK(number(l.db, "SELECT sum(volume) FROM bar") == 1000);
    CHECK(execute(l.db, "ROLLBACK TO a; RELEASE a"));
    CHECK(number(l.db, "SELECT sum(volume) FROM bar") == before && number(l.db, "SELECT count(*) FROM bar_segment") == 0);
}

TEST(hyper_readers_see_one_state_while_another_connection_packs_and_writes)
{
    AUTO_LAB l;
    NEED(lab_enter(&l));
    NEED(execute(l.db, "INSERT INTO bar WITH RECURSIVE d(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM d WHERE i < 4999)"
                       " SELECT i / 2500, i % 2500 * 86400000000, i, i, NULL FROM d"));
    sqlite3_stmt *stmt = NULL;
    int64_t       sum = 0, count = 0;
    NEED(sqlite3_prepare_v2(l.other, "SELECT volume FROM bar", -1, &stmt, NULL) == SQLITE_OK);
    for (; sqlite3_step(stmt) == SQLITE_ROW; count++) {
        sum += sqlite3_column_int64(stmt, 0);
        if (count == 40) CHECK(execute(l.db, "SELECT hypertable_compress('bar', 86400000000 * 4000)"), "%s", sqlite3_errmsg(l.db));
        if (count == 80) CHECK(execute(l.db, "DELETE FROM bar WHERE asset_id = 1"), "%s", sqlite3_errmsg(l.db));
    }
    (void)sqlite3_finalize(stmt);
    CHECK(count == 5000 && sum == 4999 * 2500, "%lld rows", (long long)count);
    CHECK(number(l.other, "SELECT count(*) FROM bar") == 2500);
    CHECK(execute(l.db, "BEGIN IMMEDIATE; INSERT INTO bar VALUES (5, 0, 1, 1, NULL)"));
    CHECK(sqlite3_exec(l.other, "INSERT INTO bar VALUES (6, 0, 1, 1, NULL)", NULL, NULL, NULL) == SQLITE_BUSY);
    CHECK(execute(l.db, "COMMIT") && execute(l.other, "INSERT INTO bar VALUES (6, 0, 1, 1, NULL)"));
    CHECK(number(l.db, "SELECT count(*) FROM bar") == 2502);
}

/* Every so many bytes of what lies in one column of a shadow table, in the row that `where` picks. */
static void flip_bytes(struct lab *l, const char *table, const char *column, const char *where)
{
    char    sql[512];
    snprintf(sql, sizeof sql, "SELECT length(%s) FROM %s WHERE %s", column, table, where);
    int64_t size = number(l->db, sql);
    CHECK(size > 64, "%s", sql);
    for (int64_t at = 0; at < size; at += 1 + size / 64) {
        NEED(execute(l->db, "SAVEPOINT s"));
        snprintf(sql, sizeof sql, "UPDATE %s SET %s = CAST(substr(%s, 1, %lld) || CASE substr(%s, %lld, 1) WHEN x'55' THEN x'56' ELSE x'55' END"
                                  " || substr(%s, %lld) AS BLOB) WHERE %s", table, column, column, (long long)at, column, (long long)at + 1, column,
                 (long long)at + 2, where);
        NEED(execute(l->db, sql), "%s", sqlite3_errmsg(l->db));
        CHECK(text_is(l->db, "SELECT hypertable_check('bar')", "bar: segment 2 from 0 to "), "%s, byte %lld", table, (long long)at);
        CHECK(number(l->db, "SELECT sum(volume) FROM bar WHERE asset_id IN (1, 3)") == 2 * 4990 * 250);
        NEED(execute(l->db, "ROLLBACK TO s; RELEASE s"));
    }
}

TEST(hyper_finds_and_names_a_flipped_byte_and_reads_the_rest)
{
    static struct days d;
    AUTO_LAB           l;
    NEED(lab_enter(&l));
    fill(&d, 500);
    for (int s = 1; s <= 3; s++) NEED(hyper_write(&l.c, l.h, s, &d.rows) == OK);
    CHECK(text_is(l.db, "SELECT hypertable_check('bar')", "ok"));
    flip_bytes(&l, "bar_segment", "head", "segment = 2");
    flip_bytes(&l, "bar_packed", "body", "id = (SELECT id FROM bar_segment WHERE segment = 2)");
}

/* What is corrected costs a row, until there are so many that a writer packs them. */
TEST(hyper_keeps_corrections_as_rows_until_there_are_many)
{
    static struct days d, one;
    struct sum         s = {0};
    AUTO_LAB           l;
    size_t             most = 0;
    NEED(lab_enter(&l));
    fill(&d, ROWS);
    fill(&one, 1);
    NEED(hyper_write(&l.c, l.h, SEGMENT, &d.rows) == OK);
    for (size_t i = 0; i <= 2 * HYPER_OVER_MAX; i++) {
        size_t at = 800 + i * 5;                /* all in the chunk from 1972 on */
        one.at[0]     = d.at[at];
        one.volume[0] = d.volume[at] = -(int64_t)i;
        one.close[0]  = d.close[at]  = (double)i;
        NEED(hyper_write(&l.c, l.h, SEGMENT, &one.rows) == OK, "%s", l.c.note);
        size_t rows = (size_t)number(l.db, "SELECT count(*) FROM bar_row");
        if (rows > most) most = rows;
    }
    CHECK(most == HYPER_OVER_MAX - 1 && number(l.db, "SELECT count(*) FROM bar_row") == 1, "%zu", most);
    CHECK(reads_back(&l, &d, ROWS));
    CHECK(hyper_scan(&l.c, l.h, &(struct hyper_range){NULL, 0, INT64_MIN, INT64_MAX}, 1u << 1, add, &s) == OK && s.count == ROWS, "%s", l.c.note);
    CHECK(s.volume == number(l.db, "SELECT sum(volume) FROM bar"));
    CHECK(number(l.db, "SELECT volume FROM bar WHERE asset_id = 7 ORDER BY at DESC LIMIT 1") == d.volume[ROWS - 1]);
    CHECK(!execute(l.db, "INSERT INTO bar VALUES (7, 86400000000 * 2080, 1, 1, NULL)"), "a row stands there");
    CHECK(!execute(l.db, "INSERT INTO bar VALUES (7, 86400000000 * 2081, 1, 1, NULL)"), "a packed one does");
    CHECK(text_is(l.db, "SELECT hypertable_check('bar')", "ok"));
}

/* Minutes of years are many blobs of one chunk: what is added or corrected costs those that it lies in. */
TEST(hyper_packs_long_chunks_a_blob_at_a_time)
{
    enum { MINUTES = 60000 };
    static int64_t at[MINUTES], volume[MINUTES];
    struct hyper_rows rows = {.count = MINUTES, .at = at, .column = {{.type = COLUMN_REAL}, {.type = COLUMN_INT, .ints = volume}}}, got;
    AUTO_LAB          l;
    NEED(lab_enter(&l));
    for (size_t i = 0; i < MINUTES; i++) at[i] = (int64_t)i * 60000000, volume[i] = (int64_t)i;
    NEED(hyper_write(&l.c, l.h, 1, &rows) == OK, "%s", l.c.note);
    int64_t blobs = number(l.db, "SELECT count(*) FROM bar_segment"), newest = number(l.db, "SELECT max(id) FROM bar_packed");
    rows.count = 100;
    rows.at   += 20000;
    for (size_t i = 0; i < 100; i++) volume[i] = 7;
    NEED(hyper_write(&l.c, l.h, 1, &rows) == OK, "%s", l.c.note);
    CHECK(number(l.db, "SELECT count(*) FROM bar_segment") == blobs);
    CHECK(number(l.db, "SELECT max(id) FROM bar_packed") <= newest + 1, "one blob was made anew");
    CHECK(hyper_read_some(&l.c, l.h, 1, at[19990], INT64_MAX, 2, 20, &got) == OK && got.count == 20 && got.at[0] == at[19990], "%s", l.c.note);
    for (size_t i = 0; i < 20; i++) CHECK(got.column[1].ints[i] == (i < 10 ? (int64_t)(19990 + i) : 7) && !got.column[0].reals);
    CHECK(text_is(l.db, "SELECT hypertable_check('bar')", "ok"));
}

TEST(hyper_tells_the_planner_what_it_takes_over)
{
    AUTO_LAB l;
    NEED(lab_enter(&l));
    CHECK(text_is(l.db, "EXPLAIN QUERY PLAN SELECT close FROM bar WHERE asset_id = 1 AND at >= 5 AND at < 9 ORDER BY at DESC",
                  "one segment, time >=, time <, in order descending"));
    CHECK(text_is(l.db, "EXPLAIN QUERY PLAN SELECT close FROM bar WHERE asset_id IN (1, 2)", "listed segments"));
    CHECK(text_is(l.db, "EXPLAIN QUERY PLAN SELECT close FROM bar ORDER BY asset_id, at", "all segments, in order"));
}

TEST(hyper_functions_bucket_and_pick_the_edges)
{
    AUTO_LAB l;
    NEED(lab_enter(&l));
    CHECK(number(l.db, "SELECT time_bucket('1 week', 86400000000 * 3)") == -3 * 86400000000, "1970-01-04 lies in the week of Monday 1969-12-29");
    CHECK(number(l.db, "SELECT time_bucket('1 month', 86400000000 * 40)") == 31 * 86400000000);
    CHECK(number(l.db, "SELECT time_bucket('1 year', -1)") == -365 * 86400000000);
    CHECK(number(l.db, "SELECT time_bucket('1 day', NULL) IS NULL") == 1);
    CHECK(!execute(l.db, "SELECT time_bucket('1 parsec', 0)") && !execute(l.db, "SELECT time_bucket('0 days', 0)"));
    CHECK(number(l.db, "WITH v(value, at) AS (VALUES (5, 2), (6, 1), (NULL, 0), (9, 3)) SELECT first(value, at) * 10 + last(value, at) FROM v") == 69);
    CHECK(number(l.db, "WITH v(value, at) AS (VALUES (NULL, 2)) SELECT first(value, at) IS NULL FROM v") == 1);
}

TEST(hyper_declarations_that_make_no_sense_are_refused_with_a_reason)
{
    static const struct { const char *arguments, *why; } wrong[] = {
        {"", "a segment, a time"},
        {"a REAL SEGMENT", "INTEGER SEGMENT"},
        {"a INTEGER SEGMENT, t INTEGER TIME, x REAL", "TIMESTAMP TIME"},
        {"a INTEGER SEGMENT, t TIMESTAMP TIME", "at least one more"},
        {"a INTEGER SEGMENT, t TIMESTAMP TIME, A REAL", "twice"},
        {"a INTEGER SEGMENT, t TIMESTAMP TIME, x DATE", "INTEGER, REAL or TEXT"},
        {"a INTEGER SEGMENT, t TIMESTAMP TIME, x REAL NOT NULL", "not understood"},
        {"a INTEGER SEGMENT, t TIMESTAMP TIME, x REAL, chunk='4 parsecs'", "a span like"},
        {"a INTEGER SEGMENT, t TIMESTAMP TIME, x REAL, colour='red'", "no option"},
        {"a INTEGER SEGMENT, t TIMESTAMP TIME, \"x y\" REAL", "not the name"},
    };
    AUTO_LAB l;
    NEED(lab_enter(&l));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char sql[256];
        snprintf(sql, sizeof sql, "CREATE VIRTUAL TABLE wrong USING hypertable(%s)", wrong[i].arguments);
        CHECK(!execute(l.db, sql) && strstr(sqlite3_errmsg(l.db), wrong[i].why), "%s: %s", wrong[i].arguments, sqlite3_errmsg(l.db));
    }
    CHECK(number(l.db, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'wrong%'") == 0);
}

TEST(hyper_tables_are_renamed_and_dropped_with_what_stands_behind_them)
{
    AUTO_LAB l;
    NEED(lab_enter(&l));
    NEED(execute(l.db, "INSERT INTO bar VALUES (1, 2, 3, 4, 'five')"));
    ctx_close(&l.c);                    /* its statements name the old tables */
    ctx_open(&l.c, MEMORY);
    CHECK(execute(l.db, "ALTER TABLE bar RENAME TO \"odd \"\"name\""), "%s", sqlite3_errmsg(l.db));
    CHECK(number(l.db, "SELECT volume FROM \"odd \"\"name\" WHERE note = 'five'") == 4);
    CHECK(execute(l.db, "INSERT INTO \"odd \"\"name\" VALUES (1, 3, 3, 5, 'six')"), "%s", sqlite3_errmsg(l.db));
    CHECK(number(l.other, "SELECT sum(volume) FROM \"odd \"\"name\"") == 9);
    CHECK(execute(l.db, "DROP TABLE \"odd \"\"name\""), "%s", sqlite3_errmsg(l.db));
    CHECK(number(l.db, "SELECT count(*) FROM sqlite_schema") == 0);
}
