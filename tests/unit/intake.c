/* Files of prices on their way into the store, as `lumia import prices` brings them: whole or not at all, twice as once, and
 * every row accounted for. */
#include "ops/intake.h"

#include <zlib.h>

#include "../check.h"
#include "../engine.h"
#include "../lab.h"
#include "../scratch.h"
#include "base/file.h"

enum { MEMORY = 512 << 20 };

static char *path_of(struct lab *l, const char *name) { return ctx_print(&l->c, "%s/%s", l->folder, name); }

/* Writes a file and imports it. The answer lives in the ctx. */
static err import_bytes(struct lab *l, struct ctx *c, const char *name, struct slice bytes, const char *options, struct answer *ret)
{
    const struct op *op;
    CHECK(scratch_write(path_of(l, name), bytes.at, bytes.size), "%s", name);
    return lab_run(l, c, ctx_print(&l->c, "import prices %s %s", path_of(l, name), options), &op, ret);
}

static err import(struct lab *l, struct ctx *c, const char *name, const char *content, const char *options, struct answer *ret)
{
    return import_bytes(l, c, name, slice_of(content), options, ret);
}

static const void *cell(const struct answer *a, size_t i, const char *name)
{
    const struct field *f = shape_find(a->shape, slice_of(name));
    CHECK(f && i < a->count, "%s", name);
    return f && i < a->count ? field_at(f, (const char *)a->at + i * a->shape->size) : NULL;
}

static int64_t number(const struct answer *a, size_t i, const char *name)
{
    const int64_t *at = cell(a, i, name);
    return at ? *at : -1;
}

static const char *words(const struct answer *a, size_t i, const char *name)
{
    const char *const *at = cell(a, i, name);
    return at && *at ? *at : "";
}

/* rows = stored + repeated + revised + quarantined: every row has become exactly one of them. */
static bool adds_up(const struct answer *a)
{
    return number(a, 0, "rows") == number(a, 0, "stored") + number(a, 0, "repeated") + number(a, 0, "revised") + number(a, 0, "quarantined");
}

static bool counts(const struct answer *a, int64_t stored, int64_t repeated, int64_t revised, int64_t quarantined)
{
    bool same = number(a, 0, "stored") == stored && number(a, 0, "repeated") == repeated && number(a, 0, "revised") == revised &&
                number(a, 0, "quarantined") == quarantined && adds_up(a);
    if (!same)
        printf("%lld rows: %lld stored, %lld repeated, %lld revised, %lld quarantined\n", (long long)number(a, 0, "rows"), (long long)number(a, 0, "stored"),
               (long long)number(a, 0, "repeated"), (long long)number(a, 0, "revised"), (long long)number(a, 0, "quarantined"));
    return same;
}

/* What the store now says of a symbol, as the user sees it. */
static const char *bars_csv(struct lab *l, const char *symbol, const char *options)
{
    struct answer    a;
    const struct op *op;
    struct text      out = {.c = &l->c};
    CHECK(lab_run(l, &l->c, ctx_print(&l->c, "bars %s %s", symbol, options), &op, &a) == OK, "%s", l->c.note);
    answer_put_csv(&out, op, &a);
    return text_done(&out) == OK ? out.at : "";
}

static const char plain[] = "date,open,high,low,close,volume\n2017-12-27,1,4,1,2,10\n2017-12-28,2,5,2,3,20\n2017-12-29,3,6,3,4,30\n";

TEST_ON_ENGINES(intake_of_a_plain_file)
{
    AUTO_LAB      l = {0};
    struct answer a;
    lab_open(&l, LAB_EMPTY);
    NEED(import(&l, &l.c, "aapl.us.csv", plain, "--class stock --adjust split --currency usd", &a) == OK, "%s", l.c.note);
    CHECK(counts(&a, 3, 0, 0, 0) && number(&a, 0, "assets") == 1 && number(&a, 0, "every") == US_PER_DAY);
    const char *csv = bars_csv(&l, "AAPL", "");
    CHECK(strcmp(csv, "date,open,high,low,close,volume,adjust,source,simulated\n2017-12-27,1,4,1,2,10,split,file,false\n2017-12-28,2,5,2,3,20,split,file,false\n"
                      "2017-12-29,3,6,3,4,30,split,file,false\n") == 0, "%s", csv);
}

