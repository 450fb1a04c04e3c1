/* news_file.h - files of news as people have them: CSV with a header, or JSON lines; which member is what, and one row at a time.
 *
 * Pure: it is given lines. A row that cannot be used comes back with a reason and a story, never half. */
#ifndef SOURCES_NEWS_FILE_H
#define SOURCES_NEWS_FILE_H

#include "sources/news_time.h"

enum news_role { NEWS_TITLE, NEWS_SUMMARY, NEWS_BODY, NEWS_TIME, NEWS_URL, NEWS_SOURCE, NEWS_SYMBOLS, NEWS_ROLE_COUNT };

enum {
    NEWS_TITLE_SIZE_MAX   = 2000,
    NEWS_BODY_SIZE_MAX    = 1 << 20,
    NEWS_URL_SIZE_MAX     = 2000,
    NEWS_SOURCE_SIZE_MAX  = 64,
    NEWS_SYMBOL_SIZE_MAX  = 64,
    NEWS_SYMBOLS_MAX      = 64,
};

struct news_file {
    bool            json;
    char            separator;                  /* of CSV */
    int             column[NEWS_ROLE_COUNT];    /* where it stands in a line of CSV, or -1 */
    enum date_order order;                      /* of 3/4/2017 */
    struct zone     zone;                       /* of times that name none */
};

struct news_row {
    struct slice text[NEWS_ROLE_COUNT];         /* trimmed; empty where the row has none; of NEWS_SYMBOLS nothing */
    int64_t      published;
    struct slice symbol[NEWS_SYMBOLS_MAX];      /* as written, without a $ in front */
    size_t       symbol_count;
    bool         empty;                         /* nothing stands in the row: it is no fault either */
};

/* Learns a file from its first bytes: JSON lines when they begin with {, else CSV with a header. ERR_DATA names what is missing. */
err news_file_learn(struct ctx *c, struct slice sample, struct news_file *f);

/* Reads a line into a row, whose texts lie in the line or in the ctx. ERR_DATA: *fault says why it cannot be used; another failure
 * is the ctx's. The line is written to (unquoting). */
err news_file_read(struct ctx *c, const struct news_file *f, char *line, size_t size, struct news_row *row, struct price_fault *fault);

#endif
