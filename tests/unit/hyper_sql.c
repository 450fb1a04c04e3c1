/* What a hypertable is to SQL: functions over times and windows, what the planner hands over, past states. */
#include "hyper/history.h"

#include "../check.h"
#include "../scratch.h"
#include "../sql.h"

enum { MEMORY = 64 << 20 };

static sqlite3_int64 clock_ms;          /* julian, as SQLite counts: what the clock of the tests says */

static int tell_time(sqlite3_vfs *vfs, sqlite3_int64 *ret)
{
    (void)vfs;
    *ret = clock_ms;
    return SQLITE_OK;
}

/* SQLite's own file system with a clock that stands still. */
static void clock_set(int64_t microseconds)
{
    static sqlite3_vfs vfs;
    if (!vfs.zName) {
        vfs       = *sqlite3_vfs_find(NULL);
        vfs.zName = "standing-clock";
        vfs.pNext = NULL;
        vfs.xCurrentTimeInt64 = tell_time;
        (void)sqlite3_vfs_register(&vfs, 0);
    }
    clock_ms = 210866760000000 + microseconds / 1000;
}

struct bench {
    struct ctx c;
    sqlite3   *db;
};

static void bench_leave(struct bench *b)
{
    ctx_close(&b->c);
    (void)sqlite3_close(b->db);
}
#define AUTO_BENCH __attribute__((cleanup(bench_leave))) struct bench

static bool bench_enter(struct bench *b)
{
    *b = (struct bench){0};
    ctx_open(&b->c, MEMORY);
    clock_set(1000000000000);
    return sqlite3_open_v2(":memory:", &b->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "standing-clock") == SQLITE_OK &&
           hyper_register(&b->c, b->db) == OK;
}

#define BAR "CREATE VIRTUAL TABLE bar USING hypertable(asset INTEGER SEGMENT, at TIMESTAMP TIME, close REAL, volume INTEGER, note TEXT, chunk='10 days'"
#define DAY "86400000000"

/* Three segments of 40 days; the older half is packed. */
static bool fill(struct bench *b, const char *options)
{
    char sql[256];
    snprintf(sql, sizeof sql, BAR "%s)", options);
    return sql_run(b->db, sql) &&
           sql_run(b->db, "INSERT INTO bar WITH RECURSIVE d(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM d WHERE i < 119)"
                          " SELECT i % 3, i / 3 * " DAY ", i / 4.0, i, 'n' || i FROM d") &&
           sql_run(b->db, "SELECT hypertable_compress('bar', " DAY " * 20)");
}

/* ---- functions ---- */

TEST(hyper_candlestick_tells_open_high_low_and_close)
{
    AUTO_BENCH b;
    NEED(bench_enter(&b));
    SQL_IS(b.db, "WITH t(at, price, size) AS (VALUES (3, 11, 2), (1, 10, 1), (2, 12.5, 1), (5, NULL, 9), (4, 9, NULL)) SELECT candlestick(at, price, size) FROM t",
           "{\"open_at\":1,\"close_at\":4,\"open\":10,\"high\":12.5,\"low\":9,\"close\":9,\"volume\":4,\"vwap\":11.125}");
    SQL_IS(b.db, "WITH t(at, price) AS (VALUES (1, 10)) SELECT candlestick(at, price) ->> '$.close', json_array(candlestick(at, price)) FROM t",
           "10|[{\"open_at\":1,\"close_at\":1,\"open\":10,\"high\":10,\"low\":10,\"close\":10}]");
    SQL_IS(b.db, "SELECT candlestick(NULL, NULL)", "-");
    SQL_IS(b.db, "SELECT candlestick(1, 2, 0) ->> '$.vwap'", "-");
}