TEST_ON_ENGINES(intake_twice_is_the_same_as_once)
{
    AUTO_LAB      l = {0};
    struct answer a;
    lab_open(&l, LAB_EMPTY);
    static const char content[] = "date,symbol,close,split,dividend\n2017-12-27,A,2,,\n2017-12-28,A,-3,,\n2017-12-29,A,4,2:1,0.5\n2017-12-29,B,4,,\nx,B,4,,\n";
    NEED(import(&l, &l.c, "two.csv", content, "--class stock --adjust raw", &a) == OK, "%s", l.c.note);
    CHECK(counts(&a, 3, 0, 0, 2) && number(&a, 0, "actions") == 2);
    uint64_t digest   = lab_digest(&l, NULL);
    int64_t  revision = lab_revision(&l);
    NEED(import(&l, &l.c, "two.csv", content, "--class stock --adjust raw", &a) == OK, "%s", l.c.note);
    CHECK(counts(&a, 0, 3, 0, 2));
    CHECK(lab_digest(&l, NULL) == digest && lab_revision(&l) == revision, "nothing in the store has changed");
}

/* A file so large that much of it is in the store before its broken tail is met. */
TEST_ON_ENGINES(intake_takes_a_file_whole_or_not_at_all)
{
    enum { ROWS = 300000, ROW_SIZE = 40 };
    AUTO_LAB      l = {0};
    AUTO_CTX      c = {0};
    struct answer a;
    struct text   rows = {.c = &c};
    lab_open(&l, LAB_EMPTY);
    ctx_open(&c, MEMORY);
    NEED(import(&l, &l.c, "first.csv", plain, "", &a) == OK, "%s", l.c.note);
    uint64_t digest = lab_digest(&l, NULL);
    text_put(&rows, "date,symbol,open,high,low,close,volume\n");
    for (int i = 0; i < ROWS; i++) {
        char day[DAY_SIZE + 1] = {0};
        (void)day_write(day, i % 5000);
        text_print(&rows, "%s,S%d,1.25,3.75,1.125,2.5,%d\n", day, i / 5000, 1000000 + i);
    }
    NEED(text_done(&rows) == OK && rows.size > 9 << 20);
    uLongf size   = compressBound(rows.size) + 64;
    char  *packed = ctx_alloc(&c, 1, size);
    gzFile gz     = gzopen(path_of(&l, "large.csv.gz"), "wb1");
    NEED(packed && gz && gzwrite(gz, rows.at, (unsigned)rows.size) == (int)rows.size && gzclose(gz) == Z_OK);
    struct slice whole;
    NEED(file_read(&c, path_of(&l, "large.csv.gz"), 64 << 20, &whole) == OK);
    err e = import_bytes(&l, &c, "cut.csv.gz", (struct slice){whole.at, whole.size - 20}, "", &a);
    CHECK(e == ERR_DATA && strstr(c.note, "ends too early"), "%s: %s", err_name(e), c.note);
    CHECK(lab_digest(&l, NULL) == digest, "nothing of it is left");
    char *two = ctx_print(&l.c, "%s", path_of(&l, "cut.csv.gz"));
    e = import(&l, &c, "good.csv", "date,close\n2020-01-01,5\n", two, &a);
    CHECK(e == ERR_DATA && lab_digest(&l, NULL) != digest, "the file before it is in");
    CHECK(strstr(bars_csv(&l, "GOOD", ""), "2020-01-01,,,,5"), "the file before it is in");
    NEED(import_bytes(&l, &c, "large.csv.gz", whole, "", &a) == OK, "%s", c.note);
    CHECK(counts(&a, ROWS, 0, 0, 0) && number(&a, 0, "assets") == ROWS / 5000);
}

