/* A hypertable and an ordinary table of the same name, in a database each, are given the same statements from a seed. They
 * answer with the same rows and the same errors, whatever has been packed or refreshed meanwhile; rollups and summaries say what
 * SQL works out of the ordinary table, and past states are what was copied aside at the time. */
#include "hyper/hyper.h"

#include "../check.h"
#include "../clock.h"
#include "../scratch.h"
#include "base/text.h"

enum { SEEDS = THOROUGH ? 24 : 4, STATEMENTS = 400, MEMORY = 64 << 20, SEGMENTS = 4, DAYS = 40 };

static const char hyper_table[] = "CREATE VIRTUAL TABLE bar USING hypertable(asset_id INTEGER SEGMENT, at TIMESTAMP TIME, price REAL,"
                                  " size INTEGER, note TEXT, chunk='10 days', history=%d);"
                                  "CREATE VIRTUAL TABLE week USING hypertable_rollup(bar, '1 week', open=first(price), high=max(price), low=min(size),"
                                  " close=last(note), total=sum(price), mean=avg(price), sizes=count(size), bars=count());"
                                  "CREATE VIRTUAL TABLE month USING hypertable_rollup(week, '4 weeks', high=max(high), bars=sum(bars), close=last(close),"
                                  " chunk='30 days')";
static const char plain_table[] = "CREATE TABLE bar (asset_id INTEGER NOT NULL, at INTEGER NOT NULL, price REAL, size INTEGER, note TEXT,"
                                  " PRIMARY KEY (asset_id, at)) STRICT, WITHOUT ROWID";

struct pair {
    sqlite3 *hyper, *plain;
    uint64_t seed;
};

static void pair_close(struct pair *p)
{
    (void)sqlite3_close(p->hyper);
    (void)sqlite3_close(p->plain);
}
#define AUTO_PAIR __attribute__((cleanup(pair_close))) struct pair

static bool open_one(struct ctx *c, sqlite3 **db, const char *tables)
{
    return tables && sqlite3_open_v2(":memory:", db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "standing-clock") == SQLITE_OK &&
           hyper_register(c, *db) == OK && sqlite3_exec(*db, tables, NULL, NULL, NULL) == SQLITE_OK;
}

static bool pair_open(struct ctx *c, struct pair *p, bool history)
{
    clock_set(0);
    return open_one(c, &p->hyper, ctx_print(c, hyper_table, history)) && open_one(c, &p->plain, plain_table);
}

/* ---- statements ---- */

static int below(struct pair *p, size_t count) { return (int)random_below(&p->seed, count); }

static void put_time(struct text *t, struct pair *p)
{
    const int64_t day = 86400 * 1000000ll;
    text_put_int(t, (below(p, DAYS) - 5) * day);
}

static void put_segment(struct text *t, struct pair *p)
{
    static const char *const odd[] = {"NULL", "'x'", "2.5", "'3'", "1.0"};
    if (below(p, 12)) text_put_int(t, below(p, SEGMENTS));
    else              text_put(t, odd[below(p, sizeof odd / sizeof *odd)]);
}

static void put_value(struct text *t, struct pair *p)
{
    static const char *const odd[] = {"NULL", "'text'", "'12'", "x'00'", "1e300", "-0.5", "''", "7.0", "'a''b'", "9223372036854775807"};
    if (below(p, 3)) text_print(t, "%d", below(p, 1000));
    else             text_put(t, odd[below(p, sizeof odd / sizeof *odd)]);
}

static void put_row(struct text *t, struct pair *p)
{
    text_put(t, "(");
    put_segment(t, p);
    text_put(t, ", ");
    put_time(t, p);
    for (int i = 0; i < 3; i++) {
        text_put(t, ", ");
        if (i == 2 || below(p, 4) == 0) put_value(t, p);
        else                            text_print(t, "%d", below(p, 100));
    }
    text_put(t, ")");
}

