#include <math.h>

#include "hyper/rows.h"

/* The newest row of every segment: the zones of its last blob tell it, or a row behind that. Both are gone through from the
 * greatest segment downwards, so that the first thing seen of a segment is its newest. */

struct latest {
    struct hyper *h;
    size_t        column;
    sqlite3_stmt *blobs, *rows;
    bool          has_blob, has_row;
    struct ctx   *c, piece;
};

enum { BLOB_SEGMENT, BLOB_FIRST, BLOB_LAST, BLOB_COUNT, BLOB_HEAD_AT };

static int row_segment_at(const struct latest *l) { return (int)l->h->spec.column_count + 1; }

static int64_t row_segment(const struct latest *l)  { return sqlite3_column_int64(l->rows, row_segment_at(l)); }
static int64_t blob_segment(const struct latest *l) { return sqlite3_column_int64(l->blobs, BLOB_SEGMENT); }

static err pass_blobs(struct latest *l, int64_t segment)
{
    while (l->has_blob && blob_segment(l) >= segment) TRY(query_step(l->c, l->h, l->blobs, &l->has_blob));
    return OK;
}

/* A few steps, and where the segment goes on and on a look behind it. */
static err pass_rows(struct latest *l, int64_t segment)
{
    enum { STEPS = 8 };
    for (int i = 0; i < STEPS && l->has_row && row_segment(l) >= segment; i++) TRY(query_step(l->c, l->h, l->rows, &l->has_row));
    if (!l->has_row || row_segment(l) < segment) return OK;
    (void)sqlite3_reset(l->rows);
    if (sqlite3_bind_int64(l->rows, 1, segment) != SQLITE_OK) return table_fail(l->c, l->h, "binding a segment");
    return query_step(l->c, l->h, l->rows, &l->has_row);
}

/* Where rows lie over the blob or a value is missing, its last row is looked at. */
static err decode_last(struct latest *l, int64_t segment, int64_t from, struct hyper_latest *ret)
{
    struct hyper_rows rows;
    ctx_reset(&l->piece);
    err e = hyper_read(&l->piece, l->h, segment, from, INT64_MAX, 1ull << l->column, &rows);
    if (e != OK) return fail(l->c, e, "%s", l->piece.note);
    *ret = (struct hyper_latest){segment, rows.at[rows.count - 1], rows.column[l->column].reals[rows.count - 1]};
    return OK;
}

static err from_blob(struct latest *l, struct hyper_latest *ret)
{
    struct slice  head;
    struct packed p;
    struct zone   zone;
    int64_t       segment = blob_segment(l);
    struct blob   b = {.first = sqlite3_column_int64(l->blobs, BLOB_FIRST), .last = sqlite3_column_int64(l->blobs, BLOB_LAST)};
    TRY(column_bytes(l->c, l->h, l->blobs, BLOB_HEAD_AT, &head));
    if (!blob_read(l->h, head, (struct slice){0}, &p)) return blob_damaged(l->c, l->h, segment, &b);
    columns_zone(&p, l->column + 1, &zone);
    if (zone.count < p.count) return decode_last(l, segment, b.last, ret);
    *ret = (struct hyper_latest){segment, b.last, zone.last.r};
    return OK;
}

static err from_row(struct latest *l, struct hyper_latest *ret)
{
    int  column = (int)l->column + 1;
    bool null   = sqlite3_column_type(l->rows, column) == SQLITE_NULL;
    *ret = (struct hyper_latest){row_segment(l), sqlite3_column_int64(l->rows, 0), null ? NAN : sqlite3_column_double(l->rows, column)};
    return OK;
}

/* The newest of the segment that stands first on either side. */
static err next(struct latest *l, struct hyper_latest *ret)
{
    bool    blob = l->has_blob, row = l->has_row;
    int64_t segment = !row || (blob && blob_segment(l) > row_segment(l)) ? blob_segment(l) : row_segment(l);
    blob = blob && blob_segment(l) == segment;
    row  = row && row_segment(l) == segment;
    if (blob && row) row = sqlite3_column_int64(l->rows, 0) >= sqlite3_column_int64(l->blobs, BLOB_LAST);
    TRY(row ? from_row(l, ret) : from_blob(l, ret));
    TRY(pass_blobs(l, segment));
    return pass_rows(l, segment);
}

static err each(struct latest *l, hyper_tell *tell, void *arg)
{
    TRY(query_step(l->c, l->h, l->blobs, &l->has_blob));
    TRY(query_step(l->c, l->h, l->rows, &l->has_row));
    while (l->has_blob || l->has_row) {
        struct hyper_latest one;
        TRY(next(l, &one));
        TRY(tell(arg, &one));
    }
    return OK;
}

err hyper_latest(struct ctx *c, struct hyper *h, size_t column, hyper_tell *tell, void *arg)
{
    AUTO_QUERY   *blobs = NULL;
    AUTO_QUERY   *rows = NULL;
    struct latest l = {.h = h, .column = column, .c = c};
    if (column >= h->spec.column_count || h->spec.type[column] != COLUMN_REAL) return fail(c, ERR_USAGE, "the newest values are of a REAL column");
    TRY(query_open(c, h, BLOBS_LATEST, NULL, 0, &blobs));
    TRY(query_open(c, h, ROWS_LATEST, &(int64_t){INT64_MAX}, 1, &rows));
    l.blobs = blobs;
    l.rows  = rows;
    ctx_open(&l.piece, HYPER_MEMORY_MAX);
    err e = each(&l, tell, arg);
    ctx_close(&l.piece);
    return e;
}