TEST_ON_ENGINES(intake_lists_what_it_turned_away)
{
    static const struct { int64_t line; const char *reason, *symbol, *detail, *row; } expected[] = {
        {3, "unparsable", "A", "close 'abc' is not a number", "2017-12-02,A,abc,2,1"}, {4, "negative", "A", "close '-1' is negative", "2017-12-03,A,-1,2,1"},
        {5, "high_below_low", "A", "high '1' is below the low", "2017-12-04,A,1,1,2"}, {6, "no_price", "A", "close '' is missing", "2017-12-05,A,,2,1"},
        {7, "no_symbol", "", "symbol '' is missing", "2017-12-06,,1,2,1"}, {9, "duplicate", "A", "line 8 gives other values for the same time", "2017-12-07,A,9,9,1"},
        {10, "not_monotonic", "A", "its time goes back behind the rows around it", "2017-11-30,A,1,2,1"}, {11, "unparsable", "A", "date '2017-02-30' is not a date that can be read", "2017-02-30,A,1,2,1"},
    };
    AUTO_LAB         l = {0};
    struct answer    a;
    const struct op *op;
    lab_open(&l, LAB_EMPTY);
    NEED(import(&l, &l.c, "bad.csv", "date,symbol,close,high,low\n2017-12-01,A,1,2,1\n2017-12-02,A,abc,2,1\n2017-12-03,A,-1,2,1\n2017-12-04,A,1,1,2\n2017-12-05,A,,2,1\n"
                                     "2017-12-06,,1,2,1\n2017-12-07,A,1,2,1\n2017-12-07,A,9,9,1\n2017-11-30,A,1,2,1\n2017-02-30,A,1,2,1\n2017-12-08,A,1,2,1\n\n2017-12-08,A,1,2,1\n", "--every 1d", &a) == OK,
         "%s", l.c.note);
    CHECK(counts(&a, 3, 1, 0, 8));
    NEED(lab_run(&l, &l.c, "quarantine bad.csv", &op, &a) == OK, "%s", l.c.note);
    CHECK(a.count == sizeof expected / sizeof *expected, "%zu", a.count);
    for (size_t i = 0; i < a.count && i < sizeof expected / sizeof *expected; i++) {
        const int32_t *reason = cell(&a, i, "reason");
        CHECK(number(&a, i, "line") == expected[i].line && reason && strcmp(quarantine_reasons[*reason], expected[i].reason) == 0 &&
              strcmp(words(&a, i, "symbol"), expected[i].symbol) == 0 && strcmp(words(&a, i, "detail"), expected[i].detail) == 0 && strcmp(words(&a, i, "row"), expected[i].row) == 0,
              "line %lld: %s: %s", (long long)number(&a, i, "line"), words(&a, i, "detail"), words(&a, i, "row"));
    }
    CHECK(lab_run(&l, &l.c, "quarantine --reason negative", &op, &a) == OK && a.count == 1 && lab_run(&l, &l.c, "quarantine other", &op, &a) == OK && a.count == 0);
}

/* Bytes of another encoding, in a row that is turned away, still make a document that is JSON. */
TEST_ON_ENGINES(intake_of_another_encoding_stays_readable)
{
    AUTO_LAB         l = {0};
    struct answer    a;
    const struct op *op;
    struct text      out = {.c = &l.c};
    lab_open(&l, LAB_EMPTY);
    NEED(import(&l, &l.c, "latin.csv", "date,close\n2017-12-29,4 \x80\n2017-12-30,5\n", "", &a) == OK, "%s", l.c.note);
    NEED(lab_run(&l, &l.c, "quarantine", &op, &a) == OK && a.count == 1);
    answer_put_json(&out, op, &a);
    CHECK(text_done(&out) == OK && strstr(out.at, "4 \xef\xbf\xbd"), "%s", out.at);
}

