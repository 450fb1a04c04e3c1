#include "model/asset.h"
#include "ops/op.h"

#define NOTHING(X, T) \
    X(T, BOOL, quiet, 0, "say only whether all is well")

RECORD(health_ask, NOTHING);
SHAPE(health_ask, NOTHING);

#define CARD(X, T)                                                                  \
    X(T, TEXT, status,    0,        "ok when the store answers")                    \
    X(T, TEXT, program,   0,        "program and version")                          \
    X(T, I64,  revision,  0,        "newest change of the store")                   \
    X(T, I64,  assets,    0,        "assets with real prices")                      \
    X(T, I64,  simulated_assets, 0, "assets that `lumia simulate` made")            \
    X(T, I64,  bars,      0,        "bars in the store")                            \
    X(T, TIME, newest,    NULLABLE, "start of the newest real bar")

RECORD(health_card, CARD);
SHAPE(health_card, CARD);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct health_ask *ask = in;
    struct health_card      *card;
    TRY(NEW(c, card, 1));
    *card = (struct health_card){.status = "ok", .program = "lumia " LUMIA_VERSION, .newest = TIME_NONE};
    TRY(store_revision(c, h->store, &card->revision));
    if (!ask->quiet) {
        TRY(store_number(c, h->store, "SELECT count(*) FROM asset WHERE simulated = FALSE", NO_ARGS, 0, &card->assets));
        TRY(store_number(c, h->store, "SELECT count(*) FROM asset WHERE simulated = TRUE", NO_ARGS, 0, &card->simulated_assets));
        TRY(store_number(c, h->store, "SELECT sum(count) FROM series", NO_ARGS, 0, &card->bars));
        TRY(store_number(c, h->store, "SELECT max(last) FROM series WHERE simulated = FALSE", NO_ARGS, TIME_NONE, &card->newest));
    }
    out->at    = card;
    out->count = 1;
    return OK;
}

const struct op op_health = {
    .name    = "health",
    .method  = "GET",
    .path    = "/v1/health",
    .group   = "system",
    .title   = "Whether all is well, and what is in the store",
    .about   = "Answers when the store can be read, with its size and newest change.",
    .example = "health",
    .in      = &health_ask_shape,
    .out     = &health_card_shape,
    .answers = ONE,
    .run     = run,
};
