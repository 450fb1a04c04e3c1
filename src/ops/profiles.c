#include "model/investor.h"
#include "ops/op.h"

#define ASK(X, T) X(T, I64, limit, 0, "how many, by name", .min = 1, .max = 100000, .usual = "100")

RECORD(profiles_ask, ASK);
SHAPE(profiles_ask, ASK);

#define LINE(X, T)                                              \
    X(T, TEXT, name,    0, "investor")                          \
    X(T, I64,  version, 0, "newest version of what they said")  \
    X(T, TIME, created, 0, "when it was said")

RECORD(profile_line, LINE);
SHAPE(profile_line, LINE);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct profiles_ask *ask = in;
    struct list                found;
    TRY(store_query(c, h->store, &profile_line_shape, "SELECT name, version, created FROM investor_version v"
                    " WHERE version = (SELECT max(version) FROM investor_version WHERE name = v.name) ORDER BY name LIMIT $1", ARGS(v_int(ask->limit)), &found));
    out->at    = found.at;
    out->count = found.count;
    return OK;
}

const struct op op_profiles = {
    .name    = "profiles",
    .method  = "GET",
    .path    = "/v1/profiles",
    .group   = "advice",
    .title   = "Investors whose answers are kept",
    .about   = "Lists them with the newest version of what they said.",
    .example = "profiles",
    .in      = &profiles_ask_shape,
    .out     = &profile_line_shape,
    .answers = MANY,
    .run     = run,
};
