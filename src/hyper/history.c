#include "hyper/history.h"

#include "base/day.h"
#include "hyper/values.h"

enum { PLACE_UNTIL = 70, PLACE_FROM, PLACE_ABSENT, PLACE_VALUES = 3 };         /* of PAST_ADD */

void hyper_known_at(struct hyper *h, int64_t at) { h->known_at = at; }

/* ---- keeping what goes ---- */

/* SQLite's own clock, which a test may set: julian days in milliseconds. */
static err now(struct ctx *c, struct hyper *h, int64_t *ret)
{
    const int64_t JULIAN_1970 = 210866760000000, US_PER_MS = 1000;
    sqlite3_vfs  *vfs = NULL;
    sqlite3_int64 ms;
    *ret = h->known_at;
    if (h->known_at != TIME_NONE) return OK;
    if (sqlite3_file_control(h->db, h->schema, SQLITE_FCNTL_VFS_POINTER, &vfs) != SQLITE_OK || !vfs || vfs->iVersion < 2 ||
        vfs->xCurrentTimeInt64(vfs, &ms) != SQLITE_OK)
        return fail(c, ERR_STORE, "%s: the clock cannot be read", h->name);
    *ret = (ms - JULIAN_1970) * US_PER_MS;
    return OK;
}

/* The last instant at which something of a range was corrected: when what stands under a key now became known. false: it always was. */
static err known_since(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to, bool *ret_found, int64_t *ret)
{
    return query_number(c, h, PAST_SINCE, (int64_t[]){segment, from, to}, 3, ret_found, ret);
}

/* Row i of `rows` was known until now; rows NULL: that there was none at that time was. */
static err add_past(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, const struct hyper_rows *rows, size_t i, int64_t until,
                    const int64_t *since)
{
    AUTO_QUERY *stmt = NULL;
    bool            row;
    TRY(query_of(c, h, PAST_ADD, &stmt));
    bool bound = sqlite3_bind_int64(stmt, 1, segment) == SQLITE_OK && sqlite3_bind_int64(stmt, 2, at) == SQLITE_OK &&
                 sqlite3_bind_int64(stmt, PLACE_UNTIL, until) == SQLITE_OK && sqlite3_bind_int(stmt, PLACE_ABSENT, !rows) == SQLITE_OK &&
                 (!since || sqlite3_bind_int64(stmt, PLACE_FROM, *since) == SQLITE_OK);
    for (size_t k = 0; rows && bound && k < h->spec.column_count; k++)
        bound = value_bind(stmt, (int)k + PLACE_VALUES, &rows->column[k], i) == SQLITE_OK;
    return bound ? query_step(c, h, stmt, &row) : table_fail(c, h, "binding a row");
}

/* What was known for no time at all, two corrections at one instant or a clock set back, leaves nothing. */
static err keep(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, const struct hyper_rows *rows, size_t i)
{
    bool    found;
    int64_t since, until;
    TRY(now(c, h, &until));
    TRY(known_since(c, h, segment, at, at, &found, &since));
    if (found && since > until && h->known_at != TIME_NONE)
        return fail(c, ERR_CONFLICT, "%s: a correction of what became known later", h->name);
    if (found && since >= until) return OK;
    if (!rows && !found && h->known_at == TIME_NONE) return OK;                 /* a new row: known from the start */
    return add_past(c, h, segment, at, rows, i, until, found ? &since : NULL);
}

static bool same_value(const struct column *a, size_t i, const struct column *b, size_t k)
{
    bool gone = !a->ints || rows_null(a, i), also = !b->ints || rows_null(b, k);
    if (a->type == COLUMN_REAL) {       /* a NaN is missing */
        gone = gone || a->reals[i] != a->reals[i];
        also = also || b->reals[k] != b->reals[k];
    }
    if (gone || also) return gone == also;
    return a->type == COLUMN_TEXT ? slice_same(a->texts[i], b->texts[k]) : a->ints[i] == b->ints[k];
}

static bool same_row(const struct spec *s, const struct hyper_rows *a, size_t i, const struct hyper_rows *b, size_t k)
{
    for (size_t j = 0; j < s->column_count; j++)
        if (!same_value(&a->column[j], i, &b->column[j], k)) return false;
    return true;
}

