#include "shape/json.h"

#include <math.h>
#include <stdint.h>

#include "base/number.h"

struct json json_of(struct slice text)
{
    const char *start = text.at ? text.at : "";
    return (struct json){.start = start, .at = start, .end = start + text.size};
}

static bool wrong(struct json *j, const char *why)
{
    if (!j->wrong) j->wrong = why;
    return false;
}

static void blanks(struct json *j)
{
    while (j->at < j->end && (*j->at == ' ' || *j->at == '\n' || *j->at == '\t' || *j->at == '\r')) j->at++;
}

static bool here(struct json *j, char c)
{
    blanks(j);
    return !j->wrong && j->at < j->end && *j->at == c;
}

static bool word(const struct json *j, const char *w)
{
    size_t size = strlen(w);
    return (size_t)(j->end - j->at) >= size && memcmp(j->at, w, size) == 0;
}

enum json_kind json_peek(struct json *j)
{
    blanks(j);
    if (j->wrong || j->at == j->end) return wrong(j, "the text ends where a value should be"), JSON_BROKEN;
    switch (*j->at) {
    case '{': return JSON_OBJECT;
    case '[': return JSON_ARRAY;
    case '"': return JSON_STRING;
    case 't': if (word(j, "true"))  return JSON_TRUE;  break;
    case 'f': if (word(j, "false")) return JSON_FALSE; break;
    case 'n': if (word(j, "null"))  return JSON_NULL;  break;
    default:  if (*j->at == '-' || (*j->at >= '0' && *j->at <= '9')) return JSON_NUMBER;
    }
    return wrong(j, "not a JSON value"), JSON_BROKEN;
}

bool json_enter(struct json *j, char open)
{
    if (!here(j, open)) return wrong(j, open == '{' ? "expected an object" : "expected a list");
    if (++j->depth > JSON_DEPTH_MAX) return wrong(j, "nested too deeply");
    j->at++;
    j->fresh = true;
    return true;
}

/* Steps over the comma or the closing bracket; true when another element follows. */
static bool next(struct json *j, char close)
{
    bool fresh = j->fresh;
    j->fresh = false;
    if (j->wrong) return false;
    if (here(j, close)) {
        j->at++;
        j->depth--;
        return false;
    }
    if (fresh) return true;
    if (!here(j, ',')) return wrong(j, close == '}' ? "expected ',' or '}'" : "expected ',' or ']'");
    j->at++;
    return true;
}

bool json_item(struct json *j) { return next(j, ']'); }

bool json_member(struct ctx *c, struct json *j, struct slice *ret)
{
    if (!next(j, '}')) return false;
    if (!here(j, '"')) return wrong(j, "expected a name in double quotes");
    if (!json_string(c, j, ret)) return false;
    if (!here(j, ':')) return wrong(j, "expected ':'");
    j->at++;
    return true;
}

static bool digits(struct json *j)
{
    const char *from = j->at;
    while (j->at < j->end && *j->at >= '0' && *j->at <= '9') j->at++;
    return j->at > from;
}

bool json_number(struct json *j, struct slice *ret_text)
{
    if (json_peek(j) != JSON_NUMBER) return wrong(j, "expected a number");
    const char *from = j->at;
    if (*j->at == '-') j->at++;
    bool zero = j->at < j->end && *j->at == '0';
    const char *whole = j->at;
    if (!digits(j)) return wrong(j, "expected a digit");
    if (zero && j->at - whole > 1) return wrong(j, "a number may not begin with 0");
    if (j->at < j->end && *j->at == '.') {
        j->at++;
        if (!digits(j)) return wrong(j, "expected a digit behind the point");
    }
    if (j->at < j->end && (*j->at == 'e' || *j->at == 'E')) {
        j->at++;
        if (j->at < j->end && (*j->at == '+' || *j->at == '-')) j->at++;
        if (!digits(j)) return wrong(j, "expected a digit in the exponent");
    }
    *ret_text = (struct slice){from, (size_t)(j->at - from)};
    return true;
}

size_t utf8_size(const char *bytes, size_t left)
{
    const unsigned char *at = (const unsigned char *)bytes;
    if (at[0] < 0x80) return 1;
    size_t size = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
    if (at[0] < 0xc2 || at[0] > 0xf4 || left < size) return 0;
    for (size_t i = 1; i < size; i++)
        if ((at[i] & 0xc0) != 0x80) return 0;
    if (at[0] == 0xe0 && at[1] < 0xa0) return 0;
    if (at[0] == 0xed && at[1] > 0x9f) return 0;
    if (at[0] == 0xf0 && at[1] < 0x90) return 0;
    if (at[0] == 0xf4 && at[1] > 0x8f) return 0;
    return size;
}

/* Finds the closing quote, checking bytes; *ret_escaped tells whether there is anything to unfold. */
static bool scan_string(struct json *j, const char **ret_end, bool *ret_escaped)
{
    *ret_escaped = false;
    for (const char *p = j->at + 1; p < j->end;) {
        unsigned char byte = (unsigned char)*p;
        if (byte == '"') return *ret_end = p, true;
        if (byte < 0x20) return j->at = p, wrong(j, "control character in a text");
        if (byte == '\\') {
            *ret_escaped = true;
            p += 2;
            continue;
        }
        size_t size = utf8_size(p, (size_t)(j->end - p));
        if (size == 0) return j->at = p, wrong(j, "not valid UTF-8");
        p += size;
    }
    return wrong(j, "a text without its closing quote");
}