TEST(hyper_gapfill_gives_every_bucket_that_begins_in_a_range)
{
    AUTO_BENCH b;
    NEED(bench_enter(&b));
    SQL_IS(b.db, "SELECT at / " DAY " FROM gapfill(0, " DAY " * 3, '1 day')", "0 1 2 3");
    SQL_IS(b.db, "SELECT at / " DAY " FROM gapfill(1, " DAY " * 3 - 1, '1 day')", "1 2");
    SQL_IS(b.db, "SELECT date(at / 1000000, 'unixepoch') FROM gapfill(-5, " DAY " * 70, '1 month') ORDER BY at", "1970-01-01 1970-02-01 1970-03-01");
    SQL_IS(b.db, "SELECT count(*) FROM gapfill(5, 4, '1 day')", "0");
    SQL_IS(b.db, "SELECT count(*) FROM gapfill(NULL, 4, '1 day')", "0");
    SQL_IS(b.db, "SELECT count(*) FROM gapfill(9223372036854775000, 9223372036854775807, '100000 years')", "0");
    SQL_IS(b.db, "WITH r(a, b) AS (VALUES (0, 2), (5, 6)) SELECT r.a, g.at FROM r, gapfill(r.a, r.b, '1 microsecond') g", "0|0 0|1 0|2 5|5 5|6");
    SQL_SAYS(b.db, "SELECT * FROM gapfill(1, 2, 'often')", "a span like");
    SQL_SAYS(b.db, "SELECT * FROM gapfill('a', 2, '1 day')", "microseconds");
    SQL_SAYS(b.db, "SELECT * FROM gapfill(1)", "no query solution");
}

TEST(hyper_locf_carries_the_last_value_as_far_as_the_frame_reaches)
{
    AUTO_BENCH b;
    NEED(bench_enter(&b));
    NEED(sql_run(b.db, "CREATE TABLE v (at, x); INSERT INTO v VALUES (1, NULL), (2, 5), (3, NULL), (4, NULL), (5, 'six'), (6, NULL)"));
    SQL_IS(b.db, "SELECT locf(x) OVER (ORDER BY at) FROM v", "- 5 5 5 six six");
    SQL_IS(b.db, "SELECT locf(x) OVER (ORDER BY at ROWS 1 PRECEDING) FROM v", "- 5 5 - six six");
    SQL_IS(b.db, "SELECT locf(x) OVER (ORDER BY at ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) FROM v", "5 - six six - -");
    SQL_IS(b.db, "SELECT locf(x) FROM v", "six");
}

TEST(hyper_interpolate_draws_a_line_between_neighbours)
{
    AUTO_BENCH b;
    NEED(bench_enter(&b));
    NEED(sql_run(b.db, "CREATE TABLE v (g, at, x); INSERT INTO v VALUES (1, 1, NULL), (1, 2, 10), (1, 3, NULL), (1, 5, NULL), (1, 6, 30), (1, 7, NULL),"
                       " (2, 1, 1), (2, 3, NULL), (2, 4, 4)"));
    SQL_IS(b.db, "SELECT interpolate(x, at) OVER (PARTITION BY g ORDER BY at ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM v",
           "- 10.0 15.0 25.0 30.0 - 1.0 3.0 4.0");
    SQL_SAYS(b.db, "SELECT interpolate(x, at) OVER (PARTITION BY g ORDER BY at) FROM v", "CURRENT ROW AND UNBOUNDED FOLLOWING");
}

TEST(hyper_gaps_are_filled_beside_a_hypertable)
{
    AUTO_BENCH b;
    NEED(bench_enter(&b) && fill(&b, ""));
    NEED(sql_run(b.db, "DELETE FROM bar WHERE asset = 1 AND at BETWEEN " DAY " * 18 AND " DAY " * 19"));
    SQL_IS(b.db, "SELECT g.at / " DAY ", locf(b.volume) OVER w, interpolate(b.volume, g.at) OVER"
                 " (ORDER BY g.at ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM gapfill(" DAY " * 17, " DAY " * 20, '1 day') g"
                 " LEFT JOIN bar b ON b.asset = 1 AND b.at = g.at WINDOW w AS (ORDER BY g.at)", "17|52|52.0 18|52|55.0 19|52|58.0 20|61|61.0");
    SQL_IS(b.db, "SELECT asset, lag(volume) OVER (PARTITION BY asset ORDER BY at), rank() OVER (ORDER BY close DESC) FROM bar WHERE at >= " DAY " * 38 ORDER BY asset, at",
           "0|-|6 0|114|3 1|-|5 1|115|2 2|-|4 2|116|1");
}

/* ---- the planner ---- */

