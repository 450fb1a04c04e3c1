#include "store/query.h"

static err first_of(const struct list *found, size_t size, void *ret, bool *ret_found)
{
    *ret_found = found->count > 0;
    if (found->count > 0) memcpy(ret, found->at, size);
    return OK;
}

err query_asset_exists(struct ctx *c, struct store *s, const char *symbol, struct asset *ret, bool *ret_found)
{
    struct list found;
    char       *upper = asset_symbol(c, slice_of(symbol));
    TRY(got(upper));
    TRY(store_select(c, s, &asset_shape, "WHERE symbol = $1", ARGS(v_text(upper)), &found));
    return first_of(&found, sizeof *ret, ret, ret_found);
}

err query_asset(struct ctx *c, struct store *s, const char *symbol, struct asset *ret)
{
    bool        there;
    struct list like;
    TRY(query_asset_exists(c, s, symbol, ret, &there));
    if (there) return OK;
    char *upper = asset_symbol(c, slice_of(symbol));
    TRY(got(upper));
    TRY(store_select(c, s, &asset_shape, "WHERE substr(symbol, 1, length(substr($1, 1, 2))) = substr($1, 1, 2)"
                                         " ORDER BY abs(length(symbol) - length($1)), symbol LIMIT 5", ARGS(v_text(upper)), &like));
    struct text names = {.c = c};
    for (size_t i = 0; i < like.count; i++) text_print(&names, "%s%s", i ? ", " : "", ((struct asset *)like.at)[i].symbol);
    TRY(text_done(&names));
    return fail(c, ERR_NOT_FOUND, "no asset '%s' in the store; %s%s", symbol, like.count ? "there is " : "see `lumia assets`", names.at);
}

err query_assets_of_market(struct ctx *c, struct store *s, bool simulated, struct list *ret)
{
    return store_select(c, s, &asset_shape, "WHERE simulated = $1 ORDER BY symbol", ARGS(v_int(simulated)), ret);
}

err query_series_of_asset(struct ctx *c, struct store *s, int64_t asset_id, struct list *ret)
{
    return store_select(c, s, &series_shape, "WHERE asset_id = $1 ORDER BY last DESC NULLS LAST, count DESC, source", ARGS(v_int(asset_id)), ret);
}

err query_series_of_market(struct ctx *c, struct store *s, bool simulated, struct list *ret)
{
    return store_select(c, s, &series_shape, "WHERE simulated = $1 ORDER BY asset_id, last DESC NULLS LAST, count DESC, source",
                        ARGS(v_int(simulated)), ret);
}

err query_actions(struct ctx *c, struct store *s, int64_t asset_id, struct list *ret)
{
    return store_select(c, s, &action_shape, "WHERE asset_id = $1 ORDER BY day, kind", ARGS(v_int(asset_id)), ret);
}

err query_signals(struct ctx *c, struct store *s, int64_t series_id, struct list *ret)
{
    return store_select(c, s, &signal_value_shape, "WHERE series_id = $1 ORDER BY name", ARGS(v_int(series_id)), ret);
}

err query_run_newest(struct ctx *c, struct store *s, const char *job, struct run *ret, bool *ret_found)
{
    struct list found;
    TRY(store_select(c, s, &run_shape, "WHERE job = $1 ORDER BY id DESC LIMIT 1", ARGS(v_text(job)), &found));
    return first_of(&found, sizeof *ret, ret, ret_found);
}

err query_run_good(struct ctx *c, struct store *s, const char *job, struct run *ret, bool *ret_found)
{
    struct list found;
    TRY(store_select(c, s, &run_shape, "WHERE job = $1 AND outcome <> 'failed' ORDER BY id DESC LIMIT 1", ARGS(v_text(job)), &found));
    return first_of(&found, sizeof *ret, ret, ret_found);
}

err query_advice(struct ctx *c, struct store *s, const char *id, struct advice *ret, bool *ret_found)
{
    struct list found;
    TRY(store_select(c, s, &advice_shape, "WHERE id = $1", ARGS(v_text(id)), &found));
    return first_of(&found, sizeof *ret, ret, ret_found);
}

err query_forget_signals(struct ctx *c, struct store *s, int64_t series_id)
{
    return store_execute(c, s, "DELETE FROM signal_value WHERE series_id = $1", ARGS(v_int(series_id)), NULL);
}
