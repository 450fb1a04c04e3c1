/* The job `collect` against a server of ours that answers like the sources do: what is stored, what is told, what a second run
 * changes; corrections, splits, pages and refusals. And the ops `follow` and `feeds`. */
#include <math.h>
#include <stdatomic.h>
#include <unistd.h>

#include "../check.h"
#include "../engine.h"
#include "base/number.h"
#include "jobs/job.h"
#include "model/feed.h"
#include "net/http.h"
#include "ops/op.h"
#include "store/bars.h"
#include "store/query.h"

enum { FIRST_DAY = 19723 };             /* 2024-01-01 */

struct world {
    struct ctx          c;
    struct http_server *server;
    struct pool        *pool;
    struct store       *store;
    struct settings     settings;
    struct house        house;
    char                folder[64], via[64];

    /* What the sources know; the test changes it between two runs. */
    _Atomic int calls, pages, days, first, corrected, split, dividend, refused, cut;
    _Atomic bool noisy, agent_seen;
};

/* ---- the sources ---- */

static int64_t number_of(const struct http_request *r, const char *name)
{
    int64_t value = -1;
    for (size_t i = 0; i < r->query_count; i++)
        if (strcmp(r->query[i].name, name) == 0 && !int_read(slice_of(r->query[i].value), &value)) value = -1;
    return value;
}

static double close_of(const struct world *w, int day)
{
    double close = 100 + day + (day == w->corrected ? 0.5 : 0);
    return w->split && day < w->split ? close / 2 : close;
}

/* One list of the chart: for each day asked for, factor times its close. */
static void put_list(struct text *out, const struct world *w, const char *name, int from, int to, double factor)
{
    text_print(out, "\"%s\":[", name);
    for (int i = from; i < to; i++) {
        text_put(out, i > from ? "," : "");
        text_put_number(out, close_of(w, i) * factor);
    }
    text_put(out, "]");
}

static void yahoo(struct world *w, struct ctx *c, const struct http_request *r, struct http_reply *reply)
{
    struct text out  = {.c = c};
    int64_t     p1   = number_of(r, "period1") / 86400 - FIRST_DAY;
    int         from = p1 > w->first ? (int)p1 : w->first, to = w->cut && p1 < 0 ? w->first + w->cut : w->days;
    double      paid = w->dividend ? 0.99 : 1;
    text_print(&out, "{\"chart\":{\"result\":[{\"meta\":{\"currency\":\"USD\",\"instrumentType\":\"EQUITY\",\"gmtoffset\":-18000,\"longName\":\"Apple Inc.\","
               "\"dataGranularity\":\"1d\"},\"timestamp\":[");
    for (int i = from; i < to; i++) text_print(&out, "%s%lld", i > from ? "," : "", (long long)(FIRST_DAY + i) * 86400 + 52200);
    text_put(&out, "],\"events\":{");
    if (w->split >= from && w->split)
        text_print(&out, "\"splits\":{\"1\":{\"date\":%lld,\"numerator\":2,\"denominator\":1}}", (long long)(FIRST_DAY + w->split) * 86400 + 52200);
    if (w->dividend >= from && w->dividend)
        text_print(&out, "%s\"dividends\":{\"1\":{\"date\":%lld,\"amount\":1}}", w->split >= from && w->split ? "," : "",
                   (long long)(FIRST_DAY + w->dividend) * 86400 + 52200);
    text_put(&out, "},\"indicators\":{\"quote\":[{");
    static const struct { const char *name; double factor; } lists[] = {{"open", 1}, {"high", 1.5}, {"low", 0.5}, {"close", 1}, {"volume", 10}};
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        text_put(&out, k ? "," : "");
        put_list(&out, w, lists[k].name, from, to, lists[k].factor);
    }
    text_put(&out, "}],\"adjclose\":[{");
    put_list(&out, w, "adjclose", from, to, paid * (w->noisy ? 1 + 1e-7 : 1));
    text_put(&out, "}]}}],\"error\":null}}");
    reply->body = text_slice(&out);
}

