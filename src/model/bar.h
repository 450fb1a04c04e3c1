/* bar.h - what happened to a price in one interval. */
#ifndef MODEL_BAR_H
#define MODEL_BAR_H

#include "shape/table.h"

/* NULL where the source gave nothing. Daily bars of sixteen years lie together: some four thousand, 30 kB packed. */
#define BAR(X, T)                                                                                       \
    X(T, I64,  series_id, KEY,      "series the bar belongs to")                                        \
    X(T, TIME, at,        KEY,      "start of the interval; days start at midnight UTC")                \
    X(T, F64,  open,      NULLABLE, "open")                                                             \
    X(T, F64,  high,      NULLABLE, "high")                                                             \
    X(T, F64,  low,       NULLABLE, "low")                                                              \
    X(T, F64,  close,     NULLABLE, "close")                                                            \
    X(T, F64,  volume,    NULLABLE, "volume; may be fractional")                                        \
    X(T, F64,  total,     NULLABLE, "close adjusted for all distributions")

HYPERTABLE(bar, BAR, "what happened to prices, interval by interval", .chunk = -192, .compress_after = 30 * US_PER_DAY);

enum { BAR_OPEN, BAR_HIGH, BAR_LOW, BAR_CLOSE, BAR_VOLUME, BAR_TOTAL, BAR_COLUMNS };

struct bar_values {             /* one bar of no series yet; NaN where the source gave nothing */
    int64_t at;
    double  value[BAR_COLUMNS];
};

struct bars {                   /* equal-length columns, strictly ascending in time */
    size_t   count;
    int64_t *at;
    double  *value[BAR_COLUMNS];
};

/* What a corrected bar said before. */
#define BAR_REVISION(X, T)                                                                          \
    X(T, I64,  series_id,   KEY,      "series of the bar")                                          \
    X(T, TIME, at,          KEY,      "start of the bar")                                           \
    X(T, TIME, replaced_at, KEY,      "when the correction became known")                           \
    X(T, I64,  import_id,   NULLABLE, "import that brought the correction")                         \
    X(T, F64,  open,        NULLABLE, "open before the correction")                                 \
    X(T, F64,  high,        NULLABLE, "high before the correction")                                 \
    X(T, F64,  low,         NULLABLE, "low before the correction")                                  \
    X(T, F64,  close,       NULLABLE, "close before the correction")                                \
    X(T, F64,  volume,      NULLABLE, "volume before the correction")                               \
    X(T, F64,  total,       NULLABLE, "adjusted close before the correction")

TABLE(bar_revision, BAR_REVISION, "bars as they stood before a correction");

/* When bars first became known: those from `first` to `last`, which came together, with no bar between them that was there before. What
 * came between them later has an arrival of its own, inside; so the narrowest one around a bar is the bar's own. A bar around which there is
 * none, such as a simulated one, was always there. */
#define BAR_ARRIVAL(X, T)                                                                           \
    X(T, I64,  series_id, KEY,      "series of the bars")                                           \
    X(T, TIME, first,     KEY,      "start of the oldest of them")                                  \
    X(T, TIME, last,      NULLABLE, "start of the newest of them")                                  \
    X(T, TIME, known_at,  NULLABLE, "when they became known")

HYPERTABLE(bar_arrival, BAR_ARRIVAL, "when bars first became known", .chunk = -192, .compress_after = 30 * US_PER_DAY);

#endif
