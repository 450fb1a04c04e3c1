#include "ops/op.h"
#include "store/upkeep.h"

#define NOTHING(X, T) \
    X(T, BOOL, list, 0, "answer with the list of faults instead of failing with the first")

RECORD(verify_ask, NOTHING);
SHAPE(verify_ask, NOTHING);

#define CARD(X, T)                                                      \
    X(T, I64,   series, 0, "series whose bars were all read")           \
    X(T, I64,   bars,   0, "bars that their rows say they hold")        \
    X(T, TEXTS, faults, 0, "what is wrong; empty where all is well", .max = 1000)

RECORD(verify_card, CARD);
SHAPE(verify_card, CARD);

static void tell(void *arg, int64_t done, int64_t total) { progress(arg, "verify", done, total); }

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct verify_ask *ask = in;
    struct verify_card      *card;
    TRY(NEW(c, card, 1));
    TRY(store_begin_read(c, h->store));
    TRY(store_number(c, h->store, "SELECT count(*) FROM series", NO_ARGS, 0, &card->series));
    TRY(store_number(c, h->store, "SELECT sum(count) FROM series", NO_ARGS, 0, &card->bars));
    TRY(store_faults(c, h->store, tell, (void *)h, &card->faults));
    store_end_read(h->store);
    if (card->faults.count && !ask->list)
        return fail(c, ERR_STORE, "%zu faults; the first: %s. `lumia verify --list` shows all", card->faults.count, ((const char **)card->faults.at)[0]);
    out->at    = card;
    out->count = 1;
    return OK;
}

const struct op op_verify = {
    .name    = "verify",
    .method  = "GET",
    .path    = "/v1/store/faults",
    .group   = "system",
    .title   = "Read the whole store and say what is damaged",
    .about   = "Asks the engine whether its file is whole, reads every bar of every series with its checksums, and compares counts and ends with "
               "what the series say. A damaged segment is named; the others can still be read.",
    .example = "verify",
    .in      = &verify_ask_shape,
    .out     = &verify_card_shape,
    .answers = ONE,
    .slow    = true,
    .run     = run,
};