static void binance(struct world *w, struct ctx *c, const struct http_request *r, struct http_reply *reply)
{
    struct text out   = {.c = c};
    int64_t     start = number_of(r, "startTime") / 86400000 - FIRST_DAY;
    int         from  = start > 0 ? (int)start : 0, rows = 0;
    text_put(&out, "[");
    for (int i = from; i < w->days && rows < 1000; i++, rows++)
        text_print(&out, "%s[%lld,\"%g\",\"%d\",\"1\",\"%g\",\"0.25\",0,\"0\",1,\"0\",\"0\",\"0\"]", rows ? "," : "",
                   (long long)(FIRST_DAY + i) * 86400000, close_of(w, i), 9999, close_of(w, i));
    text_put(&out, "]");
    w->pages++;
    reply->body = text_slice(&out);
}

static void answer(void *arg, struct ctx *c, const struct http_request *r, struct http_reply *reply)
{
    struct world *w     = arg;
    const char   *agent = http_header(r, "User-Agent");
    w->calls++;
    reply->content_type = "application/json";
    if (agent && strstr(agent, "Lumia")) w->agent_seen = true;
    if (w->refused) {
        reply->status = w->refused;
        reply->body   = slice_of("not now");
    } else if (strcmp(r->path, "/https://query1.finance.yahoo.com/v8/finance/chart/AAPL") == 0) {
        yahoo(w, c, r, reply);
    } else if (strcmp(r->path, "/https://data-api.binance.vision/api/v3/klines") == 0) {
        binance(w, c, r, reply);
    } else if (strncmp(r->path, "/https://api.exchange.coinbase.com/", 35) == 0) {
        reply->status = 429;
        reply->body   = slice_of("{\"message\":\"Public rate limit exceeded\"}");
        http_add_header(reply, "Retry-After", "1800");
    } else {
        reply->status = 404;
        reply->body   = slice_of("{\"error\":[\"EQuery:Unknown asset pair\"]}");
    }
}

/* ---- the house ---- */

static void world_close(struct world *w)
{
    static const char *const files[] = {"lumia.db", "lumia.db-wal", "lumia.db-shm"};
    if (w->server) http_close(w->server);
    store_release(&w->store);
    if (w->pool) pool_close(w->pool);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", w->folder, files[i]);
        (void)unlink(path);
    }
    CHECK(rmdir(w->folder) == 0, "%s", w->folder);
    ctx_close(&w->c);
}

#define AUTO_WORLD __attribute__((cleanup(world_close))) struct world

static void at_day(struct world *w, int day) { w->house.now = time_of_day(FIRST_DAY + day) + 12 * US_PER_HOUR; }

static void world_open(struct world *w, int days)
{
    static const struct http_options o = {
        .address = "127.0.0.1", .threads = 1, .connections_max = 16, .body_size_max = 1 << 20, .ctx_size_max = 16 << 20,
    };
    *w = (struct world){.days = days, .corrected = -1, .folder = "/tmp/lumia-collect-XXXXXX"};
    ctx_open(&w->c, 256 << 20);
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    unsetenv("all_proxy");
    CHECK(mkdtemp(w->folder) != NULL);
    CHECK(http_open(&w->c, &o, answer, w, &w->server) == OK, "%s", w->c.note);
    if (w->server) snprintf(w->via, sizeof w->via, "http://127.0.0.1:%u", http_port(w->server));
    const char *url = engine_picked() == ENGINE_SQLITE ? ctx_print(&w->c, "sqlite:%s/lumia.db", w->folder) : engine_url(&w->c, NULL);
    CHECK(pool_open(&w->c, url, &w->pool) == OK && pool_lease(&w->c, w->pool, &w->store) == OK, "%s", w->c.note);
    CHECK(shape_default(&w->c, &settings_shape, &w->settings) == OK);
    w->settings.fetch_via        = w->via;
    w->settings.fetch_timeout_ms = 5000;
    w->house = (struct house){.pool = w->pool, .store = w->store, .settings = &w->settings, .threads = 1};
    at_day(w, days);
}

