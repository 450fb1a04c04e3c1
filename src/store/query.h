/* query.h - the questions that are asked of the store, one function each, the statement whole in query.c. */
#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include "model/action.h"
#include "model/asset.h"
#include "model/recommendation.h"
#include "model/run.h"
#include "model/series.h"
#include "model/signal.h"
#include "store/store.h"

/* ERR_NOT_FOUND names the symbol, and those that are like it. */
err query_asset(struct ctx *c, struct store *s, const char *symbol, struct asset *ret);
err query_asset_exists(struct ctx *c, struct store *s, const char *symbol, struct asset *ret, bool *ret_found);
err query_assets_of_market(struct ctx *c, struct store *s, bool simulated, struct list *ret);           /* asset, by symbol */
err query_series_of_asset(struct ctx *c, struct store *s, int64_t asset_id, struct list *ret);          /* series, newest first */
err query_series_of_market(struct ctx *c, struct store *s, bool simulated, struct list *ret);           /* series, by asset */
err query_actions(struct ctx *c, struct store *s, int64_t asset_id, struct list *ret);                  /* action, by day */
err query_signals(struct ctx *c, struct store *s, int64_t series_id, struct list *ret);                 /* signal_value, by name */
err query_run_newest(struct ctx *c, struct store *s, const char *job, struct run *ret, bool *ret_found);
err query_run_good(struct ctx *c, struct store *s, const char *job, struct run *ret, bool *ret_found);  /* newest that did not fail */
err query_advice(struct ctx *c, struct store *s, const char *id, struct advice *ret, bool *ret_found);

/* Deletes what the signals said of a series. */
err query_forget_signals(struct ctx *c, struct store *s, int64_t series_id);

#endif
