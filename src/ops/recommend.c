#include "ops/advice_text.h"
#include "ops/market.h"
#include "ops/op.h"
#include "store/query.h"

/* The record is known by its content: asked twice, it is written once. Writers queue, so the second look decides. */
static err keep_record(struct ctx *c, const struct house *h, const struct recommendation *r, struct slice document)
{
    struct advice known;
    bool          found;
    TRY(query_advice(c, h->store, r->id, &known, &found));
    if (found) return OK;
    char *text = ctx_copy(c, document);
    if (!text) return ERR_NOMEM;
    TRY(store_begin_derived(c, h->store));
    TRY(query_advice(c, h->store, r->id, &known, &found));
    if (!found)
        TRY(store_insert(c, h->store, &advice_shape, &(struct advice){
            .id = r->id, .created = h->now, .kind = r->kind, .as_of = r->as_of, .simulated = r->simulated, .risk = r->risk,
            .horizon = r->horizon, .capital = r->capital, .document = text}));
    return store_commit(c, h->store);
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct profile     *who = in;
    const struct market_view *view;
    struct recommendation    *r;
    TRY(NEW(c, r, 1));
    TRY(market_view_of(c, h, who->market == MARKET_SIMULATED, who->as_of, &view));
    TRY(advise(c, policies[0], who, view, "lumia " LUMIA_VERSION, r, &out->json));
    TRY(keep_record(c, h, r, out->json));
    out->at           = r;
    out->count        = 1;
    out->insufficient = r->kind == ADVICE_INSUFFICIENT;
    return OK;
}

const struct op op_recommend = {
    .name    = "recommend",
    .method  = "POST",
    .path    = "/v1/recommendations",
    .group   = "advice",
    .title   = "A personal recommendation, with reasons",
    .about   = "Weighs every asset of the market for one investor: leaves out what they exclude or what does not suit them, scores the rest "
               "against each other by the signals, holds the best by inverse volatility under caps per asset, class and sector, and keeps the "
               "rest in cash so that the volatility of the whole, from the covariance of returns, stays below what their risk band allows. "
               "Every part of a score is told and adds up. Where too little is known the answer is `insufficient`, with what is missing. "
               "The record is kept and can be read again by its id.",
    .example = "recommend --risk 40 --horizon 10y --capital 50000 --exclude TSLA --as-of 2017-12-29",
    .in      = &profile_shape,
    .out     = &recommendation_shape,
    .answers = ONE,
    .run     = run,
    .put_text = advice_put_text,
};