/* name=value, parted by blanks. */
static err call(struct world *w, const char *op, const char *line, struct answer *ret)
{
    const struct op *o  = op_find(slice_of(op));
    void            *in = o ? ctx_alloc(&w->c, o->in->size, 1) : NULL;
    if (!in) return ERR_INTERNAL;
    TRY(shape_default(&w->c, o->in, in));
    for (struct slice rest = slice_of(line); rest.size;) {
        struct slice        value = slice_cut(&rest, ' '), name = slice_cut(&value, '=');
        const struct field *f     = shape_find(o->in, name);
        if (!f) return ERR_INTERNAL;
        shape_set(&w->c, f, in, f->name, value);
    }
    TRY(faults_end(&w->c));
    return op_answer(&w->c, &w->house, o, in, ret);
}

static void follow(struct world *w, const char *line)
{
    struct answer a;
    CHECK(call(w, "follow", line, &a) == OK && a.count == 1, "%s", w->c.note);
}

static struct run collect(struct world *w)
{
    struct run run = {.outcome = RUN_FRESH};
    CHECK(job_run(&w->c, &w->house, job_find(slice_of("collect")), true, &run) == OK, "%s", w->c.note);
    return run;
}

static struct feed feed_of(struct world *w, const char *source)
{
    struct list found = {0};
    CHECK(store_select(&w->c, w->store, &feed_shape, "WHERE source = $1", ARGS(v_text(source)), &found) == OK && found.count == 1, "%s", source);
    return found.count ? *(struct feed *)found.at : (struct feed){0};
}

static struct series series_of(struct world *w, const char *symbol, struct bars *ret)
{
    struct asset  a;
    struct list   all = {0};
    struct series s   = {0};
    *ret = (struct bars){0};
    CHECK(query_asset(&w->c, w->store, symbol, &a) == OK && query_series_of_asset(&w->c, w->store, a.id, &all) == OK && all.count == 1, "%s", w->c.note);
    if (all.count) s = *(struct series *)all.at;
    if (all.count) CHECK(store_read_bars(&w->c, w->store, &s, INT64_MIN, INT64_MAX, ALL_COLUMNS, ret) == OK, "%s", w->c.note);
    CHECK(s.count == (int64_t)ret->count && ret->count > 0, "%lld %zu", (long long)s.count, ret->count);
    return s;
}

static int64_t count_of(struct world *w, const char *sql)
{
    int64_t n = -1;
    CHECK(store_number(&w->c, w->store, sql, NO_ARGS, 0, &n) == OK, "%s", w->c.note);
    return n;
}

static int64_t revisions(struct world *w) { return count_of(w, "SELECT count(*) FROM bar_revision"); }

/* The store holds what the sources say now, of the days from `first` up to yesterday. */
static void check_bars(struct world *w, const char *symbol, int first)
{
    struct bars   b;
    struct series s    = series_of(w, symbol, &b);
    bool          same = true;
    for (size_t i = 0; i < b.count; i++)
        same &= b.at[i] == time_of_day(FIRST_DAY + first + (int)i) && b.value[BAR_CLOSE][i] == close_of(w, first + (int)i);
    CHECK(same && (int)b.count == w->days - first, "%zu of %d", b.count, w->days - first);
    CHECK(s.first == b.at[0] && s.last == b.at[b.count - 1]);
}

/* ---- the job ---- */

