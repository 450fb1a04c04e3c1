/* prices.h - the bars of an asset as somebody wants them: which series answers, in which interval and adjustment. */
#ifndef OPS_PRICES_H
#define OPS_PRICES_H

#include "jobs/house.h"
#include "model/asset.h"
#include "store/bars.h"

enum { ADJUST_AS_DELIVERED = -1 };      /* CHOICE_NONE: nothing was asked for */

struct prices_ask {
    int64_t     every;                  /* SPAN */
    int32_t     adjust;                 /* enum adjust, or ADJUST_AS_DELIVERED */
    int32_t     from, to;               /* days, both included; DAY_NONE is without end */
    const char *source;                 /* NULL: whichever covers most of the range */
};

struct prices {
    struct asset  asset;
    struct series series;               /* that answered */
    int32_t       adjust;               /* of what is in bars */
    struct bars   bars;
};

/* ERR_INSUFFICIENT where no series of the asset can give the interval or the adjustment, with the reason. */
err prices_load(struct ctx *c, const struct house *h, const char *symbol, const struct prices_ask *ask, struct prices *ret);

#endif
