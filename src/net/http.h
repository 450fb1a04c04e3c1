/* http.h - the seam over the HTTP library: a dozen calls that the rest of the house knows, and nothing of libmicrohttpd.
 *
 * The handler runs on a server thread with a ctx of its own, so it may be called on several threads at once. Requests
 * reach it whole and within the limits below; everything malformed is answered before. */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include <stdint.h>

#include "base/ctx.h"

enum {
    HTTP_HEADERS_MAX    = 16,           /* headers of a reply */
    HTTP_QUERY_MAX      = 64,           /* parameters of a request */
    HTTP_URL_SIZE_MAX   = 8192,
    HTTP_HEAD_SIZE_MAX  = 32 * 1024,    /* request line and headers: 431 beyond */
    HTTP_BODY_SIZE_MAX  = 256 << 20,    /* 413 beyond; http_options may lower it */
    HTTP_REQUEST_MS_MAX = 10000,        /* between two requests, and until one is complete or a reply is taken */
    HTTP_RATE_MIN       = 128 * 1024,   /* bytes/s: a body or a reply has so much longer as it has bytes */
    HTTP_CLOSE_MS_MAX   = 10000,        /* how long http_close waits for what runs */
};

struct http_pair {
    const char *name, *value;           /* decoded, ending in a NUL; value is never NULL */
};

struct http_request {
    const char            *method, *path;       /* "GET" (also for HEAD), "/v1/assets/AAPL", decoded, UTF-8 */
    const struct http_pair *query;
    size_t                 query_count;
    struct slice           body;
    const char            *content_type, *accept, *if_none_match, *origin, *client;     /* "" where absent */
    void                  *connection;          /* for http_header() */
};

struct http_reply {
    int              status;
    const char      *content_type;
    struct slice     body;                      /* lives in the ctx, or for ever */
    struct http_pair headers[HTTP_HEADERS_MAX];
    size_t           header_count;
};

struct http_options {
    const char *address;                /* "127.0.0.1", "::1", "0.0.0.0" */
    uint16_t    port;                   /* 0: any that is free */
    unsigned    threads;
    unsigned    connections_max, connections_per_address_max;
    size_t      body_size_max;
    size_t      ctx_size_max;           /* the arena of one request; its body lives there too */
    unsigned    request_ms_max;         /* 0: HTTP_REQUEST_MS_MAX */

    /* A quick request is answered on the thread that read it, which then reads nobody else. What is_long says yes to goes
     * to one of `workers` threads instead. NULL: everything is quick. */
    bool      (*is_long)(void *arg, const struct http_request *request);
    unsigned    workers;
};

/* The reply comes as 200 without body; a handler that leaves it so has answered. */
typedef void http_handler(void *arg, struct ctx *c, const struct http_request *request, struct http_reply *reply);

struct http_server;                     /* lives in the ctx of http_open; close it before that ends */

err      http_open(struct ctx *c, const struct http_options *o, http_handler *handler, void *arg, struct http_server **ret);
uint16_t http_port(const struct http_server *s);
void     http_close(struct http_server *s);     /* no new connections; what runs is finished first */

const char *http_header(const struct http_request *r, const char *name);       /* NULL where absent */
void        http_add_header(struct http_reply *r, const char *name, const char *value);

/* ---- the client (fetch.c), over libcurl, which is loaded at the first fetch so that no other command pays for it ---- */
struct fetch {
    const char      *url;
    struct http_pair headers[HTTP_HEADERS_MAX];
    size_t           header_count;
    const char      *via;               /* a gateway: the request goes to VIA/URL instead; NULL for none */
    unsigned         timeout_ms;
    size_t           body_size_max;
};

struct fetched {
    int          status;
    struct slice body;
    const char  *content_type;
    int64_t      retry_after_s;         /* 0 when the server did not say */
};

/* ERR_NETWORK with the story when there was no answer at all; any HTTP status is OK here. Only http and https, at most
 * three redirects, certificates checked. */
err fetch_run(struct ctx *c, const struct fetch *f, struct fetched *ret);

#endif
