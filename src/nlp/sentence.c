#include "nlp/sentence.h"

#include "nlp/unicode.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* What a full stop belongs to rather than a sentence. Single letters (J. P. Morgan, U.S.) are told by their size. */
static const char *const abbreviations[] = {
    "mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "gen", "sen", "rep", "gov", "inc", "corp", "co", "ltd", "plc", "cos", "bros", "vs",
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mon", "tue", "wed", "thu", "fri", "est", "approx",
    "etc", "e.g", "i.e", "u.s", "u.k", "u.n", "e.u", "a.m", "p.m", "d.c", "mln", "bln", "dlrs", "pct", "dept", "ave", "mt",
};

/* These do so only before a number. */
static const char *const numbered[] = {"no", "nos", "fig", "vol", "art", "para"};

static bool is_blank(char ch) { return ch == ' ' || (ch >= '\t' && ch <= '\r'); }

/* Does the word that ends before `stop` keep its full stop to itself? */
static bool abbreviates(struct slice text, size_t stop)
{
    size_t begin = stop;
    while (begin > 0 && !is_blank(text.at[begin - 1]) && text.at[begin - 1] != '(' && text.at[begin - 1] != '"') begin--;
    struct slice word = {text.at + begin, stop - begin};
    if (word.size == 1) return rune_is_upper((unsigned char)word.at[0]);
    for (size_t i = 0; i < COUNT(abbreviations); i++)
        if (slice_like(word, abbreviations[i])) return true;
    size_t next = stop + 1;
    while (next < text.size && is_blank(text.at[next])) next++;
    bool number = next < text.size && text.at[next] >= '0' && text.at[next] <= '9';
    for (size_t i = 0; number && i < COUNT(numbered); i++)
        if (slice_like(word, numbered[i])) return true;
    return false;
}

/* The size of what ends a sentence at `at`, or 0: the mark, more of its kind, and quotes or brackets that close. */
static size_t ending_size(struct slice text, size_t at)
{
    static const char *const closing[] = {"\"", "'", ")", "]", "\u201d", "\u2019", "\u00bb"};
    size_t i = at;
    bool   stop = false, other = false;
    for (;;) {
        if (i < text.size && text.at[i] == '.')                                      stop = true, i++;
        else if (i < text.size && (text.at[i] == '!' || text.at[i] == '?'))          other = true, i++;
        else if (text.size - i >= 3 && memcmp(text.at + i, "\u2026", 3) == 0)        other = true, i += 3;
        else break;
    }
    if (!stop && !other) return 0;
    if (!other && i == at + 1 && abbreviates(text, at)) return 0;
    for (size_t k = 0; k < COUNT(closing); k++) {
        size_t size = strlen(closing[k]);
        if (text.size - i >= size && memcmp(text.at + i, closing[k], size) == 0) i += size, k = (size_t)-1;
    }
    size_t next = i, step;
    while (next < text.size && is_blank(text.at[next])) next++;
    if (next == i && i < text.size) return 0;
    return next < text.size && rune_is_lower_or_title(rune_read(text.at + next, &step)) ? 0 : i - at;
}

/* The first byte of a mark that ends sentences: the ellipsis begins with E2. */
static bool may_end(char ch) { return ch == '.' || ch == '!' || ch == '?' || ch == '\xe2'; }

/* A line end before an empty line, or before one that is indented. */
static bool breaks(struct slice text, size_t at)
{
    size_t i = at + 1;
    if (text.at[at] != '\n') return false;
    while (i < text.size && (text.at[i] == ' ' || text.at[i] == '\t' || text.at[i] == '\r')) i++;
    return i < text.size && (text.at[i] == '\n' || i >= at + 3);
}

static size_t sentence_size(struct slice text)
{
    size_t last_blank = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (i >= SENTENCE_SIZE_MAX && (text.at[i] & 0xc0) != 0x80) return last_blank ? last_blank : i;
        size_t ending = may_end(text.at[i]) ? ending_size(text, i) : 0;
        if (ending) return i + ending;
        if (breaks(text, i)) return i + 1;
        if (is_blank(text.at[i])) last_blank = i;
    }
    return text.size;
}

bool sentence_next(struct slice *rest, struct slice *ret)
{
    while (rest->size > 0 && is_blank(rest->at[0])) rest->at++, rest->size--;
    if (rest->size == 0) return false;
    size_t size = sentence_size(*rest);
    *ret = slice_trim((struct slice){rest->at, size});
    rest->at   += size;
    rest->size -= size;
    return true;
}