TEST(hyper_plans_say_what_was_handed_over)
{
    AUTO_BENCH b;
    NEED(bench_enter(&b) && fill(&b, ", history=1"));
    SQL_SAYS(b.db, "EXPLAIN QUERY PLAN SELECT close FROM bar WHERE asset = 1 ORDER BY at LIMIT 3 OFFSET 10", "one segment, in order, offset, 1 of 3 columns");
    SQL_SAYS(b.db, "EXPLAIN QUERY PLAN SELECT DISTINCT asset FROM bar", "all segments, in order, one row each, 0 of 3 columns");
    SQL_SAYS(b.db, "EXPLAIN QUERY PLAN SELECT * FROM bar WHERE as_of = 5 AND asset IN (1, 2)", "listed segments, as of, 3 of 3 columns");
    SQL_IS(b.db, "SELECT volume FROM bar WHERE asset = 1 ORDER BY at LIMIT 2 OFFSET 19", "58 61");
    SQL_IS(b.db, "SELECT volume FROM bar WHERE asset = 1 ORDER BY at DESC LIMIT 2 OFFSET 19", "61 58");
    SQL_IS(b.db, "SELECT volume FROM bar WHERE asset = 1 AND close > 5 ORDER BY at LIMIT 2 OFFSET 19", "79 82");
    SQL_IS(b.db, "SELECT count(*) FROM (SELECT 1 FROM bar LIMIT -1 OFFSET 100)", "20");
    SQL_IS(b.db, "SELECT count(*) FROM (SELECT 1 FROM bar LIMIT 5 OFFSET 1000)", "0");
    SQL_IS(b.db, "SELECT DISTINCT asset FROM bar", "0 1 2");
    SQL_IS(b.db, "SELECT DISTINCT asset FROM bar WHERE asset > 0 ORDER BY asset DESC", "2 1");
    SQL_IS(b.db, "SELECT DISTINCT asset FROM bar WHERE volume = 4", "1");
    SQL_IS(b.db, "SELECT asset, count(*) FROM bar GROUP BY asset", "0|40 1|40 2|40");
}

/* ---- compressing outside a transaction ---- */

TEST(hyper_functions_that_write_are_whole_or_nothing)
{
    AUTO_BENCH b;
    NEED(bench_enter(&b) && fill(&b, ""));
    NEED(sql_run(b.db, "CREATE TRIGGER broken BEFORE DELETE ON sqlite_schema BEGIN SELECT 1; END") == false, "triggers on the schema are not allowed");
    NEED(sql_run(b.db, "CREATE TRIGGER broken BEFORE INSERT ON bar_segment WHEN new.segment = 2 BEGIN SELECT raise(ABORT, 'no more'); END"));
    SQL_SAYS(b.db, "SELECT hypertable_compress('bar', " DAY " * 40)", "no more");
    SQL_IS(b.db, "SELECT count(*), sum(volume) FROM bar", "120|7140");
    SQL_IS(b.db, "SELECT count(*) FROM bar_row", "60");
    SQL_IS(b.db, "SELECT hypertable_check('bar')", "ok");
}

/* ---- point in time ---- */

