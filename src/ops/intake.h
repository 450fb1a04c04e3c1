/* intake.h - rows of prices on their way into the store: grouped by asset, put in order, told apart from what is wrong,
 * merged. Used inside one transaction per file; memory is bounded by the block that is held. */
#ifndef OPS_INTAKE_H
#define OPS_INTAKE_H

#include "base/map.h"
#include "jobs/house.h"
#include "model/asset.h"
#include "model/import.h"
#include "sources/price_file.h"
#include "store/bars.h"

enum { QUARANTINE_MAX = 100000, ROWS_PER_FLUSH_MAX = 1 << 18 };

struct intake_row {
    struct price_row price;
    struct slice     raw;               /* the line, good until the flush */
    int64_t          line;
    uint32_t         holding;
};

struct holding {                        /* an asset of the file and the series its bars go to */
    const char   *symbol, *name;
    struct asset  asset;
    struct series series;
    bool          opened, changed;
    int           direction;            /* 1 oldest first, -1 newest first, 0 not known yet */
    int64_t       last_at;              /* newest row in file order that was kept */
};

struct intake {
    struct ctx         *c;              /* holds what lasts as long as the file */
    const struct house *house;
    int32_t             class, adjust;
    const char         *source, *currency;
    int64_t             every;          /* SPAN_NONE until it has been found out */
    bool                events;         /* the file tells splits and dividends */
    bool                versioned;      /* rows say when they were known: later ones revise earlier ones */
    struct map          symbols;
    struct holding     *holdings;
    size_t              holding_count, holding_room;
    struct intake_row  *rows;
    size_t              row_count;
    struct quarantine  *bad;
    size_t              bad_count, bad_room;
    struct import       import;         /* counts so far */
    int64_t             revision;       /* change of the store, once there is one */
    struct behind      *behind;         /* of the flush that goes on: bars of different series that wait to be appended */
    size_t              behind_count, behind_room;
};

err intake_open(struct intake *in, struct ctx *c, const struct house *h);

/* Takes a row; `symbol` is where the file's own is empty. Flush when row_count reaches ROWS_PER_FLUSH_MAX, and before the
 * memory behind the rows goes. */
err intake_add(struct intake *in, const struct price_row *row, struct slice symbol, struct slice raw, int64_t line);

/* The same for a row that was read into in->rows at row_count or behind; what it keeps moves to row_count. */
err intake_keep(struct intake *in, struct intake_row *r, struct slice symbol);
err intake_refuse(struct intake *in, struct slice symbol, struct slice raw, int64_t line, enum quarantine_reason reason, const char *detail);
err intake_flush(struct intake *in);

/* Writes the series that changed and the rows that were turned away, under the import's digest. */
err intake_done(struct intake *in);

#endif