TEST_ON_ENGINES(intake_of_one_wrong_date_costs_one_row)
{
    static const struct { const char *wrong; bool newest_first; } cases[] = {{"2107-12-05", false}, {"1017-12-05", false}, {"2107-12-05", true}, {"1017-12-05", true}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        AUTO_LAB      l = {0};
        struct answer a;
        struct text   rows = {.c = &l.c};
        lab_open(&l, LAB_EMPTY);
        text_put(&rows, "date,close\n");
        for (int i = 1; i <= 20; i++) {
            if (i == 5) text_print(&rows, "%s,5\n", cases[k].wrong);
            else        text_print(&rows, "2017-12-%02d,%d\n", cases[k].newest_first ? 21 - i : i, i);
        }
        NEED(text_done(&rows) == OK && import(&l, &l.c, "x.csv", rows.at, "", &a) == OK, "%s", l.c.note);
        CHECK(counts(&a, 19, 0, 0, 1), "case %zu", k);
    }
}

TEST_ON_ENGINES(intake_of_newest_first_files)
{
    AUTO_LAB      l = {0};
    struct answer a;
    lab_open(&l, LAB_EMPTY);
    NEED(import(&l, &l.c, "old.csv", plain, "", &a) == OK, "%s", l.c.note);
    NEED(import(&l, &l.c, "new.csv", "date,open,high,low,close,volume\n2017-12-29,3,6,3,4,30\n2017-12-28,2,5,2,3,20\n2017-12-27,1,4,1,2,10\n", "", &a) == OK, "%s", l.c.note);
    CHECK(counts(&a, 3, 0, 0, 0) && strcmp(bars_csv(&l, "OLD", ""), bars_csv(&l, "NEW", "")) == 0);
}

/* Deliveries that restate: the newest word stands, the words before it are kept, whatever the order of the rows. */
TEST_ON_ENGINES(intake_of_deliveries_keeps_every_word)
{
    static const char *const files[] = {
        "crawl_date,symbol,date,close\n2018-01-01,A,2017-12-28,1\n2018-01-02,A,2017-12-28,1\n2018-01-03,A,2017-12-28,2\n2018-01-04,A,2017-12-28,3\n2018-01-03,A,2017-12-29,7\n",
        "crawl_date,symbol,date,close\n2018-01-03,A,2017-12-29,7\n2018-01-04,A,2017-12-28,3\n2018-01-02,A,2017-12-28,1\n2018-01-01,A,2017-12-28,1\n2018-01-03,A,2017-12-28,2\n",
    };
    for (size_t k = 0; k < 2; k++) {
        AUTO_LAB      l = {0};
        AUTO_STORE   *s = NULL;
        struct answer a;
        struct list   old;
        lab_open(&l, LAB_EMPTY);
        NEED(import(&l, &l.c, "x.csv", files[k], "", &a) == OK, "%s", l.c.note);
        CHECK(counts(&a, 2, 1, 2, 0), "file %zu", k);
        const char *csv = bars_csv(&l, "A", "");
        CHECK(strstr(csv, "2017-12-28,,,,3,") && strstr(csv, "2017-12-29,,,,7,"), "%s", csv);
        NEED(pool_lease(&l.c, l.pool, &s) == OK && store_select(&l.c, s, &bar_revision_shape, "ORDER BY replaced_at", NO_ARGS, &old) == OK, "%s", l.c.note);
        store_release(&s);
        const struct bar_revision *r = old.at;
        CHECK(import(&l, &l.c, "x.csv", files[!k], "", &a) == OK && counts(&a, 0, 5, 0, 0), "the same words again, in another order, change nothing");
        CHECK(import(&l, &l.c, "y.csv", "crawl_date,symbol,date,close\n2018-01-03,A,2017-12-28,2\n2018-01-04,A,2017-12-28,3\n2018-01-05,A,2017-12-28,4\n", "", &a) == OK && counts(&a, 0, 2, 1, 0),
              "what comes after the last word known is news");
        CHECK(old.count == 2 && r[0].close == 1 && day_of_time(r[0].replaced_at) == 17534 && r[1].close == 2 && day_of_time(r[1].replaced_at) == 17535, "file %zu", k);
    }
}

