#include <math.h>

#include "sources/reply.h"

/* Candles of Coinbase Exchange: time, low, high, open, close, volume; newest first; days without a trade are left out. */

enum { ROWS_PER_PAGE = 300, CELLS = 6 };

/* It opened in January 2015; asking for what was before would take fifty empty pages. */
static const int64_t OPENED = 16436 * 86400 * 1000000ll;

struct window {
    int64_t from, to;                   /* both among the days that are asked for */
    bool    last;
};

/* The part of the ask that one page can hold, so that url() and parse() agree on it. */
static struct window window_of(const struct source_ask *ask)
{
    int64_t from = bar_start(ask->from > OPENED ? ask->from : OPENED, ask->every);
    int64_t to   = from + (ROWS_PER_PAGE - 1) * ask->every;
    bool    last = to + ask->every >= ask->to;
    return (struct window){from, last && ask->to > from ? bar_start(ask->to - 1, ask->every) : to, last};
}

static err url(struct ctx *c, const struct source_ask *ask, struct text *out)
{
    char from[TIME_SIZE_MAX + 1] = "", to[TIME_SIZE_MAX + 1] = "";
    TRY(ask_check(c, ask));
    struct window w = window_of(ask);
    time_write(from, w.from);
    time_write(to, w.to);
    text_put(out, "https://api.exchange.coinbase.com/products/");
    put_encoded(out, ask->symbol);
    text_print(out, "/candles?granularity=86400&start=%s&end=%s", from, to);
    return text_done(out);
}

static err read_candles(struct ctx *c, struct json *j, const struct source_ask *ask, struct bar_list *list)
{
    if (!json_enter(j, '[')) return OK;
    while (json_item(j)) {
        double  cell[CELLS];
        int64_t at;
        if (!json_row(c, j, cell, CELLS)) return OK;
        if (!time_of_number(cell[0], US_PER_SECOND, &at) || at % ask->every != 0) {
            j->wrong = "a candle that does not begin at midnight";
            return OK;
        }
        TRY(bar_list_add(list, at, (double[BAR_COLUMNS]){cell[3], cell[2], cell[1], cell[4], cell[5], NAN}));
    }
    return OK;
}

/* {"message":"NotFound"} */
static err read_refusal(struct ctx *c, struct json *j, const struct source_ask *ask, struct source_found *found)
{
    struct slice name, text = {0};
    bool         whole;
    if (json_enter(j, '{'))
        while (json_member(c, j, &name)) (void)(slice_is(name, "message") ? json_words(c, j, &text) : json_skip(j));
    TRY(found_json_end(c, j, found, &whole));
    if (!whole) return OK;
    const char *said = quote(c, ask, text);
    if (text.size == 0)           return found_say(c, found, FETCH_SCHEMA_CHANGED, "an object without a message");
    if (says(text, "notfound") || says(text, "not found")) return found_say(c, found, FETCH_UNKNOWN_SYMBOL, "%s", said);
    if (says(text, "rate limit")) return found_throttled(c, ask, found, 0, said);
    return found_say(c, found, FETCH_UNAVAILABLE, "%s", said);
}

static err read(struct ctx *c, const struct source_ask *ask, struct slice body, struct source_found *found)
{
    struct json     j    = json_of(body);
    struct bar_list list = {.c = c};
    struct window   w    = window_of(ask);
    const char     *dash = strrchr(ask->symbol, '-');
    bool            whole;
    if (json_peek(&j) == JSON_OBJECT) return read_refusal(c, &j, ask, found);
    TRY(read_candles(c, &j, ask, &list));
    TRY(found_json_end(c, &j, found, &whole));
    if (!whole) return OK;
    if (!w.last) found->next = w.to + ask->every;
    found->class    = CLASS_CRYPTO;
    found->currency = dash ? short_words(c, slice_of(dash + 1), CURRENCY_SIZE_MAX) : NULL;
    return bar_list_done(&list, ask, 0, found);
}

static err parse(struct ctx *c, const struct source_ask *ask, const struct source_reply *reply, struct source_found *ret)
{
    return reply_read(c, ask, reply, read, ret);
}

const struct source source_coinbase = {
    .name             = "coinbase",
    .title            = "Coinbase Exchange",
    .about            = "Days of coins since 2015; a day is one of UTC, and days without a trade are left out. Symbols as there: "
                        "BTC-USD, ETH-EUR.",
    .terms            = "Free market data; ten requests a second.",
    .adjust           = ADJUST_RAW,
    .calls_per_minute = 300,
    .headers          = {"User-Agent: Lumia"},
    .symbol_example   = "BTC-USD",
    .url              = url,
    .parse            = parse,
};
