#include <math.h>

#include "sources/reply.h"

/* Candles of Binance, from the host that serves public data only. */

enum { ROWS_PER_PAGE = 1000, CELLS = 6 };

/* Times are milliseconds, and microseconds in what it publishes since 2025; in milliseconds this would be the year 5138. */
static const double MICROSECONDS_FROM = 1e14;

static int64_t at_least_epoch(int64_t at) { return at < 0 ? 0 : at; }

static err url(struct ctx *c, const struct source_ask *ask, struct text *out)
{
    TRY(ask_check(c, ask));
    text_put(out, "https://data-api.binance.vision/api/v3/klines?symbol=");
    put_encoded(out, ask->symbol);
    text_print(out, "&interval=1d&startTime=%lld&endTime=%lld&limit=%d", (long long)at_least_epoch(ask->from) / 1000,
               (long long)at_least_epoch(ask->to) / 1000 - 1, ROWS_PER_PAGE);
    return text_done(out);
}

struct candles {
    struct bar_list list;
    size_t          rows;
    int64_t         newest;
};

static err read_candles(struct ctx *c, struct json *j, const struct source_ask *ask, struct candles *k)
{
    if (!json_enter(j, '[')) return OK;
    while (json_item(j)) {
        double  cell[CELLS];
        int64_t at;
        if (!json_row(c, j, cell, CELLS)) return OK;
        if (!time_of_number(cell[0], cell[0] >= MICROSECONDS_FROM ? 1 : 1000, &at) || at % ask->every != 0) {
            j->wrong = "a candle that does not begin at midnight";
            return OK;
        }
        if (k->rows++ == 0 || at > k->newest) k->newest = at;
        TRY(bar_list_add(&k->list, at, (double[BAR_COLUMNS]){cell[1], cell[2], cell[3], cell[4], cell[5], NAN}));
    }
    return OK;
}

/* {"code":-1121,"msg":"Invalid symbol."} */
static err read_refusal(struct ctx *c, struct json *j, const struct source_ask *ask, struct source_found *found)
{
    struct slice name, text = {0};
    double       code = NAN;
    bool         whole;
    if (json_enter(j, '{'))
        while (json_member(c, j, &name)) {
            if (slice_is(name, "code"))     (void)json_price(c, j, &code);
            else if (slice_is(name, "msg")) (void)json_words(c, j, &text);
            else                            (void)json_skip(j);
        }
    TRY(found_json_end(c, j, found, &whole));
    if (!whole) return OK;
    const char *said = quote(c, ask, text);
    if (isnan(code))                       return found_say(c, found, FETCH_SCHEMA_CHANGED, "an object without a code");
    if (code == -1121 || code == -1100)    return found_say(c, found, FETCH_UNKNOWN_SYMBOL, "%s", said);
    if (code == -1003 || code == -1015)    return found_throttled(c, ask, found, 0, said);
    if (says(text, "restricted location")) return found_say(c, found, FETCH_GEO_BLOCKED, "%s", said);
    if (code > -1100)                      return found_say(c, found, FETCH_UNAVAILABLE, "code %.0f: %s", code, said);
    return found_say(c, found, FETCH_SCHEMA_CHANGED, "it refuses the question: code %.0f: %s", code, said);
}

/* A symbol is two coins without a sign between them. Only endings that belong to no other coin are told. */
static const char *quoted_in(const char *symbol)
{
    static const char *const coins[] = {"USDT", "USDC", "FDUSD"};
    for (size_t i = 0; i < sizeof coins / sizeof *coins; i++) {
        size_t size = strlen(symbol), end = strlen(coins[i]);
        if (size > end && strcmp(symbol + size - end, coins[i]) == 0) return coins[i];
    }
    return NULL;
}

static err read(struct ctx *c, const struct source_ask *ask, struct slice body, struct source_found *found)
{
    struct json    j = json_of(body);
    struct candles k = {.list.c = c};
    bool           whole;
    if (json_peek(&j) == JSON_OBJECT) return read_refusal(c, &j, ask, found);
    TRY(read_candles(c, &j, ask, &k));
    TRY(found_json_end(c, &j, found, &whole));
    if (!whole) return OK;
    if (k.rows >= ROWS_PER_PAGE && k.newest + ask->every < ask->to) found->next = k.newest + ask->every;
    found->class    = CLASS_CRYPTO;
    found->currency = quoted_in(ask->symbol);
    return bar_list_done(&k.list, ask, 0, found);
}

static err parse(struct ctx *c, const struct source_ask *ask, const struct source_reply *reply, struct source_found *ret)
{
    return reply_read(c, ask, reply, read, ret);
}

const struct source source_binance = {
    .name             = "binance",
    .title            = "Binance",
    .about            = "Days of coins since their listing; a day is one of UTC. Symbols as there: BTCUSDT, ETHBTC.",
    .terms            = "Free market data; 6,000 units of weight a minute, of which a page of candles takes 2.",
    .adjust           = ADJUST_RAW,
    .calls_per_minute = 600,
    .headers          = {"User-Agent: Lumia"},
    .symbol_example   = "BTCUSDT",
    .url              = url,
    .parse            = parse,
};
