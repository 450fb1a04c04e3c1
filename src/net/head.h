/* head.h - the hygiene of a request's head: what a proxy before us might read otherwise than we do is refused.
 *
 * Looks at what libmicrohttpd 0.9.75 has parsed in place, and owns nothing. The story is in the ctx. */
#ifndef NET_HEAD_H
#define NET_HEAD_H

#include <microhttpd.h>

#include "base/ctx.h"

struct head {
    struct MHD_Connection *connection;
    const char            *method, *version;
    const char            *url;         /* where the raw address stood, and its size then; never read through */
    size_t                 url_size;
    size_t                 body_size_max;
};

/* 0 and the size that Content-Length announces (0 without one), or the status to refuse the request with. */
int head_check(struct ctx *c, const struct head *h, size_t *ret_body_size);

#endif
