#include "ops/advice_text.h"
#include "ops/market.h"
#include "ops/op.h"
#include "ops/profiles.h"
#include "store/query.h"

#include <math.h>

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

/* ---- who is advised ---- */

struct person {
    struct profile          who;
    struct investor         investor;
    struct investor_version kept;
    struct risk_budget      budget;
    struct advised          advised;
};

/* Coins need to have been held before. */
static err leave_unknown(struct ctx *c, struct person *p)
{
    const char **classes;
    size_t       count = p->who.exclude_class.count;
    if (investor_knows(&p->investor, CLASS_CRYPTO) > 0) return OK;
    TRY(NEW(c, classes, count + 1));
    if (count) memcpy(classes, p->who.exclude_class.at, count * sizeof *classes);
    classes[count] = asset_classes[CLASS_CRYPTO];
    p->who.exclude_class = (struct list){classes, count + 1};
    return OK;
}

static err of_profile(struct ctx *c, const struct house *h, struct person *p)
{
    if (!isnan(p->who.risk)) return fail(c, ERR_INVALID, "risk comes from the profile: give one of them");
    TRY(profile_load(c, h, p->who.profile, 0, &p->investor, &p->kept));
    TRY(risk_budget(c, &p->investor, &p->budget));
    if (p->budget.missing.count) {
        struct text names = {.c = c};
        for (size_t i = 0; i < p->budget.missing.count; i++) text_print(&names, "%s%s", i ? ", " : "", ((const char *const *)p->budget.missing.at)[i]);
        TRY(text_done(&names));
        return fail(c, ERR_INSUFFICIENT, "the profile %s lacks %s: lumia profile answer %s --help", p->investor.name, names.at, p->investor.name);
    }
    const struct profile given = p->who;                /* what is said with the question stands before what was said once */
    record_take(&profile_shape, &p->who, &investor_shape, &p->investor, true);
    record_take(&profile_shape, &p->who, &profile_shape, &given, true);
    p->who.risk = p->budget.budget;
    p->advised  = (struct advised){&p->investor, p->kept.digest, &p->budget, day_of_time(p->kept.created)};
    return leave_unknown(c, p);
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    struct person            *p;
    const struct market_view *view;
    struct recommendation    *r;
    TRY(NEW(c, r, 1));
    TRY(NEW(c, p, 1));
    p->who = *(const struct profile *)in;
    if (p->who.profile) TRY(of_profile(c, h, p));
    TRY(market_view_of(c, h, p->who.market == MARKET_SIMULATED, p->who.as_of, &view));
    TRY(advise(c, policies[0], &p->who, p->who.profile ? &p->advised : NULL, view, "lumia " LUMIA_VERSION, r, &out->json));
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
               "The record is kept and can be read again by its id. With --profile the risk is the budget that follows from an investor's answers.",
    .example = "recommend --risk 40 --horizon 10y --capital 50000 --exclude TSLA --as-of 2017-12-29",
    .in      = &profile_shape,
    .out     = &recommendation_shape,
    .answers = ONE,
    .run     = run,
    .put_text = advice_put_text,
};