/* The same deliveries in one file, in two, and once more in two: words that were heard are not heard again as news. */
TEST_ON_ENGINES(intake_of_deliveries_in_pieces_goes_back_to_nothing)
{
    static const char *const files[] = {
        "crawl_date,symbol,date,close\n2018-01-01,A,2017-12-28,1\n2018-01-02,A,2017-12-28,2\n",
        "crawl_date,symbol,date,close\n2018-01-03,A,2017-12-28,1\n2018-01-03,A,2017-12-29,7\n2018-01-04,A,2017-12-28,3\n",
    };
    static const int64_t expected[][3] = {{1, 0, 1}, {1, 0, 2}, {0, 2, 0}, {0, 3, 0}};
    AUTO_LAB l = {0};
    lab_open(&l, LAB_EMPTY);
    for (size_t k = 0; k < 4; k++) {
        struct answer a;
        NEED(import(&l, &l.c, "x.csv", files[k % 2], "", &a) == OK, "%s", l.c.note);
        CHECK(counts(&a, expected[k][0], expected[k][1], expected[k][2], 0), "delivery %zu", k);
    }
    const char *csv = bars_csv(&l, "A", "");
    CHECK(strstr(csv, "2017-12-28,,,,3,") && strstr(csv, "2017-12-29,,,,7,"), "%s", csv);
}

TEST_ON_ENGINES(intake_of_corrections_keeps_the_old_values)
{
    AUTO_LAB      l = {0};
    struct answer a;
    lab_open(&l, LAB_EMPTY);
    NEED(import(&l, &l.c, "x.csv", plain, "", &a) == OK, "%s", l.c.note);
    NEED(import(&l, &l.c, "x.csv", "date,close\n2017-12-28,3.5\n2017-12-30,9\n", "", &a) == OK, "%s", l.c.note);
    CHECK(counts(&a, 1, 0, 1, 0));
    CHECK(strstr(bars_csv(&l, "X", ""), "2017-12-28,2,5,2,3.5,20,"), "columns that were not given stay: %s", bars_csv(&l, "X", ""));
}

/* A file in pieces, in any order, gives the same bars as the whole. */
TEST_ON_ENGINES(intake_in_pieces_is_the_same_as_the_whole)
{
    enum { DAYS_ALL = 400, PIECES = 7 };
    AUTO_LAB      l = {0};
    struct answer a;
    uint64_t      seed = 3;
    int64_t       stored = 0;
    struct text   whole = {.c = &l.c}, piece[PIECES];
    lab_open(&l, LAB_EMPTY);
    text_put(&whole, "date,close,volume\n");
    for (int p = 0; p < PIECES; p++) {
        piece[p] = (struct text){.c = &l.c};
        text_put(&piece[p], "date,close,volume\n");
    }
    for (int32_t day = 17000; day < 17000 + DAYS_ALL; day++) {
        char row[64], date[DAY_SIZE + 1] = {0};
        (void)day_write(date, day);
        snprintf(row, sizeof row, "%s,%g,%d\n", date, random_unit(&seed) * 100, (int)day);
        text_put(&whole, row);
        for (int copies = 0; copies < 2; copies++) text_put(&piece[random_below(&seed, PIECES)], row);       /* overlapping */
    }
    NEED(text_done(&whole) == OK && import(&l, &l.c, "whole.csv", whole.at, "--every 1d", &a) == OK, "%s", l.c.note);
    for (int p = PIECES - 1; p >= 0; p--) {
        NEED(text_done(&piece[p]) == OK && import(&l, &l.c, ctx_print(&l.c, "p%d.csv", p), piece[p].at, "--symbol PIECES --every 1d", &a) == OK, "%s", l.c.note);
        CHECK(number(&a, 0, "quarantined") == 0 && number(&a, 0, "revised") == 0 && adds_up(&a));
        stored += number(&a, 0, "stored");
    }
    CHECK(stored == DAYS_ALL && strcmp(bars_csv(&l, "WHOLE", ""), bars_csv(&l, "PIECES", "")) == 0);
}