TEST(hyper_history_reads_any_past_state)
{
    AUTO_BENCH b;
    NEED(bench_enter(&b) && fill(&b, ", history=1"));
    SQL_IS(b.db, "SELECT count(*) FROM bar_history", "0");
    clock_set(2000000000000);
    NEED(sql_run(b.db, "UPDATE bar SET close = 99 WHERE asset = 1 AND at = " DAY " * 5"), "packed");
    NEED(sql_run(b.db, "UPDATE bar SET close = close WHERE asset = 1"), "nothing is corrected by the same");
    clock_set(3000000000000);
    NEED(sql_run(b.db, "DELETE FROM bar WHERE asset = 1 AND at IN (" DAY " * 5, " DAY " * 30)"));
    clock_set(4000000000000);
    NEED(sql_run(b.db, "INSERT INTO bar VALUES (1, " DAY " * 30, 7, 8, 'again')"));
    SQL_IS(b.db, "SELECT count(*) FROM bar_history", "4");
#define AT "SELECT at / " DAY ", close FROM bar WHERE asset = 1 AND at IN (" DAY " * 5, " DAY " * 30) AND as_of = "
    SQL_IS(b.db, AT "1999999999999", "5|4.0 30|22.75");
    SQL_IS(b.db, AT "2000000000000", "5|99.0 30|22.75");
    SQL_IS(b.db, AT "2999999999999", "5|99.0 30|22.75");
    SQL_IS(b.db, AT "3000000000000", "");
    SQL_IS(b.db, AT "4000000000000", "30|7.0");
    SQL_IS(b.db, "SELECT count(*), sum(as_of = 2500000000000) FROM bar WHERE as_of = 2500000000000", "120|120");
    SQL_IS(b.db, "SELECT count(*), count(as_of) FROM bar", "119|0");
    SQL_IS(b.db, "SELECT count(*) FROM bar WHERE as_of = NULL", "0");
    SQL_IS(b.db, "WITH t(k) AS (VALUES (1), (2000000000000), (3500000000000)) SELECT k, (SELECT sum(close) FROM bar WHERE as_of = k AND asset = 1 AND at = " DAY " * 5) FROM t",
           "1|4.0 2000000000000|99.0 3500000000000|-");
    SQL_IS(b.db, "SELECT at / " DAY " FROM bar WHERE as_of = 3000000000000 AND asset = 1 ORDER BY at DESC LIMIT 2 OFFSET 8", "31 29");
    SQL_SAYS(b.db, "UPDATE bar SET close = 0 WHERE as_of = 2500000000000 AND asset = 1", "not for writing");
    SQL_SAYS(b.db, "DELETE FROM bar WHERE as_of = 2500000000000", "not for writing");
}

TEST(hyper_history_takes_the_instant_at_which_a_row_became_known)
{
    AUTO_BENCH b;
    NEED(bench_enter(&b) && sql_run(b.db, BAR ", history=1)"));
    NEED(sql_run(b.db, "INSERT INTO bar (asset, at, close, as_of) VALUES (1, 10, 1.5, 100)"));
    NEED(sql_run(b.db, "INSERT OR REPLACE INTO bar (asset, at, close, as_of) VALUES (1, 10, 2.5, 200), (1, 11, 3.5, 150)"));
    SQL_IS(b.db, "SELECT as_of, at, close FROM bar WHERE as_of = 99", "");
    SQL_IS(b.db, "SELECT as_of, at, close FROM bar WHERE as_of = 100", "100|10|1.5");
    SQL_IS(b.db, "SELECT as_of, at, close FROM bar WHERE as_of = 150", "150|10|1.5 150|11|3.5");
    SQL_IS(b.db, "SELECT as_of, at, close FROM bar WHERE as_of = 200", "200|10|2.5 200|11|3.5");
    SQL_SAYS(b.db, "INSERT OR REPLACE INTO bar (asset, at, close, as_of) VALUES (1, 10, 4, 120)", "became known later");
    SQL_SAYS(b.db, "INSERT INTO bar (asset, at, close, as_of) VALUES (1, 12, 4, 'soon')", "cannot store TEXT value in INTEGER column bar.as_of");
    SQL_IS(b.db, "SELECT count(*) FROM bar", "2");
}

