/* source.h - where prices come from: two pure functions per source, `url` and `parse`. The job `collect` fetches, waits and
 * retries; a source never touches a socket or a clock. One file, one descriptor.
 *
 * Every outcome is typed. A failure means not measured, never no data. A page that asks a browser to prove itself is
 * recognised and reported, never circumvented. */
#ifndef SOURCES_SOURCE_H
#define SOURCES_SOURCE_H

#include "base/text.h"
#include "model/action.h"
#include "model/asset.h"
#include "model/bars.h"
#include "model/feed.h"

enum { SOURCE_HEADERS_MAX = 4 };

struct source_ask {                     /* what is wanted */
    const char *symbol;                 /* as the source writes it */
    int64_t     from, to;               /* bars with from <= at < to */
    int64_t     every;                  /* SPAN */
    int64_t     now;                    /* so that a bar that is still open can be told */
    const char *key;                    /* API key, or NULL */
};

struct source_reply {                   /* what came back */
    int          status;
    const char  *content_type;
    struct slice body;
    int64_t      retry_after_s;
};

struct source_found {                   /* in the ctx */
    enum fetch_outcome outcome;
    const char        *detail;          /* for FETCH_OK NULL, else what the source said, without keys */
    int64_t            not_before;      /* the source asks to be left alone until then, or TIME_NONE */
    struct bars        bars;            /* strictly ascending, complete bars only, days at midnight UTC */
    struct action     *actions;         /* asset_id and source are left to the caller */
    size_t             action_count;
    const char        *name, *currency; /* of the asset, or NULL */
    int32_t            class;           /* CLASS_UNKNOWN where it does not say */
    int64_t            next;            /* there is more: ask again from here; TIME_NONE when that was all. A page may be empty */
};

struct source {
    const char *name, *title, *about;
    const char *terms;                  /* what its operator asks of those who use it */
    int32_t     adjust;                 /* convention of its prices */
    bool        events;                 /* it tells every split and dividend */
    unsigned    calls_per_minute;
    const char *key_env;                /* environment variable of the API key, or NULL */
    const char *headers[SOURCE_HEADERS_MAX];    /* "User-Agent: …" */
    const char *symbol_example;
    err (*url)(struct ctx *c, const struct source_ask *ask, struct text *out);
    err (*parse)(struct ctx *c, const struct source_ask *ask, const struct source_reply *reply, struct source_found *ret);
};

extern const struct source *const sources[];    /* NULL-terminated, by name */

const struct source *source_find(struct slice name);

#endif
