/* price_file.h - price files as people have them: which column is what, how its dates are written, and one row at a time.
 *
 * Pure: it is given lines. A header is recognised in any order and case; a file without one is read as time, open, high,
 * low, close, volume. A row that cannot be used comes back with a reason and a story, never half. */
#ifndef SOURCES_PRICE_FILE_H
#define SOURCES_PRICE_FILE_H

#include "model/bar.h"
#include "model/import.h"
#include "shape/csv.h"

enum role {
    ROLE_NONE, ROLE_TIME, ROLE_CLOCK, ROLE_OPEN, ROLE_HIGH, ROLE_LOW, ROLE_CLOSE, ROLE_VOLUME, ROLE_TOTAL, ROLE_SYMBOL, ROLE_NAME,
    ROLE_KNOWN, ROLE_SPLIT, ROLE_DIVIDEND, ROLE_COUNT,
};

enum date_order { DATES_AUTO, DATES_MDY, DATES_DMY };

struct price_file {
    char            separator;
    bool            has_header;
    int             column[ROLE_COUNT];         /* where it stands in a line, or -1 */
    enum date_order order;                      /* of 3/4/2017 */
    double          scale;                      /* delivered prices are divided by it */
    int64_t         zone_us;                    /* east of Greenwich, for times that name no zone */
    int32_t         clock_day;                  /* times are milliseconds of this day, or DAY_NONE */
};

struct price_row {
    int64_t      at, known;                     /* known is TIME_NONE where the file does not say */
    struct slice symbol, name;                  /* of the line; empty where the file has none */
    double       value[BAR_COLUMNS];
    double       split, dividend;               /* NaN where there is none that day */
};

enum { PRICE_DETAIL_SIZE = 200, PRICE_SYMBOL_SIZE_MAX = 64 };

struct price_fault {
    enum quarantine_reason reason;
    char                   detail[PRICE_DETAIL_SIZE];
};

/* Learns a file from its first lines: the header, or `columns` ("time,open,high,low,close,-,volume") where given; the
 * separator; the order of dates in `sample`. ERR_DATA says which columns were found and what is needed. */
err price_file_learn(struct ctx *c, struct slice sample, const char *columns, struct price_file *f);

/* Reads a line into a row. false: *fault says why not. The line is written to (unquoting). */
bool price_file_read(const struct price_file *f, char *line, size_t size, struct price_row *row, struct price_fault *fault);

/* The short way for the usual row: an ISO date and plain decimals. false: read it with price_file_read, which reads the same
 * from every line that this one takes. The line is not written to. */
struct price_plain {
    char    separator;
    size_t  count;                              /* columns to look at; 0: no row of this file is usual */
    uint8_t column[CSV_CELLS_MAX];              /* a column of bars, or: */
};

enum { PLAIN_DAY = BAR_COLUMNS, PLAIN_SYMBOL, PLAIN_SKIP };

void price_plain_open(const struct price_file *f, struct price_plain *p);
bool price_plain_read(const struct price_plain *p, const char *line, size_t size, struct price_row *row);

/* Instants in any of the usual spellings: 2017-12-29, 20171229, 12/29/2017, 29-Dec-17, Dec 29 2017, with a time or without;
 * seconds, milliseconds or microseconds since 1970. */
bool price_time_read(struct slice s, enum date_order order, int64_t *ret);

#endif
