#include "net/head.h"

#include <ctype.h>
#include <stdlib.h>

#include "net/http.h"

enum { VERSION_SIZE = sizeof "HTTP/1.1" - 1, LINE_END_SIZE = 2 };

struct lines {                          /* what is gathered while the header lines pass */
    const char *next;                   /* where the next line must begin */
    const char *fault;
    const char *host, *length, *encoding;
};

static int refuse(struct ctx *c, int status, const char *why)
{
    (void)fail(c, ERR_USAGE, "%s", why);
    return status;
}

static int too_long(struct ctx *c, int status, const char *what, size_t size_max)
{
    (void)fail(c, ERR_LIMIT, "the %s is longer than %zu bytes", what, size_max);
    return status;
}

static bool is_token(const char *s, size_t size)        /* RFC 9110, 5.6.2 */
{
    for (size_t i = 0; i < size; i++)
        if (!s[i] || (!isalnum((unsigned char)s[i]) && !strchr("!#$%&'*+-.^_`|~", s[i])) || s[i] & 0x80) return false;
    return size > 0;
}

static bool is_clean(const char *s, size_t size)        /* a tab is the one control character a value may hold */
{
    for (size_t i = 0; i < size; i++)
        if (((unsigned char)s[i] < ' ' && s[i] != '\t') || s[i] == 0x7F) return false;
    return true;
}

static void only_one(struct lines *l, struct slice name, const char *wanted, const char **at, const char *value)
{
    if (!slice_like(name, wanted)) return;
    if (*at) l->fault = "Host, Content-Length and Transfer-Encoding may stand once";
    *at = value;
}

/* The library cuts a line at its first NUL, takes a bare LF for its end and joins folded lines, and tells nobody. But it
 * parses in place: a line that was read as it was sent ends in two bytes that were CR LF, and the next begins there. */
static enum MHD_Result line_check(void *arg, enum MHD_ValueKind kind, const char *key, size_t key_size, const char *value,
                                  size_t value_size)
{
    (void)kind;
    struct lines *l    = arg;
    struct slice  name = {key, key_size};
    if (key != l->next)                    l->fault = "a line of the head does not end in CR LF, is folded or holds a NUL";
    if (!is_token(key, key_size))          l->fault = "a header name holds a character that is not allowed there";
    if (!is_clean(value, value_size))      l->fault = "a header value holds a control character";
    only_one(l, name, "host", &l->host, value);
    only_one(l, name, "content-length", &l->length, value);
    only_one(l, name, "transfer-encoding", &l->encoding, value);
    l->next = value + value_size + LINE_END_SIZE;
    return l->fault ? MHD_NO : MHD_YES;
}

static int framing_check(struct ctx *c, const struct head *h, const struct lines *l, size_t *ret_body_size)
{
    bool old = strcmp(h->version, "HTTP/1.0") == 0;
    if (!l->host && !old)            return refuse(c, 400, "the Host header is missing");
    if (l->encoding && l->length)    return refuse(c, 400, "Content-Length and Transfer-Encoding exclude each other");
    if (l->encoding && old)          return refuse(c, 400, "HTTP/1.0 knows no Transfer-Encoding");
    if (l->encoding && !slice_like(slice_of(l->encoding), "chunked"))
        return refuse(c, 400, "the only Transfer-Encoding allowed is chunked");

    unsigned long long size = l->length ? strtoull(l->length, NULL, 10) : 0;        /* the library saw digits that fit */
    if (size > h->body_size_max)     return too_long(c, MHD_HTTP_CONTENT_TOO_LARGE, "body", h->body_size_max);
    *ret_body_size = (size_t)size;
    return 0;
}

int head_check(struct ctx *c, const struct head *h, size_t *ret_body_size)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(h->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    size_t       size  = info ? info->header_size : 0, method_size = strlen(h->method);
    struct lines lines = {.next = h->version + VERSION_SIZE + LINE_END_SIZE};

    if (h->url_size > HTTP_URL_SIZE_MAX) return too_long(c, MHD_HTTP_URI_TOO_LONG, "address", HTTP_URL_SIZE_MAX);
    if (size > HTTP_HEAD_SIZE_MAX)
        return too_long(c, MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE, "head", HTTP_HEAD_SIZE_MAX);
    if (!is_token(h->method, method_size)) return refuse(c, 400, "the method holds a character that is not allowed there");
    if (h->method + method_size + 1 != h->url || h->url + h->url_size + 1 != h->version)
        return refuse(c, 400, "the first line is not: method, blank, address, blank, version");

    MHD_get_connection_values_n(h->connection, MHD_HEADER_KIND, line_check, &lines);
    if (!lines.fault && lines.next + LINE_END_SIZE != h->method + size)
        lines.fault = "the last line of the head does not end in CR LF or holds a NUL";
    return lines.fault ? refuse(c, 400, lines.fault) : framing_check(c, h, &lines, ret_body_size);
}
