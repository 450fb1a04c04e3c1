#include <math.h>

#include "sources/reply.h"

/* The chart service v8. Prices and volumes come with splits taken out; the adjusted close has dividends taken out too. Its
 * dividends come with later splits taken out as well: they are given back per share as it was traded then. */

enum { NUMBERS_MAX = BARS_MAX, EVENTS_MAX = 10000, OFFSET_S_MAX = 15 * 3600 };

struct column {
    double *at;
    size_t  count, room;
};

struct event {
    double when, amount, numerator, denominator;
};

struct chart {
    struct column time, price[BAR_COLUMNS];
    struct event *events;
    size_t        event_count, event_room;
    double        offset_s;             /* of the exchange, east of Greenwich, today */
    struct slice  name, long_name, currency, kind, granularity;
    struct slice  error_code, error_text;
    bool          has_result;
};

static err url(struct ctx *c, const struct source_ask *ask, struct text *out)
{
    TRY(ask_check(c, ask));
    text_put(out, "https://query1.finance.yahoo.com/v8/finance/chart/");
    put_encoded(out, ask->symbol);
    /* Not range=max: that silently answers with months. */
    text_print(out, "?period1=%lld&period2=%lld&interval=1d&includePrePost=false&events=div%%2Csplits",
               (long long)(ask->from / US_PER_SECOND), (long long)(ask->to / US_PER_SECOND));
    return text_done(out);
}

/* ---- reading ---- */

static void grow(struct ctx *c, struct json *j, struct column *col)
{
    size_t  room = col->room ? col->room * 2 : 64;
    double *bigger;
    if (col->count >= NUMBERS_MAX) {
        j->wrong = "a list that is too long";
        return;
    }
    if (NEW(c, bigger, room) != OK) {
        j->wrong = "too large";
        return;
    }
    if (col->count) memcpy(bigger, col->at, col->count * sizeof *bigger);
    col->at   = bigger;
    col->room = room;
}

static void read_column(struct ctx *c, struct json *j, struct column *col)
{
    double value;
    col->count = 0;
    if (json_peek(j) == JSON_NULL) return (void)json_skip(j);
    if (!json_enter(j, '[')) return;
    while (json_item(j)) {
        if (!json_price(c, j, &value)) return;
        if (col->count == col->room) grow(c, j, col);
        if (j->wrong) return;
        col->at[col->count++] = value;
    }
}

static void read_prices(struct ctx *c, struct json *j, struct chart *chart)
{
    static const char *const names[BAR_COLUMNS] = {"open", "high", "low", "close", "volume", "adjclose"};
    struct slice name;
    if (!json_enter(j, '{')) return;
    while (json_member(c, j, &name)) {
        size_t k = 0;
        while (k < BAR_COLUMNS && !slice_is(name, names[k])) k++;
        if (k < BAR_COLUMNS) read_column(c, j, &chart->price[k]);
        else                 (void)json_skip(j);
    }
}

/* {"quote":[{…}],"adjclose":[{…}]}, each of one item, or of none where there is nothing. */
static void read_indicators(struct ctx *c, struct json *j, struct chart *chart)
{
    struct slice name;
    if (!json_enter(j, '{')) return;
    while (json_member(c, j, &name)) {
        if (json_peek(j) != JSON_ARRAY || (!slice_is(name, "quote") && !slice_is(name, "adjclose"))) {
            (void)json_skip(j);
            continue;
        }
        if (!json_enter(j, '[')) return;
        for (size_t i = 0; json_item(j); i++) {
            if (i == 0 && json_peek(j) == JSON_OBJECT) read_prices(c, j, chart);
            else                                       (void)json_skip(j);
        }
    }
}

static void add_event(struct ctx *c, struct json *j, struct chart *chart, struct event e)
{
    if (chart->event_count == EVENTS_MAX) {
        j->wrong = "too many events";
        return;
    }
    if (chart->event_count == chart->event_room) {
        struct event *bigger;
        size_t        room = chart->event_room ? chart->event_room * 2 : 64;
        if (NEW(c, bigger, room) != OK) {
            j->wrong = "too large";
            return;
        }
        if (chart->event_count) memcpy(bigger, chart->events, chart->event_count * sizeof *bigger);
        chart->events     = bigger;
        chart->event_room = room;
    }
    chart->events[chart->event_count++] = e;
}

