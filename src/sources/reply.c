#include "sources/reply.h"

#include <math.h>
#include <stdarg.h>

enum {
    SYMBOL_SIZE_MAX = 64,
    QUOTE_SIZE_MAX  = 200,
    SCAN_SIZE_MAX   = 64 * 1024,        /* of a page that is searched for what gives it away */
    THROTTLE_REST_S = 60,               /* where a source does not say how long */
    BAN_REST_S      = 3600,
    BLOCK_REST_S    = 6 * 3600,         /* a wall is not knocked at every quarter of an hour */
    REST_S_MAX      = 7 * 86400,
};

/* ---- asking ---- */

err ask_check(struct ctx *c, const struct source_ask *ask)
{
    size_t size = ask->symbol ? strlen(ask->symbol) : 0;
    if (ask->every != US_PER_DAY) return fail(c, ERR_INVALID, "only bars of a day can be asked for");
    if (size == 0 || size > SYMBOL_SIZE_MAX) return fail(c, ERR_INVALID, "a symbol has 1 to %d bytes", SYMBOL_SIZE_MAX);
    if (strspn(ask->symbol, ".") == size) return fail(c, ERR_INVALID, "'%s' is no symbol", ask->symbol);     /* a step in an address */
    return OK;
}

void put_encoded(struct text *out, const char *symbol)
{
    for (const char *p = symbol; *p; p++) {
        bool letter = (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z');
        if (letter || (*p >= '0' && *p <= '9') || strchr("-._~", *p)) text_put_char(out, *p);
        else                                                          text_print(out, "%%%02X", (unsigned char)*p);
    }
}

/* ---- what was said ---- */

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

bool says(struct slice text, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = 0; i + size <= text.size; i++) {
        size_t k = 0;
        while (k < size && lower(text.at[i + k]) == lower(word[k])) k++;
        if (k == size) return true;
    }
    return false;
}

static bool says_one_of(struct slice text, const char *const *words)
{
    for (; *words; words++)
        if (says(text, *words)) return true;
    return false;
}

/* Some services repeat the request, key and all, in what they say of it. */
static void redact(char *text, size_t size, const char *key)
{
    size_t key_size = key ? strlen(key) : 0;
    for (size_t i = 0; key_size > 0 && i + key_size <= size; i++)
        if (memcmp(text + i, key, key_size) == 0) memset(text + i, '*', key_size);
}

const char *quote(struct ctx *c, const struct source_ask *ask, struct slice said)
{
    struct slice s    = slice_trim(said);
    size_t       most = QUOTE_SIZE_MAX + (ask->key ? strlen(ask->key) : 0);    /* so that no part of a key is left at the cut */
    if (s.size > most) s.size = most;
    char *copy = ctx_copy(c, s);
    if (!copy) return "";
    redact(copy, s.size, ask->key);
    for (size_t i = 0; i < s.size; i++) {
        if ((unsigned char)copy[i] < 0x20) copy[i] = ' ';
        if ((unsigned char)copy[i] > 0x7e) copy[i] = '?';
    }
    if (s.size > QUOTE_SIZE_MAX) copy[QUOTE_SIZE_MAX] = 0;
    return copy;
}

err found_say(struct ctx *c, struct source_found *found, enum fetch_outcome outcome, const char *format, ...)
{
    char   *detail = ctx_alloc(c, 1, DETAIL_SIZE_MAX + 1);
    va_list args;
    if (!detail) return ERR_NOMEM;
    va_start(args, format);
    vsnprintf(detail, DETAIL_SIZE_MAX + 1, format, args);
    va_end(args);
    if (!detail[0]) snprintf(detail, DETAIL_SIZE_MAX, "%s, without a word", fetch_outcomes[outcome]);
    found->outcome = outcome;
    found->detail  = detail;
    found->bars    = (struct bars){0};
    return OK;
}

static void rest(const struct source_ask *ask, struct source_found *found, int64_t seconds)
{
    found->not_before = ask->now + (seconds > REST_S_MAX ? REST_S_MAX : seconds) * US_PER_SECOND;
}

err found_throttled(struct ctx *c, const struct source_ask *ask, struct source_found *found, int64_t rest_s, const char *said)
{
    rest(ask, found, rest_s > 0 ? rest_s : THROTTLE_REST_S);
    return found_say(c, found, FETCH_THROTTLED, "%s", said[0] ? said : "too many requests");
}

/* ---- refusals ---- */

static const char *const challenges[] = {
    "verify your browser", "/__verify", "crypto.subtle.digest", "cf-chl", "challenge-platform", "just a moment",
    "checking your browser", "captcha", "_incapsula_", "not a robot", "enable javascript", "requires javascript", NULL,
};
static const char *const borders[] = {"restricted location", "your region", "your country", "your location", "unavailable for legal", NULL};
static const char *const crowds[]  = {"too many requests", "rate limit", "request rate threshold", NULL};

static struct slice title_of(struct slice page)
{
    for (size_t i = 0; i + 7 < page.size; i++) {
        if (!says((struct slice){page.at + i, 7}, "<title>")) continue;
        struct slice behind = {page.at + i + 7, page.size - i - 7};
        return slice_cut(&behind, '<');
    }
    return (struct slice){0};
}

