/* bundle.h - what a store has collected as one file, which a machine without a network takes in: assets, their series, the
 * bars and what they said before they were corrected, splits and dividends, news. What is simulated or computed stays at home.
 *
 * Decompressed (zstd, also gzip or plain) it is lines, each with the bytes that it announces:
 *
 *     lumia bundle 1 2026-11-26T04:03:00Z         version, and when it was made
 *     asset 5021 id,symbol,name,class             a table, the bytes of some of its rows, and their columns
 *     …                                           those rows, as src/pack/columns.h packs them
 *     end 5feceb66ffc86f38…                       SHA-256 of all that stands before this line
 *
 * Assets come first, then series, then series by series revisions, arrivals and bars, then actions, then articles; each table in
 * the order of its key. A reader trusts nothing: every size, number, text, order and reference is checked before a row is handed out. The
 * checksums tell damage, not forgery. */
#ifndef STORE_BUNDLE_H
#define STORE_BUNDLE_H

#include "base/digest.h"
#include "base/file.h"
#include "model/bar.h"
#include "store/store.h"

enum {
    BUNDLE_VERSION  = 1,
    BUNDLE_ROWS_MAX = 8192,             /* of a part */
    BUNDLE_PART_MAX = 32 << 20,         /* bytes of a part, decompressed */
    BUNDLE_LINE_MAX = 4096,
    BUNDLE_KEYS_MAX = 3,
};

enum bundle_table {
    BUNDLE_ASSET, BUNDLE_SERIES, BUNDLE_REVISION, BUNDLE_ARRIVAL, BUNDLE_BAR, BUNDLE_ACTION, BUNDLE_ARTICLE, BUNDLE_TABLES,
};

/* The shape of the rows of each table, and its name in a bundle. */
extern const struct shape *const bundle_shapes[BUNDLE_TABLES];
extern const char *const         bundle_names[BUNDLE_TABLES];

/* ---- writing ---- */

struct bundled {                        /* what a bundle holds */
    int64_t rows[BUNDLE_TABLES];
    char    digest[DIGEST_SIZE + 1];
};

/* One state of the store into a file that is not there yet; it gets its name when it is whole. ERR_CONFLICT where there is such
 * a file. `now` is written into it. */
err store_bundle(struct ctx *c, struct store *s, const char *path, int64_t now, struct bundled *ret);

/* ---- reading ---- */

struct bundle_part {                    /* some rows of one table; those of revisions, arrivals and bars are of one series */
    enum bundle_table table;
    void             *rows;
    size_t            count;
};

struct ids {                            /* ascending */
    int64_t *at;
    size_t   count, room;
};

struct bundle {                         /* a bundle that is being read */
    struct ctx   *c;                    /* holds what lasts as long as the reading */
    struct input *in;
    struct text   held;                 /* bytes that have come, used up to `used` */
    size_t        used;
    struct digest digest;
    int64_t       made;
    struct bundled seen;                /* so far; the digest at the end */
    struct ids    assets, series;
    enum bundle_table last;             /* table that came */
    int64_t       current;              /* series whose bars are coming */
    int64_t       keys[BUNDLE_TABLES][BUNDLE_KEYS_MAX];
};

/* Reads the head. ERR_DATA for what is no bundle, ERR_REFUSED for one of a later version. */
err bundle_open(struct ctx *c, struct input *in, struct bundle *ret);

/* The next rows, in c; *ret_more is false at the end, which has been compared with its digest. ERR_DATA says what is wrong. */
err bundle_next(struct ctx *c, struct bundle *b, struct bundle_part *ret, bool *ret_more);

/* ---- what both share ---- */

/* Records to packed columns and back. `names` are those of the columns, parted by commas. */
err bundle_pack(struct ctx *c, const struct shape *shape, const void *rows, size_t count, struct slice *ret);
err bundle_unpack(struct ctx *c, const struct shape *shape, struct slice names, struct slice packed, void **ret, size_t *ret_count);

/* Are the rows of a part in their place, and do they refer to what came before? Notes what they add. */
err bundle_check(struct ctx *c, struct bundle *b, const struct bundle_part *part);

/* ---- taking in ---- */

struct taken {                          /* what an import of a bundle did */
    int64_t assets, series, stored, repeated, revised, actions, articles;      /* new ones; bars: stored, known, corrected */
};

/* Takes a bundle whose head has been read into a store, inside a transaction: an asset is known by its symbol, a series by its asset,
 * interval, adjustment and source, a bar by its instant. What is here already stands where it says more; a bar that differs is
 * corrected unless the store knows its words as history. Twice is the same as once. */
err bundle_take(struct ctx *c, struct store *s, struct bundle *b, int64_t now, int64_t import_id, struct taken *ret);

#endif
