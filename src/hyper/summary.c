#include "hyper/summary.h"

#include <math.h>

#include "hyper/rows.h"

/* ---- zones ---- */

static void join_reals(struct zone *to, const struct zone *z)
{
    to->min.r  = fmin(to->min.r, z->min.r);
    to->max.r  = fmax(to->max.r, z->max.r);
    to->sum.r += z->sum.r;
}

static void join_ints(struct zone *to, const struct zone *z)
{
    if (z->min.i < to->min.i) to->min.i = z->min.i;
    if (z->max.i > to->max.i) to->max.i = z->max.i;
    to->exact = to->exact && z->exact && !__builtin_add_overflow(to->sum.i, z->sum.i, &to->sum.i);
}

static void join(struct zone *to, const struct zone *z, enum column_type type)
{
    if (z->count == 0) return;
    if (to->count == 0) {
        *to = *z;
        return;
    }
    if (type == COLUMN_REAL) join_reals(to, z);
    else                     join_ints(to, z);
    to->last   = z->last;
    to->count += z->count;
}

static void add_real(struct zone *z, double v)
{
    if (isnan(v)) return;
    join(z, &(struct zone){.count = 1, .exact = true, .first.r = v, .last.r = v, .min.r = v, .max.r = v, .sum.r = v}, COLUMN_REAL);
}

static void add_int(struct zone *z, int64_t v)
{
    join(z, &(struct zone){.count = 1, .exact = true, .first.i = v, .last.i = v, .min.i = v, .max.i = v, .sum.i = v}, COLUMN_INT);
}

void hyper_summary_add(struct hyper_summary *s, const struct hyper_rows *rows, size_t column)
{
    const struct column *k = &rows->column[column];
    if (rows->count == 0) return;
    if (s->rows == 0) s->first_at = rows->at[0];
    s->last_at = rows->at[rows->count - 1];
    s->rows   += rows->count;
    for (size_t i = 0; k->ints && i < rows->count; i++) {
        if (k->type == COLUMN_REAL)   add_real(&s->zone, k->reals[i]);
        else if (!rows_null(k, i))    add_int(&s->zone, k->ints[i]);
    }
}

/* ---- two statements side by side: heads of blobs, and ordinary rows ---- */

struct summing {
    struct hyper             *h;
    const struct hyper_range *range;
    size_t                    column;
    sqlite3_stmt             *blobs, *rows;
    bool                      has_blob, has_row;
    struct hyper_summary      now;
    hyper_summary_tell       *tell;
    void                     *arg;
};

enum { BLOB_SEGMENT, BLOB_FIRST, BLOB_LAST, BLOB_HEAD_AT, ROW_SEGMENT = 0, ROW_AT, ROW_VALUES };

static int64_t blob_number(const struct summing *s, int column) { return sqlite3_column_int64(s->blobs, column); }
static int64_t row_number(const struct summing *s, int column)  { return sqlite3_column_int64(s->rows, column); }

/* Begins with another segment; what was summed up so far is complete. */
static err turn_to(struct summing *s, int64_t segment)
{
    if (s->now.rows && s->now.segment != segment) {
        TRY(s->tell(s->arg, &s->now));
        s->now = (struct hyper_summary){0};
    }
    s->now.segment = segment;
    return OK;
}

static err step_row(struct ctx *c, struct summing *s)
{
    int     at   = ROW_VALUES + (int)s->column;
    bool    null = sqlite3_column_type(s->rows, at) == SQLITE_NULL;
    int64_t time = row_number(s, ROW_AT);
    TRY(turn_to(s, row_number(s, ROW_SEGMENT)));
    if (s->now.rows++ == 0) s->now.first_at = time;
    s->now.last_at = time;
    if (!null && s->h->spec.type[s->column] == COLUMN_REAL) add_real(&s->now.zone, sqlite3_column_double(s->rows, at));
    if (!null && s->h->spec.type[s->column] == COLUMN_INT)  add_int(&s->now.zone, row_number(s, at));
    return query_step(c, s->h, s->rows, &s->has_row);
}

