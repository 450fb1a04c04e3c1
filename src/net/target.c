#include "net/target.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* The size of the UTF-8 sequence that begins at `at`, or 0: no overlong forms, no surrogates (Unicode 15, table 3-7). */
static size_t sequence_size(const unsigned char *at, size_t left)
{
    unsigned char a    = at[0];
    size_t        size = a < 0x80 ? 1 : a < 0xC2 ? 0 : a < 0xE0 ? 2 : a < 0xF0 ? 3 : a < 0xF5 ? 4 : 0;
    if (size == 0 || size > left) return 0;
    for (size_t i = 1; i < size; i++)
        if (at[i] >> 6 != 2) return 0;
    if ((a == 0xE0 && at[1] < 0xA0) || (a == 0xED && at[1] > 0x9F)) return 0;
    if ((a == 0xF0 && at[1] < 0x90) || (a == 0xF4 && at[1] > 0x8F)) return 0;
    return size;
}

static bool is_utf8(const char *text, size_t size)
{
    size_t used = 0, step = 1;
    while (used < size && step > 0) used += step = sequence_size((const unsigned char *)text + used, size - used);
    return step > 0;
}

/* Decodes %41 and, in a query, +. Raw bytes beyond ASCII pass when they make UTF-8: browsers' address bars send them. */
static err decode(struct ctx *c, struct slice s, bool in_query, const char **ret)
{
    char  *text;
    size_t size = 0;
    TRY(NEW(c, text, s.size + 1));
    for (size_t i = 0; i < s.size; i++) {
        unsigned char at = (unsigned char)s.at[i];
        if (at <= ' ' || at == 0x7F) return fail(c, ERR_USAGE, "the address holds a blank or a control character");
        if (at == '+' && in_query) at = ' ';
        if (at == '%') {
            int high = i + 2 < s.size ? hex_value(s.at[i + 1]) : -1, low = high < 0 ? -1 : hex_value(s.at[i + 2]);
            if (low < 0) return fail(c, ERR_USAGE, "the address holds a %% without two hexadecimal digits");
            at = (unsigned char)(high << 4 | low);
            i += 2;
        }
        if (at == 0 || (!in_query && (at < ' ' || at == 0x7F)))
            return fail(c, ERR_USAGE, "the address holds an encoded control character");
        text[size++] = (char)at;
    }
    if (!is_utf8(text, size)) return fail(c, ERR_USAGE, "the address is not UTF-8");
    *ret = text;
    return OK;
}

static err query_read(struct ctx *c, struct slice rest, struct target *ret)
{
    struct http_pair *pairs;
    size_t            count = 0;
    TRY(NEW(c, pairs, rest.size ? HTTP_QUERY_MAX : 0));
    while (rest.size > 0) {
        struct slice value = slice_cut(&rest, '&');
        if (value.size == 0) continue;
        if (count == HTTP_QUERY_MAX) return fail(c, ERR_USAGE, "the address has more than %d parameters", HTTP_QUERY_MAX);
        struct slice name = slice_cut(&value, '=');
        TRY(decode(c, name, true, &pairs[count].name));
        TRY(decode(c, value, true, &pairs[count].value));
        count++;
    }
    ret->query       = pairs;
    ret->query_count = count;
    return OK;
}

/* RFC 9112, 3.2.2: a server takes "http://host/path" as well; the host in it is not ours to judge. */
static struct slice without_origin(struct slice text)
{
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < 2; i++) {
        size_t size = strlen(schemes[i]);
        if (text.size < size || !slice_like((struct slice){text.at, size}, schemes[i])) continue;
        while (size < text.size && text.at[size] != '/' && text.at[size] != '?') size++;
        return (struct slice){text.at + size, text.size - size};
    }
    return text;
}

err target_read(struct ctx *c, struct slice text, struct target *ret)
{
    struct target t    = {0};
    struct slice  rest = without_origin(text), path = slice_cut(&rest, '?');
    if (path.size == 0 && text.size > 0 && text.at[0] != '?') path = slice_of("/");
    if (path.size == 0 || (path.at[0] != '/' && !slice_is(path, "*")))
        return fail(c, ERR_USAGE, "the address does not begin with a /");
    TRY(decode(c, path, false, &t.path));
    TRY(query_read(c, rest, &t));
    *ret = t;
    return OK;
}
