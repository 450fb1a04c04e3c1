/* What sources really send, in the shapes that were seen in September 2026: good days, every refusal, every cut. */
#include "sources/source.h"

#include <math.h>

#include "../check.h"

#define KEY_TEXT "k3y-0f-n0b0dy"

static int64_t instant(const char *text)
{
    int64_t time = TIME_NONE;
    CHECK(time_read(slice_of(text), &time), "%s", text);
    return time;
}

static struct source_ask ask_of(const char *symbol, const char *from, const char *now)
{
    int64_t end = instant(now);
    return (struct source_ask){.symbol = symbol, .from = instant(from), .to = end, .every = US_PER_DAY, .now = end, .key = KEY_TEXT};
}

static struct source_found parse(struct ctx *c, const struct source *s, const struct source_ask *ask, int status, struct slice body)
{
    struct source_found found = {.outcome = FETCH_UNAVAILABLE, .detail = "not written"};
    struct source_reply reply = {.status = status, .content_type = "", .body = body};
    CHECK(s->parse(c, ask, &reply, &found) == OK, "%s: %s", s->name, c->note);
    return found;
}

/* What holds of every answer, whatever came. */
static void check_found(const struct source *s, const struct source_ask *ask, const struct source_found *f)
{
    bool good = f->outcome == FETCH_OK;
    CHECK(good == (f->detail == NULL) && good == (f->bars.count > 0), "%s: %d %zu", s->name, f->outcome, f->bars.count);
    CHECK(good || (f->detail[0] && strlen(f->detail) <= 400 && !strstr(f->detail, KEY_TEXT)), "%s", s->name);
    CHECK(good || f->action_count == 0);
    CHECK(f->outcome <= FETCH_EMPTY || f->next == TIME_NONE, "%s", s->name);
    CHECK(f->not_before == TIME_NONE || (f->not_before > ask->now && f->not_before <= ask->now + 7 * US_PER_DAY), "%s", s->name);
    bool sound = true;
    for (size_t i = 0; i < f->bars.count; i++) {
        double *const *v = f->bars.value;
        sound &= i == 0 || f->bars.at[i] > f->bars.at[i - 1];
        sound &= f->bars.at[i] % ask->every == 0 && f->bars.at[i] >= ask->from && f->bars.at[i] < ask->to;
        sound &= v[BAR_CLOSE][i] > 0 && !(v[BAR_HIGH][i] < v[BAR_LOW][i]) && !(v[BAR_VOLUME][i] < 0);
    }
    for (size_t i = 0; i < f->action_count; i++)
        sound &= isfinite(f->actions[i].value) && f->actions[i].value > 0 && time_of_day(f->actions[i].day) <= ask->now;
    CHECK(sound, "%s", s->name);
}

/* ---- the good answers ---- */

/* A dividend of 0.82 and a split 4:1 behind it, a day of nulls, and the running day as an extra row. */
static const char yahoo_good[] =
    "{\"chart\":{\"result\":[{\"meta\":{\"currency\":\"USD\",\"symbol\":\"AAPL\",\"exchangeName\":\"NMS\",\"instrumentType\":\"EQUITY\","
    "\"firstTradeDate\":345479400,\"regularMarketTime\":1599055202,\"gmtoffset\":-14400,\"timezone\":\"EDT\","
    "\"exchangeTimezoneName\":\"America/New_York\",\"regularMarketPrice\":131.4,\"chartPreviousClose\":113.9,\"priceHint\":2,"
    "\"longName\":\"Apple Inc.\",\"shortName\":\"Apple\",\"dataGranularity\":\"1d\",\"range\":\"\",\"validRanges\":[\"1d\",\"5d\"]},"
    "\"timestamp\":[1596807000,1598621400,1598880600,1598967000,1599055202],"
    "\"events\":{\"dividends\":{\"1596807000\":{\"amount\":0.205,\"date\":1596807000}},"
    "\"splits\":{\"1598880600\":{\"date\":1598880600,\"numerator\":4,\"denominator\":1,\"splitRatio\":\"4:1\"}}},"
    "\"indicators\":{\"quote\":[{\"open\":[113.205,null,127.58,132.76,137.59],\"high\":[113.675,null,131,134.8,137.98],"
    "\"low\":[110.2925,null,126,130.53,127],\"close\":[111.1125,null,129.04,134.18,131.4],"
    "\"volume\":[198045600,null,225702700,151948100,200119000]}],"
    "\"adjclose\":[{\"adjclose\":[109.5,null,127.2,132.3,129.5]}]}}],\"error\":null}}";

static const char nasdaq_good[] =
    "{\"data\":{\"symbol\":\"AAPL\",\"totalRecords\":3,\"tradesTable\":{\"asOf\":null,"
    "\"headers\":{\"date\":\"Date\",\"close\":\"Close/Last\",\"volume\":\"Volume\",\"open\":\"Open\",\"high\":\"High\",\"low\":\"Low\"},"
    "\"rows\":[{\"date\":\"09/25/2026\",\"close\":\"$341.07\",\"volume\":\"30,002,510\",\"open\":\"$336.04\",\"high\":\"$341.67\",\"low\":\"$334.53\"},"
    "{\"date\":\"09/24/2026\",\"close\":\"$1,336.50\",\"volume\":\"--\",\"open\":\"$1,330.00\",\"high\":\"$1,337.00\",\"low\":\"N/A\"},"
    "{\"date\":\"09/23/2026\",\"close\":\"$335.00\",\"volume\":\"999\",\"open\":\"$330.00\",\"high\":\"$336.00\",\"low\":\"$329.00\"}]}},"
    "\"message\":null,\"status\":{\"rCode\":200,\"bCodeMessage\":null,\"developerMessage\":null}}";

