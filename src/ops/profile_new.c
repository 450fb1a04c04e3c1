#include "ops/op.h"
#include "ops/profiles.h"

#define ASK(X, T)                                                                       \
    X(T, TEXT, name, REQUIRED | PLACE, "what the investor is called here", .min = 1, .max = 64) \
    INVESTOR_SAID(X, T)

RECORD(profile_new_ask, ASK);
SHAPE(profile_new_ask, ASK);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    struct investor         i;
    struct investor_version kept;
    struct profile_card    *card;
    TRY(shape_default(c, &investor_shape, &i));
    record_take(&investor_shape, &i, &profile_new_ask_shape, in, false);
    if (strchr(i.name, '/')) return fail(c, ERR_INVALID, "the name of a profile has no /");
    TRY(store_begin(c, h->store));
    TRY(profile_keep(c, h, &i, &kept));
    i.version = kept.version;
    TRY(profile_card_of(c, h, &i, &kept, &card));
    TRY(store_commit(c, h->store));
    out->at    = card;
    out->count = 1;
    return OK;
}

const struct op op_profile_new = {
    .name    = "profile new",
    .method  = "POST",
    .path    = "/v1/profiles",
    .group   = "advice",
    .title   = "Enter an investor, or all they say anew",
    .about   = "Keeps what an investor says of their goal, their means, their experience and their wishes, and tells how much risk they should bear: the least of "
               "what they can, want to, have time for and know. What is not said is missing, and can be added with `lumia profile answer`. Every change is a version.",
    .example = "profile new anna --goal retirement --horizon 20y --spend-years 15 --capital 50000 --monthly 400 --currency USD --earnings steady --income 4000 "
               "--expenses 2900 --reserves 15000 --debts 0 --net-worth 120000 --dependants 1 --knowledge stock=6,etf=4 --answers bbccccbcbbccb",
    .in      = &profile_new_ask_shape,
    .out     = &profile_card_shape,
    .answers = ONE,
    .run     = run,
};