TEST_ON_ENGINES(intake_finds_out_the_interval)
{
    static const struct { const char *rows; int64_t every; } files[] = {
        {"2017-01-31,1\n2017-02-28,2\n2017-03-31,3\n", -1}, {"2017-01-06,1\n2017-01-13,2\n2017-01-20,3\n", 7 * 86400 * 1000000ll}, {"2017-01-06,1\n", 86400 * 1000000ll},
        {"2017-01-06,1\n2017-01-09,2\n2017-01-10,3\n2017-01-11,3\n", 86400 * 1000000ll}, {"2017-01-06 09:30,1\n2017-01-06 09:31,2\n2017-01-06 09:32,3\n", 60 * 1000000ll},
        {"2017-01-06 00:00,1\n2017-01-06 04:00,2\n2017-01-06 08:00,3\n", 4 * 3600 * 1000000ll},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        AUTO_LAB      l = {0};
        struct answer a;
        lab_open(&l, LAB_EMPTY);
        NEED(import(&l, &l.c, "x.csv", ctx_print(&l.c, "date,close\n%s", files[i].rows), "", &a) == OK, "%s", l.c.note);
        CHECK(number(&a, 0, "every") == files[i].every && number(&a, 0, "stored") == number(&a, 0, "rows"), "file %zu: every %lld", i, (long long)number(&a, 0, "every"));
    }
}

TEST_ON_ENGINES(intake_does_not_contradict_what_an_asset_is)
{
    AUTO_LAB      l = {0};
    struct answer a;
    lab_open(&l, LAB_EMPTY);
    NEED(import(&l, &l.c, "x.csv", plain, "", &a) == OK, "%s", l.c.note);
    int64_t before = lab_revision(&l);
    NEED(import(&l, &l.c, "x.csv", plain, "--class stock", &a) == OK, "%s", l.c.note);
    CHECK(lab_revision(&l) > before, "a class that becomes known is a change that others must see");
    CHECK(import(&l, &l.c, "x.csv", plain, "--class etf", &a) == ERR_CONFLICT && strstr(l.c.note, "X is stored as stock, not etf"), "%s", l.c.note);
    NEED(import(&l, &l.c, "x.csv", plain, "", &a) == OK, "%s", l.c.note);        /* saying nothing contradicts nothing */
    CHECK(counts(&a, 0, 3, 0, 0));
}

TEST_ON_ENGINES(intake_refuses_simulated_symbols)
{
    AUTO_LAB      l = {0};
    struct answer a;
    lab_open(&l, LAB_EMPTY);
    uint64_t empty = lab_digest(&l, NULL);
    CHECK(import(&l, &l.c, "x.csv", "date,symbol,close\n2017-12-29,GOOD,1\n2017-12-29,abcd.sim,1\n", "", &a) == ERR_REFUSED && strstr(l.c.note, "ABCD.SIM"), "%s", l.c.note);
    CHECK(import(&l, &l.c, "x.csv", plain, "--symbol ABCD.SIM", &a) == ERR_REFUSED);
    CHECK(lab_digest(&l, NULL) == empty);
}

TEST_ON_ENGINES(intake_keeps_conventions_and_sources_apart)
{
    AUTO_LAB      l = {0};
    AUTO_STORE   *s = NULL;
    struct answer a;
    int64_t       series;
    lab_open(&l, LAB_EMPTY);
    static const char *const options[] = {"--adjust raw", "--adjust split", "--adjust raw --source other", "--adjust raw --every 1w"};
    for (size_t i = 0; i < 4; i++) {
        NEED(import(&l, &l.c, "x.csv", plain, options[i], &a) == OK, "%s", l.c.note);
        CHECK(number(&a, 0, "repeated") == 0 && number(&a, 0, "revised") == 0, "%s", options[i]);
    }
    NEED(pool_lease(&l.c, l.pool, &s) == OK && store_number(&l.c, s, "SELECT count(*) FROM series", NO_ARGS, 0, &series) == OK);
    CHECK(series == 4, "%lld", (long long)series);
}

