#include <math.h>

#include "sources/reply.h"

/* Candles of Kraken: time, open, high, low, close, the mean price by volume, volume, trades. Errors come with status 200;
 * the pair comes under another name than it was asked for, beside the member "last". */

enum { CELLS = 7, VOLUME_CELL = 6 };

static err url(struct ctx *c, const struct source_ask *ask, struct text *out)
{
    TRY(ask_check(c, ask));
    text_put(out, "https://api.kraken.com/0/public/OHLC?pair=");
    put_encoded(out, ask->symbol);
    text_print(out, "&interval=1440&since=%lld", (long long)(ask->from > 0 ? ask->from / US_PER_SECOND : 0));
    return text_done(out);
}

struct answer_of_kraken {
    struct bar_list list;
    struct slice    pair, error;
    size_t          pairs;
};

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
        TRY(bar_list_add(list, at, (double[BAR_COLUMNS]){cell[1], cell[2], cell[3], cell[4], cell[VOLUME_CELL], NAN}));
    }
    return OK;
}

static err read_result(struct ctx *c, struct json *j, const struct source_ask *ask, struct answer_of_kraken *k)
{
    struct slice name;
    if (!json_enter(j, '{')) return OK;
    while (json_member(c, j, &name)) {
        if (json_peek(j) != JSON_ARRAY) {               /* "last" */
            (void)json_skip(j);
        } else if (k->pairs++ > 0) {
            j->wrong = "more pairs than were asked for";
        } else {
            k->pair = name;
            TRY(read_candles(c, j, ask, &k->list));
        }
    }
    return OK;
}

/* ["EQuery:Unknown asset pair"]; what begins with W is only a warning. */
static void read_errors(struct ctx *c, struct json *j, struct slice *ret)
{
    struct slice text;
    if (!json_enter(j, '[')) return;
    while (json_item(j))
        if (json_words(c, j, &text) && text.size && text.at[0] != 'W' && ret->size == 0) *ret = text;
}

static err refused(struct ctx *c, const struct source_ask *ask, struct slice error, struct source_found *found)
{
    const char *said = quote(c, ask, error);
    if (says(error, "unknown asset")) return found_say(c, found, FETCH_UNKNOWN_SYMBOL, "%s", said);
    if (says(error, "rate limit") || says(error, "too many")) return found_throttled(c, ask, found, 0, said);
    if (says(error, "eservice") || says(error, "internal"))   return found_say(c, found, FETCH_UNAVAILABLE, "%s", said);
    if (says(error, "invalid key") || says(error, "permission")) return found_say(c, found, FETCH_NEEDS_KEY, "%s", said);
    return found_say(c, found, FETCH_SCHEMA_CHANGED, "it refuses the question: %s", said);
}

/* XXBTZUSD: X before a coin, Z before a currency. Newer pairs have no such letters, and say nothing. */
static const char *quoted_in(struct ctx *c, struct slice pair)
{
    bool old = pair.size == 8 && pair.at[0] == 'X' && pair.at[4] == 'Z';
    return old ? short_words(c, (struct slice){pair.at + 5, 3}, CURRENCY_SIZE_MAX) : NULL;
}

static err read(struct ctx *c, const struct source_ask *ask, struct slice body, struct source_found *found)
{
    struct json             j = json_of(body);
    struct answer_of_kraken k = {.list.c = c};
    struct slice            name;
    bool                    whole, known = false;
    if (json_enter(&j, '{'))
        while (json_member(c, &j, &name)) {
            bool errors = slice_is(name, "error"), result = slice_is(name, "result") && json_peek(&j) == JSON_OBJECT;
            known |= errors;
            if (errors)      read_errors(c, &j, &k.error);
            else if (result) TRY(read_result(c, &j, ask, &k));
            else             (void)json_skip(&j);
        }
    TRY(found_json_end(c, &j, found, &whole));
    if (!whole) return OK;
    if (!known) return found_say(c, found, FETCH_SCHEMA_CHANGED, "an answer without a list of errors");
    if (k.error.size) return refused(c, ask, k.error, found);
    found->class    = CLASS_CRYPTO;
    found->currency = quoted_in(c, k.pair);
    return bar_list_done(&k.list, ask, 0, found);
}

static err parse(struct ctx *c, const struct source_ask *ask, const struct source_reply *reply, struct source_found *ret)
{
    return reply_read(c, ask, reply, read, ret);
}

const struct source source_kraken = {
    .name             = "kraken",
    .title            = "Kraken",
    .about            = "Days of coins, the last 720 of them; a day is one of UTC. Symbols as there: XBTUSD, ETHEUR.",
    .terms            = "Free market data; about one request a second.",
    .adjust           = ADJUST_RAW,
    .calls_per_minute = 40,
    .headers          = {"User-Agent: Lumia"},
    .symbol_example   = "XBTUSD",
    .url              = url,
    .parse            = parse,
};
