#include "model/feed.h"
#include "ops/op.h"
#include "sources/source.h"
#include "store/query.h"

#define ASK(X, T)                                                                                                       \
    X(T, TEXT,   source, REQUIRED | PLACE, "source to fetch it from; one that is not known is answered with a list of them", .max = 64)  \
    X(T, TEXT,   symbol, REQUIRED | PLACE, "symbol as that source writes it", .min = 1, .max = 64)                      \
    X(T, TEXT,   asset,  NULLABLE | UPPER, "asset its prices go to; usual is the symbol in upper case", .max = 64)      \
    X(T, CHOICE, class,  0,        "kind of the asset, where it is new or not known yet", .choices = asset_classes, .usual = "unknown")

RECORD(follow_ask, ASK);
SHAPE(follow_ask, ASK);

#define DONE(X, T)                                                                          \
    X(T, TEXT,   source,    0, "source it is fetched from")                                 \
    X(T, TEXT,   symbol,    0, "symbol as the source writes it")                            \
    X(T, TEXT,   asset,     0, "asset its prices go to")                                    \
    X(T, CHOICE, class,     0, "kind of the asset", .choices = asset_classes)               \
    X(T, BOOL,   new_asset, 0, "the asset was not in the store before")                     \
    X(T, BOOL,   new_feed,  0, "it was not followed before; its prices come with the next run of `collect`")

RECORD(follow_done, DONE);
SHAPE(follow_done, DONE);

static err find_source(struct ctx *c, const char *name, const struct source **ret)
{
    struct text names = {.c = c};
    *ret = source_find(slice_of(name));
    if (*ret) return OK;
    for (const struct source *const *s = sources; *s; s++) text_print(&names, "%s%s", s == sources ? "" : ", ", (*s)->name);
    TRY(text_done(&names));
    return fail(c, ERR_NOT_FOUND, "no source '%s'; there is %s", name, names.at);
}

/* A symbol that cannot even be asked for is refused here, not every quarter of an hour. */
static err check_symbol(struct ctx *c, const struct house *h, const struct source *source, const char *symbol)
{
    struct text url = {.c = c};
    return source->url(c, &(struct source_ask){.symbol = symbol, .from = 0, .to = h->now, .every = US_PER_DAY, .now = h->now, .key = "-"}, &url);
}

static err ensure_asset(struct ctx *c, struct store *s, const struct follow_ask *ask, struct asset *ret, bool *ret_new)
{
    bool    there;
    int64_t revision;
    char   *symbol = asset_symbol(c, slice_of(ask->asset ? ask->asset : ask->symbol));
    TRY(got(symbol));
    TRY(query_asset_exists(c, s, symbol, ret, &there));
    if (asset_symbol_is_simulated(slice_of(symbol)) || (there && ret->simulated))
        return fail(c, ERR_CONFLICT, "%s is simulated; real prices do not go there", symbol);
    *ret_new = !there;
    if (!there) {
        *ret = (struct asset){.symbol = symbol, .class = ask->class, .listed = DAY_NONE, .delisted = DAY_NONE};
        TRY(store_next_id(c, s, &asset_shape, &ret->id));
    } else if (ret->class == CLASS_UNKNOWN && ask->class != CLASS_UNKNOWN) {
        ret->class = ask->class;
    } else {
        return OK;
    }
    TRY(store_upsert(c, s, &asset_shape, ret));
    return store_touch(c, s, &asset_shape, &revision);
}

static err ensure_feed(struct ctx *c, struct store *s, const struct follow_ask *ask, const struct asset *asset, bool *ret_new)
{
    struct list known;
    int64_t     revision;
    TRY(store_select(c, s, &feed_shape, "WHERE source = $1 AND symbol = $2", ARGS(v_text(ask->source), v_text(ask->symbol)), &known));
    *ret_new = known.count == 0;
    if (known.count > 0 && ((struct feed *)known.at)->asset_id == asset->id) return OK;
    if (known.count > 0)
        return fail(c, ERR_CONFLICT, "%s %s is followed already, for another asset than %s: see `lumia feeds`", ask->source, ask->symbol, asset->symbol);
    TRY(store_insert(c, s, &feed_shape, &(struct feed){.source = ask->source, .symbol = ask->symbol, .asset_id = asset->id, .tried = TIME_NONE,
                                                       .outcome = CHOICE_NONE, .not_before = TIME_NONE}));
    return store_touch(c, s, &feed_shape, &revision);
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct follow_ask *ask = in;
    const struct source     *source;
    struct follow_done      *done;
    struct asset             asset;
    TRY(find_source(c, ask->source, &source));
    TRY(check_symbol(c, h, source, ask->symbol));
    TRY(NEW(c, done, 1));
    *done = (struct follow_done){.source = ask->source, .symbol = ask->symbol};
    TRY(store_begin(c, h->store));
    TRY(ensure_asset(c, h->store, ask, &asset, &done->new_asset));
    TRY(ensure_feed(c, h->store, ask, &asset, &done->new_feed));
    TRY(store_commit(c, h->store));
    done->asset = asset.symbol;
    done->class = asset.class;
    out->at     = done;
    out->count  = 1;
    return OK;
}

const struct op op_follow = {
    .name    = "follow",
    .method  = "POST",
    .path    = "/v1/feeds",
    .group   = "sources",
    .title   = "Follow a symbol at a source",
    .about   = "From now on the job `collect` fetches its daily prices, and its splits and dividends where the source tells them, and "
               "goes on with what is new. The asset is made when it is not there. Following twice is the same as once. Prices of "
               "different sources stay apart, so one asset can be followed at several.",
    .example = "follow yahoo AAPL",
    .in      = &follow_ask_shape,
    .out     = &follow_done_shape,
    .answers = ONE,
    .run     = run,
};