static const char stooq_good[] =
    "Date,Open,High,Low,Close,Volume\r\n"
    "2026-09-23,330,336,329,335,999.5\r\n"
    "2026-09-24,331.25,337,330.5,336.5,1200\r\n"
    "2026-09-25,336.04,341.67,334.53,341.07,30002510\r\n";

/* The first in milliseconds, the second in microseconds, the third still open. */
static const char binance_good[] =
    "[[1758585600000,\"112650.99\",\"113290.50\",\"111458.73\",\"111998.80\",\"10984.80123\",1758671999999,\"1234.5\",308,\"1.5\",\"2.5\",\"0\"],"
    "[1758672000000000,\"111998.80\",\"113940.00\",\"111042.66\",\"113307.00\",\"11068.05\",1758758399999999,\"1.0\",308,\"1.5\",\"2.5\",\"0\"],"
    "[1758758400000,\"113307.01\",\"113510.00\",\"108631.51\",\"109013.49\",\"28147.01\",1758844799999,\"1.0\",308,\"1.5\",\"2.5\",\"0\"]]";

static const char coinbase_good[] =
    "[[1758758400,108600.1,113500.2,113300.3,109000.4,9000.5],"
    "[1758672000,111042.66,113940,111998.8,113307,11068.05],"
    "[1758499200,110000.5,116000.5,115000.5,112000.5,1.25]]";

static const char kraken_good[] =
    "{\"error\":[],\"result\":{\"XXBTZUSD\":[[1758585600,\"112650.9\",\"113290.5\",\"111458.7\",\"111998.8\",\"112345.6\",\"984.80123\",16789],"
    "[1758672000,\"111998.8\",\"113940.0\",\"111042.6\",\"113307.0\",\"112700.1\",\"1068.05\",15234],"
    "[1758758400,\"113307.0\",\"113510.0\",\"108631.5\",\"109013.4\",\"110900.2\",\"2147.01\",25678]],\"last\":1758672000}}";

struct day {
    const char *day;
    double      value[BAR_COLUMNS];
};

struct fixture {
    const struct source *source;
    const char          *symbol, *from, *now, *body;
    const char          *name, *currency;
    int32_t              class;
    struct day           days[4];
};

extern const struct source source_yahoo, source_nasdaq, source_stooq, source_binance, source_coinbase, source_kraken;

static const struct fixture fixtures[] = {
    {&source_yahoo, "AAPL", "2020-08-01", "2020-09-02T14:00:02Z", yahoo_good, "Apple Inc.", "USD", CLASS_STOCK,
     {{"2020-08-07", {113.205, 113.675, 110.2925, 111.1125, 198045600, 109.5}},
      {"2020-08-31", {127.58, 131, 126, 129.04, 225702700, 127.2}},
      {"2020-09-01", {132.76, 134.8, 130.53, 134.18, 151948100, 132.3}}}},
    {&source_nasdaq, "AAPL", "2026-09-01", "2026-09-26T05:00:00Z", nasdaq_good, NULL, "USD", CLASS_STOCK,
     {{"2026-09-23", {330, 336, 329, 335, 999, NAN}},
      {"2026-09-24", {1330, 1337, NAN, 1336.5, NAN, NAN}},
      {"2026-09-25", {336.04, 341.67, 334.53, 341.07, 30002510, NAN}}}},
    {&source_stooq, "aapl.us", "2026-09-01", "2026-09-26T04:59:59Z", stooq_good, NULL, NULL, CLASS_UNKNOWN,
     {{"2026-09-23", {330, 336, 329, 335, 999.5, NAN}},
      {"2026-09-24", {331.25, 337, 330.5, 336.5, 1200, NAN}}}},
    {&source_binance, "BTCUSDT", "2025-09-01", "2025-09-25T23:59:59Z", binance_good, NULL, "USDT", CLASS_CRYPTO,
     {{"2025-09-23", {112650.99, 113290.50, 111458.73, 111998.80, 10984.80123, NAN}},
      {"2025-09-24", {111998.80, 113940, 111042.66, 113307, 11068.05, NAN}}}},
    {&source_coinbase, "BTC-USD", "2025-09-20", "2025-09-25T12:00:00Z", coinbase_good, NULL, "USD", CLASS_CRYPTO,
     {{"2025-09-22", {115000.5, 116000.5, 110000.5, 112000.5, 1.25, NAN}},
      {"2025-09-24", {111998.8, 113940, 111042.66, 113307, 11068.05, NAN}}}},
    {&source_kraken, "XBTUSD", "2025-09-01", "2025-09-25T12:00:00Z", kraken_good, NULL, "USD", CLASS_CRYPTO,
     {{"2025-09-23", {112650.9, 113290.5, 111458.7, 111998.8, 984.80123, NAN}},
      {"2025-09-24", {111998.8, 113940, 111042.6, 113307, 1068.05, NAN}}}},
};

enum { FIXTURES = sizeof fixtures / sizeof *fixtures };

