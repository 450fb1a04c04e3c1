/* bar.h - what happened to a price in one interval. Columns of bars are kept together in segments: see bar_segment. */
#ifndef MODEL_BAR_H
#define MODEL_BAR_H

#include "shape/table.h"

enum { BAR_OPEN, BAR_HIGH, BAR_LOW, BAR_CLOSE, BAR_VOLUME, BAR_TOTAL, BAR_COLUMNS };

struct bar {                    /* NaN where the source gave nothing */
    int64_t at;                 /* start of the interval, microseconds UTC; days start at midnight UTC */
    double  value[BAR_COLUMNS]; /* open, high, low, close, volume (may be fractional), close adjusted for all distributions */
};

struct bars {                   /* equal-length columns, strictly ascending in time */
    size_t   count;
    int64_t *at;
    double  *value[BAR_COLUMNS];
};

#define BAR_SEGMENT(X, T)                                                                           \
    X(T, I64,  series_id, KEY, "series the bars belong to")                                         \
    X(T, I64,  chunk,     KEY, "number of the stretch of time, counted from 1970")                  \
    X(T, I64,  count,     0,   "bars in it")                                                        \
    X(T, TIME, first,     0,   "start of its oldest bar")                                           \
    X(T, TIME, last,      0,   "start of its newest bar")                                           \
    X(T, BYTES, body,     0,   "its columns, packed: times, then open, high, low, close, volume, adjusted close; see src/pack/columns.h")

TABLE(bar_segment, BAR_SEGMENT, "bars of one series over one stretch of time, column by column");

/* A bar that is not packed yet: new, or corrected. It stands before what its segment says. */
#define BAR_FRESH(X, T)                                                           \
    X(T, I64,  series_id, KEY,      "series the bar belongs to")                \
    X(T, TIME, at,        KEY,      "start of the bar")                         \
    X(T, F64,  open,      NULLABLE, "open")                                     \
    X(T, F64,  high,      NULLABLE, "high")                                     \
    X(T, F64,  low,       NULLABLE, "low")                                      \
    X(T, F64,  close,     NULLABLE, "close")                                    \
    X(T, F64,  volume,    NULLABLE, "volume")                                   \
    X(T, F64,  total,     NULLABLE, "close adjusted for all distributions")

TABLE(bar_fresh, BAR_FRESH, "bars that are not packed into a segment yet, and stand before what it says");

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

#endif
