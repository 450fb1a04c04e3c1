/* News on its way into the store: times as files write them, members under their usual names, rows that cannot be used, and whole
 * imports: twice as once, all or nothing. */
#include "sources/news_file.h"

#include "../check.h"
#include "../lab.h"
#include "../scratch.h"

enum { MEMORY = 256 << 20 };

static bool reads_as(const char *text, const char *zone, const char *want)
{
    struct zone z;
    int64_t     at, good;
    CHECK(zone_read(slice_of(zone), &z), "%s", zone);
    bool read = news_time_read(slice_of(text), DATES_AUTO, &z, &at);
    if (!want) return !read;
    return read && time_read(slice_of(want), &good) && at == good;
}

TEST(news_time_reads_the_usual_spellings)
{
    static const struct { const char *text, *zone, *want; } cases[] = {
        {"2014-01-01T03:59:03Z", "ET", "2014-01-01T03:59:03Z"},
        {"2014-01-01T03:59:03+02:00", "ET", "2014-01-01T01:59:03Z"},
        {"2014-01-01T03:59:03-0500", "UTC", "2014-01-01T08:59:03Z"},
        {"2014-01-01T03:59:03", "UTC", "2014-01-01T03:59:03Z"},
        {"2014-01-01 03:59", "ET", "2014-01-01T08:59:00Z"},
        {"2014-07-01 03:59", "ET", "2014-07-01T07:59:00Z"},
        {"2014-07-01", "-05:00", "2014-07-01T05:00:00Z"},
        {" 7:51  PM ET Fri, 17 July 2020", "UTC", "2020-07-17T23:51:00Z"},
        {"12:05 AM ET Sat, 18 January 2020", "UTC", "2020-01-18T05:05:00Z"},
        {"12:05pm PT, 18 January 2020", "UTC", "2020-01-18T20:05:00Z"},
        {"Fri, 17 Jul 2020 19:51:00 +0200", "UTC", "2020-07-17T17:51:00Z"},
        {"Fri, 17 Jul 2020 19:51:00 GMT", "ET", "2020-07-17T19:51:00Z"},
        {"18-Jul-20", "UTC", "2020-07-18T00:00:00Z"},
        {"8-Jul-20", "UTC", "2020-07-08T00:00:00Z"},
        {"26-FEB-1987 15:01:01.79", "UTC", "1987-02-26T15:01:01.79Z"},
        {"July 17, 2020", "UTC", "2020-07-17T00:00:00Z"},
        {"Jul 17 2020 at 9:30 a.m. EDT", "UTC", "2020-07-17T13:30:00Z"},
        {"7/17/2020 16:00", "UTC", "2020-07-17T16:00:00Z"},
        {"1517950800", "ET", "2018-02-06T21:00:00Z"},
        {"1517950800000", "ET", "2018-02-06T21:00:00Z"},
        /* both sides of the hours at which clocks change */
        {"2020-03-08 01:59", "ET", "2020-03-08T06:59:00Z"}, {"2020-03-08 03:00", "ET", "2020-03-08T07:00:00Z"},
        {"2020-11-01 01:59", "ET", "2020-11-01T05:59:00Z"}, {"2020-11-01 02:00", "ET", "2020-11-01T07:00:00Z"},
        {"1987-04-05 03:00", "ET", "1987-04-05T07:00:00Z"}, {"1987-10-25 02:00", "ET", "1987-10-25T07:00:00Z"},
        {"", "UTC", NULL}, {"Jul-18", "UTC", NULL}, {"not a time", "UTC", NULL}, {"2020-02-30", "UTC", NULL}, {"13:00 PM 1 July 2020", "UTC", NULL},
        {"25:00 1 July 2020", "UTC", NULL}, {"7:51 ET", "UTC", NULL}, {"17 July 2020 XX", "UTC", NULL}, {"12", "UTC", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK(reads_as(cases[i].text, cases[i].zone, cases[i].want), "'%s' in %s is %s", cases[i].text, cases[i].zone, cases[i].want ? cases[i].want : "no time");
}

static err read_line(struct ctx *c, const char *header, const char *line, struct news_row *row, struct price_fault *fault)
{
    struct news_file f    = {0};
    char            *copy = ctx_copy(c, slice_of(line));
    TRY(news_file_learn(c, slice_of(header ? header : line), &f));
    return copy ? news_file_read(c, &f, copy, strlen(copy), row, fault) : ERR_NOMEM;
}

TEST(news_row_is_read_by_the_names_of_its_members)
{
    AUTO_CTX           c = {0};
    struct news_row    row;
    struct price_fault fault;
    ctx_open(&c, MEMORY);
    NEED(read_line(&c, "Date,Headline,Link,Text,Tickers\n", "2020-01-02,\"One, \"\"two\"\"\",https://a.example/1,Body,\"$AAPL, MSFT\"", &row, &fault) == OK, "%s", c.note);
    CHECK(slice_is(row.text[NEWS_TITLE], "One, \"two\"") && slice_is(row.text[NEWS_URL], "https://a.example/1") && slice_is(row.text[NEWS_BODY], "Body"));
    CHECK(row.symbol_count == 2 && slice_is(row.symbol[0], "AAPL") && slice_is(row.symbol[1], "MSFT"));
    NEED(read_line(&c, NULL, "{\"date\":\"x\",\"ts\":1517950800,\"title\":\" caf\\u00e9 \",\"symbols\":[\"A\",\"$A\",1],\"other\":{\"title\":\"no\"}}", &row, &fault) == OK, "%s", c.note);
    CHECK(slice_is(row.text[NEWS_TITLE], "caf\u00e9") && row.published == 1517950800 * US_PER_SECOND, "the best name of a time wins");
    CHECK(row.symbol_count == 2 && slice_is(row.symbol[1], "1"));
    CHECK(read_line(&c, "time,title\n", " , ", &row, &fault) == OK && row.empty);
}

TEST(news_row_that_cannot_be_used_says_why)
{
    static const struct { const char *header, *line; enum quarantine_reason reason; } cases[] = {
        {NULL, "{\"title\":\"a\"", ROW_UNPARSABLE}, {NULL, "{\"title\":\"a\"}", ROW_NO_TIME}, {NULL, "{\"ts\":1517950800}", ROW_NO_TEXT},
        {NULL, "{\"title\":\"a\",\"ts\":\"soon\"}", ROW_NO_TIME}, {NULL, "{\"title\":\"a\\u0000b\",\"ts\":1517950800}", ROW_UNPARSABLE},
        {NULL, "{\"title\":\"a\xff\",\"ts\":1517950800}", ROW_NOT_UTF8}, {"title,time\n", "a", ROW_UNPARSABLE}, {"title,time\n", "a,", ROW_NO_TIME},
        {"title,time\n", "\xc3(,2020-01-01", ROW_NOT_UTF8}, {"title,time\n", ",2020-01-01", ROW_NO_TEXT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_CTX           c = {0};
        struct news_row    row;
        struct price_fault fault = {0};
        ctx_open(&c, MEMORY);
        CHECK(read_line(&c, cases[i].header, cases[i].line, &row, &fault) == ERR_DATA && fault.reason == cases[i].reason && fault.detail[0], "%zu: %s", i, fault.detail);
    }
}

/* ---- whole files ---- */

static int64_t number(const struct answer *a, const char *name) { return *(const int64_t *)field_at(shape_find(a->shape, slice_of(name)), a->at); }

static err import(struct lab *l, struct ctx *c, const char *name, struct slice bytes, struct answer *ret)
{
    const struct op *op;
    char            *path = ctx_print(&l->c, "%s/%s", l->folder, name);
    CHECK(scratch_write(path, bytes.at, bytes.size), "%s", name);
    return lab_run(l, c, ctx_print(&l->c, "import news %s", path), &op, ret);
}

TEST(news_import_twice_is_once_under_any_name)
{
    static const char rows[] = "time,title,url\n2020-01-01,One,https://a.example/1\n2020-01-01,Two,\n2020-01-01,Two,\n2020-01-02,Two,\n2020-01-05,Changed,https://a.example/1\n,,\n"
                               "2020-01-01,,\n";
    AUTO_LAB      l;
    AUTO_CTX      c = {0};
    struct answer a;
    lab_open(&l, LAB_EMPTY);
    ctx_open(&c, MEMORY);
    NEED(import(&l, &c, "one.csv", slice_of(rows), &a) == OK, "%s", c.note);
    CHECK(number(&a, "rows") == 6 && number(&a, "stored") == 3 && number(&a, "repeated") == 2 && number(&a, "quarantined") == 1);
    uint64_t once = lab_digest(&l, "article");
    NEED(import(&l, &c, "two.csv", slice_of(rows), &a) == OK, "%s", c.note);
    CHECK(number(&a, "stored") == 0 && number(&a, "repeated") == 5 && lab_digest(&l, "article") == once);
}

TEST(news_import_refuses_whole_what_it_cannot_bound)
{
    AUTO_LAB      l;
    AUTO_CTX      c = {0};
    struct answer a;
    struct text   big = {.c = &c};
    lab_open(&l, LAB_EMPTY);
    ctx_open(&c, MEMORY);
    uint64_t before = lab_digest(&l, NULL);
    text_put(&big, "{\"title\":\"fine\",\"ts\":1517950800}\n{\"ts\":1517950800,\"body\":\"");
    text_put_repeat(&big, 'x', 10 << 20);
    text_put(&big, "\"}\n");
    NEED(text_done(&big) == OK);
    CHECK(import(&l, &c, "big.jsonl", text_slice(&big), &a) == ERR_LIMIT && strstr(c.note, "line 2"), "%s", c.note);
    CHECK(import(&l, &c, "empty.csv", slice_of(""), &a) == ERR_DATA && strstr(c.note, "empty"), "%s", c.note);
    CHECK(import(&l, &c, "other.csv", slice_of("a,b\n1,2\n"), &a) == ERR_DATA && strstr(c.note, "title"), "%s", c.note);
    CHECK(import(&l, &c, "timeless.csv", slice_of("title,b\n1,2\n"), &a) == ERR_DATA && strstr(c.note, "published"), "%s", c.note);
    CHECK(import(&l, &c, "bad.csv", slice_of("time,title\n2020,a\n,b\n"), &a) == ERR_DATA && strstr(c.note, "line 2"), "%s", c.note);
    CHECK(import(&l, &c, "bad.jsonl", slice_of("{\"a\":"), &a) == ERR_DATA && strstr(c.note, "line 1"), "%s", c.note);
    CHECK(lab_digest(&l, NULL) == before, "nothing is half stored");
    big.size = 0;
    text_put(&big, "{\"title\":\"fine\",\"ts\":1517950800}\n{\"ts\":1517950800,\"body\":\"");
    text_put_repeat(&big, 'x', NEWS_BODY_SIZE_MAX + 1);
    text_put(&big, "\"}\n");
    NEED(text_done(&big) == OK);
    CHECK(import(&l, &c, "large.jsonl", text_slice(&big), &a) == OK && number(&a, "stored") == 1 && number(&a, "quarantined") == 1, "%s", c.note);
}

/* ---- the jobs behind it ---- */

static void run_job(struct lab *l, const char *name, struct run *ret)
{
    AUTO_STORE  *s = NULL;
    struct house h = l->house;
    CHECK(pool_lease(&l->c, l->pool, &s) == OK, "%s", l->c.note);
    h.store = s;
    CHECK(job_run(&l->c, &h, job_find(slice_of(name)), true, ret) == OK && ret->outcome == RUN_OK, "%s: %s", name, ret->note);
}

static void ask(struct lab *l, struct ctx *c, const char *line, struct text *ret)
{
    const struct op *op;
    struct answer    a;
    *ret = (struct text){.c = c};
    CHECK(lab_run(l, c, line, &op, &a) == OK, "%s: %s", line, c->note);
    answer_put_json(ret, op, &a);
    CHECK(text_done(ret) == OK);
}

static const char ASSETS[] = "symbol,name\nACME,Acme Robotics Inc.\n",
                  HEAD[]   = "time,title,source\n",
                  *ROWS[]  = {"2020-01-01T08:00:00Z,Acme Robotics shares soar as profit beats estimates,wire\n",
                              "2020-01-01T09:00:00Z,Acme Robotics shares soar as profit beats all estimates,blog\n",
                              "2020-01-01T20:00:00Z,Acme Robotics shares soar as profit beats all of the estimates,blog\n",
                              "2020-01-02T19:00:00Z,Acme Robotics shares soar as the profit beats all of the estimates,blog\n",
                              "2020-01-03T10:00:00Z,Acme Robotics sued over accounting fraud,wire\n",
                              "2020-01-09T10:00:00Z,Acme Robotics opens an office,wire\n"};

enum { ROWS_COUNT = sizeof ROWS / sizeof *ROWS };

/* Imports the rows in an order, running the jobs in between, and answers what the mood comes to. */
static void mood_after(const size_t *order, bool step_by_step, struct ctx *c, struct text *ret)
{
    AUTO_LAB         l;
    struct answer    a;
    const struct op *op;
    struct run       r;
    struct text      file = {.c = c};
    lab_open(&l, LAB_EMPTY);
    CHECK(scratch_write(ctx_print(&l.c, "%s/assets.csv", l.folder), ASSETS, strlen(ASSETS)));
    CHECK(lab_run(&l, c, ctx_print(&l.c, "import assets %s/assets.csv --add", l.folder), &op, &a) == OK, "%s", c->note);
    for (size_t i = 0; i < ROWS_COUNT; i++) {
        if (i == 0 || step_by_step) {
            file.size = 0;
            text_put(&file, HEAD);
        }
        text_put(&file, ROWS[order[i]]);
        if (!step_by_step && i + 1 < ROWS_COUNT) continue;
        CHECK(text_done(&file) == OK && import(&l, c, ctx_print(&l.c, "%zu.csv", i), text_slice(&file), &a) == OK, "%s", c->note);
        run_job(&l, "link", &r);
        run_job(&l, "cluster", &r);
        run_job(&l, "score", &r);
        CHECK(r.rows_written == (step_by_step ? 1 : ROWS_COUNT), "each article is scored once: %lld", (long long)r.rows_written);
    }
    run_job(&l, "score", &r);
    CHECK(r.rows_written == 0, "%lld", (long long)r.rows_written);
    run_job(&l, "mood", &r);
    ask(&l, c, "mood ACME --voices 0", ret);
}

/* Near copies a day apart each chain into one story, whichever of them arrives first. */
TEST(news_mood_does_not_depend_on_the_order_of_arrival)
{
    static const size_t orders[][ROWS_COUNT] = {{0, 1, 2, 3, 4, 5}, {5, 4, 3, 2, 1, 0}, {3, 0, 4, 2, 5, 1}, {2, 5, 0, 3, 1, 4}};
    AUTO_CTX    c = {0};
    struct text first, other;
    ctx_open(&c, MEMORY);
    mood_after(orders[0], false, &c, &first);
    CHECK(strstr(first.at, "\"articles\":6") && !strstr(first.at, "\"days_5\":null"), "%s", first.at);
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        mood_after(orders[i], true, &c, &other);
        CHECK(slice_same(text_slice(&first), text_slice(&other)), "order %zu:\n%s%s", i, first.at, other.at);
    }
}