static bool same(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

static bool same_text(const char *a, const char *b) { return a && b ? strcmp(a, b) == 0 : a == b; }

static bool has_day(const struct fixture *x, const struct bars *b, size_t i)
{
    for (size_t d = 0; d < 4 && x->days[d].day; d++) {
        if (instant(x->days[d].day) != b->at[i]) continue;
        bool all = true;
        for (size_t k = 0; k < BAR_COLUMNS; k++) all &= same(b->value[k][i], x->days[d].value[k]);
        return all;
    }
    return false;
}

TEST(sources_read_good_answers)
{
    for (size_t i = 0; i < FIXTURES; i++) {
        const struct fixture *x = &fixtures[i];
        AUTO_CTX c = {0};
        ctx_open(&c, 64 << 20);
        struct source_ask   ask   = ask_of(x->symbol, x->from, x->now);
        struct source_found found = parse(&c, x->source, &ask, 200, slice_of(x->body));
        size_t              days  = 0;
        while (days < 4 && x->days[days].day) days++;
        check_found(x->source, &ask, &found);
        CHECK(found.outcome == FETCH_OK && found.bars.count == days, "%s: %s %s, %zu bars", x->source->name, fetch_outcomes[found.outcome],
              found.detail, found.bars.count);
        CHECK(found.next == TIME_NONE && found.not_before == TIME_NONE, "%s", x->source->name);
        CHECK(same_text(found.name, x->name) && same_text(found.currency, x->currency) && found.class == x->class, "%s", x->source->name);
        for (size_t k = 0; k < found.bars.count; k++) CHECK(has_day(x, &found.bars, k), "%s %zu", x->source->name, k);
    }
}

/* A body that was cut anywhere gives a typed failure, or days that are true. */
TEST(sources_believe_no_part_of_an_answer)
{
    for (size_t i = 0; i < FIXTURES; i++) {
        const struct fixture *x = &fixtures[i];
        struct source_ask ask = ask_of(x->symbol, x->from, x->now);
        size_t            whole = strlen(x->body);
        for (size_t size = 0; size < whole; size++) {
            AUTO_CTX c = {0};
            ctx_open(&c, 64 << 20);
            char *copy = malloc(size ? size : 1);       /* so that a sanitizer sees every read behind the cut */
            memcpy(copy, x->body, size);
            struct source_found found = parse(&c, x->source, &ask, 200, (struct slice){copy, size});
            check_found(x->source, &ask, &found);
            for (size_t k = 0; k < found.bars.count; k++) CHECK(has_day(x, &found.bars, k), "%s cut at %zu", x->source->name, size);
            if (x->body[0] == '{' || x->body[0] == '[')
                CHECK(found.outcome == (size == 0 ? FETCH_UNAVAILABLE : FETCH_SCHEMA_CHANGED) && (size == 0 || strstr(found.detail, "at byte")),
                      "%s cut at %zu: %s", x->source->name, size, found.detail);
            free(copy);
        }
    }
}

/* ---- answers that are none ---- */

static const char proof_of_work[] =
    "<!doctype html><html><head><title>Verifying</title></head><body><noscript>This site requires JavaScript to verify your browser"
    "</noscript><script>crypto.subtle.digest(\"SHA-256\",x).then(h=>fetch('/__verify'))</script></body></html>";
static const char cloudflare[] = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body class=\"cf-chl\"></body></html>";
static const char denied[]     = "<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>Reference #18.6</BODY></HTML>";
static const char be_back[]    = "<html><head><title>Yahoo</title></head><body>Will be right back...</body></html>";
static const char no_country[] = "<html><head><title>Sorry</title></head><body>This service is not available in your country.</body></html>";

static const struct refusal {
    const struct source *source;        /* NULL: of them all */
    int                  status;
    const char          *body;
    enum fetch_outcome   outcome;
    const char          *says;          /* part of the detail */
    int64_t              rest_s;        /* until not_before; 0 for none */
} refusals[] = {
    {NULL, 200, proof_of_work, FETCH_CHALLENGE_PAGE, "Verifying", 6 * 3600},
    {NULL, 503, cloudflare, FETCH_CHALLENGE_PAGE, "Just a moment", 6 * 3600},
    {NULL, 403, denied, FETCH_CHALLENGE_PAGE, "Access Denied", 6 * 3600},
    {NULL, 200, be_back, FETCH_UNAVAILABLE, "a page instead of data: Yahoo", 0},
    {NULL, 200, no_country, FETCH_GEO_BLOCKED, "Sorry", 6 * 3600},
    {NULL, 403, no_country, FETCH_GEO_BLOCKED, "Sorry", 6 * 3600},
    {NULL, 451, "{\"code\":0,\"msg\":\"Service unavailable from a restricted location according to 'b. Eligibility'\"}", FETCH_GEO_BLOCKED,
     "restricted location", 6 * 3600},
    {NULL, 429, "Edge: Too Many Requests", FETCH_THROTTLED, "Too Many", 60},
    {NULL, 429, "", FETCH_THROTTLED, "too many requests", 60},
    {NULL, 429, "<html><title>429</title></html>", FETCH_THROTTLED, "429", 60},
    {NULL, 418, "{\"code\":-1003,\"msg\":\"Way too much request weight used; IP banned until 1758758400000.\"}", FETCH_THROTTLED, "banned", 3600},
    {NULL, 401, "{\"finance\":{\"result\":null,\"error\":{\"code\":\"Unauthorized\",\"description\":\"Invalid Crumb\"}}}", FETCH_NEEDS_KEY,
     "Invalid Crumb", 0},
    {NULL, 403, "{\"message\":\"no\"}", FETCH_UNAVAILABLE, "HTTP 403", 0},
    {NULL, 200, " \r\n", FETCH_UNAVAILABLE, "an empty body", 0},
    {NULL, 500, "oops", FETCH_UNAVAILABLE, "HTTP 500: oops", 0},
    {NULL, 304, "", FETCH_UNAVAILABLE, "HTTP 304", 0},

    {&source_yahoo, 404, "{\"chart\":{\"result\":null,\"error\":{\"code\":\"Not Found\",\"description\":\"No data found, symbol may be delisted\"}}}",
     FETCH_UNKNOWN_SYMBOL, "delisted", 0},
    {&source_yahoo, 200, "{\"chart\":{\"result\":null,\"error\":{\"code\":\"Not Found\",\"description\":\"No data found, symbol may be delisted\"}}}",
     FETCH_UNKNOWN_SYMBOL, "delisted", 0},
    {&source_yahoo, 200, "Too Many Requests\r\n", FETCH_THROTTLED, "Too Many", 60},
    {&source_yahoo, 400, "{\"chart\":{\"result\":null,\"error\":{\"code\":\"Bad Request\",\"description\":\"Data doesn't exist for startDate = 1, endDate = 2\"}}}",
     FETCH_EMPTY, "exist", 0},
    {&source_yahoo, 422, "{\"chart\":{\"result\":null,\"error\":{\"code\":\"Unprocessable Entity\",\"description\":\"1m data not available\"}}}",
     FETCH_UNAVAILABLE, "HTTP 422", 0},
    {&source_yahoo, 200, "{\"finance\":{\"result\":null,\"error\":{\"code\":\"Unauthorized\",\"description\":\"User is unable\"}}}", FETCH_NEEDS_KEY, "unable", 0},
    {&source_yahoo, 200, "{\"chart\":{\"result\":[{\"meta\":{\"gmtoffset\":7200},\"indicators\":{\"quote\":[{}],\"adjclose\":[{}]}}],\"error\":null}}",
     FETCH_EMPTY, "no prices", 0},
    {&source_yahoo, 200, "{\"chart\":{\"result\":[{\"meta\":{\"gmtoffset\":0,\"dataGranularity\":\"1mo\"},\"timestamp\":[1598880600]}],\"error\":null}}",
     FETCH_SCHEMA_CHANGED, "1mo", 0},
    {&source_yahoo, 200, "{\"chart\":{\"result\":[{\"meta\":{},\"timestamp\":[1,2],\"indicators\":{\"quote\":[{\"open\":[1]}]}}],\"error\":null}}",
     FETCH_SCHEMA_CHANGED, "beside 2 times", 0},
    {&source_yahoo, 200, "{\"spark\":{}}", FETCH_SCHEMA_CHANGED, "without a chart", 0},
    {&source_yahoo, 200, "{\"chart\":[]}", FETCH_SCHEMA_CHANGED, "at byte 9: expected an object", 0},

    {&source_nasdaq, 200, "{\"data\":null,\"message\":null,\"status\":{\"rCode\":400,\"bCodeMessage\":[{\"code\":1001,\"errorMessage\":\"Symbol not exists.\"}]}}",
     FETCH_UNKNOWN_SYMBOL, "not exists", 0},
    {&source_nasdaq, 200, "{\"data\":null,\"message\":null,\"status\":{\"rCode\":200,\"bCodeMessage\":null}}", FETCH_EMPTY, "no data", 0},
    {&source_nasdaq, 200, "{\"data\":{\"symbol\":\"AAPL\",\"totalRecords\":0,\"tradesTable\":{\"rows\":null}},\"status\":{\"rCode\":200}}", FETCH_EMPTY, "no table", 0},
    {&source_nasdaq, 200, "{\"data\":null,\"status\":{\"rCode\":500,\"bCodeMessage\":[{\"code\":9,\"errorMessage\":\"Try later\"}]}}", FETCH_UNAVAILABLE, "Try later", 0},
    {&source_nasdaq, 200, "{\"data\":{\"tradesTable\":{\"rows\":[{\"date\":\"09/25/2026\",\"last\":\"$1\"}]}}}", FETCH_SCHEMA_CHANGED, "without its", 0},
    {&source_nasdaq, 200, "{\"data\":{\"tradesTable\":{\"rows\":[{\"date\":\"2026-09-25\"}]}}}", FETCH_SCHEMA_CHANGED, "MM/DD/YYYY", 0},
    {&source_nasdaq, 200, "{\"data\":{\"tradesTable\":{\"rows\":[{\"close\":\"$1,23\"}]}}}", FETCH_SCHEMA_CHANGED, "expected an amount", 0},

    {&source_stooq, 200, "No data", FETCH_EMPTY, "No data", 0},
    {&source_stooq, 200, "Brak danych", FETCH_EMPTY, "Brak danych", 0},
    {&source_stooq, 200, "Exceeded the daily hits limit", FETCH_THROTTLED, "daily hits", 12 * 3600 + 1},
    {&source_stooq, 200, "Warning: mysql_connect(): Too many connections in /srv/stooq on line 6", FETCH_UNAVAILABLE, "mysql", 0},
    {&source_stooq, 200, "Get your apikey:\n1. Open https://stooq.com/q/d/?s=aapl.us&get_apikey\n", FETCH_NEEDS_KEY, "apikey", 0},
    {&source_stooq, 200, "Date,Open,High,Low,Last\r\n2026-09-23,1,2,3,4\r\n", FETCH_SCHEMA_CHANGED, "at byte 0", 0},
    {&source_stooq, 200, "Date,Open,High,Low,Close\r\n2026-09-23,1,2,1,x\r\n", FETCH_SCHEMA_CHANGED, "at byte 26", 0},
    {&source_stooq, 200, "Date,Open,High,Low,Close\r\n2026-09-23,1,2\r\n", FETCH_SCHEMA_CHANGED, "at byte 26", 0},

    {&source_binance, 400, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}", FETCH_UNKNOWN_SYMBOL, "Invalid symbol", 0},
    {&source_binance, 400, "{\"code\":-1003,\"msg\":\"Too many requests.\"}", FETCH_THROTTLED, "Too many", 60},
    {&source_binance, 400, "{\"code\":-1121}", FETCH_UNKNOWN_SYMBOL, "unknown_symbol", 0},
    {&source_binance, 200, "[]", FETCH_EMPTY, "0 rows", 0},
    {&source_binance, 200, "{\"code\":-1120,\"msg\":\"Invalid interval.\"}", FETCH_SCHEMA_CHANGED, "-1120", 0},
    {&source_binance, 200, "[[1758585600000,\"1\",\"2\"]]", FETCH_SCHEMA_CHANGED, "too few numbers", 0},
    {&source_binance, 200, "[[1758585600001,\"1\",\"2\",\"1\",\"1\",\"1\"]]", FETCH_SCHEMA_CHANGED, "midnight", 0},
    {&source_binance, 200, "[[1758585600000,\"1\",\"1\",\"2\",\"1\",\"1\"]]", FETCH_SCHEMA_CHANGED, "1 of 1 rows", 0},

    {&source_coinbase, 404, "{\"message\":\"NotFound\"}", FETCH_UNKNOWN_SYMBOL, "NotFound", 0},
    {&source_coinbase, 200, "{\"message\":\"Public rate limit exceeded\"}", FETCH_THROTTLED, "rate limit", 60},
    {&source_coinbase, 400, "{\"message\":\"User-Agent header is required\"}", FETCH_UNAVAILABLE, "User-Agent", 0},
    {&source_coinbase, 200, "[]", FETCH_EMPTY, "0 rows", 0},

    {&source_kraken, 200, "{\"error\":[\"EQuery:Unknown asset pair\"]}", FETCH_UNKNOWN_SYMBOL, "Unknown asset", 0},
    {&source_kraken, 200, "{\"error\":[\"EAPI:Rate limit exceeded\"],\"result\":{}}", FETCH_THROTTLED, "Rate limit", 60},
    {&source_kraken, 200, "{\"error\":[\"EService:Unavailable\"]}", FETCH_UNAVAILABLE, "Unavailable", 0},
    {&source_kraken, 200, "{\"error\":[\"EAPI:Invalid key\"]}", FETCH_NEEDS_KEY, "Invalid key", 0},
    {&source_kraken, 200, "{\"error\":[\"EGeneral:Invalid arguments\"]}", FETCH_SCHEMA_CHANGED, "Invalid arguments", 0},
    {&source_kraken, 200, "{\"error\":[],\"result\":{}}", FETCH_EMPTY, "0 rows", 0},
    {&source_kraken, 200, "{\"error\":[\"WApi:slow\"],\"result\":{\"last\":0}}", FETCH_EMPTY, "0 rows", 0},
    {&source_kraken, 200, "{\"error\":[],\"result\":{\"A\":[],\"B\":[]}}", FETCH_SCHEMA_CHANGED, "more pairs", 0},
    {&source_kraken, 200, "{\"result\":{}}", FETCH_SCHEMA_CHANGED, "without a list of errors", 0},
};

static void check_refusal(const struct source *s, const struct refusal *r)
{
    AUTO_CTX c = {0};
    ctx_open(&c, 16 << 20);
    struct source_ask   ask   = ask_of("X", "2025-01-01", "2026-09-26T12:00:00Z");
    struct source_found found = parse(&c, s, &ask, r->status, slice_of(r->body));
    int64_t             rest  = found.not_before == TIME_NONE ? 0 : (found.not_before - ask.now) / US_PER_SECOND;
    check_found(s, &ask, &found);
    CHECK(found.outcome == r->outcome && strstr(found.detail, r->says) && rest == r->rest_s, "%s %d %.60s: %s, %s, %lld s", s->name, r->status,
          r->body, fetch_outcomes[found.outcome], found.detail, (long long)rest);
}

TEST(sources_tell_refusals_apart)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        if (refusals[i].source) check_refusal(refusals[i].source, &refusals[i]);
        for (size_t k = 0; k < FIXTURES && !refusals[i].source; k++) check_refusal(fixtures[k].source, &refusals[i]);
    }
}