static bool hex4(const char *p, const char *end, uint32_t *ret)
{
    uint32_t value = 0;
    if (end - p < 4) return false;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int  digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        if (digit < 0) return false;
        value = value * 16 + (uint32_t)digit;
    }
    *ret = value;
    return true;
}

static char *put_utf8(char *out, uint32_t code)
{
    if (code < 0x80) {
        *out++ = (char)code;
    } else if (code < 0x800) {
        *out++ = (char)(0xc0 | code >> 6);
        *out++ = (char)(0x80 | (code & 63));
    } else if (code < 0x10000) {
        *out++ = (char)(0xe0 | code >> 12);
        *out++ = (char)(0x80 | (code >> 6 & 63));
        *out++ = (char)(0x80 | (code & 63));
    } else {
        *out++ = (char)(0xf0 | code >> 18);
        *out++ = (char)(0x80 | (code >> 12 & 63));
        *out++ = (char)(0x80 | (code >> 6 & 63));
        *out++ = (char)(0x80 | (code & 63));
    }
    return out;
}

/* Reads what follows "\u", a surrogate pair as one character. A lone surrogate is no character. */
static bool unfold_code(const char **p, const char *end, uint32_t *ret)
{
    uint32_t low;
    if (!hex4(*p, end, ret)) return false;
    *p += 4;
    if (*ret < 0xd800 || *ret > 0xdfff) return true;
    if (*ret > 0xdbff || end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u' || !hex4(*p + 2, end, &low)) return false;
    if (low < 0xdc00 || low > 0xdfff) return false;
    *p += 6;
    *ret = 0x10000 + ((*ret - 0xd800) << 10) + (low - 0xdc00);
    return true;
}

static bool unfold(struct ctx *c, struct json *j, const char *end, struct slice *ret)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char *copy = ctx_alloc(c, 1, (size_t)(end - j->at)), *out = copy;
    if (!copy) return wrong(j, "too large");
    for (const char *p = j->at + 1; p < end;) {
        if (*p != '\\') {
            *out++ = *p++;
            continue;
        }
        const char *known = memchr(from, p[1], sizeof from - 1);
        uint32_t    code;
        if (known) {
            *out++ = to[known - from];
            p += 2;
            continue;
        }
        const char *escape = p;
        if (p[1] != 'u') return j->at = escape, wrong(j, "unknown escape");
        p += 2;
        if (!unfold_code(&p, end, &code)) return j->at = escape, wrong(j, "not a character");
        out = put_utf8(out, code);
    }
    *ret = (struct slice){copy, (size_t)(out - copy)};
    return true;
}

bool json_string(struct ctx *c, struct json *j, struct slice *ret)
{
    const char *end;
    bool        escaped;
    if (json_peek(j) != JSON_STRING) return wrong(j, "expected a text");
    if (!scan_string(j, &end, &escaped)) return false;
    if (escaped) {
        if (!unfold(c, j, end, ret)) return false;
    } else {
        *ret = (struct slice){j->at + 1, (size_t)(end - j->at - 1)};
    }
    j->at = end + 1;
    return true;
}

/* A text is checked but its escapes are not unfolded: nobody will read it. */
static bool skip_string(struct json *j)
{
    const char *end;
    bool        escaped;
    if (!scan_string(j, &end, &escaped)) return false;
    for (const char *p = j->at + 1; escaped && p < end; p++) {
        uint32_t code;
        if (*p != '\\') continue;
        p++;
        if (*p == 'u') {
            p++;
            if (!unfold_code(&p, end, &code)) return wrong(j, "not a character");
            p--;
        } else if (!memchr("\"\\/bfnrt", *p, 8)) {
            return wrong(j, "unknown escape");
        }
    }
    j->at = end + 1;
    return true;
}

static bool skip_container(struct json *j, bool object)
{
    if (!json_enter(j, object ? '{' : '[')) return false;
    while (next(j, object ? '}' : ']')) {
        if (object) {
            if (!here(j, '"')) return wrong(j, "expected a name in double quotes");
            if (!skip_string(j)) return false;
            if (!here(j, ':')) return wrong(j, "expected ':'");
            j->at++;
        }
        if (!json_skip(j)) return false;
    }
    return !j->wrong;
}

bool json_skip(struct json *j)          /* the depth of recursion is bounded by json_enter */
{
    struct slice ignored;
    switch (json_peek(j)) {
    case JSON_OBJECT: return skip_container(j, true);
    case JSON_ARRAY:  return skip_container(j, false);
    case JSON_STRING: return skip_string(j);
    case JSON_NUMBER: return json_number(j, &ignored);
    case JSON_TRUE:
    case JSON_NULL:   return j->at += 4, true;
    case JSON_FALSE:  return j->at += 5, true;
    default:          return false;
    }
}

bool json_double(struct ctx *c, struct json *j, double *ret)
{
    struct slice text;
    switch (json_peek(j)) {
    case JSON_NULL:
        j->at += 4;
        *ret = NAN;
        return true;
    case JSON_NUMBER: return json_number(j, &text) && number_read(text, ret);
    case JSON_STRING: return json_string(c, j, &text) && number_read(text, ret);
    default:          return json_skip(j), false;
    }
}

err json_end(struct ctx *c, struct json *j)
{
    blanks(j);
    if (!j->wrong && j->at < j->end) j->wrong = "something follows the value";
    if (!j->wrong) return OK;
    if ((c->fail_at && c->alloc_count == c->fail_at) || strcmp(j->wrong, "too large") == 0)
        return fail(c, ERR_NOMEM, "the JSON is too large");
    return fail(c, ERR_USAGE, "not JSON at byte %zu: %s", (size_t)(j->at - j->start), j->wrong);
}