TEST_ON_ENGINES(intake_of_odd_files)
{
    static const struct { const char *content, *options; err is; int64_t stored; } files[] = {
        {"", "", ERR_DATA, 0}, {"\xef\xbb\xbf" "2017-12-29,1,1,1,1,1\n2017-12-30,1,1,1,1,1", "", OK, 2}, {"date,close\r\n2017-12-29,1\r\n2017-12-30,2", "", OK, 2},
        {"date,close\r2017-12-29,1\r2017-12-30,2\r", "", OK, 2}, {"date,close\n", "", OK, 0}, {"date,close\nx,y\n", "", OK, 0}, {"no,header\n1,2\n", "", ERR_DATA, 0},
        {"date,close\n9999-12-31,1\n9999-12-31,1\n", "", OK, 1}, {"date,close\n0001-01-01,1\n9999-12-31,1\n", "--every 1y", OK, 2}, {"date,close\n0001-01-01,1\n", "--every 10y", ERR_DATA, 0}, {"AAPL,2017-12-29,1\n", "--columns symbol,date,close", OK, 1},
        {"date,close\n2017-12-29,\"1\n2017-12-30,2\n2017-12-31,3\n", "", OK, 3}, {"date,close\n2017-12-29,1\n", "--zone nowhere", ERR_INVALID, 0}, {"date,close\n2017-12-29,1\n", "--columns a,b", ERR_DATA, 0},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        AUTO_LAB      l = {0};
        AUTO_CTX      c = {0};
        struct answer a;
        lab_open(&l, LAB_EMPTY);
        ctx_open(&c, MEMORY);
        err e = import(&l, &c, "x.csv", files[i].content, files[i].options, &a);
        CHECK(e == files[i].is, "file %zu: %s: %s", i, err_name(e), c.note);
        if (e == OK) CHECK(number(&a, 0, "stored") == files[i].stored && adds_up(&a), "file %zu: %lld stored", i, (long long)number(&a, 0, "stored"));
        if (e != OK || files[i].stored == 0) continue;
        NEED(import(&l, &c, "x.csv", files[i].content, files[i].options, &a) == OK, "%s", c.note);
        CHECK(number(&a, 0, "stored") == 0 && number(&a, 0, "revised") == 0, "file %zu: twice is the same as once", i);
    }
}

TEST_ON_ENGINES(intake_of_what_is_no_price_file_stops_early)
{
    AUTO_LAB      l = {0};
    AUTO_CTX      c = {0};
    struct answer a;
    struct text   rows = {.c = &c};
    lab_open(&l, LAB_EMPTY);
    ctx_open(&c, MEMORY);
    text_put(&rows, "date,close\n");
    for (int i = 0; i <= QUARANTINE_MAX; i++) text_put(&rows, "x,y\n");
    uint64_t empty = lab_digest(&l, NULL);
    NEED(text_done(&rows) == OK);
    CHECK(import(&l, &c, "x.csv", rows.at, "", &a) == ERR_LIMIT && strstr(c.note, "Is it a price file") && lab_digest(&l, NULL) == empty, "%s", c.note);
}

TEST_ON_ENGINES(intake_of_a_request_body)
{
    AUTO_LAB         l = {0};
    struct answer    a;
    const struct op *op;
    lab_open(&l, LAB_EMPTY);
    l.house.remote   = true;
    l.house.has_body = true;
    l.house.body     = slice_of(plain);
    CHECK(lab_run(&l, &l.c, "import prices --symbol BODY", &op, &a) == OK && counts(&a, 3, 0, 0, 0), "%s", l.c.note);
    CHECK(strstr(bars_csv(&l, "BODY", ""), "2017-12-29,3,6,3,4,30"));
}