TEST_ON_ENGINES(collect_stores_one_feed_and_tells_of_another)
{
    AUTO_WORLD w;
    world_open(&w, 30);
    follow(&w, "source=yahoo symbol=AAPL");
    follow(&w, "source=coinbase symbol=BTC-USD class=crypto");
    struct run run = collect(&w);
    CHECK(run.outcome == RUN_OK && run.rows_written == 30 && w.calls == 2 && w.agent_seen, "%s", run.note);
    CHECK(strstr(run.note, "1 feeds fetched") && strstr(run.note, "coinbase BTC-USD: throttled"), "%s", run.note);
    check_bars(&w, "AAPL", 0);

    struct bars   b;
    struct series s = series_of(&w, "AAPL", &b);
    struct asset  a;
    CHECK(s.adjust == ADJUST_SPLIT && s.every == US_PER_DAY && strcmp(s.source, "yahoo") == 0 && s.totals && s.revision > 0 && strcmp(s.currency, "USD") == 0);
    CHECK(query_asset(&w.c, w.store, "AAPL", &a) == OK && a.class == CLASS_STOCK && strcmp(a.name, "Apple Inc.") == 0 && strcmp(a.currency, "USD") == 0);

    struct feed good = feed_of(&w, "yahoo"), bad = feed_of(&w, "coinbase");
    CHECK(good.outcome == FETCH_OK && good.tried == w.house.now && good.not_before == TIME_NONE && good.detail == NULL);
    CHECK(bad.outcome == FETCH_THROTTLED && bad.not_before == w.house.now + 1800 * US_PER_SECOND && strstr(bad.detail, "rate limit"), "%s", bad.detail);
}

TEST_ON_ENGINES(collect_twice_is_the_same_as_once)
{
    AUTO_WORLD w;
    world_open(&w, 30);
    follow(&w, "source=yahoo symbol=AAPL");
    follow(&w, "source=coinbase symbol=BTC-USD");
    (void)collect(&w);
    int64_t before = count_of(&w, "SELECT max(revision) FROM change"), calls = w.calls;
    w.noisy = true;                     /* adjusted closes that tremble are no news */
    w.house.now += 900 * US_PER_SECOND;
    struct run run = collect(&w);
    CHECK(run.outcome == RUN_OK && run.rows_written == 0 && revisions(&w) == 0, "%s", run.note);
    CHECK(count_of(&w, "SELECT max(revision) FROM change") == before);
    CHECK(w.calls == calls + 1 && strstr(run.note, "1 resting"), "%d: %s", w.calls, run.note);         /* the other is left alone */
    w.house.now += 901 * US_PER_SECOND;
    run = collect(&w);
    CHECK(w.calls == calls + 3 && run.outcome == RUN_OK, "%d", w.calls);
    check_bars(&w, "AAPL", 0);
}

TEST_ON_ENGINES(collect_goes_on_and_keeps_what_a_correction_replaces)
{
    AUTO_WORLD w;
    world_open(&w, 30);
    follow(&w, "source=binance symbol=BTCUSDT asset=btc class=crypto");
    (void)collect(&w);
    w.days = 32;
    w.corrected = 28;
    at_day(&w, 32);
    struct run run = collect(&w);
    CHECK(run.outcome == RUN_OK && run.rows_written == 3 && run.rows_read == 13, "%lld %lld", (long long)run.rows_written, (long long)run.rows_read);
    check_bars(&w, "BTC", 0);
    CHECK(revisions(&w) == 1 && count_of(&w, "SELECT at FROM bar_revision") == time_of_day(FIRST_DAY + 28));
    CHECK(count_of(&w, "SELECT replaced_at FROM bar_revision") == w.house.now && count_of(&w, "SELECT close FROM bar_revision") == 128);
    run = collect(&w);
    CHECK(run.rows_written == 0 && revisions(&w) == 1);
}

TEST_ON_ENGINES(collect_walks_through_pages)
{
    AUTO_WORLD w;
    world_open(&w, 2300);
    follow(&w, "source=binance symbol=BTCUSDT");
    struct run run = collect(&w);
    CHECK(run.outcome == RUN_OK && run.rows_written == 2300 && w.pages == 3, "%d: %s", w.pages, run.note);
    check_bars(&w, "BTCUSDT", 0);
}

