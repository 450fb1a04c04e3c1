#include "ops/op.h"
#include "ops/profiles.h"

#define ASK(X, T)                                                                                           \
    X(T, TEXT, profile, REQUIRED | PLACE, "investor", .max = 64)                                               \
    X(T, I64,  question, NULLABLE, "number of a question of `lumia questionnaire`", .min = 1, .max = 13)    \
    X(T, TEXT, answer, NULLABLE, "its answer, a letter; - takes it back", .min = 1, .max = 1)               \
    INVESTOR_SAID(X, T)

RECORD(profile_answer_ask, ASK);
SHAPE(profile_answer_ask, ASK);

static err take_answer(struct ctx *c, struct investor *i, const struct profile_answer_ask *ask)
{
    if ((ask->question == INT_NONE) != (ask->answer == NULL)) return fail(c, ERR_INVALID, "a question and its answer come together");
    if (!ask->answer) return OK;
    char *all = ctx_copy(c, slice_of(i->answers ? i->answers : "-------------"));
    TRY(got(all));
    all[ask->question - 1] = ask->answer[0];
    i->answers = all;
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct profile_answer_ask *ask = in;
    struct investor                  i;
    struct investor_version          kept;
    struct profile_card             *card;
    TRY(store_begin(c, h->store));
    TRY(profile_load(c, h, ask->profile, 0, &i, &kept));
    record_take(&investor_shape, &i, &profile_answer_ask_shape, in, true);
    TRY(take_answer(c, &i, ask));
    TRY(profile_keep(c, h, &i, &kept));
    i.version = kept.version;
    TRY(profile_card_of(c, h, &i, &kept, &card));
    TRY(store_commit(c, h->store));
    out->at    = card;
    out->count = 1;
    return OK;
}

const struct op op_profile_answer = {
    .name    = "profile answer",
    .method  = "POST",
    .path    = "/v1/profiles/{profile}/answers",
    .group   = "advice",
    .title   = "Add to what an investor said, or change it",
    .about   = "Takes an answer to a question of the questionnaire, or any other field; what is not named stays. The result is a new version, unless nothing changed.",
    .example = "profile answer demo --question 1 --answer c --reserves 20000",
    .in      = &profile_answer_ask_shape,
    .out     = &profile_card_shape,
    .answers = ONE,
    .run     = run,
};