TEST(sources_honour_retry_after)
{
    AUTO_CTX c = {0};
    ctx_open(&c, 16 << 20);
    struct source_ask ask = ask_of("X", "2025-01-01", "2026-09-26T12:00:00Z");
    static const struct { int status; int64_t after_s, rest_s; } cases[] = {{429, 120, 120}, {418, 7200, 7200}, {503, 30, 30}, {429, INT64_MAX, 7 * 86400}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct source_found found = {.outcome = FETCH_OK};
        CHECK(source_yahoo.parse(&c, &ask, &(struct source_reply){.status = cases[i].status, .retry_after_s = cases[i].after_s}, &found) == OK);
        CHECK(found.not_before == ask.now + cases[i].rest_s * US_PER_SECOND, "%d", cases[i].status);
    }
}

/* ---- what only some do ---- */

TEST(sources_yahoo_undoes_splits_in_dividends)
{
    AUTO_CTX c = {0};
    ctx_open(&c, 16 << 20);
    struct source_ask   ask   = ask_of("AAPL", "2020-08-01", "2020-09-02T14:00:02Z");
    struct source_found found = parse(&c, &source_yahoo, &ask, 200, slice_of(yahoo_good));
    CHECK(found.action_count == 2);
    if (found.action_count != 2) return;
    CHECK(found.actions[0].kind == ACTION_DIVIDEND && time_of_day(found.actions[0].day) == instant("2020-08-07"));
    CHECK(fabs(found.actions[0].value - 0.82) < 1e-12, "%.17g", found.actions[0].value);
    CHECK(found.actions[1].kind == ACTION_SPLIT && time_of_day(found.actions[1].day) == instant("2020-08-31") && found.actions[1].value == 4);
}