static void put_where(struct text *t, struct pair *p)
{
    static const char *const compare[] = {"=", "<", "<=", ">", ">="};
    text_put(t, " WHERE 1");
    if (below(p, 3) == 0) text_put(t, " AND asset_id = "), put_segment(t, p);
    if (below(p, 5) == 0) text_put(t, " AND asset_id IN ("), put_segment(t, p), text_put(t, ", "), put_segment(t, p), text_put(t, ", 3)");
    for (int i = 0; i < 2; i++) {
        if (below(p, 3)) continue;
        text_print(t, " AND at %s ", compare[below(p, 5)]);
        if (below(p, 8)) put_time(t, p);
        else             put_value(t, p);
    }
    if (below(p, 6) == 0) text_print(t, " AND price > %d", below(p, 100));
    if (below(p, 9) == 0) text_put(t, " OR (asset_id = 1 AND at > "), put_time(t, p), text_put(t, ")");
}

/* Where a STRICT table meets a wrong type in the midst of these, SQLite keeps the rows before it; a hypertable does not. */
static bool careless(const char *how) { return strstr(how, "IGNORE") || strstr(how, "FAIL"); }

static void put_insert(struct text *t, struct pair *p)
{
    static const char *const how[] = {"", "", "OR REPLACE ", "OR IGNORE ", "OR FAIL ", "OR ABORT "};
    int kind = below(p, 6);
    text_print(t, "INSERT %sINTO bar VALUES ", how[kind]);
    for (int rows = careless(how[kind]) ? 1 : 1 + below(p, 12); rows; rows--) {
        put_row(t, p);
        if (rows > 1) text_put(t, ", ");
    }
}

/* Days in order: what a load looks like. */
static void put_load(struct text *t, struct pair *p)
{
    int first = below(p, DAYS);
    text_print(t, "INSERT OR IGNORE INTO bar WITH RECURSIVE d(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM d WHERE i < %d)"
                  " SELECT %d, i * 86400000000, i / 3.0, i, 'd' || i FROM d", first, first + below(p, 20), below(p, SEGMENTS));
}

static void put_update(struct text *t, struct pair *p)
{
    static const char *const how[] = {"", "OR REPLACE ", "OR IGNORE "};
    static const char *const set[] = {"price = price + 1", "size = NULL", "note = note || '!'",
                                      "price = -price, size = size / 2", "at = at + 86400000000", "size = 'x'"};
    if (below(p, 4) == 0) {             /* one segment moves onto another: in any order the same comes out */
        text_print(t, "UPDATE %sbar SET asset_id = 2 WHERE asset_id = 1 AND at > ", how[below(p, 3)]);
        put_time(t, p);
        return;
    }
    int kind = below(p, 3);
    text_print(t, "UPDATE %sbar SET %s", how[kind], set[below(p, kind ? 4 : 6)]);
    put_where(t, p);
}

static void put_select(struct text *t, struct pair *p)
{
    static const char *const what[] = {"*", "at, price", "asset_id, at, note", "size, asset_id, at"};
    static const char *const sort[] = {"asset_id, at", "asset_id DESC, at DESC", "at, asset_id", "asset_id, at DESC", "asset_id, at, size DESC",
                                       "asset_id DESC, at"};
    text_print(t, "SELECT %s FROM bar", what[below(p, 4)]);
    put_where(t, p);
    text_print(t, " ORDER BY %s", sort[below(p, 6)]);
    if (below(p, 2)) text_print(t, " LIMIT %d OFFSET %d", below(p, 40), below(p, 10));
}

static void put_question(struct text *t, struct pair *p)
{
    static const char *const what[] = {
        "SELECT count(*), sum(size), min(price), max(at), total(length(note)) FROM bar",
        "SELECT asset_id, at, avg(price) OVER (PARTITION BY asset_id ORDER BY at ROWS 4 PRECEDING) FROM bar ORDER BY asset_id, at",
        "SELECT asset_id, at, lag(size, 2) OVER (PARTITION BY asset_id ORDER BY at) FROM bar ORDER BY 1, 2",
        "SELECT a.at, a.price, b.price FROM bar a JOIN bar b ON a.at = b.at AND b.asset_id = 2 WHERE a.asset_id = 1 ORDER BY a.at",
        "SELECT asset_id, max(at), count(DISTINCT size) FROM bar GROUP BY asset_id ORDER BY asset_id",
        "SELECT at, price FROM bar WHERE asset_id = 1 ORDER BY at DESC LIMIT 5",
        "SELECT DISTINCT asset_id FROM bar ORDER BY 1",
    };
    text_put(t, what[below(p, 7)]);
}

