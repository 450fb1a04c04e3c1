#include "calc/lex.h"

static bool is_digit(char x)  { return x >= '0' && x <= '9'; }
static bool is_letter(char x) { return (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z') || x == '_'; }
static bool is_blank(char x)  { return x == ' ' || x == '\t' || x == '\n' || x == '\r'; }

static char char_at(struct slice text, size_t at) { return at < text.size ? text.at[at] : 0; }

static struct token done(struct slice text, enum token_kind kind, size_t at, size_t end)
{
    return (struct token){.kind = kind, .at = at, .end = end, .word = {text.at + at, end - at}};
}

static struct token bad(struct slice text, size_t at, size_t end, const char *why)
{
    struct token t = done(text, TOKEN_BAD, at, end);
    t.bad = why;
    return t;
}

static size_t digits_end(struct slice text, size_t at)
{
    while (is_digit(char_at(text, at))) at++;
    return at;
}

static struct token lex_number(struct slice text, size_t at)
{
    size_t end = digits_end(text, at);
    if (char_at(text, end) == '.') end = digits_end(text, end + 1);
    if (char_at(text, end) == 'e' || char_at(text, end) == 'E') {
        size_t sign = end + 1 + (char_at(text, end + 1) == '-' || char_at(text, end + 1) == '+'), last = digits_end(text, sign);
        if (last == sign) return bad(text, at, sign, "a number that breaks off");
        end = last;
    }
    if (is_letter(char_at(text, end))) return bad(text, at, end + 1, "a letter right behind a number");
    return done(text, TOKEN_NUMBER, at, end);
}

static struct token lex_text(struct slice text, size_t at)
{
    char   quote = text.at[at];
    size_t end   = at + 1;
    while (end < text.size && text.at[end] != quote && text.at[end] >= ' ' && text.at[end] <= '~') end++;
    if (end == text.size) return bad(text, at, end, "a text without its closing quote");
    if (text.at[end] != quote) return bad(text, end, end + 1, "a character that may not stand in a text");
    struct token t = done(text, TOKEN_TEXT, at, end + 1);
    t.word = (struct slice){text.at + at + 1, end - at - 1};
    return t;
}

struct token lex(struct slice text, size_t at)
{
    static const char two[][3] = {"<=", ">=", "==", "!="};
    while (at < text.size && is_blank(text.at[at])) at++;
    if (at >= text.size) return done(text, TOKEN_END, text.size, text.size);
    char   x   = text.at[at];
    size_t end = at + 1;
    if (is_digit(x) || (x == '.' && is_digit(char_at(text, at + 1)))) return lex_number(text, at);
    if (x == '"' || x == '\'') return lex_text(text, at);
    if (is_letter(x)) {
        while (is_letter(char_at(text, end)) || is_digit(char_at(text, end))) end++;
        return done(text, TOKEN_NAME, at, end);
    }
    for (size_t k = 0; k < sizeof two / sizeof *two; k++)
        if (x == two[k][0] && char_at(text, end) == two[k][1]) return done(text, TOKEN_SIGN, at, end + 1);
    if (strchr("+-*/^<>=(),.", x)) return done(text, TOKEN_SIGN, at, end);
    return bad(text, at, end, "a character that has no meaning here");
}
