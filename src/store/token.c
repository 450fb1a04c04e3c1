#include "store/token.h"

static bool is_blank(char c)  { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80); }
static bool is_inner(char c)  { return is_letter(c) || (c >= '0' && c <= '9') || c == '.'; }

static bool begins(struct slice s, const char *with)
{
    size_t size = strlen(with);
    return s.size >= size && memcmp(s.at, with, size) == 0;
}

static struct slice behind(struct slice s, size_t size)
{
    if (size > s.size) size = s.size;
    return (struct slice){s.at + size, s.size - size};
}

/* Behind the next `stop`, or at the end. */
static struct slice behind_next(struct slice s, const char *stop)
{
    while (s.size && !begins(s, stop)) s = behind(s, 1);
    return behind(s, strlen(stop));
}

static struct slice skip(struct slice s)
{
    for (;;) {
        if (begins(s, "--"))                    s = behind_next(s, "\n");
        else if (begins(s, "/*"))               s = behind_next(behind(s, 2), "*/");
        else if (s.size && is_blank(s.at[0]))   s = behind(s, 1);
        else                                    return s;
    }
}

/* A text whose quotes are doubled within it. */
static size_t quoted_size(struct slice s)
{
    char   quote = s.at[0];
    size_t i     = 1;
    for (; i < s.size; i++) {
        if (s.at[i] != quote) continue;
        if (i + 1 == s.size || s.at[i + 1] != quote) return i + 1;
        i++;
    }
    return s.size;
}

/* $tag$ … $tag$ of PostgreSQL; 0 where a dollar begins something else. */
static size_t dollar_size(struct slice s)
{
    size_t tag = 1;
    while (tag < s.size && is_letter(s.at[tag])) tag++;
    if (tag == s.size || s.at[tag] != '$') return 0;
    tag++;
    for (size_t i = tag; i + tag <= s.size; i++)
        if (memcmp(s.at + i, s.at, tag) == 0) return i + tag;
    return s.size;
}

static size_t word_size(struct slice s)
{
    size_t i = 1;
    while (i < s.size && is_inner(s.at[i])) i++;
    return i;
}

/* <> and :: and || are one sign. */
static size_t sign_size(struct slice s)
{
    size_t i = 0;
    while (i < s.size && strchr("<>=!|:", s.at[i]) && s.at[i]) i++;
    return i ? i : 1;
}

static size_t size_of_token(struct slice s, enum token_kind *ret)
{
    size_t dollars = s.at[0] == '$' ? dollar_size(s) : 0;
    *ret = TOKEN_SIGN;
    if (dollars)                                   return *ret = TOKEN_TEXT, dollars;
    if (s.at[0] == '\'')                           return *ret = TOKEN_TEXT, quoted_size(s);
    if (s.at[0] == '"' || s.at[0] == '`')          return *ret = TOKEN_NAME, quoted_size(s);
    if (is_inner(s.at[0]) && s.at[0] != '.')       return *ret = TOKEN_WORD, word_size(s);
    return sign_size(s);
}

bool token_next(struct slice *rest, struct token *ret)
{
    struct slice s = skip(*rest);
    *rest = s;
    if (s.size == 0) return false;
    size_t size = size_of_token(s, &ret->kind);
    ret->text = (struct slice){s.at, size};
    if (ret->kind == TOKEN_NAME) ret->text = (struct slice){s.at + 1, size > 2 ? size - 2 : 0};
    *rest = behind(s, size);
    return true;
}

bool token_is(const struct token *t, const char *word)
{
    return (t->kind == TOKEN_WORD || t->kind == TOKEN_SIGN) && slice_like(t->text, word);
}

static bool is_plain(struct slice name)
{
    bool plain = name.size > 0 && is_letter(name.at[0]);
    for (size_t i = 0; i < name.size; i++) plain &= is_inner(name.at[i]) && name.at[i] != '.';
    return plain;
}

void sql_put_normal(struct text *out, struct slice sql)
{
    struct token t, before = {.kind = TOKEN_SIGN, .text = slice_of("(")};
    while (token_next(&sql, &t)) {
        bool glued = token_is(&before, "(") || token_is(&t, ")") || token_is(&t, ",") || token_is(&before, "::") || token_is(&t, "::");
        if (!glued) text_put_char(out, ' ');
        bool quoted = t.kind == TOKEN_NAME && !is_plain(t.text);
        if (quoted) text_put_char(out, '"');
        text_put_slice(out, t.text);
        if (quoted) text_put_char(out, '"');
        before = t;
    }
}

bool statement_next(struct slice *rest, struct slice *ret)
{
    struct slice from = skip(*rest), at = from;
    struct token t;
    while (token_next(&at, &t)) {
        if (!token_is(&t, ";")) continue;
        struct slice whole = {from.at, (size_t)(at.at - from.at) - 1};
        *rest = at;
        if (whole.size == 0) {
            from = skip(at);
            continue;
        }
        *ret = whole;
        return true;
    }
    *rest = (struct slice){from.at + from.size, 0};
    *ret  = slice_trim(from);
    return ret->size > 0;
}
