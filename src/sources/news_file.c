#include "sources/news_file.h"

#include <stdarg.h>

#include "shape/json.h"

enum { NAMES_MAX = 14 };

/* What the members are called, the best name first: of "date" and "ts" the latter is taken. */
static const char *const names[NEWS_ROLE_COUNT][NAMES_MAX] = {
    [NEWS_TITLE]   = {"title", "headline", "headlines", "subject"},
    [NEWS_SUMMARY] = {"summary", "description", "abstract", "teaser", "snippet"},
    [NEWS_BODY]    = {"body", "text", "content", "article", "story", "full_text"},
    [NEWS_TIME]    = {"published", "published_at", "publishedat", "pub_date", "pubdate", "ts", "timestamp", "datetime", "time", "date", "created_at", "created"},
    [NEWS_URL]     = {"url", "link", "href"},
    [NEWS_SOURCE]  = {"source", "publisher", "site", "provider"},
    [NEWS_SYMBOLS] = {"symbols", "tickers", "cashtags", "symbol", "ticker", "related"},
};

/* The place of a name in a role's list, from 1; 0: it is not there. */
static int rank_of(struct slice name, enum news_role role)
{
    for (int i = 0; i < NAMES_MAX && names[role][i]; i++)
        if (slice_like(name, names[role][i])) return i + 1;
    return 0;
}

__attribute__((format(printf, 4, 5)))
static err refuse(struct ctx *c, struct price_fault *fault, enum quarantine_reason reason, const char *format, ...)
{
    va_list args;
    fault->reason = reason;
    va_start(args, format);
    vsnprintf(fault->detail, sizeof fault->detail, format, args);
    va_end(args);
    return fail(c, ERR_DATA, "%s", fault->detail);
}

/* ---- the first lines ---- */

static err learn_header(struct ctx *c, struct slice sample, struct news_file *f)
{
    struct slice cells[CSV_CELLS_MAX];
    size_t       size = csv_line_size(sample, true), count;
    char        *line = ctx_copy(c, (struct slice){sample.at, size});
    if (!line) return ERR_NOMEM;
    f->separator = csv_separator((struct slice){line, size});
    count = csv_split(line, size, f->separator, cells);
    if (count > CSV_CELLS_MAX) count = CSV_CELLS_MAX;
    for (enum news_role r = 0; r < NEWS_ROLE_COUNT; r++) {
        int best = 0;
        f->column[r] = -1;
        for (size_t i = 0; i < count; i++) {
            int rank = rank_of(slice_trim(cells[i]), r);
            if (rank && (!best || rank < best)) best = rank, f->column[r] = (int)i;
        }
    }
    if (f->column[NEWS_TITLE] < 0 && f->column[NEWS_SUMMARY] < 0 && f->column[NEWS_BODY] < 0)
        return fail(c, ERR_DATA, "no column title, headline, summary, body or text in its first line");
    if (f->column[NEWS_TIME] < 0) return fail(c, ERR_DATA, "no column published, time or date in its first line");
    return OK;
}

err news_file_learn(struct ctx *c, struct slice sample, struct news_file *f)
{
    static const char MARK[] = "\xef\xbb\xbf";
    if (sample.size >= 3 && memcmp(sample.at, MARK, 3) == 0) sample.at += 3, sample.size -= 3;
    struct slice first = slice_trim(sample);
    f->json = first.size > 0 && first.at[0] == '{';
    return f->json ? OK : learn_header(c, sample, f);
}

/* ---- a row ---- */

static bool symbol_mark(char ch) { return ch == ',' || ch == ';' || ch == ' ' || ch == '|' || ch == '\t' || ch == '[' || ch == ']' || ch == '\'' || ch == '"'; }

/* AAPL, $AAPL or a list of them; what is too long or too much is left out: they are only hints for linking. */
static void add_symbols(struct news_row *row, struct slice s)
{
    size_t i = 0;
    while (i < s.size) {
        size_t from = i;
        while (i < s.size && !symbol_mark(s.at[i])) i++;
        struct slice one = {s.at + from, i - from};
        if (one.size && one.at[0] == '$') one.at++, one.size--;
        bool known = one.size == 0 || one.size > NEWS_SYMBOL_SIZE_MAX || row->symbol_count == NEWS_SYMBOLS_MAX;
        for (size_t k = 0; k < row->symbol_count && !known; k++) known = slice_same(row->symbol[k], one);
        if (!known) row->symbol[row->symbol_count++] = one;
        while (i < s.size && symbol_mark(s.at[i])) i++;
    }
}

