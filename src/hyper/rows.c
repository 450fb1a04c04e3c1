#include "hyper/rows.h"

#include <math.h>

static size_t words(size_t count) { return (count + 63) / 64; }

err heap_open(struct ctx *c, const struct spec *spec, uint64_t wanted, size_t room, struct heap *ret)
{
    struct heap h = {.c = c, .room = room, .column_count = spec->column_count};
    TRY(NEW(c, h.at, room));
    for (size_t k = 0; k < spec->column_count; k++) {
        h.type[k] = spec->type[k];
        if (!(wanted >> k & 1)) continue;
        size_t size = spec->type[k] == COLUMN_TEXT ? sizeof(struct slice) : sizeof(int64_t);
        h.value[k] = ctx_alloc(c, size, room);
        if (!h.value[k]) return ERR_NOMEM;
        if (spec->type[k] != COLUMN_REAL) TRY(NEW(c, h.nulls[k], words(room)));
    }
    *ret = h;
    return OK;
}

err heap_grow(struct heap *h)
{
    struct heap bigger = *h;
    bigger.room = h->room * 2;
    TRY(NEW(h->c, bigger.at, bigger.room));
    memcpy(bigger.at, h->at, h->count * sizeof *h->at);
    for (size_t k = 0; k < h->column_count; k++) {
        size_t size = h->type[k] == COLUMN_TEXT ? sizeof(struct slice) : sizeof(int64_t);
        if (!h->value[k]) continue;
        bigger.value[k] = ctx_alloc(h->c, size, bigger.room);
        if (!bigger.value[k]) return ERR_NOMEM;
        memcpy(bigger.value[k], h->value[k], h->count * size);
        if (!h->nulls[k]) continue;
        TRY(NEW(h->c, bigger.nulls[k], words(bigger.room)));
        memcpy(bigger.nulls[k], h->nulls[k], words(h->count) * sizeof *h->nulls[k]);
    }
    *h = bigger;
    return OK;
}

static void mark_nulls(uint64_t *nulls, size_t at, const struct column *from, size_t begin, size_t count)
{
    if (from->ints && !from->nulls) return;
    for (size_t i = 0; i < count; i++)
        if (!from->ints || rows_null(from, begin + i)) nulls[(at + i) / 64] |= 1ull << (at + i) % 64;
}

static void append_reals(double *to, const struct column *from, size_t begin, size_t count)
{
    if (from->reals) memcpy(to, from->reals + begin, count * sizeof *to);
    for (size_t i = 0; i < count; i++)
        if (!from->reals || rows_null(from, begin + i)) to[i] = NAN;
}

void heap_append(struct heap *to, const struct hyper_rows *from, size_t begin, size_t count)
{
    memcpy(to->at + to->count, from->at + begin, count * sizeof *to->at);
    for (size_t k = 0; k < to->column_count; k++) {
        const struct column *column = &from->column[k];
        if (!to->value[k]) continue;
        if (to->nulls[k]) mark_nulls(to->nulls[k], to->count, column, begin, count);
        if (to->type[k] == COLUMN_REAL) append_reals((double *)to->value[k] + to->count, column, begin, count);
        else if (column->ints && to->type[k] == COLUMN_INT)  memcpy((int64_t *)to->value[k] + to->count, column->ints + begin, count * sizeof(int64_t));
        else if (column->texts) memcpy((struct slice *)to->value[k] + to->count, column->texts + begin, count * sizeof(struct slice));
    }
    to->count += count;
}

void heap_rows(const struct heap *h, struct hyper_rows *ret)
{
    *ret = (struct hyper_rows){.count = h->count, .at = h->at};
    for (size_t k = 0; k < h->column_count; k++)
        ret->column[k] = (struct column){.type = h->type[k], .ints = h->value[k], .nulls = h->nulls[k]};
}

/* ---- from a statement ---- */

static err copy_text(struct ctx *c, sqlite3_stmt *stmt, int i, struct slice *ret)
{
    struct slice text = {(const char *)sqlite3_column_text(stmt, i), (size_t)sqlite3_column_bytes(stmt, i)};
    ret->at   = text.at ? ctx_copy(c, text) : NULL;
    ret->size = text.size;
    return got(ret->at);
}