static struct source_found yahoo_day(struct ctx *c, struct source_ask *ask, const char *now, const char *meta, int64_t at)
{
    char *body = ctx_print(c, "{\"chart\":{\"result\":[{\"meta\":{%s},\"timestamp\":[%lld],\"indicators\":{\"quote\":[{\"open\":[12345],\"high\":[12346],"
                           "\"low\":[12344],\"close\":[12345],\"volume\":[7]}]}}],\"error\":null}}", meta, (long long)at);
    *ask = ask_of("X", "2025-01-01", now);
    struct source_found found = parse(c, &source_yahoo, ask, 200, slice_of(body));
    check_found(&source_yahoo, ask, &found);
    return found;
}

TEST(sources_yahoo_days_are_those_of_the_exchange)
{
    static const struct { const char *meta, *at, *day, *early, *late; } cases[] = {
        {"\"gmtoffset\":36000", "2025-06-30T00:00:00Z", "2025-06-30", "2025-06-30T13:59:59Z", "2025-06-30T14:00:00Z"},       /* Sydney */
        {"\"gmtoffset\":43200", "2025-06-29T22:00:00Z", "2025-06-30", "2025-06-30T11:59:59Z", "2025-06-30T12:00:00Z"},       /* Wellington */
        {"\"gmtoffset\":-18000", "2025-06-30T13:30:00Z", "2025-06-30", "2025-07-01T04:59:59Z", "2025-07-01T05:00:00Z"},      /* New York, asked in winter */
        {"\"gmtoffset\":0", "2025-06-29T23:00:00Z", "2025-06-30", "2025-06-30T23:59:59Z", "2025-07-01T00:00:00Z"},           /* London's summer, asked in winter */
        {"\"gmtoffset\":3600", "2025-01-15T00:00:00Z", "2025-01-15", "2025-01-15T22:59:59Z", "2025-01-15T23:00:00Z"},        /* and the other way round */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_CTX c = {0};
        ctx_open(&c, 16 << 20);
        struct source_ask   ask;
        int64_t             at    = instant(cases[i].at) / US_PER_SECOND;
        struct source_found early = yahoo_day(&c, &ask, cases[i].early, cases[i].meta, at);
        struct source_found late  = yahoo_day(&c, &ask, cases[i].late, cases[i].meta, at);
        CHECK(early.outcome == FETCH_EMPTY, "%s", cases[i].meta);
        CHECK(late.outcome == FETCH_OK && late.bars.at[0] == instant(cases[i].day), "%s", cases[i].meta);
    }
}