static void read_event(struct ctx *c, struct json *j, struct chart *chart)
{
    struct event e = {NAN, NAN, NAN, NAN};
    struct slice name;
    if (!json_enter(j, '{')) return;
    while (json_member(c, j, &name)) {
        if (slice_is(name, "date"))             (void)json_price(c, j, &e.when);
        else if (slice_is(name, "amount"))      (void)json_price(c, j, &e.amount);
        else if (slice_is(name, "numerator"))   (void)json_price(c, j, &e.numerator);
        else if (slice_is(name, "denominator")) (void)json_price(c, j, &e.denominator);
        else                                    (void)json_skip(j);
    }
    if (j->wrong) return;
    bool dividend = e.amount > 0, split = e.numerator > 0 && e.denominator > 0;
    int64_t at;
    if (!time_of_number(e.when, US_PER_SECOND, &at) || (!dividend && !split)) j->wrong = "a dividend or split that does not say what it is";
    else add_event(c, j, chart, e);
}

/* {"dividends":{"1527811200":{…}},"splits":{…}} */
static void read_events(struct ctx *c, struct json *j, struct chart *chart)
{
    struct slice name, key;
    if (json_peek(j) != JSON_OBJECT) return (void)json_skip(j);
    if (!json_enter(j, '{')) return;
    while (json_member(c, j, &name)) {
        if (!slice_is(name, "dividends") && !slice_is(name, "splits")) {
            (void)json_skip(j);
            continue;
        }
        if (!json_enter(j, '{')) return;
        while (json_member(c, j, &key)) read_event(c, j, chart);
    }
}

static void read_meta(struct ctx *c, struct json *j, struct chart *chart)
{
    const struct {
        const char   *name;
        struct slice *to;
    } words[] = {
        {"currency", &chart->currency}, {"instrumentType", &chart->kind}, {"dataGranularity", &chart->granularity},
        {"longName", &chart->long_name}, {"shortName", &chart->name},
    };
    struct slice name;
    if (!json_enter(j, '{')) return;
    while (json_member(c, j, &name)) {
        size_t k = 0;
        while (k < sizeof words / sizeof *words && !slice_is(name, words[k].name)) k++;
        if (k < sizeof words / sizeof *words) (void)json_words(c, j, words[k].to);
        else if (slice_is(name, "gmtoffset")) (void)json_price(c, j, &chart->offset_s);
        else                                  (void)json_skip(j);
    }
    if (!j->wrong && !(fabs(chart->offset_s) <= OFFSET_S_MAX && chart->offset_s == floor(chart->offset_s)))
        j->wrong = "an exchange whose clock is set nowhere on Earth";
}

static void read_result(struct ctx *c, struct json *j, struct chart *chart)
{
    struct slice name;
    chart->has_result = true;
    if (!json_enter(j, '{')) return;
    while (json_member(c, j, &name)) {
        if (slice_is(name, "meta"))            read_meta(c, j, chart);
        else if (slice_is(name, "timestamp"))  read_column(c, j, &chart->time);
        else if (slice_is(name, "events"))     read_events(c, j, chart);
        else if (slice_is(name, "indicators")) read_indicators(c, j, chart);
        else                                   (void)json_skip(j);
    }
}

static void read_error(struct ctx *c, struct json *j, struct chart *chart)
{
    struct slice name;
    if (json_peek(j) != JSON_OBJECT) return (void)json_skip(j);
    if (!json_enter(j, '{')) return;
    while (json_member(c, j, &name)) {
        if (slice_is(name, "code"))             (void)json_words(c, j, &chart->error_code);
        else if (slice_is(name, "description")) (void)json_words(c, j, &chart->error_text);
        else                                    (void)json_skip(j);
    }
}

/* What stands under "chart", or under "finance" where the request never reached the chart service. */
static void read_service(struct ctx *c, struct json *j, struct chart *chart)
{
    struct slice name;
    if (!json_enter(j, '{')) return;
    while (json_member(c, j, &name)) {
        if (slice_is(name, "error")) {
            read_error(c, j, chart);
        } else if (slice_is(name, "result") && json_peek(j) == JSON_ARRAY && json_enter(j, '[')) {
            for (size_t i = 0; json_item(j); i++) {
                if (i == 0) read_result(c, j, chart);
                else        (void)json_skip(j);
            }
        } else {
            (void)json_skip(j);
        }
    }
}

/* ---- understanding ---- */