err heap_set(struct heap *to, size_t at, sqlite3_stmt *stmt)
{
    to->at[at] = sqlite3_column_int64(stmt, 0);
    for (size_t k = 0; k < to->column_count; k++) {
        int  i    = (int)k + 1;
        bool null = sqlite3_column_type(stmt, i) == SQLITE_NULL;
        if (!to->value[k]) continue;
        if (to->nulls[k]) to->nulls[k][at / 64] |= (uint64_t)null << at % 64;
        switch (to->type[k]) {
        case COLUMN_INT:  ((int64_t *)to->value[k])[at] = sqlite3_column_int64(stmt, i); break;
        case COLUMN_REAL: ((double *)to->value[k])[at] = null ? NAN : sqlite3_column_double(stmt, i); break;
        case COLUMN_TEXT: if (!null) TRY(copy_text(to->c, stmt, i, (struct slice *)to->value[k] + at)); break;
        }
    }
    return OK;
}

err rows_read(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to, size_t limit, struct hyper_rows *ret)
{
    enum { FEW = 16 };
    AUTO_QUERY *stmt = NULL;
    struct heap heap;
    bool        row;
    int64_t     most = limit < INT64_MAX ? (int64_t)limit : INT64_MAX;
    *ret = (struct hyper_rows){0};
    TRY(query_open(c, h, ROWS_UP, (int64_t[]){segment, from, to, most}, 4, &stmt));
    TRY(query_step(c, h, stmt, &row));
    if (!row) return OK;
    TRY(heap_open(c, &h->spec, UINT64_MAX, FEW, &heap));
    for (; row; heap.count++) {
        if (heap.count == heap.room) TRY(heap_grow(&heap));
        TRY(heap_set(&heap, heap.count, stmt));
        TRY(query_step(c, h, stmt, &row));
    }
    heap_rows(&heap, ret);
    return OK;
}

/* ---- together, and in part ---- */

err rows_merge(struct ctx *c, const struct spec *spec, uint64_t wanted, const struct hyper_rows *old, const struct hyper_rows *fresh, struct hyper_rows *ret)
{
    struct heap out;
    size_t      i = 0, k = 0, end;
    TRY(heap_open(c, spec, wanted, old->count + fresh->count, &out));
    while (i < old->count || k < fresh->count) {
        end = k < fresh->count ? i + rows_lower(old->at + i, old->count - i, fresh->at[k]) : old->count;
        heap_append(&out, old, i, end - i);
        i = end + (end < old->count && k < fresh->count && old->at[end] == fresh->at[k]);
        for (end = k; end < fresh->count && (i == old->count || fresh->at[end] < old->at[i]);) end++;
        heap_append(&out, fresh, k, end - k);
        k = end;
    }
    heap_rows(&out, ret);
    return OK;
}

err rows_outside(struct ctx *c, const struct spec *spec, const struct hyper_rows *rows, int64_t from, int64_t to, struct hyper_rows *ret)
{
    struct heap out;
    size_t      begin = rows_lower(rows->at, rows->count, from), end = to == INT64_MAX ? rows->count : rows_lower(rows->at, rows->count, to + 1);
    TRY(heap_open(c, spec, UINT64_MAX, rows->count, &out));
    heap_append(&out, rows, 0, begin);
    heap_append(&out, rows, end, rows->count - end);
    heap_rows(&out, ret);
    return OK;
}

static err shift_bits(struct ctx *c, const uint64_t *from, size_t begin, size_t count, const uint64_t **ret)
{
    uint64_t *to;
    TRY(NEW(c, to, words(count)));
    for (size_t i = 0; i < count; i++) to[i / 64] |= (from[(begin + i) / 64] >> (begin + i) % 64 & 1) << i % 64;
    *ret = to;
    return OK;
}

err rows_part(struct ctx *c, const struct spec *spec, const struct hyper_rows *rows, size_t begin, size_t count, struct hyper_rows *ret)
{
    struct hyper_rows part = *rows;
    part.count = count;
    part.at   += begin;
    for (size_t k = 0; k < spec->column_count; k++) {
        struct column *column = &part.column[k];
        if (!column->ints) continue;
        if (spec->type[k] == COLUMN_TEXT) column->texts += begin;
        else                              column->ints += begin;
        if (column->nulls && begin) TRY(shift_bits(c, column->nulls, begin, count, &column->nulls));
    }
    *ret = part;
    return OK;
}

size_t rows_lower(const int64_t *at, size_t count, int64_t time)
{
    size_t low = 0;
    while (count) {
        size_t half = count / 2;
        if (at[low + half] < time) low += half + 1, count -= half + 1;
        else                       count = half;
    }
    return low;
}