static void put_statement(struct text *t, struct pair *p)
{
    static const char *const transaction[] = {"SAVEPOINT s", "ROLLBACK TO s", "RELEASE s", "BEGIN", "COMMIT", "ROLLBACK"};
    int kind = below(p, 20);
    if      (kind < 5)  put_insert(t, p);
    else if (kind < 7)  put_load(t, p);
    else if (kind < 9)  put_update(t, p);
    else if (kind < 10) text_put(t, "DELETE FROM bar"), put_where(t, p), text_put(t, " AND size % 3 = 0");
    else if (kind < 15) put_select(t, p);
    else if (kind < 18) put_question(t, p);
    else                text_put(t, transaction[below(p, 6)]);
}

/* ---- answers ---- */

/* A wrong type is a constraint of a STRICT table; a virtual table has a code of its own for it. */
static int family(int code) { return (code & 0xff) == SQLITE_MISMATCH ? SQLITE_CONSTRAINT : code & 0xff; }

static void put_answer(struct text *t, sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int           code = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(stmt);
        for (int i = 0; code == SQLITE_ROW && i < sqlite3_column_count(stmt); i++) {
            const char *text = (const char *)sqlite3_column_text(stmt, i);
            text_print(t, "%d:%s|", sqlite3_column_type(stmt, i), text ? text : "");
        }
        text_put(t, "\n");
    }
    if (code != SQLITE_DONE) text_print(t, "%d %s", family(code), sqlite3_errmsg(db));
    (void)sqlite3_finalize(stmt);
}

static bool agree_on(struct ctx *c, struct pair *p, const char *sql, const char *plain)
{
    struct text a = {.c = c}, b = {.c = c};
    put_answer(&a, p->hyper, sql);
    put_answer(&b, p->plain, plain);
    if (text_done(&a) != OK || text_done(&b) != OK) return false;
    bool same = strcmp(a.at, b.at) == 0;
    size_t until = 0;
    while (a.at[until] && a.at[until] == b.at[until]) until++;
    CHECK(same, "%s\nhypertable: %.200s\nordinary: %.200s", sql, a.at + until, b.at + until);
    return same;
}

static bool agree(struct ctx *c, struct pair *p, const char *sql) { return agree_on(c, p, sql, sql); }

/* What changes nothing that can be seen. */
static bool tend(struct pair *p)
{
    static const char *const what[] = {"SELECT hypertable_compress('bar', %lld)", "SELECT hypertable_compress('week', %lld)",
                                       "SELECT hypertable_refresh('week')", "SELECT hypertable_refresh('month')"};
    char sql[128];
    snprintf(sql, sizeof sql, what[below(p, 4)], (long long)below(p, DAYS + 10) * 86400 * 1000000);
    return sqlite3_exec(p->hyper, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool derived_agree(struct ctx *c, struct pair *p)
{
    int64_t from = (below(p, DAYS) - 5) * 86400000000, to = from + below(p, DAYS) * 86400000000;
    return agree_on(c, p, "SELECT * FROM week ORDER BY asset_id, at",
                    "SELECT asset_id, time_bucket('1 week', at) AS w, first(price, at), max(price), min(size), last(note, at), sum(price), avg(price),"
                    " count(size), count(*) FROM bar GROUP BY asset_id, w ORDER BY asset_id, w") &&
           agree_on(c, p, "SELECT * FROM month ORDER BY asset_id DESC, at DESC",
                    "SELECT asset_id, time_bucket('4 weeks', at) AS m, max(price), count(*), last(note, at) FROM bar GROUP BY asset_id, m"
                    " ORDER BY asset_id DESC, m DESC") &&
           agree_on(c, p, ctx_print(c, "SELECT segment, rows, first_at, last_at, count, first, last, min, max FROM hypertable_summary('bar', 'price', %lld, %lld)",
                                    (long long)from, (long long)to),
                    ctx_print(c, "SELECT asset_id, count(*), min(at), max(at), count(price), first(price, at), last(price, at), min(price), max(price)"
                                 " FROM bar WHERE at BETWEEN %lld AND %lld GROUP BY asset_id", (long long)from, (long long)to));
}

static void compare(uint64_t seed)
{
    AUTO_CTX  c = {0};
    AUTO_PAIR p = {.seed = seed};
    ctx_open(&c, MEMORY);
    NEED(pair_open(&c, &p, seed % 2), "%s", c.note);
    for (int i = 0; i < STATEMENTS; i++) {
        AUTO_CTX    scratch = {0};
        struct text sql     = {.c = &scratch};
        ctx_open(&scratch, MEMORY);
        put_statement(&sql, &p);
        NEED(text_done(&sql) == OK);
        NEED(agree(&scratch, &p, sql.at), "seed %llu, statement %d", (unsigned long long)seed, i);
        NEED(agree(&scratch, &p, "SELECT * FROM bar ORDER BY asset_id, at"), "seed %llu, after %s", (unsigned long long)seed, sql.at);
        if (below(&p, 8) == 0) NEED(tend(&p), "%s", sqlite3_errmsg(p.hyper));
        if (below(&p, 4) == 0) NEED(derived_agree(&scratch, &p), "seed %llu, after %s", (unsigned long long)seed, sql.at);
    }
    CHECK(agree(&c, &p, "SELECT * FROM bar ORDER BY asset_id, at"));
    CHECK(agree(&c, &p, "SELECT count(*) FROM bar"));
}

TEST(hyper_answers_as_an_ordinary_table)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) compare(seed);
}

