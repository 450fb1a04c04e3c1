#include "jobs/linking.h"

#include "base/text.h"
#include "nlp/lexicon.h"
#include "nlp/unicode.h"
#include "store/query.h"

static void add(struct link_name *names, size_t *count, size_t asset, const char *text, bool symbol)
{
    struct slice s = slice_of(text);
    if (s.size == 0 || s.size > LINK_NAME_SIZE_MAX || utf8_valid(s) < s.size) return;
    names[(*count)++] = (struct link_name){(uint32_t)asset, s, symbol, DAY_NONE, DAY_NONE};
}

err linking_open(struct ctx *c, const struct house *h, struct linking *ret)
{
    struct list       assets;
    struct link_name *names;
    struct digest     d;
    size_t            count = 0;
    TRY(query_assets_of_market(c, h->store, false, &assets));
    TRY(NEW(c, names, 2 * assets.count));
    *ret = (struct linking){.asset = assets.at, .count = assets.count};
    digest_open(&d);
    for (size_t i = 0; i < assets.count; i++) {
        add(names, &count, i, ret->asset[i].symbol, true);
        add(names, &count, i, ret->asset[i].name, false);
        digest_add_text(&d, ret->asset[i].symbol);
        digest_add_text(&d, ret->asset[i].name ? ret->asset[i].name : "");
    }
    digest_done(&d, ret->digest);
    return universe_open(c, names, count, list_common(), &ret->universe);
}

err linking_text(struct ctx *c, const char *title, const char *body, struct slice *ret)
{
    struct text t = {.c = c};
    if (title) text_put(&t, title);
    if (title && body) text_put(&t, "\n\n");
    if (body) text_put(&t, body);
    TRY(text_done(&t));
    *ret = text_slice(&t);
    return OK;
}
