#include <math.h>

#include "base/number.h"
#include "sources/reply.h"

/* Historical prices of api.nasdaq.com: rows of texts such as "09/25/2026" and "$1,341.07", newest first. */

enum { DATE_SIZE = 10, ROWS_PER_ANSWER = 9999, CELL_SIZE_MAX = 32 };

/* New York's midnight comes 4 or 5 hours after that of UTC. */
static const int64_t LATE_US = 5 * 3600 * 1000000ll;

static const struct {
    const char *prefix, *name;
    int32_t     class;
} kinds[] = {{"etf:", "etf", CLASS_ETF}, {"index:", "index", CLASS_INDEX}, {"", "stocks", CLASS_STOCK}};

static size_t kind_of(const char *symbol)
{
    size_t k = 0;
    while (strncmp(symbol, kinds[k].prefix, strlen(kinds[k].prefix)) != 0) k++;     /* the last has no prefix */
    return k;
}

static err url(struct ctx *c, const struct source_ask *ask, struct text *out)
{
    char first[DAY_SIZE + 1] = "", last[DAY_SIZE + 1] = "";
    TRY(ask_check(c, ask));
    size_t kind = kind_of(ask->symbol);
    day_write(first, day_of_time(ask->from));
    day_write(last, day_of_time(ask->to));
    text_put(out, "https://api.nasdaq.com/api/quote/");
    put_encoded(out, ask->symbol + strlen(kinds[kind].prefix));
    text_print(out, "/historical?assetclass=%s&fromdate=%s&todate=%s&limit=%d", kinds[kind].name, first, last, ROWS_PER_ANSWER);
    return text_done(out);
}

struct history {
    struct bar_list list;
    struct slice    message;
    bool            has_data, has_rows;
};

/* 09/25/2026 */
static bool date_read(struct slice s, int32_t *ret)
{
    int64_t month, day, year;
    if (s.size != DATE_SIZE || s.at[2] != '/' || s.at[5] != '/') return false;
    if (!int_read((struct slice){s.at, 2}, &month) || !int_read((struct slice){s.at + 3, 2}, &day) ||
        !int_read((struct slice){s.at + 6, 4}, &year)) return false;
    struct date d = {(int)year, (int)month, (int)day};
    if (!date_exists(d)) return false;
    *ret = day_of_date(d);
    return true;
}

/* "$1,234.50", "30,002,510", "23,456.1", "--", "N/A". A comma stands before every third digit, or it is not what we think. */
static bool money_read(struct slice s, double *ret)
{
    char   plain[CELL_SIZE_MAX];
    size_t size = 0, since = 0;         /* digits since the last comma */
    bool   grouped = false, whole = true;
    *ret = NAN;
    if (s.size == 0 || slice_is(s, "--") || slice_like(s, "n/a")) return true;
    if (s.at[0] == '$') s = (struct slice){s.at + 1, s.size - 1};
    if (s.size >= CELL_SIZE_MAX) return false;
    for (size_t i = 0; i < s.size; i++) {
        if (s.at[i] == ',') {
            if (!whole || since == 0 || since > 3 || (grouped && since != 3)) return false;
            grouped = true;
            since   = 0;
            continue;
        }
        if (s.at[i] == '.') {
            if (grouped && whole && since != 3) return false;
            whole = false;
        }
        if (whole) since++;
        plain[size++] = s.at[i];
    }
    if (grouped && whole && since != 3) return false;
    return number_read((struct slice){plain, size}, ret);
}

static void read_cell(struct ctx *c, struct json *j, double *ret)
{
    struct slice text;
    enum json_kind kind = json_peek(j);
    const char    *at   = j->at;
    if (kind != JSON_STRING) return (void)json_price(c, j, ret);
    if (!json_string(c, j, &text) || money_read(slice_trim(text), ret)) return;
    j->at    = at;
    j->wrong = "expected an amount";
}

static err read_row(struct ctx *c, struct json *j, struct history *h)
{
    static const char *const names[] = {"open", "high", "low", "close", "volume"};
    double       value[BAR_COLUMNS] = {NAN, NAN, NAN, NAN, NAN, NAN};
    unsigned     seen = 0;
    int32_t      day  = DAY_NONE;
    struct slice name, date;
    if (!json_enter(j, '{')) return OK;
    while (json_member(c, j, &name)) {
        size_t k = 0;
        while (k < BAR_TOTAL && !slice_is(name, names[k])) k++;
        if (k < BAR_TOTAL) {
            read_cell(c, j, &value[k]);
            seen |= 1u << k;
        } else if (slice_is(name, "date")) {
            if (json_words(c, j, &date) && !date_read(date, &day)) j->wrong = "expected a day as MM/DD/YYYY";
        } else {
            (void)json_skip(j);
        }
    }
    if (!j->wrong && (day == DAY_NONE || seen != (1u << BAR_TOTAL) - 1)) j->wrong = "a row without its date or prices";
    if (j->wrong) return OK;            /* it sticks: found_json_end tells it */
    return bar_list_add(&h->list, time_of_day(day), value);
}