TEST(sources_yahoo_gives_whole_currencies)
{
    AUTO_CTX c = {0};
    ctx_open(&c, 16 << 20);
    struct source_ask   ask;
    struct source_found found = yahoo_day(&c, &ask, "2025-07-02", "\"currency\":\"GBp\",\"instrumentType\":\"ETF\"", instant("2025-06-30T07:00:00Z") / US_PER_SECOND);
    CHECK(found.outcome == FETCH_OK && found.bars.value[BAR_CLOSE][0] == 123.45 && found.bars.value[BAR_VOLUME][0] == 7);
    CHECK(same_text(found.currency, "GBP") && found.class == CLASS_ETF);
}

TEST(sources_nasdaq_names_the_kind_it_asks_for)
{
    static const struct { const char *symbol, *part; } cases[] = {
        {"AAPL", "/AAPL/historical?assetclass=stocks&"}, {"etf:SPY", "/SPY/historical?assetclass=etf&"}, {"index:NDX", "/NDX/historical?assetclass=index&"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_CTX c = {0};
        ctx_open(&c, 1 << 20);
        struct text       url = {.c = &c};
        struct source_ask ask = ask_of(cases[i].symbol, "2026-09-01", "2026-09-26");
        CHECK(source_nasdaq.url(&c, &ask, &url) == OK && strstr(url.at, cases[i].part) && strstr(url.at, "fromdate=2026-09-01&todate=2026-09-26"), "%s", url.at);
    }
}

TEST(sources_stooq_may_have_no_volume)
{
    AUTO_CTX c = {0};
    ctx_open(&c, 1 << 20);
    struct source_ask   ask   = ask_of("^spx", "2026-09-01", "2026-09-30");
    struct source_found found = parse(&c, &source_stooq, &ask, 200, slice_of("\xef\xbb\xbf" "Date,Open,High,Low,Close\n2026-09-24,1,2,0.5,1.5\n"));
    CHECK(found.outcome == FETCH_OK && found.bars.count == 1 && isnan(found.bars.value[BAR_VOLUME][0]) && found.bars.value[BAR_LOW][0] == 0.5);
}

TEST(sources_binance_has_pages)
{
    AUTO_CTX c = {0};
    ctx_open(&c, 16 << 20);
    struct source_ask ask   = ask_of("BTCUSDT", "2020-01-01", "2026-09-26");
    int64_t           first = ask.from / 1000;
    for (int rows = 999; rows <= 1000; rows++) {
        struct text body = {.c = &c};
        for (int i = 0; i < rows; i++) text_print(&body, "%s[%lld,\"1\",\"2\",\"1\",\"2\",\"0.5\"]", i ? "," : "[", (long long)(first + i * 86400000ll));
        text_put(&body, "]");
        struct source_found found = parse(&c, &source_binance, &ask, 200, text_slice(&body));
        CHECK(found.outcome == FETCH_OK && found.bars.count == (size_t)rows);
        CHECK(found.next == (rows == 1000 ? ask.from + 1000 * US_PER_DAY : TIME_NONE));
    }
}

TEST(sources_coinbase_walks_through_windows)
{
    AUTO_CTX c = {0};
    ctx_open(&c, 16 << 20);
    struct source_ask ask   = ask_of("BTC-USD", "1970-01-01", "2017-01-01T12:00:00Z");
    int               pages = 0;
    for (int64_t next = ask.from; next != TIME_NONE && pages < 10; pages++) {
        struct text url = {.c = &c};
        ask.from = next;
        CHECK(source_coinbase.url(&c, &ask, &url) == OK);
        if (pages == 0) CHECK(strstr(url.at, "start=2015-01-01T00:00:00Z&end=2015-10-27T00:00:00Z"), "%s", url.at);
        struct source_found found = parse(&c, &source_coinbase, &ask, 200, slice_of("[]"));
        CHECK(found.outcome == FETCH_EMPTY && (found.next == TIME_NONE || found.next == instant("2015-01-01") + (pages + 1) * 300 * US_PER_DAY));
        next = found.next;
        if (next == TIME_NONE) CHECK(strstr(url.at, "end=2017-01-01T00:00:00Z"), "%s", url.at);
    }
    CHECK(pages == 3, "%d", pages);
}

/* ---- laws: of every source, also of those that come ---- */

TEST(sources_law_descriptor)
{
    CHECK(sources[0] != NULL);
    for (const struct source *const *s = sources; *s; s++) {
        const struct source *x = *s;
        CHECK(x->name && x->title && x->about && x->terms && x->symbol_example && x->url && x->parse, "%s", x->name);
        CHECK(strlen(x->about) > 40 && strlen(x->terms) > 10, "%s", x->name);
        CHECK(x->calls_per_minute > 0 && adjusts[x->adjust], "%s", x->name);
        CHECK(source_find(slice_of(x->name)) == x, "%s", x->name);
        CHECK(s == sources || strcmp(s[-1]->name, x->name) < 0, "%s", x->name);
        for (size_t i = 0; i < SOURCE_HEADERS_MAX && x->headers[i]; i++) CHECK(strstr(x->headers[i], ": "), "%s", x->headers[i]);
    }
    CHECK(source_find(slice_of("nobody")) == NULL);
}

TEST(sources_law_url)
{
    static const char *const symbols[] = {NULL, "A B", "^X=Y&key=1#", "../..", "\xc3\xa9\"<>\n%", "a/b?c"};
    for (const struct source *const *s = sources; *s; s++)
        for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
            AUTO_CTX c = {0};
            ctx_open(&c, 1 << 20);
            struct text       url = {.c = &c};
            const char       *symbol = symbols[i] ? symbols[i] : (*s)->symbol_example;
            struct source_ask ask = ask_of(symbol, "2020-01-01", "2026-09-26T12:00:00Z");
            CHECK((*s)->url(&c, &ask, &url) == OK && strncmp(url.at, "https://", 8) == 0, "%s %s: %s", (*s)->name, symbol, c.note);
            bool plain = true;
            for (size_t k = 0; k < url.size; k++) plain &= url.at[k] > 0x20 && url.at[k] < 0x7f && !strchr("\"<>#\\^", url.at[k]);
            CHECK(plain && !strstr(url.at, "&key=1") && !strstr(url.at, "/../"), "%s", url.at);
        }
}

