#include "hyper/hyper.h"

#include "base/day.h"
#include "hyper/change.h"
#include "hyper/edit.h"

/* ---- opening ---- */

static err read_declaration(struct ctx *c, sqlite3 *db, const char *schema, const char *name, struct spec *ret)
{
    const char **args;
    size_t       count;
    struct hyper h = {.db = db, .schema = schema, .name = name};
    err          e = table_arguments(c, &h, 0, &args, &count);
    if (e == ERR_STORE && h.code == SQLITE_ERROR) return fail(c, ERR_NOT_FOUND, "no hypertable %s: %s", name, sqlite3_errmsg(db));
    TRY(e);
    return spec_read(c, args, count, ret);
}

static void let_go(void *arg) { table_close(arg); }

err hyper_open_in(struct ctx *c, sqlite3 *db, const char *schema, const char *name, struct hyper **ret)
{
    struct spec   spec;
    struct hyper *h;
    TRY(read_declaration(c, db, schema, name, &spec));
    TRY(table_open(c, db, schema, name, &spec, &h));
    TRY(ctx_on_close(c, let_go, h));
    *ret = h;
    return OK;
}

err hyper_open(struct ctx *c, sqlite3 *db, const char *name, struct hyper **ret) { return hyper_open_in(c, db, "main", name, ret); }

err hyper_column(struct ctx *c, const struct hyper *h, const char *name, size_t *ret)
{
    for (size_t k = 0; k < h->spec.column_count; k++) {
        if (strcmp(h->spec.name[k], name) != 0) continue;
        *ret = k;
        return OK;
    }
    return fail(c, ERR_NOT_FOUND, "%s has no column %s", h->name, name);
}

/* ---- writing ---- */

static err put_each(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i++) {
        AUTO_CTX scratch = {0};
        ctx_open_part(&scratch, c);
        TRY(ctx_end_part(c, &scratch, edit_put(&scratch, h, segment, rows, i, true)));
    }
    return OK;
}

static bool rows_keep(const struct hyper *h, const struct hyper_rows *rows, size_t begin, size_t end)
{
    for (size_t k = 0; k < h->spec.column_count; k++)
        for (size_t i = begin; i < end && h->spec.type[k] == COLUMN_REAL && rows->column[k].reals; i++)
            if (!edit_row_keeps(rows->column[k].reals[i])) return false;
    return true;
}

static err write_chunk(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows, size_t begin, size_t end)
{
    struct hyper_rows part;
    int64_t           first, last;
    size_t            count;
    if (end - begin < HYPER_PACK_MIN && rows_keep(h, rows, begin, end)) return put_each(c, h, segment, rows, begin, end);
    chunk_bounds(h->spec.chunk, rows->at[begin], &first, &last);
    TRY(rows_part(c, &h->spec, rows, begin, end - begin, &part));
    return edit_pack(c, h, segment, first, last, &part, &count);
}

static err check_types(struct ctx *c, const struct hyper *h, const struct hyper_rows *rows)
{
    for (size_t k = 0; k < h->spec.column_count; k++)
        if (rows->column[k].ints && rows->column[k].type != h->spec.type[k])
            return fail(c, ERR_DATA, "%s: column %s is %s", h->name, h->spec.name[k], type_name(h->spec.type[k]));
    return OK;
}

static err write_chunks(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows)
{
    for (size_t begin = 0, end; begin < rows->count; begin = end) {
        int64_t first, last;
        chunk_bounds(h->spec.chunk, rows->at[begin], &first, &last);
        for (end = begin + 1; end < rows->count && rows->at[end] <= last;) end++;
        TRY(write_chunk(c, h, segment, rows, begin, end));
    }
    return OK;
}

err hyper_write(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows)
{
    TRY(check_types(c, h, rows));
    for (size_t i = 1; i < rows->count; i++)
        if (rows->at[i] <= rows->at[i - 1]) return fail(c, ERR_DATA, "%s: the times that are written do not ascend", h->name);
    TRY(change_watch(c, h));
    err e = write_chunks(c, h, segment, rows);
    change_unwatch(h);
    return e;
}

/* Rows that came one by one are packed when there are enough of them; one write in sixteen looks. */
static err relieve(struct ctx *c, struct hyper *h, int64_t segment, int64_t at)
{
    enum { MIXED_BITS = 64, LOOKS_BITS = 4 };
    int64_t  first, last, count;
    bool     any;
    size_t   packed;
    uint64_t mixed = ((uint64_t)segment ^ (uint64_t)at) * 0x9e3779b97f4a7c15u;
    if (mixed >> (MIXED_BITS - LOOKS_BITS)) return OK;
    chunk_bounds(h->spec.chunk, at, &first, &last);
    TRY(query_number(c, h, ROWS_COUNT, (int64_t[]){segment, first, last, HYPER_OVER_MAX}, 4, &any, &count));
    return count < HYPER_OVER_MAX ? OK : edit_pack(c, h, segment, first, last, NULL, &packed);
}

static err put_rows(struct ctx *c, struct hyper *h, const int64_t *segments, const struct hyper_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (!rows_keep(h, rows, i, i + 1)) {
            TRY(write_chunk(c, h, segments[i], rows, i, i + 1));
            continue;
        }
        TRY(edit_row(c, h, segments[i], rows, i));
        TRY(relieve(c, h, segments[i], rows->at[i]));
    }
    return OK;
}

