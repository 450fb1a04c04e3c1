/* market.h - a whole market as it was known at the close of a day, loaded once and shared by the requests that ask for the
 * same day of the same state of the store. Immutable once loaded. */
#ifndef OPS_MARKET_H
#define OPS_MARKET_H

#include "advise/advise.h"
#include "jobs/house.h"

enum { SNAPSHOTS_MAX = 8 };             /* markets kept; some 2 MB each for 500 assets */

struct snapshots *snapshots_open(void);         /* NULL when memory is short */
void              snapshots_close(struct snapshots *s);

/* as_of DAY_NONE is the last day on which something that can be bought has a close, coins aside where there is anything else. The view is good as long as the ctx. */
err market_view_of(struct ctx *c, const struct house *h, bool simulated, int32_t as_of, const struct market_view **ret);

#endif