/* A blob that is cut by the range, or has rows over it. */
static err decode(struct ctx *c, struct summing *s, int64_t segment, int64_t first, int64_t last)
{
    AUTO_CTX          part = {0};
    struct hyper_rows rows;
    ctx_open_part(&part, c);
    TRY(ctx_end_part(c, &part, hyper_read(&part, s->h, segment, first, last, 1ull << s->column, &rows)));
    hyper_summary_add(&s->now, &rows, s->column);
    while (s->has_row && row_number(s, ROW_SEGMENT) == segment && row_number(s, ROW_AT) <= last) TRY(query_step(c, s->h, s->rows, &s->has_row));
    return OK;
}

static err take_zone(struct ctx *c, struct summing *s, const struct blob *b)
{
    struct slice  head;
    struct packed p;
    struct zone   zone;
    TRY(column_bytes(c, s->h, s->blobs, BLOB_HEAD_AT, &head));
    if (!blob_read(s->h, head, (struct slice){0}, &p)) return blob_damaged(c, s->h, s->now.segment, b);
    columns_zone(&p, s->column + 1, &zone);
    join(&s->now.zone, &zone, s->h->spec.type[s->column]);
    if (s->now.rows == 0) s->now.first_at = b->first;
    s->now.last_at = b->last;
    s->now.rows   += p.count;
    return OK;
}

static err step_blob(struct ctx *c, struct summing *s)
{
    int64_t     segment = blob_number(s, BLOB_SEGMENT), from = s->range->from, to = s->range->to;
    struct blob b       = {.first = blob_number(s, BLOB_FIRST), .last = blob_number(s, BLOB_LAST)};
    bool        over    = s->has_row && row_number(s, ROW_SEGMENT) == segment && row_number(s, ROW_AT) <= b.last;
    TRY(turn_to(s, segment));
    if (over || b.first < from || b.last > to) TRY(decode(c, s, segment, b.first < from ? from : b.first, b.last > to ? to : b.last));
    else                                       TRY(take_zone(c, s, &b));
    return query_step(c, s->h, s->blobs, &s->has_blob);
}

static bool row_is_first(const struct summing *s)
{
    if (!s->has_row || !s->has_blob) return s->has_row;
    int64_t row = row_number(s, ROW_SEGMENT), blob = blob_number(s, BLOB_SEGMENT);
    return row != blob ? row < blob : row_number(s, ROW_AT) < blob_number(s, BLOB_FIRST);
}

static err sum_between(struct ctx *c, struct summing *s, int64_t first, int64_t last)
{
    AUTO_QUERY *blobs = NULL;
    AUTO_QUERY *rows = NULL;
    int64_t     range[] = {first, last, s->range->from, s->range->to};
    TRY(query_open(c, s->h, BLOBS_ZONES, range, 4, &blobs));
    TRY(query_open(c, s->h, ROWS_ZONES, range, 4, &rows));
    s->blobs = blobs;
    s->rows  = rows;
    s->now   = (struct hyper_summary){0};
    TRY(query_step(c, s->h, blobs, &s->has_blob));
    TRY(query_step(c, s->h, rows, &s->has_row));
    while (s->has_blob || s->has_row) TRY(row_is_first(s) ? step_row(c, s) : step_blob(c, s));
    return s->now.rows ? s->tell(s->arg, &s->now) : OK;
}

err hyper_summarize(struct ctx *c, struct hyper *h, const struct hyper_range *range, size_t column, hyper_summary_tell *tell, void *arg)
{
    struct summing s = {.h = h, .range = range, .column = column, .tell = tell, .arg = arg};
    if (column >= h->spec.column_count || h->spec.type[column] == COLUMN_TEXT) return fail(c, ERR_USAGE, "a summary is of a column of numbers");
    if (range->from > range->to) return OK;
    if (!range->segments) return sum_between(c, &s, INT64_MIN, INT64_MAX);
    for (size_t i = 0; i < range->segment_count; i++) TRY(sum_between(c, &s, range->segments[i], range->segments[i]));
    return OK;
}