TEST(sources_law_url_refuses)
{
    char longest[100];
    memset(longest, 'A', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    for (const struct source *const *s = sources; *s; s++) {
        AUTO_CTX c = {0};
        ctx_open(&c, 1 << 20);
        struct text       url  = {.c = &c};
        struct source_ask dots = ask_of("..", "2020-01-01", "2026-09-26");
        struct source_ask none = ask_of("", "2020-01-01", "2026-09-26"), big = ask_of(longest, "2020-01-01", "2026-09-26");
        struct source_ask odd  = ask_of((*s)->symbol_example, "2020-01-01", "2026-09-26");
        odd.every = 7 * US_PER_MINUTE;
        CHECK((*s)->url(&c, &none, &url) == ERR_INVALID && (*s)->url(&c, &big, &url) == ERR_INVALID && (*s)->url(&c, &odd, &url) == ERR_INVALID &&
              (*s)->url(&c, &dots, &url) == ERR_INVALID, "%s", (*s)->name);
    }
}

static uint64_t step(uint64_t *state)   /* xorshift64, Marsaglia 2003 */
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    return *state ^= *state << 17;
}

TEST(sources_law_random_bytes)
{
    static const int statuses[] = {200, 200, 200, 404, 429, 500, 0, -1, 999};
    uint64_t         state = 88172645463325252;
    for (const struct source *const *s = sources; *s; s++)
        for (int round = 0; round < 2000; round++) {
            AUTO_CTX c = {0};
            ctx_open(&c, 16 << 20);
            char   body[300];
            size_t size = step(&state) % sizeof body;
            for (size_t i = 0; i < size; i++) body[i] = round % 2 ? (char)step(&state) : "{}[]\",:0123456789.e-nul <>\n"[step(&state) % 27];
            struct source_ask   ask   = ask_of((*s)->symbol_example, "2020-01-01", "2026-09-26T12:00:00Z");
            int                 status = statuses[step(&state) % (sizeof statuses / sizeof *statuses)];
            struct source_found found = parse(&c, *s, &ask, status, (struct slice){body, size});
            check_found(*s, &ask, &found);
            CHECK(found.outcome != FETCH_OK, "%s", (*s)->name);
        }
}