TEST_ON_ENGINES(collect_fetches_a_rewritten_history_anew)
{
    AUTO_WORLD w;
    world_open(&w, 100);
    follow(&w, "source=yahoo symbol=AAPL");
    (void)collect(&w);
    struct bars b;
    int64_t     revision = series_of(&w, "AAPL", &b).revision;
    w.days  = 102;
    w.split = 101;
    w.first = 5;                        /* and it does not reach back as far any more: what stays there would be a false split */
    at_day(&w, 102);
    struct run run = collect(&w);
    CHECK(run.outcome == RUN_OK && w.calls == 3, "%d: %s", w.calls, run.note);
    check_bars(&w, "AAPL", 5);
    CHECK(revisions(&w) == 100 && series_of(&w, "AAPL", &b).revision > revision);      /* 95 are corrected, five dropped */
    CHECK(count_of(&w, "SELECT count(*) FROM action") == 1 && count_of(&w, "SELECT value FROM action WHERE kind = 'split'") == 2);
    run = collect(&w);
    CHECK(run.rows_written == 0 && w.calls == 4, "%d: %s", w.calls, run.note);
}

TEST_ON_ENGINES(collect_takes_a_dividend_into_every_adjusted_close)
{
    AUTO_WORLD w;
    world_open(&w, 40);
    follow(&w, "source=yahoo symbol=AAPL");
    (void)collect(&w);
    w.dividend = 39;
    struct bars b;
    struct run  run = collect(&w);
    (void)series_of(&w, "AAPL", &b);
    CHECK(run.outcome == RUN_OK && revisions(&w) == 40 && fabs(b.value[BAR_TOTAL][0] - 99) < 1e-9, "%s", run.note);
    CHECK(count_of(&w, "SELECT value FROM action WHERE kind = 'dividend'") == 1);
    check_bars(&w, "AAPL", 0);
}

TEST_ON_ENGINES(collect_does_not_believe_a_history_cut_short)
{
    AUTO_WORLD w;
    world_open(&w, 60);
    follow(&w, "source=yahoo symbol=AAPL");
    (void)collect(&w);
    w.split = 59;
    w.cut   = 20;
    struct run run = collect(&w);
    CHECK(run.outcome == RUN_FAILED && strstr(run.note, "20 bars where there were 60"), "%s", run.note);
    CHECK(revisions(&w) == 0 && count_of(&w, "SELECT count FROM series") == 60 && feed_of(&w, "yahoo").outcome == FETCH_UNAVAILABLE);
    w.cut = 0;
    run   = collect(&w);
    CHECK(run.outcome == RUN_OK, "%s", run.note);
    check_bars(&w, "AAPL", 0);
}

TEST_ON_ENGINES(collect_fails_when_everything_fails)
{
    AUTO_WORLD w;
    world_open(&w, 30);
    struct run run = collect(&w);
    CHECK(run.outcome == RUN_OK && strstr(run.note, "0 feeds"), "%s", run.note);      /* nothing is followed, nothing failed */
    follow(&w, "source=binance symbol=BTCUSDT");
    follow(&w, "source=kraken symbol=NOPE");
    w.refused = 503;
    run = collect(&w);
    CHECK(run.outcome == RUN_FAILED && strstr(run.note, "none of 2 feeds") && strstr(run.note, "HTTP 503: not now"), "%s", run.note);
    CHECK(feed_of(&w, "binance").outcome == FETCH_UNAVAILABLE && count_of(&w, "SELECT count(*) FROM series") == 0);
    w.refused = 0;
    run = collect(&w);
    CHECK(run.outcome == RUN_OK && feed_of(&w, "kraken").outcome == FETCH_UNKNOWN_SYMBOL && feed_of(&w, "binance").outcome == FETCH_OK, "%s", run.note);
    check_bars(&w, "BTCUSDT", 0);
}

TEST_ON_ENGINES(collect_tells_of_a_dead_gateway)
{
    AUTO_WORLD w;
    world_open(&w, 30);
    follow(&w, "source=binance symbol=BTCUSDT");
    http_close(w.server);
    w.server = NULL;
    struct run run = collect(&w);
    CHECK(run.outcome == RUN_FAILED && strstr(run.note, "127.0.0.1"), "%s", run.note);
    CHECK(feed_of(&w, "binance").outcome == FETCH_UNAVAILABLE && feed_of(&w, "binance").tried == w.house.now);
}

