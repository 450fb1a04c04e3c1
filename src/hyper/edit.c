#include "hyper/edit.h"

#include <math.h>

#include "hyper/change.h"
#include "hyper/values.h"

/* ---- one blob ---- */

static err read_blob(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b, struct hyper_rows *ret)
{
    struct unpacker u = {.c = c};
    struct packed   p;
    int64_t        *at;
    TRY(blob_open(c, h, segment, b, &p));
    size_t room = p.count + PACK_SLACK;
    TRY(NEW(c, at, room));
    bool whole = columns_decode(&u, &p, 0, at, NULL);
    *ret = (struct hyper_rows){.count = p.count, .at = at};
    for (size_t k = 0; whole && k < h->spec.column_count; k++) {
        enum column_type type  = h->spec.type[k];
        uint64_t        *nulls = NULL;
        void            *value = ctx_alloc(c, type == COLUMN_TEXT ? sizeof(struct slice) : sizeof(int64_t), room);
        if (!value) return ERR_NOMEM;
        if (type != COLUMN_REAL) TRY(NEW(c, nulls, (p.count + 63) / 64));
        whole = columns_decode(&u, &p, k + 1, value, nulls);
        ret->column[k] = (struct column){.type = type, .ints = value, .nulls = nulls};
    }
    return whole ? OK : c->starved ? ERR_NOMEM : blob_damaged(c, h, segment, b);
}

static err pack_part(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows)
{
    struct column columns[PACK_COLUMNS_MAX] = {{.type = COLUMN_INT, .ints = rows->at}};
    struct slice  blob;
    for (size_t k = 0; k < h->spec.column_count; k++) columns[k + 1] = rows->column[k];
    TRY(columns_encode(c, rows->count, columns, h->spec.column_count + 1, &blob));
    return blob_add(c, h, segment, rows->at[0], rows->at[rows->count - 1], rows->count, blob);
}

/* A column that is not given is all missing. */
static err fill_columns(struct ctx *c, const struct spec *spec, struct hyper_rows *rows)
{
    struct heap       missing;
    struct hyper_rows all;
    uint64_t          wanted = 0;
    for (size_t k = 0; k < spec->column_count; k++) wanted |= (uint64_t)!rows->column[k].ints << k;
    if (!wanted) return OK;
    TRY(heap_open(c, spec, wanted, rows->count, &missing));
    heap_append(&missing, rows, 0, rows->count);
    heap_rows(&missing, &all);
    for (size_t k = 0; k < spec->column_count; k++)
        if (wanted >> k & 1) rows->column[k] = all.column[k];
    return OK;
}

/* Rows of one chunk, in as few blobs as they fit. */
static err pack(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows)
{
    size_t            parts = (rows->count + PACK_ROWS_MAX - 1) / PACK_ROWS_MAX;
    struct hyper_rows all = *rows, part;
    TRY(fill_columns(c, &h->spec, &all));
    for (size_t i = 0; i < parts; i++) {
        size_t begin = rows->count * i / parts, end = rows->count * (i + 1) / parts;
        TRY(rows_part(c, &h->spec, &all, begin, end - begin, &part));
        TRY(pack_part(c, h, segment, &part));
    }
    return OK;
}

static err replace_blob(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b, const struct hyper_rows *rows)
{
    TRY(blob_drop(c, h, segment, b));
    return pack(c, h, segment, rows);
}

/* ---- one row ---- */

static err row_exists(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, bool *ret)
{
    int64_t one;
    return query_number(c, h, ROW_HAS, (int64_t[]){segment, at}, 2, ret, &one);
}

static bool holds(const struct hyper_rows *rows, int64_t at)
{
    size_t i = rows_lower(rows->at, rows->count, at);
    return i < rows->count && rows->at[i] == at;
}

static err find_covering(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, struct blob *ret)
{
    TRY(blob_before(c, h, segment, at, ret));
    ret->found &= ret->last >= at;
    return OK;
}

static err blob_holds(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b, int64_t at, bool *ret)
{
    struct packed p;
    int64_t      *times;
    TRY(blob_open(c, h, segment, b, &p));
    TRY(NEW(c, times, p.count + PACK_SLACK));
    if (!columns_decode(&(struct unpacker){.c = c}, &p, 0, times, NULL)) return c->starved ? ERR_NOMEM : blob_damaged(c, h, segment, b);
    *ret = holds(&(struct hyper_rows){.count = p.count, .at = times}, at);
    return OK;
}

err edit_has(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, bool *ret)
{
    struct blob b;
    TRY(row_exists(c, h, segment, at, ret));
    if (*ret) return OK;
    TRY(find_covering(c, h, segment, at, &b));
    return b.found ? blob_holds(c, h, segment, &b, at, ret) : OK;
}

bool edit_row_keeps(double v)
{
    if (isnan(v)) return memcmp(&v, &(double){NAN}, sizeof v) == 0;
    return v != 0 || !signbit(v);
}

static err unique(struct ctx *c, const struct hyper *h)
{
    return fail(c, ERR_CONFLICT, "UNIQUE constraint failed: %s.%s, %s.%s", h->name, h->spec.segment, h->name, h->spec.time);
}

static err put_row(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows, size_t i, bool replace)
{
    AUTO_QUERY *stmt = NULL;
    TRY(query_of(c, h, replace ? ROW_PUT : ROW_ADD, &stmt));
    bool bound = sqlite3_bind_int64(stmt, 1, segment) == SQLITE_OK && sqlite3_bind_int64(stmt, 2, rows->at[i]) == SQLITE_OK;
    for (size_t k = 0; bound && k < h->spec.column_count; k++) bound = value_bind(stmt, (int)k + 3, &rows->column[k], i) == SQLITE_OK;
    if (!bound) return table_fail(c, h, "binding a row");
    switch (sqlite3_step(stmt)) {
    case SQLITE_DONE:       return OK;
    case SQLITE_CONSTRAINT: return unique(c, h);
    default:                return table_fail(c, h, "adding a row");
    }
}

