/* as_of.h - past states: bars, series, splits and dividends as the store knew them at an instant. A correction that became known
 * later is undone from what it replaced, and what first became known later is not there, where the store knows when it
 * came (bar_arrival, action.known_at). Data that was never corrected cost one look for each. TIME_NONE is now, and costs nothing.
 *
 * Assets and the conventions of series have no past: their names, classes and flags are those of now. */
#ifndef STORE_AS_OF_H
#define STORE_AS_OF_H

#include "model/bars.h"
#include "store/store.h"

/* As store_read_bars(). */
err store_read_bars_as_of(struct ctx *c, struct store *s, const struct series *series, int64_t from, int64_t to, unsigned wanted, int64_t as_of,
                          struct bars *ret);

/* What the series told of itself then: first, last, close, count, totals. Reads its bars. */
err store_series_as_of(struct ctx *c, struct store *s, struct series *series, int64_t as_of);

/* The actions of an asset, by day and kind. */
err store_actions_as_of(struct ctx *c, struct store *s, int64_t asset_id, int64_t as_of, struct list *ret);

/* Brings in an action that became known at an instant, inside a transaction: a new one is stored; one whose value differs corrects what
 * is stored, whose value is kept as an action_revision. *ret_changed: neither was the case. */
err store_put_action(struct ctx *c, struct store *s, const struct action *action, int64_t known_at, bool *ret_changed);

/* Deletes the bars of a series before an instant as if each had been corrected at `known_at`: what they said is kept. Updates
 * first and count of the series, which the caller writes. */
err store_drop_bars(struct ctx *c, struct store *s, struct series *series, int64_t before, int64_t known_at);

#endif
