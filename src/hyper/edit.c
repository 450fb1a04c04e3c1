#include "hyper/edit.h"

#include <math.h>

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

static err add_blob(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows, struct slice body)
{
    AUTO_QUERY *stmt = NULL;
    bool            row;
    int64_t         numbers[] = {segment, rows->at[0], rows->at[rows->count - 1], (int64_t)rows->count};
    TRY(query_of(c, h, SEGMENT_ADD, &stmt));
    for (int i = 0; i < 4; i++)
        if (sqlite3_bind_int64(stmt, i + 1, numbers[i]) != SQLITE_OK) return table_fail(c, h, "binding a number");
    if (sqlite3_bind_blob64(stmt, 5, body.at, body.size, SQLITE_STATIC) != SQLITE_OK) return table_fail(c, h, "binding packed rows");
    return query_step(c, h, stmt, &row);
}

static err pack_part(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows)
{
    struct column columns[PACK_COLUMNS_MAX] = {{.type = COLUMN_INT, .ints = rows->at}};
    struct slice  body;
    for (size_t k = 0; k < h->spec.column_count; k++) columns[k + 1] = rows->column[k];
    TRY(columns_encode(c, rows->count, columns, h->spec.column_count + 1, &body));
    return add_blob(c, h, segment, rows, body);
}

/* Rows of one chunk, in as few blobs as they fit. */
static err pack(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows)
{
    size_t parts = (rows->count + PACK_ROWS_MAX - 1) / PACK_ROWS_MAX;
    for (size_t i = 0; i < parts; i++) {
        struct hyper_rows part;
        size_t            begin = rows->count * i / parts, end = rows->count * (i + 1) / parts;
        TRY(rows_part(c, &h->spec, rows, begin, end - begin, &part));
        TRY(pack_part(c, h, segment, &part));
    }
    return OK;
}

static err replace_blob(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b, const struct hyper_rows *rows)
{
    TRY(query_run(c, h, SEGMENT_DROP, &b->id, 1));
    return pack(c, h, segment, rows);
}

/* ---- one row ---- */

static err row_exists(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, bool *ret)
{
    AUTO_QUERY *stmt = NULL;
    TRY(query_of(c, h, ROW_HAS, &stmt));
    if (sqlite3_bind_int64(stmt, 1, segment) != SQLITE_OK || sqlite3_bind_int64(stmt, 2, at) != SQLITE_OK)
        return table_fail(c, h, "binding a key");
    return query_step(c, h, stmt, ret);
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

err edit_has(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, bool *ret)
{
    struct blob   b;
    struct packed p;
    int64_t      *times;
    TRY(find_covering(c, h, segment, at, &b));
    if (!b.found) return row_exists(c, h, segment, at, ret);
    TRY(blob_open(c, h, segment, &b, &p));
    TRY(NEW(c, times, p.count + PACK_SLACK));
    if (!columns_decode(&(struct unpacker){.c = c}, &p, 0, times, NULL)) return c->starved ? ERR_NOMEM : blob_damaged(c, h, segment, &b);
    *ret = holds(&(struct hyper_rows){.count = p.count, .at = times}, at);
    return OK;
}

static int bind_value(sqlite3_stmt *stmt, int place, const struct column *k, size_t i)
{
    if (!k->ints || rows_null(k, i)) return sqlite3_bind_null(stmt, place);
    switch (k->type) {
    case COLUMN_INT:  return sqlite3_bind_int64(stmt, place, k->ints[i]);
    case COLUMN_REAL: return isnan(k->reals[i]) ? sqlite3_bind_null(stmt, place) : sqlite3_bind_double(stmt, place, k->reals[i]);
    case COLUMN_TEXT: return sqlite3_bind_text64(stmt, place, k->texts[i].at ?: "", k->texts[i].size, SQLITE_STATIC, SQLITE_UTF8);
    }
    return SQLITE_MISUSE;
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
    for (size_t k = 0; bound && k < h->spec.column_count; k++) bound = bind_value(stmt, (int)k + 3, &rows->column[k], i) == SQLITE_OK;
    if (!bound) return table_fail(c, h, "binding a row");
    switch (sqlite3_step(stmt)) {
    case SQLITE_DONE:       return OK;
    case SQLITE_CONSTRAINT: return unique(c, h);
    default:                return table_fail(c, h, "adding a row");
    }
}

err edit_put(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows, size_t i, bool replace)
{
    struct blob       b;
    struct hyper_rows old, one, merged;
    TRY(find_covering(c, h, segment, rows->at[i], &b));
    if (!b.found) return put_row(c, h, segment, rows, i, replace);
    TRY(read_blob(c, h, segment, &b, &old));
    if (!replace && holds(&old, rows->at[i])) return unique(c, h);
    TRY(rows_part(c, &h->spec, rows, i, 1, &one));
    TRY(rows_merge(c, &h->spec, &old, &one, &merged));
    return replace_blob(c, h, segment, &b, &merged);
}

/* ---- a range ---- */

static err cut_blob(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b, int64_t from, int64_t to)
{
    struct hyper_rows old, rest;
    if (b->first >= from && b->last <= to) return query_run(c, h, SEGMENT_DROP, &b->id, 1);
    TRY(read_blob(c, h, segment, b, &old));
    TRY(rows_outside(c, &h->spec, &old, from, to, &rest));
    return rest.count == old.count ? OK : replace_blob(c, h, segment, b, &rest);
}

/* Runs one blob's work in a scratch of its own, so that a range of many costs the memory of one. */
static err in_scratch(struct ctx *c, err e, struct ctx *scratch)
{
    c->alloc_count = scratch->alloc_count;
    return e == OK ? OK : fail(c, e, "%s", scratch->note);
}

static void scratch_open(struct ctx *scratch, const struct ctx *c)
{
    ctx_open(scratch, HYPER_MEMORY_MAX);
    scratch->fail_at     = c->fail_at;
    scratch->alloc_count = c->alloc_count;
}

err edit_delete(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to)
{
    struct blob b;
    TRY(query_run(c, h, ROWS_DROP, (int64_t[]){segment, from, to}, 3));
    for (int64_t at = from; at <= to; at = b.last + 1) {
        AUTO_CTX scratch = {0};
        TRY(blob_from(c, h, segment, at, &b));
        if (!b.found || b.first > to) return OK;
        scratch_open(&scratch, c);
        TRY(in_scratch(c, cut_blob(&scratch, h, segment, &b, from, to), &scratch));
        if (b.last == INT64_MAX) return OK;
    }
    return OK;
}

/* ---- a chunk ---- */

static err pack_chunk(struct ctx *c, struct hyper *h, int64_t segment, int64_t first, int64_t last, const struct hyper_rows *fresh, size_t *ret)
{
    struct hyper_rows old, merged;
    TRY(hyper_read(c, h, segment, first, last, UINT64_MAX, &old));
    merged = old;
    if (fresh) TRY(rows_merge(c, &h->spec, &old, fresh, &merged));
    TRY(query_run(c, h, SEGMENTS_DROP, (int64_t[]){segment, first, last}, 3));
    TRY(query_run(c, h, ROWS_DROP, (int64_t[]){segment, first, last}, 3));
    *ret = merged.count;
    return pack(c, h, segment, &merged);
}

err edit_pack(struct ctx *c, struct hyper *h, int64_t segment, int64_t first, int64_t last, const struct hyper_rows *fresh, size_t *ret_count)
{
    AUTO_CTX scratch = {0};
    scratch_open(&scratch, c);
    return in_scratch(c, pack_chunk(&scratch, h, segment, first, last, fresh, ret_count), &scratch);
}