TEST(hyper_history_natively)
{
    AUTO_BENCH        b;
    struct hyper     *h;
    struct hyper_rows got;
    int64_t           at[] = {10, 20, 30};
    double            close[] = {1, 2, 3};
    struct hyper_rows rows = {.count = 3, .at = at, .column = {{.type = COLUMN_REAL, .reals = close}, {.type = COLUMN_INT}, {.type = COLUMN_TEXT}}};
    NEED(bench_enter(&b) && sql_run(b.db, BAR ", history=1)"));
    NEED(hyper_open(&b.c, b.db, "bar", &h) == OK, "%s", b.c.note);
    CHECK(hyper_write(&b.c, h, 7, &rows) == OK, "%s", b.c.note);
    close[1] = 2.5;
    hyper_known_at(h, 500);
    CHECK(hyper_write(&b.c, h, 7, &rows) == OK, "%s", b.c.note);
    CHECK(hyper_delete_range(&b.c, h, 7, 30, 30) == OK, "%s", b.c.note);
    CHECK(hyper_read_as_of(&b.c, h, 7, 0, 100, 499, UINT64_MAX, &got) == OK && got.count == 3 && got.column[0].reals[1] == 2, "%s", b.c.note);
    CHECK(hyper_read_as_of(&b.c, h, 7, 0, 100, 500, UINT64_MAX, &got) == OK && got.count == 2 && got.column[0].reals[1] == 2.5, "%s", b.c.note);
    CHECK(sql_number(b.db, "SELECT count(*) FROM bar_history") == 2);
    NEED(sql_run(b.db, "CREATE VIRTUAL TABLE plain USING hypertable(a INTEGER SEGMENT, at TIMESTAMP TIME, x REAL)"));
    NEED(hyper_open(&b.c, b.db, "plain", &h) == OK);
    CHECK(hyper_read_as_of(&b.c, h, 7, 0, 100, 500, UINT64_MAX, &got) == ERR_USAGE);
    ctx_close(&b.c);
}

/* ---- rollups ---- */

#define WEEK "CREATE VIRTUAL TABLE bar_week USING hypertable_rollup(bar, '1 week', open=first(close), high=max(close), low=min(close), close=last(close)," \
             " volume=sum(volume), mean=avg(volume), note=last(note), notes=count(note), bars=count())"
#define WEEK_QUERY "SELECT asset, time_bucket('1 week', at) AS week, first(close, at), max(close), min(close), last(close, at), sum(volume), avg(volume)," \
                   " last(note, at), count(note), count(*) FROM bar GROUP BY asset, week ORDER BY asset, week"

static void same_answers(sqlite3 *db, const char *a, const char *b)
{
    static char x[1 << 16], y[1 << 16];
    sql_rows(db, a, x, sizeof x);
    sql_rows(db, b, y, sizeof y);
    CHECK(strcmp(x, y) == 0, "%s\n  gives %s\n%s\n  gives %s", a, x, b, y);
}

static void week_is_right(sqlite3 *db) { same_answers(db, "SELECT * FROM bar_week ORDER BY asset, at", WEEK_QUERY); }

TEST(hyper_rollup_says_what_the_rows_come_to_refreshed_or_not)
{
    AUTO_BENCH b;
    NEED(bench_enter(&b) && fill(&b, ""));
    NEED(sql_run(b.db, WEEK), "%s", sqlite3_errmsg(b.db));
    week_is_right(b.db);
    SQL_IS(b.db, "SELECT count(*) FROM bar_week_row", "0");
    SQL_IS(b.db, "SELECT hypertable_refresh('bar_week')", "21");
    SQL_IS(b.db, "SELECT count(*) FROM bar_dirty", "0");
    week_is_right(b.db);
    SQL_IS(b.db, "SELECT hypertable_refresh('bar_week')", "0");
    NEED(sql_run(b.db, "UPDATE bar SET close = 1000 WHERE asset = 1 AND at = " DAY " * 8; INSERT INTO bar VALUES (1, " DAY " * 40, 1, 2, NULL),"
                       " (9, " DAY " * 3, NULL, NULL, NULL); DELETE FROM bar WHERE asset = 2 AND at < " DAY " * 12"));
    week_is_right(b.db);
    same_answers(b.db, "SELECT asset, at FROM bar_week WHERE at >= " DAY " * 11 ORDER BY asset DESC, at DESC LIMIT 7 OFFSET 2",
                 "SELECT DISTINCT asset, time_bucket('1 week', at) AS w FROM bar WHERE w >= " DAY " * 11 ORDER BY asset DESC, w DESC LIMIT 7 OFFSET 2");
    SQL_IS(b.db, "SELECT high FROM bar_week WHERE asset = 1 AND at = " DAY " * 4", "1000.0");
    SQL_IS(b.db, "SELECT hypertable_refresh('bar_week')", "4");
    SQL_IS(b.db, "SELECT * FROM bar_week WHERE asset = 9", "9|-259200000000|-|-|-|-|-|-|-|0|1");
    week_is_right(b.db);
    SQL_SAYS(b.db, "EXPLAIN QUERY PLAN SELECT high FROM bar_week WHERE asset = 1 ORDER BY at", "one segment, in order, 1 of 9 columns");
    SQL_SAYS(b.db, "UPDATE bar_week SET high = 1", "may not be modified");
    SQL_SAYS(b.db, "DROP TABLE bar", "constraint failed");
    SQL_SAYS(b.db, "ALTER TABLE bar RENAME TO foo", "bar_week is made from bar");
    NEED(sql_run(b.db, "BEGIN; DELETE FROM bar WHERE asset = 0; SELECT hypertable_refresh('bar_week')"));
    week_is_right(b.db);
    NEED(sql_run(b.db, "ROLLBACK"));
    week_is_right(b.db);
    NEED(sql_run(b.db, "ALTER TABLE bar_week RENAME TO weekly"), "%s", sqlite3_errmsg(b.db));
    SQL_IS(b.db, "SELECT count(*) FROM weekly", "20");
    NEED(sql_run(b.db, "INSERT INTO bar VALUES (0, 5, 1, 1, 'x')"));
    SQL_IS(b.db, "SELECT hypertable_refresh('weekly')", "1");
    NEED(sql_run(b.db, "DROP TABLE weekly"), "%s", sqlite3_errmsg(b.db));
    SQL_IS(b.db, "SELECT count(*) FROM bar_dirty, bar_rollup", "0");
    NEED(sql_run(b.db, "DROP TABLE bar"));
    SQL_IS(b.db, "SELECT count(*) FROM sqlite_schema", "0");
}

