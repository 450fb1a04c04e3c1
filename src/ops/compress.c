#include "model/series.h"
#include "ops/op.h"
#include "store/bars.h"

#define NOTHING(X, T) \
    X(T, TEXT, source, NULLABLE, "only bars of this source", .max = 64)

RECORD(compress_ask, NOTHING);
SHAPE(compress_ask, NOTHING);

#define CARD(X, T)                                                  \
    X(T, I64, series, 0, "series that were looked at")              \
    X(T, I64, packed, 0, "bars that lay on their own and are packed now")

RECORD(compress_card, CARD);
SHAPE(compress_card, CARD);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct compress_ask *ask = in;
    struct compress_card      *card;
    struct list                all;
    int64_t                    before = 0, after = 0;
    bool                       rows   = store_keeps(h->store, &bar_fresh_shape);
    TRY(NEW(c, card, 1));
    TRY(store_begin(c, h->store));
    TRY(ask->source ? store_select(c, h->store, &series_shape, "WHERE source = $1 ORDER BY id", ARGS(v_text(ask->source)), &all)
                    : store_select(c, h->store, &series_shape, "ORDER BY id", NO_ARGS, &all));
    if (rows) TRY(store_number(c, h->store, "SELECT count(*) FROM bar_fresh", NO_ARGS, 0, &before));
    for (size_t i = 0; i < all.count; i++) {
        AUTO_CTX own = {0};
        ctx_open_part(&own, c);
        err e = store_pack_bars(&own, h->store, (struct series *)all.at + i);
        TRY(ctx_end_part(c, &own, e));
        progress(h, "compress", (int64_t)i + 1, (int64_t)all.count);
    }
    if (rows) TRY(store_number(c, h->store, "SELECT count(*) FROM bar_fresh", NO_ARGS, 0, &after));
    TRY(store_commit(c, h->store));
    *card      = (struct compress_card){(int64_t)all.count, before - after};
    out->at    = card;
    out->count = 1;
    return OK;
}

const struct op op_compress = {
    .name    = "compress",
    .method  = "POST",
    .path    = "/v1/store/compressions",
    .group   = "system",
    .title   = "Pack the bars that lie on their own",
    .about   = "New and corrected bars lie as rows over the packed ones until there are enough of them to be worth packing. This packs them now; what is "
               "read stays the same.",
    .example = "compress",
    .in      = &compress_ask_shape,
    .out     = &compress_card_shape,
    .answers = ONE,
    .of_engine = true,
    .slow    = true,
    .run     = run,
};