/* One allocation after another fails; afterwards a run makes all well. */
TEST_ON_ENGINES(collect_heals_after_any_failed_allocation)
{
    AUTO_WORLD w;
    world_open(&w, 12);
    follow(&w, "source=binance symbol=BTCUSDT");
    bool ended = false;
    for (long n = 1; n < 2000 && !ended; n += 7) {
        AUTO_CTX   c = {0};
        struct run run = {.outcome = RUN_FRESH};
        ctx_open(&c, 256 << 20);
        c.fail_at = n;
        err e = job_run(&c, &w.house, job_find(slice_of("collect")), true, &run);
        ended = c.alloc_count < n;
        CHECK(e == OK || e == ERR_NOMEM, "%ld: %s %s", n, err_name(e), c.note);
        store_abandon(w.store);
    }
    CHECK(ended && collect(&w).outcome == RUN_OK);
    check_bars(&w, "BTCUSDT", 0);
    CHECK(revisions(&w) == 0);
}

/* ---- the ops ---- */

TEST_ON_ENGINES(follow_makes_asset_and_feed_once)
{
    AUTO_WORLD    w;
    struct answer a;
    struct asset  asset;
    world_open(&w, 30);
    follow(&w, "source=stooq symbol=aapl.us class=stock");
    follow(&w, "source=stooq symbol=aapl.us");
    follow(&w, "source=yahoo symbol=AAPL asset=aapl.us");
    CHECK(count_of(&w, "SELECT count(*) FROM asset") == 1 && count_of(&w, "SELECT count(*) FROM feed") == 2);
    CHECK(query_asset(&w.c, w.store, "AAPL.US", &asset) == OK && asset.class == CLASS_STOCK && asset.id == feed_of(&w, "yahoo").asset_id);

    int64_t revision = count_of(&w, "SELECT max(revision) FROM change");
    follow(&w, "source=yahoo symbol=AAPL asset=AAPL.US");
    CHECK(count_of(&w, "SELECT max(revision) FROM change") == revision);
    follow(&w, "source=kraken symbol=XBTUSD");
    follow(&w, "source=coinbase symbol=BTC-USD asset=XBTUSD class=crypto");
    CHECK(query_asset(&w.c, w.store, "xbtusd", &asset) == OK && asset.class == CLASS_CRYPTO);

    CHECK(call(&w, "feeds", "", &a) == OK && a.count == 4, "%zu", a.count);
    CHECK(call(&w, "feeds", "source=yahoo", &a) == OK && a.count == 1);
    CHECK(call(&w, "feeds", "outcome=throttled", &a) == OK && a.count == 0);
}

TEST_ON_ENGINES(follow_refuses_with_a_story)
{
    AUTO_WORLD    w;
    struct answer a;
    world_open(&w, 30);
    CHECK(call(&w, "follow", "source=nobody symbol=AAPL", &a) == ERR_NOT_FOUND && strstr(w.c.note, "no source 'nobody'") && strstr(w.c.note, "kraken, nasdaq"), "%s", w.c.note);
    CHECK(call(&w, "follow", "source=yahoo symbol=..", &a) == ERR_INVALID, "%s", w.c.note);
    CHECK(call(&w, "follow", "source=yahoo symbol=ALFA.SIM", &a) == ERR_CONFLICT && strstr(w.c.note, "simulated"), "%s", w.c.note);
    store_abandon(w.store);
    follow(&w, "source=yahoo symbol=AAPL");
    CHECK(call(&w, "follow", "source=yahoo symbol=AAPL asset=MSFT", &a) == ERR_CONFLICT && strstr(w.c.note, "another asset"), "%s", w.c.note);
    store_abandon(w.store);
    CHECK(count_of(&w, "SELECT count(*) FROM asset") == 1 && count_of(&w, "SELECT count(*) FROM feed") == 1);
}
