/* arrivals.h - when the bars of a series first became known: the rows of bar_arrival, asked bar by bar. */
#ifndef STORE_ARRIVALS_H
#define STORE_ARRIVALS_H

#include "store/store.h"

struct arrivals {                       /* by `first`; each lies inside the one before it or behind it */
    size_t         count, next;
    const int64_t *first, *last, *known;
    size_t        *around, depth;       /* those around the bar that is asked for, the narrowest last */
};

/* Those of a series that begin at or before `to`. */
err arrivals_read(struct ctx *c, struct store *s, int64_t series_id, int64_t to, struct arrivals *ret);

/* When a bar became known, or TIME_NONE where nobody knows; asked for bars in the order of their time. */
int64_t arrivals_known(struct arrivals *a, int64_t at);

#endif