/* ---- past states ---- */

/* Every key there will be is there from the start: what was never seen before counts as known from the start. */
static const char all_keys[] = "INSERT INTO bar WITH RECURSIVE d(i) AS (SELECT -5 UNION ALL SELECT i + 1 FROM d WHERE i < 120),"
                               " s(k) AS (VALUES (0), (1), (2), (3)) SELECT k, i * 86400000000, i, k, 'first' FROM d, s";

static bool set_aside(struct pair *p, int64_t instant)
{
    char sql[128];
    snprintf(sql, sizeof sql, "INSERT INTO past SELECT %lld, * FROM bar", (long long)instant);
    return sqlite3_exec(p->plain, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool past_agrees(struct ctx *c, struct pair *p, int64_t instant)
{
    struct text where = {.c = c};
    put_where(&where, p);
    if (text_done(&where) != OK) return false;
    const char *form = "SELECT asset_id, at, price, size, note FROM (SELECT asset_id, at, price, size, note FROM %s WHERE as_of = %lld)%s ORDER BY asset_id, at";
    return agree_on(c, p, ctx_print(c, form, "bar", (long long)instant, where.at), ctx_print(c, form, "past", (long long)instant, where.at));
}

/* Instants at which a state was set aside and that no rollback has taken back. */
static int64_t some_instant(struct pair *p)
{
    sqlite3_stmt *stmt = NULL;
    int64_t       ret  = -1;
    if (sqlite3_prepare_v2(p->plain, "SELECT DISTINCT as_of FROM past ORDER BY as_of", -1, &stmt, NULL) == SQLITE_OK)
        for (int i = below(p, 20); i >= 0 && sqlite3_step(stmt) == SQLITE_ROW; i--) ret = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return ret;
}

static void compare_past(uint64_t seed)
{
    AUTO_CTX  c = {0};
    AUTO_PAIR p = {.seed = seed};
    ctx_open(&c, MEMORY);
    NEED(pair_open(&c, &p, true), "%s", c.note);
    NEED(agree(&c, &p, all_keys));
    NEED(sqlite3_exec(p.plain, "CREATE TABLE past (as_of INTEGER, asset_id INTEGER, at INTEGER, price REAL, size INTEGER, note TEXT)", NULL, NULL, NULL) == SQLITE_OK);
    for (int i = 1; i <= STATEMENTS; i++) {
        AUTO_CTX    scratch = {0};
        struct text sql     = {.c = &scratch};
        int64_t     now     = i * 1000;
        ctx_open(&scratch, MEMORY);
        clock_set(now);
        put_statement(&sql, &p);
        NEED(text_done(&sql) == OK);
        NEED(agree(&scratch, &p, sql.at), "seed %llu, statement %d", (unsigned long long)seed, i);
        if (below(&p, 10) == 0) NEED(set_aside(&p, now), "%s", sqlite3_errmsg(p.plain));
        if (below(&p, 12) == 0) NEED(tend(&p), "%s", sqlite3_errmsg(p.hyper));
        int64_t instant = below(&p, 3) == 0 ? some_instant(&p) : -1;
        if (instant >= 0) NEED(past_agrees(&scratch, &p, instant), "seed %llu, statement %d, as of %lld", (unsigned long long)seed, i, (long long)instant);
    }
}

TEST(hyper_past_states_are_what_they_were)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) compare_past(seed + 1000);
}