TEST(hyper_rollups_of_rollups_follow_what_changes_below)
{
    AUTO_BENCH b;
    NEED(bench_enter(&b) && fill(&b, ""));
    NEED(sql_run(b.db, "CREATE VIRTUAL TABLE two USING hypertable_rollup(bar, '2 days', high=max(close), volume=sum(volume), bars=count())"), "%s", sqlite3_errmsg(b.db));
    NEED(sql_run(b.db, "CREATE VIRTUAL TABLE six USING hypertable_rollup(two, '6 days', high=max(high), volume=sum(volume), bars=sum(bars), chunk='50 days')"), "%s",
         sqlite3_errmsg(b.db));
#define SIX "SELECT asset, time_bucket('6 days', at) AS w, max(close), sum(volume), count(*) FROM bar GROUP BY asset, w ORDER BY asset, w"
#define SIX_IS same_answers(b.db, "SELECT * FROM six ORDER BY asset, at", SIX)
    SIX_IS;
    NEED(sql_run(b.db, "SELECT hypertable_refresh('two')"));
    SIX_IS;
    NEED(sql_run(b.db, "INSERT INTO bar VALUES (1, 7, 500, 2, NULL), (4, 7, 1, 2, NULL); DELETE FROM bar WHERE asset = 0 AND at > " DAY " * 20"));
    SIX_IS;
    NEED(sql_run(b.db, "SELECT hypertable_refresh('six')"));
    SQL_IS(b.db, "SELECT (SELECT count(*) FROM bar_dirty), (SELECT count(*) FROM two_dirty)", "0|0");
    SIX_IS;
    SQL_SAYS(b.db, "CREATE VIRTUAL TABLE month USING hypertable_rollup(six, '1 month', high=max(high))", "do not nest");
    SQL_SAYS(b.db, "DROP TABLE two", "constraint failed");
    SQL_SAYS(b.db, "ALTER TABLE two RENAME TO pair", "six is made from two");
    NEED(sql_run(b.db, "DROP TABLE six; DROP TABLE two; DROP TABLE bar"));
    SQL_IS(b.db, "SELECT count(*) FROM sqlite_schema", "0");
}