static err keep_replaced(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *fresh, size_t begin, size_t end)
{
    struct hyper_rows old;
    int64_t           from = fresh->at[begin], to = fresh->at[end - 1], since;
    bool              corrected;
    TRY(known_since(c, h, segment, from, to, &corrected, &since));
    TRY(hyper_read(c, h, segment, from, to, UINT64_MAX, &old));
    if (old.count == 0 && !corrected && h->known_at == TIME_NONE) return OK;    /* a load of new rows */
    for (size_t k = begin, i = 0; k < end; k++) {
        while (i < old.count && old.at[i] < fresh->at[k]) i++;
        bool there = i < old.count && old.at[i] == fresh->at[k];
        if (there && same_row(&h->spec, &old, i, fresh, k)) continue;
        TRY(keep(c, h, segment, fresh->at[k], there ? &old : NULL, i));
    }
    return OK;
}

err history_put(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows, size_t begin, size_t end)
{
    AUTO_CTX part = {0};
    ctx_open_part(&part, c);
    return ctx_end_part(c, &part, keep_replaced(&part, h, segment, rows, begin, end));
}

err history_add(struct ctx *c, struct hyper *h, int64_t segment, int64_t at) { return keep(c, h, segment, at, NULL, 0); }

static err keep_deleted(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to)
{
    struct hyper_rows old;
    TRY(hyper_read(c, h, segment, from, to, UINT64_MAX, &old));
    for (size_t i = 0; i < old.count; i++) TRY(keep(c, h, segment, old.at[i], &old, i));
    return OK;
}

err history_delete(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to)
{
    AUTO_CTX part = {0};
    ctx_open_part(&part, c);
    return ctx_end_part(c, &part, keep_deleted(&part, h, segment, from, to));
}

/* ---- reading ---- */

struct past {                           /* what stood instead of what stands now; when nothing did */
    struct hyper_rows rows, absent;
};

static err read_past(struct ctx *c, struct hyper *h, const int64_t bounds[4], uint64_t columns, struct past *ret)
{
    enum { FEW = 16 };
    AUTO_QUERY *stmt = NULL;
    struct heap heap, absent;           /* of the latter only the times */
    bool        row;
    TRY(heap_open(c, &h->spec, columns, FEW, &heap));
    TRY(heap_open(c, &h->spec, 0, FEW, &absent));
    TRY(query_open(c, h, PAST_ROWS, bounds, 4, &stmt));
    for (;;) {
        TRY(query_step(c, h, stmt, &row));
        if (!row) break;
        bool         gone = sqlite3_column_int(stmt, (int)h->spec.column_count + 1);
        struct heap *to   = gone ? &absent : &heap;
        if (to->count == to->room) TRY(heap_grow(to));
        TRY(heap_set(to, to->count, stmt));
        to->count++;
    }
    heap_rows(&heap, &ret->rows);
    heap_rows(&absent, &ret->absent);
    return OK;
}

static err without(struct ctx *c, const struct spec *spec, uint64_t columns, const struct hyper_rows *rows, const struct hyper_rows *absent,
                   struct hyper_rows *ret)
{
    struct heap out;
    TRY(heap_open(c, spec, columns, rows->count, &out));
    for (size_t i = 0, k = 0; i < rows->count; i++) {
        while (k < absent->count && absent->at[k] < rows->at[i]) k++;
        if (k == absent->count || absent->at[k] != rows->at[i]) heap_append(&out, rows, i, 1);
    }
    heap_rows(&out, ret);
    return OK;
}

err hyper_read_as_of(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to, int64_t as_of, uint64_t columns,
                     struct hyper_rows *ret)
{
    struct past past;
    if (!h->spec.history) return fail(c, ERR_USAGE, "%s keeps no history", h->name);
    TRY(hyper_read(c, h, segment, from, to, columns, ret));
    TRY(read_past(c, h, (int64_t[]){segment, from, to, as_of}, columns, &past));
    if (past.rows.count)   TRY(rows_merge(c, &h->spec, columns, ret, &past.rows, ret));
    if (past.absent.count) TRY(without(c, &h->spec, columns, ret, &past.absent, ret));
    return OK;
}

err history_segment(struct ctx *c, struct hyper *h, int64_t start, bool down, bool *ret_found, int64_t *ret)
{
    return query_number(c, h, down ? PAST_KEY_DOWN : PAST_KEY_UP, &start, 1, ret_found, ret);
}