/* A page for people, where data should be. */
static err judge_page(struct ctx *c, const struct source_ask *ask, const struct source_reply *reply, struct slice page,
                      struct source_found *found)
{
    if (page.size > SCAN_SIZE_MAX) page.size = SCAN_SIZE_MAX;
    const char *title = quote(c, ask, title_of(page));
    const char *what  = title[0] ? title : "without a title";
    if (says_one_of(page, borders)) {
        rest(ask, found, BLOCK_REST_S);
        return found_say(c, found, FETCH_GEO_BLOCKED, "HTTP %d, a page: %s", reply->status, what);
    }
    if (says_one_of(page, crowds)) return found_throttled(c, ask, found, reply->retry_after_s, what);
    if (reply->status == 403 || says_one_of(page, challenges)) {
        rest(ask, found, BLOCK_REST_S);
        return found_say(c, found, FETCH_CHALLENGE_PAGE, "HTTP %d, a page that keeps programs out: %s", reply->status, what);
    }
    if (reply->retry_after_s > 0) rest(ask, found, reply->retry_after_s);
    return found_say(c, found, FETCH_UNAVAILABLE, "HTTP %d, a page instead of data: %s", reply->status, what);
}

static err judge_status(struct ctx *c, const struct source_ask *ask, const struct source_reply *reply, struct slice body,
                        struct source_found *found)
{
    const char *said = quote(c, ask, body);
    switch (reply->status) {
    case 429: return found_throttled(c, ask, found, reply->retry_after_s, said);
    case 418: return found_throttled(c, ask, found, reply->retry_after_s > 0 ? reply->retry_after_s : BAN_REST_S, said);
    case 401: return found_say(c, found, FETCH_NEEDS_KEY, "HTTP 401: %s", said);
    case 403:
        if (!says_one_of(body, borders)) return found_say(c, found, FETCH_UNAVAILABLE, "HTTP 403: %s", said);
        [[fallthrough]];
    case 451:
        rest(ask, found, BLOCK_REST_S);
        return found_say(c, found, FETCH_GEO_BLOCKED, "HTTP %d: %s", reply->status, said);
    default: break;
    }
    if (reply->retry_after_s > 0) rest(ask, found, reply->retry_after_s);
    return found_say(c, found, FETCH_UNAVAILABLE, "HTTP %d: %s", reply->status, said[0] ? said : "an empty body");
}

static bool is_refusal(int status)
{
    return status == 401 || status == 403 || status == 418 || status == 429 || status == 451 || status >= 500 || status < 200;
}

static struct slice without_mark(struct slice body)
{
    static const char mark[] = "\xef\xbb\xbf";
    if (body.size >= 3 && memcmp(body.at, mark, 3) == 0) return (struct slice){body.at + 3, body.size - 3};
    return body;
}

static err judge(struct ctx *c, const struct source_ask *ask, const struct source_reply *reply, struct slice body,
                 struct source_found *found)
{
    bool is_page = body.size > 0 && body.at[0] == '<';
    bool is_clear = reply->status == 401 || reply->status == 418 || reply->status == 429 || reply->status == 451;
    if (body.size > SCAN_SIZE_MAX) body.size = SCAN_SIZE_MAX;
    if (is_page && !is_clear) return judge_page(c, ask, reply, body, found);
    return judge_status(c, ask, reply, is_page ? title_of(body) : body, found);
}

/* Whether an answer that was read may stand although its status says that it is none: a source may well tell in the body
 * that it does not know the symbol, but what a failure holds is no price. */
static bool is_believed(const struct source_reply *reply, const struct source_found *found)
{
    bool data = found->outcome == FETCH_OK || found->outcome == FETCH_EMPTY || found->outcome == FETCH_SCHEMA_CHANGED;
    return reply->status / 100 == 2 || !data;
}

err reply_read(struct ctx *c, const struct source_ask *ask, const struct source_reply *reply, reader *read, struct source_found *ret)
{
    struct slice        body  = without_mark(reply->body), bare = slice_trim(body), head = bare;
    struct source_found found = {.not_before = TIME_NONE, .next = TIME_NONE, .class = CLASS_UNKNOWN};
    if (head.size > QUOTE_SIZE_MAX) head.size = QUOTE_SIZE_MAX;
    if (bare.size == 0 || bare.at[0] == '<' || is_refusal(reply->status)) {
        TRY(judge(c, ask, reply, bare, &found));
    } else {
        TRY(read(c, ask, body, &found));
        if (!is_believed(reply, &found)) TRY(judge(c, ask, reply, bare, &found));
        else if (found.outcome == FETCH_SCHEMA_CHANGED && says_one_of(head, crowds))    /* a line of text where JSON should be */
            TRY(found_throttled(c, ask, &found, reply->retry_after_s, quote(c, ask, head)));
    }
    if (found.outcome == FETCH_OK)    found.detail = NULL;
    if (found.outcome != FETCH_OK)    found.action_count = 0;
    if (found.outcome > FETCH_EMPTY)  found.next = TIME_NONE;
    *ret = found;
    return OK;
}