TEST(hyper_rollup_declarations_that_make_no_sense_are_refused_with_a_reason)
{
    static const struct { const char *arguments, *why; } wrong[] = {
        {"bar", "at least one column"},
        {"nothing, '1 week', high=max(close)", "no hypertable nothing"},
        {"bar, '1 parsec', high=max(close)", "a span like"},
        {"bar, '1 week', high=median(close)", "first, last, min"},
        {"bar, '1 week', high=max(colour)", "no column colour"},
        {"bar, '1 week', high=max(note)", "means nothing"},
        {"bar, '1 week', high=max()", "max() is of a column"},
        {"bar, '1 week', high=max(close), high=min(close)", "twice"},
        {"bar, '1 week', \"x y\"=max(close)", "not the name"},
        {"bar, '1 week', chunk='1 year'", "at least one column"},
        {"bar, '1 week', high=max(close), colour='red'", "neither"},
        {"bar, '1 week', high=max(close), chunk='red'", "a span like"},
    };
    AUTO_BENCH b;
    NEED(bench_enter(&b) && fill(&b, ""));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char sql[256];
        snprintf(sql, sizeof sql, "CREATE VIRTUAL TABLE wrong USING hypertable_rollup(%s)", wrong[i].arguments);
        SQL_SAYS(b.db, sql, wrong[i].why);
    }
    SQL_IS(b.db, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'wrong%'", "0");
    SQL_IS(b.db, "SELECT count(*) FROM bar_rollup", "0");
    SQL_SAYS(b.db, "SELECT hypertable_refresh('bar')", "bar is no rollup");
    SQL_SAYS(b.db, "SELECT hypertable_refresh('none')", "no hypertable none");
}

/* ---- retention ---- */

TEST(hyper_retention_drops_whole_chunks_and_leaves_rollups_what_they_hold)
{
    AUTO_BENCH b;
    NEED(bench_enter(&b) && fill(&b, ", drop_after='15 days', history=1"));
    NEED(sql_run(b.db, WEEK));
    NEED(sql_run(b.db, "UPDATE bar SET close = 77 WHERE at = " DAY " * 2"));
    NEED(sql_run(b.db, "CREATE TABLE before AS " WEEK_QUERY));
    SQL_IS(b.db, "SELECT count(*) FROM bar_history", "3");
    SQL_IS(b.db, "SELECT hypertable_retain('bar')", "60");
    SQL_IS(b.db, "SELECT count(*), min(at) / " DAY " FROM bar", "60|20");
    SQL_IS(b.db, "SELECT count(*) FROM bar_history", "0");
    same_answers(b.db, "SELECT * FROM bar_week ORDER BY asset, at", "SELECT * FROM before ORDER BY 1, 2");
    NEED(sql_run(b.db, "INSERT INTO bar VALUES (0, " DAY " * 3, -1, -1, 'late'), (0, " DAY " * 22, -1, -1, 'late')") == false, "that row is there");
    NEED(sql_run(b.db, "INSERT OR REPLACE INTO bar VALUES (0, " DAY " * 3, -1, -1, 'late'), (0, " DAY " * 22, -1, -1, 'late')"));
    same_answers(b.db, "SELECT * FROM bar_week WHERE at <= " DAY " * 18 ORDER BY asset, at", "SELECT * FROM before WHERE week <= " DAY " * 18 ORDER BY 1, 2");
    SQL_IS(b.db, "SELECT hypertable_refresh('bar_week')", "0");
    NEED(sql_run(b.db, "UPDATE bar SET close = 5 WHERE at = " DAY " * 30"));
    SQL_IS(b.db, "SELECT hypertable_refresh('bar_week')", "3");
    SQL_IS(b.db, "SELECT hypertable_retain('bar', " DAY " * 1000) > 50", "1");
    SQL_IS(b.db, "SELECT count(*) FROM bar", "0");
    SQL_IS(b.db, "SELECT count(*) FROM bar_week", "21");
    SQL_IS(b.db, "SELECT hypertable_retain('bar_week', " DAY " * 1000) FROM bar LIMIT 1", "");
    SQL_IS(b.db, "SELECT hypertable_retain('bar_week', " DAY " * 100000)", "21");
    SQL_IS(b.db, "SELECT count(*) FROM bar_week", "0");
}

/* ---- summaries ---- */

#define SUMMARY_OF "SELECT segment, rows, first_at, last_at, count, first, last, min, max, sum, avg FROM hypertable_summary"
#define SUMMARY_IS "SELECT asset, count(*), min(at), max(at), count(close), first(close, at), last(close, at), min(close), max(close), sum(close), avg(close)"

