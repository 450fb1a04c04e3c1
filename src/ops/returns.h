/* returns.h - daily returns of assets over the days that all of them have: what risk is measured on.
 *
 * From the growth of one unit held (bars_growth), so splits and dividends are no losses where they are known. A day without a
 * usable close is left out, and the return leads over it. Results live in the ctx. */
#ifndef OPS_RETURNS_H
#define OPS_RETURNS_H

#include "ops/prices.h"
#include "risk/range.h"

enum { RETURNS_SYMBOLS_MAX = 200, RETURNS_MIN = 2 };

struct returns_ask {
    struct list symbols;                /* TEXTS; each once */
    int32_t     from, to;               /* days, both included; DAY_NONE is without end */
};

struct returns {
    size_t        columns, rows;        /* rows of returns */
    struct asset *asset;                /* columns of them */
    int32_t      *basis;                /* adjustment the growth stands on */
    int32_t      *day;                  /* rows + 1: of the closes */
    double       *growth;               /* column after column, rows + 1 each */
    double       *value;                /* row after row: rows x columns */
    struct range_in bars;               /* of the first asset, its usable days, on the basis of its growth */
    double        periods_per_year;     /* 365 when every asset trades every day, else 252 */
    bool          simulated;
};

/* ERR_INSUFFICIENT when there are fewer than RETURNS_MIN returns over common days, with what is common; ERR_INVALID for a
 * mixture of real and simulated assets, or for one that is named twice. */
err returns_load(struct ctx *c, const struct house *h, const struct returns_ask *ask, struct returns *ret);

/* The same over the days that any of them has: NaN where an asset has no close on both days. */
err returns_load_any(struct ctx *c, const struct house *h, const struct returns_ask *ask, struct returns *ret);

/* One column, contiguous. */
err returns_column(struct ctx *c, const struct returns *r, size_t column, double **ret);

#endif