static err read_table(struct ctx *c, struct json *j, struct history *h)
{
    struct slice name;
    if (!json_enter(j, '{')) return OK;
    while (json_member(c, j, &name)) {
        if (!slice_is(name, "rows") || json_peek(j) != JSON_ARRAY || !json_enter(j, '[')) {
            (void)json_skip(j);
            continue;
        }
        h->has_rows = true;
        while (json_item(j)) TRY(read_row(c, j, h));
    }
    return OK;
}

static err read_data(struct ctx *c, struct json *j, struct history *h)
{
    struct slice name;
    h->has_data = true;
    if (!json_enter(j, '{')) return OK;
    while (json_member(c, j, &name)) {
        if (slice_is(name, "tradesTable") && json_peek(j) == JSON_OBJECT) TRY(read_table(c, j, h));
        else                                                             (void)json_skip(j);
    }
    return OK;
}

/* {"rCode":400,"bCodeMessage":[{"code":1001,"errorMessage":"Symbol not exists."}],"developerMessage":null} */
static void read_status(struct ctx *c, struct json *j, struct history *h)
{
    struct slice name;
    if (!json_enter(j, '{')) return;
    while (json_member(c, j, &name)) {
        if (!slice_is(name, "bCodeMessage") || json_peek(j) != JSON_ARRAY || !json_enter(j, '[')) {
            (void)json_skip(j);
            continue;
        }
        while (json_item(j)) {
            if (json_peek(j) != JSON_OBJECT || !json_enter(j, '{')) {
                (void)json_skip(j);
                continue;
            }
            while (json_member(c, j, &name)) (void)(slice_is(name, "errorMessage") ? json_words(c, j, &h->message) : json_skip(j));
        }
    }
}

static err understand(struct ctx *c, const struct source_ask *ask, struct history *h, struct source_found *found)
{
    const char *said = quote(c, ask, h->message);
    if (says(h->message, "not exist")) return found_say(c, found, FETCH_UNKNOWN_SYMBOL, "%s", said);
    if (h->message.size)               return found_say(c, found, FETCH_UNAVAILABLE, "%s", said);
    if (!h->has_data)                  return found_say(c, found, FETCH_EMPTY, "no data and no reason");
    if (!h->has_rows)                  return found_say(c, found, FETCH_EMPTY, "no table of trades");
    found->class    = kinds[kind_of(ask->symbol)].class;
    found->currency = found->class == CLASS_INDEX ? NULL : "USD";
    return bar_list_done(&h->list, ask, LATE_US, found);
}

static err read(struct ctx *c, const struct source_ask *ask, struct slice body, struct source_found *found)
{
    struct json    j = json_of(body);
    struct history h = {.list.c = c};
    struct slice   name;
    bool           whole, known = false;
    if (json_enter(&j, '{'))
        while (json_member(c, &j, &name)) {
            bool object = json_peek(&j) == JSON_OBJECT;
            known |= slice_is(name, "data");
            if (slice_is(name, "data") && object)        TRY(read_data(c, &j, &h));
            else if (slice_is(name, "status") && object) read_status(c, &j, &h);
            else                                         (void)json_skip(&j);
        }
    TRY(found_json_end(c, &j, found, &whole));
    if (!whole) return OK;
    return known ? understand(c, ask, &h, found) : found_say(c, found, FETCH_SCHEMA_CHANGED, "an answer without data");
}

static err parse(struct ctx *c, const struct source_ask *ask, const struct source_reply *reply, struct source_found *ret)
{
    return reply_read(c, ask, reply, read, ret);
}

const struct source source_nasdaq = {
    .name             = "nasdaq",
    .title            = "Nasdaq",
    .about            = "Days of what trades in the United States, ten years back; no dividends. Symbols: AAPL for a stock, "
                        "etf:SPY for an ETF, index:NDX for an index. A day is taken once it has ended in New York.",
    .terms            = "An unofficial interface of nasdaq.com; personal use only.",
    .adjust           = ADJUST_SPLIT,
    .calls_per_minute = 30,
    .headers          = {"User-Agent: Mozilla/5.0", "Accept: application/json"},
    .symbol_example   = "AAPL",
    .url              = url,
    .parse            = parse,
};
