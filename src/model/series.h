/* series.h - one run of prices of an asset: one interval, one adjustment convention, one source. Bars hang on it. */
#ifndef MODEL_SERIES_H
#define MODEL_SERIES_H

#include "shape/table.h"

/* What the delivered prices have been divided by. raw: as traded. split: splits are taken out. total: splits and dividends
 * are taken out. unknown: the deliverer did not say, and nothing is derived from it that would need to know. */
enum adjust { ADJUST_UNKNOWN, ADJUST_RAW, ADJUST_SPLIT, ADJUST_TOTAL };

extern const char *const adjusts[];

struct series;

#define SERIES(X, T)                                                                                            \
    X(T, I64,    id,          KEY,               "number of the series in this store")                          \
    X(T, I64,    asset_id,    TOGETHER,          "asset it prices")                                             \
    X(T, SPAN,   every,       TOGETHER,          "interval of a bar")                                           \
    X(T, CHOICE, adjust,      TOGETHER,          "adjustment convention of the delivered prices", .choices = adjusts) \
    X(T, TEXT,   source,      TOGETHER,          "who delivered it", .max = 64)                                 \
    X(T, TEXT,   currency,    NULLABLE,          "currency of the prices; null is unknown", .max = 12)          \
    X(T, TIME,   first,       NULLABLE,          "start of the oldest bar")                                     \
    X(T, TIME,   last,        NULLABLE,          "start of the newest bar")                                     \
    X(T, F64,    close,       NULLABLE,          "close of the newest bar")                                     \
    X(T, I64,    count,       0,                 "bars in it")                                                  \
    X(T, I64,    revision,    0,                 "change of the store that touched it last")                    \
    X(T, BOOL,   totals,      0,                 "bars carry an adjusted close too")                            \
    X(T, BOOL,   events,      0,                 "every split and dividend of it is known")                    \
    X(T, BOOL,   simulated,   0,                 "made by `lumia simulate`")

/* Of the series of one asset, the one its daily closes come from at the close of a day, or NULL: among the daily ones, else
 * among the finer ones, that which reaches closest to the day, then the longest, then the first by source. Nothing that
 * happened after the day has a say. */
const struct series *series_daily(const struct series *all, size_t count, int32_t as_of);

/* The order of the series of one asset: that with the newest bar first, then the longest, then by source. */
bool series_before(const struct series *a, const struct series *b);

/* Can daily closes be had from it? */
bool series_gives_days(const struct series *s);

TABLE(series, SERIES, "runs of prices: one asset, interval, adjustment and source each");

#endif
