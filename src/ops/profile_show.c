#include "ops/op.h"
#include "ops/profiles.h"

#define ASK(X, T)                                                                           \
    X(T, TEXT, profile, REQUIRED | PLACE, "investor", .max = 64)                            \
    X(T, I64,  version, NULLABLE, "version; usual is the newest", .min = 1, .max = 1000000)

RECORD(profile_show_ask, ASK);
SHAPE(profile_show_ask, ASK);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct profile_show_ask *ask = in;
    struct investor                i;
    struct investor_version        kept;
    struct profile_card           *card;
    TRY(profile_load(c, h, ask->profile, ask->version == INT_NONE ? 0 : ask->version, &i, &kept));
    TRY(profile_card_of(c, h, &i, &kept, &card));
    out->at    = card;
    out->count = 1;
    return OK;
}

const struct op op_profile_show = {
    .name    = "profile show",
    .method  = "GET",
    .path    = "/v1/profiles/{profile}",
    .group   = "advice",
    .title   = "What an investor said, and how much risk follows",
    .about   = "Shows the answers and the risk budget, 0 to 100: the least of capacity, tolerance, horizon and knowledge, the binding one named, with what is "
               "missing, what should be asked again, and what does not go together.",
    .example = "profile show demo",
    .in      = &profile_show_ask_shape,
    .out     = &profile_card_shape,
    .answers = ONE,
    .run     = run,
};
