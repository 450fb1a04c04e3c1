#include <math.h>

#include "base/number.h"
#include "shape/csv.h"
#include "sources/reply.h"

/* CSV of stooq.com. Whatever goes wrong comes with status 200, as a line of text or as a page. */

enum { HEAD_SIZE_MAX = 4096 };

/* It covers markets round the world; the last of them, New York, ends its day 5 hours after UTC at most. */
static const int64_t LATE_US = 5 * 3600 * 1000000ll;

static const char *const columns[] = {"open", "high", "low", "close", "volume", "date"};
enum { DATE = BAR_TOTAL, COLUMNS };

static err url(struct ctx *c, const struct source_ask *ask, struct text *out)
{
    TRY(ask_check(c, ask));
    struct date first = date_of_day(day_of_time(ask->from)), last = date_of_day(day_of_time(ask->to));
    text_put(out, "https://stooq.com/q/d/l/?s=");
    put_encoded(out, ask->symbol);
    text_print(out, "&i=d&d1=%04d%02d%02d&d2=%04d%02d%02d", first.year, first.month, first.day, last.year, last.month, last.day);
    return text_done(out);
}

static err read_message(struct ctx *c, const struct source_ask *ask, struct slice body, struct source_found *found)
{
    struct slice head = body;
    if (head.size > HEAD_SIZE_MAX) head.size = HEAD_SIZE_MAX;
    const char *said = quote(c, ask, head);
    if (says(head, "no data") || says(head, "brak danych")) return found_say(c, found, FETCH_EMPTY, "%s", said);
    if (says(head, "hits limit") || says(head, "limit wywo"))      /* of the day, which ends at midnight */
        return found_throttled(c, ask, found, (time_of_day(day_of_time(ask->now) + 1) - ask->now) / US_PER_SECOND + 1, said);
    if (says(head, "apikey") || says(head, "api key")) return found_say(c, found, FETCH_NEEDS_KEY, "%s", said);
    if (says(head, "warning:")) return found_say(c, found, FETCH_UNAVAILABLE, "%s", said);
    return found_say(c, found, FETCH_SCHEMA_CHANGED, "not the table that is known, at byte 0: %s", said);
}

/* Where each column stands; the volume may be absent. */
static bool read_header(char *line, size_t size, int place[COLUMNS])
{
    struct slice cells[CSV_CELLS_MAX];
    size_t       count = csv_split(line, size, ',', cells);
    for (size_t k = 0; k < COLUMNS; k++) {
        place[k] = -1;
        for (size_t i = 0; i < count; i++)
            if (slice_like(slice_trim(cells[i]), columns[k])) place[k] = (int)i;
        if (place[k] < 0 && k != BAR_VOLUME) return false;
    }
    return true;
}

static bool read_line(char *line, size_t size, const int place[COLUMNS], int32_t *ret_day, double *value)
{
    struct slice cells[CSV_CELLS_MAX];
    size_t       count = csv_split(line, size, ',', cells);
    for (size_t k = 0; k < COLUMNS; k++) {
        if (k < BAR_TOTAL) value[k] = NAN;
        if (place[k] < 0) continue;
        if ((size_t)place[k] >= count) return false;
        struct slice cell = slice_trim(cells[place[k]]);
        if (k == DATE ? !day_read(cell, ret_day) : cell.size > 0 && !number_read(cell, &value[k])) return false;
    }
    value[BAR_TOTAL] = NAN;
    return true;
}

static err read(struct ctx *c, const struct source_ask *ask, struct slice body, struct source_found *found)
{
    struct bar_list list = {.c = c};
    int             place[COLUMNS];
    char           *copy = ctx_copy(c, body);           /* cells are unfolded in place */
    if (!copy) return ERR_NOMEM;
    size_t size = csv_line_size(body, true);
    if (!read_header(copy, size, place)) return read_message(c, ask, body, found);

    /* The last line counts only when it has its end: a number that was cut off is still a number. */
    for (size_t at = size; at < body.size; at += size) {
        double  value[BAR_COLUMNS];
        int32_t day;
        size = csv_line_size((struct slice){body.at + at, body.size - at}, false);
        if (size == 0) break;
        if (slice_trim((struct slice){body.at + at, size}).size == 0) continue;
        if (!read_line(copy + at, size, place, &day, value))
            return found_say(c, found, FETCH_SCHEMA_CHANGED, "not a day with its prices, at byte %zu", at);
        TRY(bar_list_add(&list, time_of_day(day), value));
    }
    return bar_list_done(&list, ask, LATE_US, found);
}

static err parse(struct ctx *c, const struct source_ask *ask, const struct source_reply *reply, struct source_found *ret)
{
    return reply_read(c, ask, reply, read, ret);
}

const struct source source_stooq = {
    .name             = "stooq",
    .title            = "Stooq",
    .about            = "Days of stocks, indices and currencies of many markets. Symbols as on its site, with the country: "
                        "aapl.us, pko (Poland needs none), ^spx, eurusd. It now mostly answers with a page that tests the "
                        "browser; Lumia says so and leaves it at that. Files saved from it can be imported.",
    .terms            = "Personal use only; a daily limit of requests that it does not tell.",
    .adjust           = ADJUST_TOTAL,
    .calls_per_minute = 10,
    .headers          = {"User-Agent: Lumia"},
    .symbol_example   = "aapl.us",
    .url              = url,
    .parse            = parse,
};