static err refused(struct ctx *c, const struct source_ask *ask, const struct chart *chart, struct source_found *found)
{
    struct slice code = chart->error_code, text = chart->error_text;
    const char  *said = quote(c, ask, text.size ? text : code);
    if (says(code, "too many")) return found_throttled(c, ask, found, 0, said);
    if (says(code, "unauthorized")) return found_say(c, found, FETCH_NEEDS_KEY, "%s", said);
    if (says(text, "data doesn't exist")) return found_say(c, found, FETCH_EMPTY, "%s", said);
    if (says(code, "not found")) return found_say(c, found, FETCH_UNKNOWN_SYMBOL, "%s", said);
    if (says(code, "internal")) return found_say(c, found, FETCH_UNAVAILABLE, "%s", said);
    return found_say(c, found, FETCH_SCHEMA_CHANGED, "it refuses the question: %s", said);
}

/* Prices that come in hundredths of the currency: pence of London, agorot of Tel Aviv, cents of Johannesburg. */
static double currency_of(struct ctx *c, const struct chart *chart, const char **ret)
{
    static const char *const minor[][2] = {{"GBp", "GBP"}, {"GBX", "GBP"}, {"ILA", "ILS"}, {"ZAc", "ZAR"}};
    for (size_t i = 0; i < sizeof minor / sizeof *minor; i++) {
        if (!slice_is(chart->currency, minor[i][0])) continue;
        *ret = minor[i][1];
        return 100;
    }
    *ret = short_words(c, chart->currency, CURRENCY_SIZE_MAX);
    return 1;
}

static int32_t class_of(struct slice kind)
{
    static const struct {
        const char *name;
        int32_t     class;
    } classes[] = {{"EQUITY", CLASS_STOCK}, {"ETF", CLASS_ETF}, {"MUTUALFUND", CLASS_FUND}, {"CRYPTOCURRENCY", CLASS_CRYPTO},
                   {"INDEX", CLASS_INDEX},  {"CURRENCY", CLASS_FX}};
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (slice_is(kind, classes[i].name)) return classes[i].class;
    return CLASS_UNKNOWN;
}

/* The day at the exchange. The offset is today's, and half of the year it is an hour off: a day that begins at midnight would
 * then seem to begin at 23:00 of the day before. No exchange opens its day in that hour, so the hour is given back. */
static bool local_day(const struct chart *chart, double when, int32_t *ret)
{
    int64_t at;
    if (!time_of_number(when, US_PER_SECOND, &at)) return false;
    *ret = day_of_time(at + (int64_t)chart->offset_s * US_PER_SECOND + US_PER_HOUR);
    return true;
}

static int by_day(const void *a, const void *b)
{
    const struct action *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    return x->kind < y->kind ? -1 : x->kind > y->kind;
}

/* All splits since a dividend are in the same answer, because we always ask up to now. */
static void undo_splits(struct action *actions, size_t count)
{
    double later = 1, on_day = 1;
    for (size_t i = count; i-- > 0;) {
        if (i + 1 < count && actions[i + 1].day != actions[i].day) later *= on_day, on_day = 1;
        if (actions[i].kind == ACTION_SPLIT) on_day *= actions[i].value;
        else                                 actions[i].value *= later;
    }
}

/* One of a kind a day: what is paid out twice on one day is paid out together; a split that is told twice is one split. */
static size_t join_days(struct action *a, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool again = kept > 0 && a[kept - 1].day == a[i].day && a[kept - 1].kind == a[i].kind;
        if (!again) a[kept++] = a[i];
        else if (a[i].kind == ACTION_DIVIDEND) a[kept - 1].value += a[i].value;
    }
    return kept;
}

static err take_actions(struct ctx *c, const struct source_ask *ask, const struct chart *chart, double scale, struct source_found *found)
{
    size_t count = 0;
    TRY(NEW(c, found->actions, chart->event_count));
    for (size_t i = 0; i < chart->event_count; i++) {
        const struct event *e     = &chart->events[i];
        bool                split = e->numerator > 0;
        struct action       a     = {.kind  = split ? ACTION_SPLIT : ACTION_DIVIDEND,
                                     .value = split ? e->numerator / e->denominator : e->amount / scale};
        if (!local_day(chart, e->when, &a.day) || time_of_day(a.day) > ask->now) continue;
        if (split && e->numerator == e->denominator) continue;
        found->actions[count++] = a;
    }
    if (count) qsort(found->actions, count, sizeof *found->actions, by_day);
    found->action_count = join_days(found->actions, count);
    undo_splits(found->actions, found->action_count);
    return OK;
}