err edit_put(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows, size_t i, bool replace)
{
    struct blob b;
    bool        taken = false;
    TRY(find_covering(c, h, segment, rows->at[i], &b));
    if (b.found && !replace) TRY(blob_holds(c, h, segment, &b, rows->at[i], &taken));
    if (taken) return unique(c, h);
    if (replace) TRY(change_put(c, h, segment, rows, i, i + 1));
    TRY(put_row(c, h, segment, rows, i, replace));
    if (!replace) TRY(change_add(c, h, segment, rows->at[i]));
    return b.found ? edit_relieve(c, h, segment, &b) : OK;
}

err edit_row(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows, size_t i)
{
    TRY(change_put(c, h, segment, rows, i, i + 1));
    return put_row(c, h, segment, rows, i, true);
}

/* ---- a range ---- */

static err cut_blob(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b, int64_t from, int64_t to)
{
    struct hyper_rows old, rest;
    if (b->first >= from && b->last <= to) return blob_drop(c, h, segment, b);
    TRY(read_blob(c, h, segment, b, &old));
    TRY(rows_outside(c, &h->spec, &old, from, to, &rest));
    return rest.count == old.count ? OK : replace_blob(c, h, segment, b, &rest);
}

err edit_delete(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to)
{
    struct blob b;
    TRY(change_delete(c, h, segment, from, to));
    TRY(query_run(c, h, ROWS_DROP, (int64_t[]){segment, from, to}, 3));
    for (int64_t at = from; at <= to; at = b.last + 1) {
        AUTO_CTX scratch = {0};
        TRY(blob_from(c, h, segment, at, &b));
        if (!b.found || b.first > to) return OK;
        ctx_open_part(&scratch, c);
        TRY(ctx_end_part(c, &scratch, cut_blob(&scratch, h, segment, &b, from, to)));
        if (b.last == INT64_MAX) return OK;
    }
    return OK;
}

/* ---- packing ---- */

enum { FULL = PACK_ROWS_MAX / 2 };              /* rows of a blob that takes in no more of those beside it */

struct packing {
    struct hyper     *h;
    int64_t           segment, first, last;     /* of the chunk */
    struct hyper_rows loose;
};

/* Rows i to *ret_end of the loose ones, with the blob they lie in or beside, if one has room for them. */
static err pack_group(struct ctx *c, const struct packing *p, size_t i, size_t *ret_end)
{
    struct blob       before, behind, *with = NULL;
    struct hyper_rows part, old;
    int64_t           at = p->loose.at[i];
    TRY(blob_before(c, p->h, p->segment, at, &before));
    TRY(blob_behind(c, p->h, p->segment, at, &behind));
    size_t end = behind.found ? rows_lower(p->loose.at, p->loose.count, behind.first) : p->loose.count;
    if (before.found && before.first >= p->first && (before.last >= at || before.count < FULL)) with = &before;
    else if (behind.found && behind.first <= p->last && behind.count < FULL && end == p->loose.count) with = &behind;
    TRY(rows_part(c, &p->h->spec, &p->loose, i, end - i, &part));
    *ret_end = end;
    if (!with) return pack(c, p->h, p->segment, &part);
    TRY(read_blob(c, p->h, p->segment, with, &old));
    TRY(rows_merge(c, &p->h->spec, UINT64_MAX, &old, &part, &part));
    return replace_blob(c, p->h, p->segment, with, &part);
}

static err pack_loose(struct ctx *c, const struct packing *p)
{
    for (size_t i = 0; i < p->loose.count;) {
        AUTO_CTX scratch = {0};
        ctx_open_part(&scratch, c);
        TRY(ctx_end_part(c, &scratch, pack_group(&scratch, p, i, &i)));
    }
    return OK;
}

static err pack_chunk(struct ctx *c, struct packing *p, const struct hyper_rows *fresh, size_t *ret)
{
    if (fresh) TRY(change_put(c, p->h, p->segment, fresh, 0, fresh->count));
    TRY(rows_read(c, p->h, p->segment, p->first, p->last, SIZE_MAX, &p->loose));
    bool rows = p->loose.count > 0;
    if (fresh && rows) TRY(rows_merge(c, &p->h->spec, UINT64_MAX, &p->loose, fresh, &p->loose));
    else if (fresh)    p->loose = *fresh;
    *ret = p->loose.count;
    if (rows) TRY(query_run(c, p->h, ROWS_DROP, (int64_t[]){p->segment, p->first, p->last}, 3));
    return pack_loose(c, p);
}

err edit_pack(struct ctx *c, struct hyper *h, int64_t segment, int64_t first, int64_t last, const struct hyper_rows *fresh, size_t *ret_count)
{
    AUTO_CTX       scratch = {0};
    struct packing p       = {.h = h, .segment = segment, .first = first, .last = last};
    ctx_open_part(&scratch, c);
    return ctx_end_part(c, &scratch, pack_chunk(&scratch, &p, fresh, ret_count));
}

err edit_relieve(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b)
{
    bool    any;
    int64_t count;
    size_t  packed;
    TRY(query_number(c, h, ROWS_COUNT, (int64_t[]){segment, b->first, b->last, HYPER_OVER_MAX}, 4, &any, &count));
    return count < HYPER_OVER_MAX ? OK : edit_pack(c, h, segment, b->first, b->last, NULL, &packed);
}