TEST(hyper_summary_is_what_sql_would_work_out)
{
    AUTO_BENCH b;
    NEED(bench_enter(&b) && fill(&b, ""));
    same_answers(b.db, SUMMARY_OF "('bar', 'close')", SUMMARY_IS " FROM bar GROUP BY asset");
    NEED(sql_run(b.db, "UPDATE bar SET close = -3 WHERE asset = 1 AND at = " DAY " * 12; INSERT INTO bar VALUES (2, " DAY " * 5 + 1, 900, 1, NULL),"
                       " (8, 1, NULL, NULL, NULL)"), "over packed rows");
    same_answers(b.db, SUMMARY_OF "('bar', 'close')", SUMMARY_IS " FROM bar GROUP BY asset");
    same_answers(b.db, SUMMARY_OF "('bar', 'close', " DAY " * 5, " DAY " * 33)",
                 SUMMARY_IS " FROM bar WHERE at BETWEEN " DAY " * 5 AND " DAY " * 33 GROUP BY asset");
    SQL_IS(b.db, "SELECT last FROM hypertable_summary('bar', 'volume') WHERE segment = 2", "119");
    SQL_IS(b.db, "SELECT sum(count), min(min), max(max), sum(sum) FROM hypertable_summary('bar', 'volume')", "121|0|119|7141");
    SQL_IS(b.db, "SELECT count(*) FROM hypertable_summary('bar', 'close', 10, 5)", "0");
    SQL_IS(b.db, "WITH w(k) AS (VALUES (0), (8), (99)) SELECT k, s.rows FROM w LEFT JOIN hypertable_summary('bar', 'close') s ON s.segment = k", "0|40 8|1 99|-");
    SQL_SAYS(b.db, "SELECT * FROM hypertable_summary('bar', 'note')", "a column of numbers");
    SQL_SAYS(b.db, "SELECT * FROM hypertable_summary('bar', 'colour')", "has no column colour");
    SQL_SAYS(b.db, "SELECT * FROM hypertable_summary('bar', 'close', 'soon')", "microseconds");
    SQL_SAYS(b.db, "SELECT * FROM hypertable_summary('bar')", "no query solution");
    NEED(sql_run(b.db, "INSERT INTO bar VALUES (7, 1, 1, 9223372036854775807, NULL), (7, 2, 1, 1, NULL)"));
    SQL_SAYS(b.db, "SELECT max FROM hypertable_summary('bar', 'volume') WHERE segment = 7", "9223372036854775807");
    SQL_SAYS(b.db, "SELECT sum FROM hypertable_summary('bar', 'volume') WHERE segment = 7", "integer overflow");
}

TEST(hyper_summary_does_not_decode_what_zones_answer)
{
    AUTO_BENCH b;
    NEED(bench_enter(&b) && fill(&b, ""));
    NEED(sql_run(b.db, "UPDATE bar_packed SET body = zeroblob(length(body))"));
    SQL_IS(b.db, "SELECT sum(sum) FROM hypertable_summary('bar', 'volume')", "7140");
    SQL_SAYS(b.db, "SELECT sum(sum) FROM hypertable_summary('bar', 'volume', " DAY " * 5)", "damaged");
    SQL_SAYS(b.db, "SELECT sum(volume) FROM bar", "damaged");
}

TEST(hyper_summary_of_a_rollup_is_of_what_it_says_now)
{
    AUTO_BENCH b;
    NEED(bench_enter(&b) && fill(&b, "") && sql_run(b.db, WEEK));
#define WEEK_SUMMARY "SELECT segment, rows, sum FROM hypertable_summary('bar_week', 'volume')"
#define WEEK_SUMS "SELECT asset, count(*), sum(volume) FROM bar_week GROUP BY asset"
    same_answers(b.db, WEEK_SUMMARY, WEEK_SUMS);
    NEED(sql_run(b.db, "SELECT hypertable_refresh('bar_week')"));
    same_answers(b.db, WEEK_SUMMARY, WEEK_SUMS);
    NEED(sql_run(b.db, "UPDATE bar SET volume = 0 WHERE asset = 1"));
    same_answers(b.db, WEEK_SUMMARY, WEEK_SUMS);
}