/* ---- JSON ---- */

err found_json_end(struct ctx *c, struct json *j, struct source_found *found, bool *ret_whole)
{
    (void)json_end(c, j);               /* it notes what follows the value; what else is wrong stands in j already */
    *ret_whole = j->wrong == NULL;
    if (!j->wrong) return OK;
    if (strcmp(j->wrong, "too large") == 0) return fail(c, ERR_NOMEM, "the answer does not fit into %zu MB", c->limit_bytes >> 20);
    return found_say(c, found, FETCH_SCHEMA_CHANGED, "not the answer that is known, at byte %zu: %s", (size_t)(j->at - j->start), j->wrong);
}

static bool wrong_at(struct json *j, const char *at, const char *why)
{
    if (!j->wrong) {
        j->at    = at;
        j->wrong = why;
    }
    return false;
}

bool json_price(struct ctx *c, struct json *j, double *ret)
{
    (void)json_peek(j);                 /* steps over blanks */
    const char *at = j->at;
    return json_double(c, j, ret) || wrong_at(j, at, "expected a number");
}

bool json_row(struct ctx *c, struct json *j, double *ret, size_t count)
{
    if (!json_enter(j, '[')) return false;
    size_t i = 0;
    for (; i < count && json_item(j); i++)
        if (!json_price(c, j, &ret[i])) return false;
    if (i < count) return wrong_at(j, j->at, "too few numbers in a row");
    while (json_item(j))
        if (!json_skip(j)) return false;
    return !j->wrong;
}

bool json_words(struct ctx *c, struct json *j, struct slice *ret)
{
    *ret = (struct slice){0};
    return json_peek(j) == JSON_STRING ? json_string(c, j, ret) : json_skip(j);
}

const char *short_words(struct ctx *c, struct slice words, size_t size_max)
{
    struct slice s = slice_trim(words);
    if (s.size == 0 || s.size > size_max || memchr(s.at, 0, s.size)) return NULL;
    return ctx_copy(c, s);
}

bool time_of_number(double value, int64_t unit_us, int64_t *ret)
{
    const double FAR = 400000.0 * 86400e6;              /* some eleven centuries either way */
    double       us  = value * (double)unit_us;
    if (!(us > -FAR && us < FAR) || value != floor(value)) return false;
    *ret = (int64_t)value * unit_us;
    return true;
}

/* ---- bars ---- */

err bar_list_add(struct bar_list *l, int64_t at, const double value[BAR_COLUMNS])
{
    struct bar_values bar = {.at = at};
    for (size_t k = 0; k < BAR_COLUMNS; k++) {
        bool may = k == BAR_VOLUME ? value[k] >= 0 : value[k] > 0;      /* 0 is how some write that nothing is known */
        bar.value[k] = may ? value[k] : NAN;
    }
    if (isnan(bar.value[BAR_CLOSE])) return OK;
    l->given++;
    if (bar.value[BAR_HIGH] < bar.value[BAR_LOW]) {
        l->impossible++;
        return OK;
    }
    if (l->count == BARS_MAX) {
        l->too_many = true;
        return OK;
    }
    if (l->count == l->room) {
        struct bar_row *bigger;
        l->room = l->room ? l->room * 2 : 64;
        TRY(NEW(l->c, bigger, l->room));
        if (l->count) memcpy(bigger, l->rows, l->count * sizeof *bigger);
        l->rows = bigger;
    }
    l->rows[l->count] = (struct bar_row){bar, l->count};
    l->count++;
    return OK;
}

static int by_time(const void *a, const void *b)
{
    const struct bar_row *x = a, *y = b;
    if (x->bar.at != y->bar.at) return x->bar.at < y->bar.at ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

err bar_list_done(struct bar_list *l, const struct source_ask *ask, int64_t late_us, struct source_found *found)
{
    if (l->too_many) return found_say(l->c, found, FETCH_SCHEMA_CHANGED, "more than %d bars", BARS_MAX);
    if (l->impossible * 2 > l->given)
        return found_say(l->c, found, FETCH_SCHEMA_CHANGED, "%zu of %zu rows have a high below their low", l->impossible, l->given);
    struct bars out;
    TRY(bars_new(l->c, l->count, &out));
    out.count = 0;
    if (l->count) qsort(l->rows, l->count, sizeof *l->rows, by_time);
    for (size_t i = 0; i < l->count; i++) {
        const struct bar_values *b = &l->rows[i].bar;
        if (b->at < ask->from || b->at >= ask->to || b->at > ask->now - ask->every - late_us) continue;
        if (i + 1 < l->count && l->rows[i + 1].bar.at == b->at) continue;
        out.at[out.count] = b->at;
        for (size_t k = 0; k < BAR_COLUMNS; k++) out.value[k][out.count] = b->value[k];
        out.count++;
    }
    if (out.count == 0) return found_say(l->c, found, FETCH_EMPTY, "no complete bar in the days asked for (%zu rows came)", l->given);
    found->outcome = FETCH_OK;
    found->bars    = out;
    return OK;
}