static bool has_impossible_actions(const struct source_found *found)
{
    for (size_t i = 0; i < found->action_count; i++)
        if (!isfinite(found->actions[i].value) || !(found->actions[i].value > 0)) return true;
    return false;
}

static err take_bars(struct ctx *c, const struct source_ask *ask, const struct chart *chart, double scale, struct source_found *found)
{
    struct bar_list list = {.c = c};
    for (size_t k = BAR_OPEN; k <= BAR_TOTAL; k++) {
        size_t count = chart->price[k].count;
        if (count != chart->time.count && !(k == BAR_TOTAL && count == 0))
            return found_say(c, found, FETCH_SCHEMA_CHANGED, "a column of %zu numbers beside %zu times", count, chart->time.count);
    }
    for (size_t i = 0; i < chart->time.count; i++) {
        double  value[BAR_COLUMNS];
        int32_t day;
        for (size_t k = 0; k < BAR_COLUMNS; k++) {
            const struct column *col = &chart->price[k];
            value[k] = col->count == 0 ? NAN : k == BAR_VOLUME ? col->at[i] : col->at[i] / scale;
        }
        if (!local_day(chart, chart->time.at[i], &day))
            return found_say(c, found, FETCH_SCHEMA_CHANGED, "the time at place %zu is none", i);
        TRY(bar_list_add(&list, time_of_day(day), value));
    }
    return bar_list_done(&list, ask, -(int64_t)chart->offset_s * US_PER_SECOND, found);
}

static bool has_prices(const struct chart *chart)
{
    for (size_t k = 0; k < BAR_COLUMNS; k++)
        if (chart->price[k].count > 0) return true;
    return false;
}

static err understand(struct ctx *c, const struct source_ask *ask, const struct chart *chart, struct source_found *found)
{
    if (chart->error_code.size) return refused(c, ask, chart, found);
    if (!chart->has_result) return found_say(c, found, FETCH_SCHEMA_CHANGED, "an answer without a chart");
    if (chart->granularity.size && !slice_is(chart->granularity, "1d"))
        return found_say(c, found, FETCH_SCHEMA_CHANGED, "bars of %s instead of days", quote(c, ask, chart->granularity));
    double       scale = currency_of(c, chart, &found->currency);
    found->class = class_of(chart->kind);
    found->name  = short_words(c, chart->long_name.size ? chart->long_name : chart->name, ASSET_NAME_SIZE_MAX);
    if (chart->time.count == 0 || !has_prices(chart)) return found_say(c, found, FETCH_EMPTY, "no prices in the days asked for");
    TRY(take_actions(c, ask, chart, scale, found));
    if (has_impossible_actions(found)) return found_say(c, found, FETCH_SCHEMA_CHANGED, "a split or dividend beyond all measure");
    return take_bars(c, ask, chart, scale, found);
}

static err read(struct ctx *c, const struct source_ask *ask, struct slice body, struct source_found *found)
{
    struct json  j     = json_of(body);
    struct chart chart = {0};
    struct slice name;
    bool         whole;
    if (json_enter(&j, '{'))
        while (json_member(c, &j, &name)) {
            if (slice_is(name, "chart") || slice_is(name, "finance")) read_service(c, &j, &chart);
            else                                                      (void)json_skip(&j);
        }
    TRY(found_json_end(c, &j, found, &whole));
    return whole ? understand(c, ask, &chart, found) : OK;
}

/* That there is nothing in a range of days is told with status 400. */
static err parse(struct ctx *c, const struct source_ask *ask, const struct source_reply *reply, struct source_found *ret)
{
    struct source_reply r = *reply;
    if (r.status == 400) r.status = 200;
    return reply_read(c, ask, &r, read, ret);
}

const struct source source_yahoo = {
    .name             = "yahoo",
    .title            = "Yahoo Finance",
    .about            = "Days of stocks, ETFs, funds, indices, currencies and coins, back to their listing, with dividends and "
                        "splits. Symbols as on its site: AAPL, MUV2.DE, ^GSPC, EURUSD=X, BTC-USD. Prices in pence, agorot or "
                        "cents are given in the whole currency. A day is taken once it has ended at its exchange.",
    .terms            = "An unofficial interface without a promise; personal use only. At most one request a second.",
    .adjust           = ADJUST_SPLIT,
    .events           = true,
    .calls_per_minute = 60,
    .headers          = {"User-Agent: Mozilla/5.0 (compatible; Lumia)", "Accept: application/json"},
    .symbol_example   = "AAPL",
    .url              = url,
    .parse            = parse,
};
