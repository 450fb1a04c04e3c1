/* asset.h - what can be bought or watched. Written by imports, sources and `lumia simulate`. */
#ifndef MODEL_ASSET_H
#define MODEL_ASSET_H

#include "shape/table.h"

enum asset_class { CLASS_UNKNOWN, CLASS_STOCK, CLASS_ETF, CLASS_FUND, CLASS_CRYPTO, CLASS_INDEX, CLASS_FX, CLASS_COUNT };

extern const char *const asset_classes[];       /* "unknown", "stock", … */

#define ASSET(X, T)                                                                                          \
    X(T, I64,    id,        KEY,             "number of the asset in this store")                            \
    X(T, TEXT,   symbol,    UNIQUE | UPPER,  "ticker; simulated ones end in .SIM", .max = 64)                \
    X(T, TEXT,   name,      NULLABLE,        "name of the company, fund or coin", .max = 200)                \
    X(T, CHOICE, class,     0,               "kind of asset", .choices = asset_classes, .usual = "unknown")  \
    X(T, TEXT,   sector,    NULLABLE,        "sector as its source names it; null is unknown", .max = 80)    \
    X(T, TEXT,   currency,  NULLABLE | UPPER, "currency of its prices, ISO 4217 or a coin; null is unknown", .max = 12) \
    X(T, DAY,    listed,    NULLABLE,        "first day of trading, where known")                            \
    X(T, DAY,    delisted,  NULLABLE,        "last day of trading, where it has ended")                      \
    X(T, BOOL,   simulated, INDEX,           "made by `lumia simulate`, not a real thing")

TABLE(asset, ASSET, "what can be bought or watched");

/* Symbols are kept in upper case. */
char *asset_symbol(struct ctx *c, struct slice said);

/* Does the symbol belong to simulated markets, whether or not there is such an asset? */
bool asset_symbol_is_simulated(struct slice symbol);

/* Trading days a year: 365 where every day trades, 252 elsewhere. */
double asset_periods_per_year(int32_t class);

/* Can it split or pay dividends? Coins and currencies cannot. */
bool asset_distributes(int32_t class);

#endif
