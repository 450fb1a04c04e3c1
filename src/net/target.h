/* target.h - the address of a request ("/v1/bars/AAPL?from=2020-01-01") in parts. A parser of bytes, nothing else.
 *
 * ERR_USAGE tells what is wrong without repeating a byte of it. The parts live in the ctx. */
#ifndef NET_TARGET_H
#define NET_TARGET_H

#include "net/http.h"

struct target {
    const char             *path;       /* decoded; begins with a / or is "*"; UTF-8 without control characters */
    const struct http_pair *query;      /* decoded, UTF-8 without NUL; a + is a blank */
    size_t                  query_count;
};

err target_read(struct ctx *c, struct slice text, struct target *ret);

#endif