/* A good answer of anybody with some bytes changed: whatever is still believed is sound. */
TEST(sources_law_mutations)
{
    uint64_t state = 2463534242;
    for (const struct source *const *s = sources; *s; s++)
        for (int round = 0; round < 3000; round++) {
            AUTO_CTX c = {0};
            ctx_open(&c, 16 << 20);
            const struct fixture *x = &fixtures[step(&state) % FIXTURES];
            char *body = ctx_copy(&c, slice_of(x->body));
            size_t size = strlen(x->body);
            for (uint64_t n = step(&state) % 4; n > 0; n--) body[step(&state) % size] = "0123456789\",.-[]{}ne \n\x80"[step(&state) % 23];
            struct source_ask   ask   = ask_of(x->symbol, "1990-01-01", x->now);
            struct source_found found = parse(&c, *s, &ask, 200, (struct slice){body, size});
            check_found(*s, &ask, &found);
        }
}

TEST(sources_law_keys_are_never_told)
{
    static const char *const bodies[] = {
        "{\"chart\":{\"error\":{\"code\":\"x\",\"description\":\"key " KEY_TEXT "\"}},\"message\":\"" KEY_TEXT "\",\"code\":-9,\"msg\":\"" KEY_TEXT "\",\"error\":[\"E" KEY_TEXT "\"]}",
        KEY_TEXT, "<title>" KEY_TEXT "</title>", "No data " KEY_TEXT,
        /* one that would be cut through */
        "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
        "012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012" KEY_TEXT KEY_TEXT,
    };
    static const int statuses[] = {200, 400, 401, 403, 418, 429, 451, 500};
    for (const struct source *const *s = sources; *s; s++)
        for (size_t i = 0; i < sizeof bodies / sizeof *bodies * (sizeof statuses / sizeof *statuses); i++) {
            AUTO_CTX c = {0};
            ctx_open(&c, 1 << 20);
            const char         *body  = bodies[i / (sizeof statuses / sizeof *statuses)];
            struct source_ask   ask   = ask_of((*s)->symbol_example, "2020-01-01", "2026-09-26");
            struct source_found found = parse(&c, *s, &ask, statuses[i % (sizeof statuses / sizeof *statuses)], slice_of(body));
            CHECK(found.detail && !strstr(found.detail, "k3y"), "%s: %s", (*s)->name, found.detail);
        }
}

/* Any allocation may fail: the answer is then ERR_NOMEM or a whole one. */
TEST(sources_law_memory)
{
    for (size_t i = 0; i < FIXTURES; i++)
        for (long n = 1; n < 200; n++) {
            AUTO_CTX c = {0};
            ctx_open(&c, 16 << 20);
            c.fail_at = n;
            struct source_ask   ask   = ask_of(fixtures[i].symbol, fixtures[i].from, fixtures[i].now);
            struct source_found found = {.outcome = FETCH_UNAVAILABLE};
            err e = fixtures[i].source->parse(&c, &ask, &(struct source_reply){.status = 200, .body = slice_of(fixtures[i].body)}, &found);
            CHECK(e == ERR_NOMEM || (e == OK && found.outcome == FETCH_OK), "%s %ld: %s %s", fixtures[i].source->name, n, err_name(e), found.detail);
            if (c.alloc_count < n) break;
        }
}
