#include "model/bar.h"
#include "model/series.h"
#include "ops/op.h"
#include "store/points.h"

#define NOTHING(X, T) \
    X(T, TEXT, source, NULLABLE, "only bars of this source", .max = 64)

RECORD(compress_ask, NOTHING);
SHAPE(compress_ask, NOTHING);

#define CARD(X, T)                                                  \
    X(T, I64, series, 0, "series that were looked at")              \
    X(T, I64, packed, 0, "bars and other points that lay on their own and are packed now")

RECORD(compress_card, CARD);
SHAPE(compress_card, CARD);

/* The bars of the series that are wanted. */
static err pack_bars(struct ctx *c, const struct house *h, const struct compress_ask *ask, struct compress_card *card)
{
    struct list all;
    TRY(ask->source ? store_select(c, h->store, &series_shape, "WHERE source = $1 ORDER BY id", ARGS(v_text(ask->source)), &all)
                    : store_select(c, h->store, &series_shape, "ORDER BY id", NO_ARGS, &all));
    for (size_t i = 0; i < all.count; i++) {
        int64_t packed;
        TRY(store_pack_points(c, h->store, &bar_table, &((struct series *)all.at)[i].id, &packed));
        card->packed += packed;
        progress(h, "compress", (int64_t)i + 1, (int64_t)all.count);
    }
    card->series = (int64_t)all.count;
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct compress_ask *ask = in;
    struct compress_card      *card;
    TRY(NEW(c, card, 1));
    TRY(store_begin(c, h->store));
    TRY(pack_bars(c, h, ask, card));
    for (const struct table *const *t = tables; *t && !ask->source; t++) {
        int64_t packed;
        if (!table_is_hyper(*t) || *t == &bar_table) continue;
        TRY(store_pack_points(c, h->store, *t, NULL, &packed));
        card->packed += packed;
    }
    TRY(store_commit(c, h->store));
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
