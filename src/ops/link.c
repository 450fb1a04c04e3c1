#include "jobs/linking.h"
#include "model/mention.h"
#include "nlp/unicode.h"
#include "ops/op.h"

enum { LINK_TEXT_SIZE_MAX = 1 << 20 };

#define ASK(X, T)                                                                                               \
    X(T, TEXT, text, PLACE | REQUIRED, "what is to be linked", .max = LINK_TEXT_SIZE_MAX)                       \
    X(T, DAY,  day,  NULLABLE, "day it was written, for symbols that have changed hands; usual is any")

RECORD(link_ask, ASK);
SHAPE(link_ask, ASK);

#define LINE(X, T)                                                                                              \
    X(T, TEXT,   symbol,     0,        "asset")                                                                 \
    X(T, TEXT,   name,       NULLABLE, "its name")                                                              \
    X(T, TEXT,   text,       0,        "what is written")                                                       \
    X(T, I64,    at,         0,        "byte of the text it begins at")                                         \
    X(T, CHOICE, evidence,   0,        "what kind of match it is", .choices = evidences)                        \
    X(T, F64,    confidence, 0,        "how sure it is, 0 to 1")                                                \
    X(T, BOOL,   linked,     0,        "sure enough to count")                                                  \
    X(T, F64,    relevance,  NULLABLE, "how much of the text is about the asset; null where it is not linked")  \
    X(T, TEXT,   why,        0,        "the reason, in words")

RECORD(link_line, LINE);
SHAPE(link_line, LINE);

static double relevance_of(const struct link_total *totals, size_t count, const struct link_match *m)
{
    for (size_t i = 0; i < count; i++)
        if (totals[i].asset == m->asset && m->confidence >= LINK_CONFIDENCE) return totals[i].relevance;
    return __builtin_nan("");
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct link_ask *ask  = in;
    struct slice           text = slice_of(ask->text);
    struct link_desk       desk = {.c = c};
    struct linking         all;
    struct link_total     *totals;
    struct link_line      *lines;
    size_t                 count;
    if (utf8_valid(text) < text.size) return fail(c, ERR_DATA, "the text is not UTF-8: byte %zu", utf8_valid(text));
    TRY(linking_open(c, h, &all));
    if (all.count == 0) return fail(c, ERR_INSUFFICIENT, "there are no assets to link to: `lumia import prices`, or `lumia import assets --add`");
    TRY(link_text(all.universe, &desk, text, ask->day));
    const char *end = memchr(text.at, '\n', text.size);
    TRY(link_totals(c, &desk, text, end ? (size_t)(end - text.at) : text.size, &totals, &count));
    TRY(NEW(c, lines, desk.match_count));
    for (size_t i = 0; i < desk.match_count; i++) {
        const struct link_match *m = &desk.match[i];
        const struct asset      *a = &all.asset[m->asset];
        lines[i] = (struct link_line){a->symbol, a->name, ctx_copy(c, m->text), m->text.at - text.at, (int32_t)m->evidence, m->confidence,
                                      m->confidence >= LINK_CONFIDENCE, relevance_of(totals, count, m), m->why};
        if (!lines[i].text) return ERR_NOMEM;
    }
    out->at    = lines;
    out->count = desk.match_count;
    return OK;
}

const struct op op_link = {
    .name    = "link",
    .method  = "POST",
    .path    = "/v1/links",
    .group   = "news",
    .title   = "Which assets a text speaks of, and why",
    .about   = "Finds the symbols and names of the real assets in the store: a symbol with its exchange, a cashtag, a name, a one-word name that is "
               "capitalised, a bare symbol in a text about markets. The longest match hides what lies in it. Each comes with its confidence and the "
               "reason; those below 0.5 are shown, but do not count: common words, names of places, ends of longer names.",
    .example = "link Apple-shares-and-$XOM",
    .in      = &link_ask_shape,
    .out     = &link_line_shape,
    .answers = MANY,
    .run     = run,
};
