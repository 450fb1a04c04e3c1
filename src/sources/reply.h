/* reply.h - what every source needs to read an answer: refusals are recognised before anybody parses, bars are sorted and
 * checked in one place, and what a source said is made fit to be shown. Pure; everything lives in the ctx. */
#ifndef SOURCES_REPLY_H
#define SOURCES_REPLY_H

#include "shape/json.h"
#include "sources/source.h"

enum {
    DETAIL_SIZE_MAX = 400,              /* as long as feed.detail may be */
    ASSET_NAME_SIZE_MAX = 200,          /* as long as asset.name may be */
    CURRENCY_SIZE_MAX   = 12,
    BARS_MAX        = 200000,           /* of one answer: two and a half times all days since 1792 */
};

/* ---- asking ---- */

/* ERR_INVALID where no source of days can be asked: another interval, no symbol, one that is too long. */
err ask_check(struct ctx *c, const struct source_ask *ask);

/* Percent-encoded: whatever the symbol holds, it stays one part of the address. */
void put_encoded(struct text *out, const char *symbol);

/* ---- reading ---- */
typedef err reader(struct ctx *c, const struct source_ask *ask, struct slice body, struct source_found *found);

/* The whole of a source's parse(): recognises refusals, lets `read` have the rest, and believes no answer whose status says
 * that it is none. */
err reply_read(struct ctx *c, const struct source_ask *ask, const struct source_reply *reply, reader *read, struct source_found *ret);

/* An answer without bars: why, and what was said. */
__attribute__((format(printf, 4, 5)))
err found_say(struct ctx *c, struct source_found *found, enum fetch_outcome outcome, const char *format, ...);
err found_throttled(struct ctx *c, const struct source_ask *ask, struct source_found *found, int64_t rest_s, const char *said);

/* Words of a source for found_say: short, printable, without the key. Never NULL. */
const char *quote(struct ctx *c, const struct source_ask *ask, struct slice said);

/* true when the word stands in the text, without regard to ASCII case. */
bool says(struct slice text, const char *word);

/* Ends the reading of a JSON document. *ret_whole is false when it was none, or not the one we know; found then tells where. */
err found_json_end(struct ctx *c, struct json *j, struct source_found *found, bool *ret_whole);

/* Numbers, whose absence or kind is an error of the document at their own place. Null is NaN; a text may hold a number. */
bool json_price(struct ctx *c, struct json *j, double *ret);

/* The first `count` numbers of a list; what follows is skipped. */
bool json_row(struct ctx *c, struct json *j, double *ret, size_t count);

/* A text, or empty for anything else, which is skipped. */
bool json_words(struct ctx *c, struct json *j, struct slice *ret);

/* A copy of what is short enough to be a name, or NULL. */
const char *short_words(struct ctx *c, struct slice words, size_t size_max);

/* An instant in units of so many microseconds. false: no whole number, or centuries away. */
bool time_of_number(double value, int64_t unit_us, int64_t *ret);

/* ---- bars ---- */
struct bar_row {
    struct bar_values bar;
    size_t     index;                   /* of what came in */
};

struct bar_list {                       /* open it zeroed, with its ctx */
    struct ctx     *c;
    struct bar_row *rows;
    size_t          count, room;
    size_t          given, impossible;  /* rows with a close; those of them whose high is below their low */
    bool            too_many;
};

/* A row as it came, in any order. What cannot be a price is missing; a row without a close is none. */
err bar_list_add(struct bar_list *l, int64_t at, const double value[BAR_COLUMNS]);

/* Ascending, one bar per instant (the last that came), none outside the ask, none that ended after ask->now; a bar ends
 * late_us after its day does in UTC. Sets outcome, detail and bars. */
err bar_list_done(struct bar_list *l, const struct source_ask *ask, int64_t late_us, struct source_found *found);

#endif