static err read_csv(struct ctx *c, const struct news_file *f, char *line, size_t size, struct news_row *row, struct price_fault *fault)
{
    struct slice cells[CSV_CELLS_MAX];
    size_t       count = csv_split(line, size, f->separator, cells);
    bool         any   = false;
    for (size_t i = 0; i < count && i < CSV_CELLS_MAX; i++) any |= slice_trim(cells[i]).size > 0;
    row->empty = !any;
    for (enum news_role r = 0; r < NEWS_ROLE_COUNT; r++) {
        int at = f->column[r];
        if (at < 0) continue;
        if (any && r == NEWS_TIME && (size_t)at >= count) return refuse(c, fault, ROW_UNPARSABLE, "it ends before the column of its time");
        if ((size_t)at >= count || at >= CSV_CELLS_MAX) continue;
        if (r == NEWS_SYMBOLS) add_symbols(row, cells[at]);
        else                   row->text[r] = slice_trim(cells[at]);
    }
    return OK;
}

static bool is_text_or_number(struct ctx *c, struct json *j, struct slice *ret)
{
    *ret = (struct slice){0};
    switch (json_peek(j)) {
    case JSON_STRING: return json_string(c, j, ret);
    case JSON_NUMBER: return json_number(j, ret);
    default:          return json_skip(j), false;
    }
}

static void read_symbols(struct ctx *c, struct json *j, struct news_row *row)
{
    struct slice s;
    if (json_peek(j) != JSON_ARRAY) {
        if (is_text_or_number(c, j, &s)) add_symbols(row, s);
        return;
    }
    if (!json_enter(j, '[')) return;
    while (json_item(j))
        if (is_text_or_number(c, j, &s)) add_symbols(row, s);
}

static void read_member(struct ctx *c, struct json *j, struct slice name, int *rank, struct news_row *row)
{
    for (enum news_role r = 0; r < NEWS_ROLE_COUNT; r++) {
        int here = rank_of(name, r);
        if (!here) continue;
        if (r == NEWS_SYMBOLS) {
            read_symbols(c, j, row);
            return;
        }
        struct slice s;
        if (!is_text_or_number(c, j, &s)) return;
        s = slice_trim(s);
        if (s.size == 0 || (rank[r] && rank[r] <= here)) return;
        rank[r]      = here;
        row->text[r] = s;
        return;
    }
    json_skip(j);
}

static err read_json(struct ctx *c, const char *line, size_t size, struct news_row *row, struct price_fault *fault)
{
    int         rank[NEWS_ROLE_COUNT] = {0};
    struct json j = json_of(slice_trim((struct slice){line, size}));
    if (json_enter(&j, '{'))
        for (struct slice name; json_member(c, &j, &name);) read_member(c, &j, name, rank, row);
    err e = json_end(c, &j);
    if (e == ERR_USAGE) return refuse(c, fault, ROW_UNPARSABLE, "%.150s", c->note);
    return e;
}

static size_t valid_size(const char *at, size_t size)
{
    size_t i = 0;
    for (size_t step; i < size; i += step)
        if ((step = utf8_size(at + i, size - i)) == 0) break;
    return i;
}

static err check(struct ctx *c, const struct news_file *f, struct news_row *row, struct price_fault *fault)
{
    static const struct { enum news_role role; const char *name; size_t max; } limits[] = {
        {NEWS_TITLE, "title", NEWS_TITLE_SIZE_MAX}, {NEWS_SUMMARY, "summary", NEWS_BODY_SIZE_MAX}, {NEWS_BODY, "body", NEWS_BODY_SIZE_MAX},
        {NEWS_URL, "url", NEWS_URL_SIZE_MAX}, {NEWS_SOURCE, "source", NEWS_SOURCE_SIZE_MAX},
    };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        struct slice s = row->text[limits[i].role];
        if (s.size > limits[i].max) return refuse(c, fault, ROW_TOO_LARGE, "its %s has %zu bytes; the most is %zu", limits[i].name, s.size, limits[i].max);
        if (s.size && memchr(s.at, 0, s.size)) return refuse(c, fault, ROW_UNPARSABLE, "its %s holds a NUL", limits[i].name);
    }
    if (row->text[NEWS_TITLE].size + row->text[NEWS_SUMMARY].size + row->text[NEWS_BODY].size == 0)
        return refuse(c, fault, ROW_NO_TEXT, "neither a title nor a text");
    struct slice time = row->text[NEWS_TIME];
    if (time.size == 0) return refuse(c, fault, ROW_NO_TIME, "it does not say when it was published");
    if (!news_time_read(time, f->order, &f->zone, &row->published))
        return refuse(c, fault, ROW_NO_TIME, "'%.*s' is no time that can be read", (int)(time.size < 60 ? time.size : 60), time.at);
    return OK;
}

err news_file_read(struct ctx *c, const struct news_file *f, char *line, size_t size, struct news_row *row, struct price_fault *fault)
{
    size_t valid = valid_size(line, size);
    *row = (struct news_row){.published = TIME_NONE};
    if (valid < size) return refuse(c, fault, ROW_NOT_UTF8, "not UTF-8: byte %zu of the line", valid);
    if (f->json) TRY(read_json(c, line, size, row, fault));
    else         TRY(read_csv(c, f, line, size, row, fault));
    return row->empty ? OK : check(c, f, row, fault);
}