err hyper_put(struct ctx *c, struct hyper *h, const int64_t *segments, const struct hyper_rows *rows)
{
    TRY(check_types(c, h, rows));
    TRY(change_watch(c, h));
    err e = put_rows(c, h, segments, rows);
    change_unwatch(h);
    return e;
}

err hyper_delete_range(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to)
{
    return edit_delete(c, h, segment, from, to);
}

/* ---- packing what is old ---- */

/* The rows of a segment that are older than `before`, chunk by chunk; of an open chunk only where there are `least` of them. */
static err compress_segment(struct ctx *c, struct hyper *h, int64_t segment, int64_t before, int64_t least, int64_t *count)
{
    for (int64_t from = INT64_MIN;;) {
        bool    found, any;
        int64_t at, first, last, end, there;
        size_t  packed = 0;
        TRY(query_number(c, h, ROW_OLDEST, (int64_t[]){segment, from}, 2, &found, &at));
        if (!found || at >= before) return OK;
        chunk_bounds(h->spec.chunk, at, &first, &last);
        end = last < before - 1 ? last : before - 1;
        TRY(query_number(c, h, ROWS_COUNT, (int64_t[]){segment, at, end, least}, 4, &any, &there));
        if (end == last || there >= least) TRY(edit_pack(c, h, segment, first, end, NULL, &packed));
        *count += (int64_t)packed;
        if (last == INT64_MAX) return OK;
        from = last + 1;
    }
}

static err compress_all(struct ctx *c, struct hyper *h, int64_t before, int64_t least, int64_t *ret_count)
{
    int64_t count = 0;
    for (int64_t segment = INT64_MIN;; segment++) {
        bool found;
        TRY(query_number(c, h, ROW_NEXT, &segment, 1, &found, &segment));
        if (!found) break;
        TRY(compress_segment(c, h, segment, before, least, &count));
        if (segment == INT64_MAX) break;
    }
    *ret_count = count;
    return OK;
}

err hyper_compress(struct ctx *c, struct hyper *h, int64_t before, int64_t *ret_count)
{
    return compress_all(c, h, before, 1, ret_count);
}

err hyper_compress_one(struct ctx *c, struct hyper *h, int64_t segment, int64_t before, int64_t *ret_count)
{
    *ret_count = 0;
    return compress_segment(c, h, segment, before, 1, ret_count);
}

err hyper_compress_due(struct ctx *c, struct hyper *h, int64_t *ret_count)
{
    bool    found;
    int64_t newest, before;
    *ret_count = 0;
    TRY(query_number(c, h, NEWEST, NULL, 0, &found, &newest));
    if (!found || __builtin_sub_overflow(newest, span_microseconds(h->spec.compress_after), &before)) return OK;
    return compress_all(c, h, before, HYPER_PACK_MIN, ret_count);
}

/* ---- looking whether all is whole ---- */

static err next_blob(struct ctx *c, struct hyper *h, int64_t *segment, struct blob *b)
{
    AUTO_QUERY *stmt = NULL;
    TRY(query_open(c, h, BLOB_EACH, (int64_t[]){*segment, b->first}, 2, &stmt));
    TRY(query_step(c, h, stmt, &b->found));
    if (!b->found) return OK;
    *b = (struct blob){sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1), sqlite3_column_int64(stmt, 2), (size_t)sqlite3_column_int64(stmt, 3), true};
    *segment = sqlite3_column_int64(stmt, 4);
    return OK;
}

static bool in_order(const int64_t *at, size_t count, const struct blob *b)
{
    for (size_t i = 1; i < count; i++)
        if (at[i] <= at[i - 1]) return false;
    return at[0] == b->first && at[count - 1] == b->last;
}

/* ERR_DATA tells of damage; everything else is a failure to look. */
static err check_blob(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b, const char **ret_column)
{
    struct packed p;
    int64_t      *at;
    size_t        column = 0;
    *ret_column = "head";
    TRY(blob_open(c, h, segment, b, &p));
    bool whole = columns_check(c, &p, &column);
    if (!whole && c->starved) return ERR_NOMEM;
    *ret_column = column == 0 ? h->spec.time : column <= h->spec.column_count ? h->spec.name[column - 1] : "head";
    if (!whole) return ERR_DATA;
    TRY(NEW(c, at, p.count + PACK_SLACK));
    bool right = columns_decode(&(struct unpacker){.c = c}, &p, 0, at, NULL) && p.count == b->count && in_order(at, p.count, b);
    return right ? OK : c->starved ? ERR_NOMEM : ERR_DATA;
}

err hyper_check(struct ctx *c, struct hyper *h)
{
    struct blob b = {.first = INT64_MIN};
    int64_t     segment = INT64_MIN;
    for (;;) {
        AUTO_CTX    scratch = {0};
        const char *column;
        TRY(next_blob(c, h, &segment, &b));
        if (!b.found) return OK;
        ctx_open(&scratch, HYPER_MEMORY_MAX);
        err e = check_blob(&scratch, h, segment, &b, &column);
        if (e == ERR_DATA) {
            fault(c, h->name, "segment %lld from %lld to %lld: %s is damaged", (long long)segment, (long long)b.first, (long long)b.last, column);
        } else if (e != OK) {
            return fail(c, e, "%s", scratch.note);
        }
    }
}
