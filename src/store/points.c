#include "store/points.h"

#include <math.h>
#include <string.h>

#include "store/driver.h"

size_t table_hyper_place(const struct table *t)
{
    size_t place = 0;
    for (const struct table *const *all = tables; *all && *all != t; all++) place += table_is_hyper(*all);
    return place;
}

size_t table_columns(const struct table *t) { return t->shape->field_count - HYPER_VALUES; }

enum column_type table_column_type(const struct table *t, size_t column)
{
    enum kind kind = t->shape->fields[HYPER_VALUES + column].kind;
    return kind == F64 ? COLUMN_REAL : kind == TEXT ? COLUMN_TEXT : COLUMN_INT;
}

/* ---- through the driver ---- */

err store_read_points(struct ctx *c, struct store *s, const struct table *t, const struct point_range *range, struct hyper_rows *ret)
{
    if (range->from <= range->to) return s->driver->read_points(c, s, t, range, ret);
    struct point_range none = *range;                   /* columns of no rows, of the right types */
    none.from = none.to = INT64_MAX;
    return s->driver->read_points(c, s, t, &none, ret);
}

err store_add_points(struct ctx *c, struct store *s, const struct table *t, int64_t segment, const struct hyper_rows *rows)
{
    return rows->count ? s->driver->write_points(c, s, t, segment, rows, true) : OK;
}

err store_put_points(struct ctx *c, struct store *s, const struct table *t, int64_t segment, const struct hyper_rows *rows)
{
    return rows->count ? s->driver->write_points(c, s, t, segment, rows, false) : OK;
}

err store_put_each(struct ctx *c, struct store *s, const struct table *t, const int64_t *segments, const struct hyper_rows *rows)
{
    return rows->count ? s->driver->put_points(c, s, t, segments, rows) : OK;
}

err store_add_each(struct ctx *c, struct store *s, const struct table *t, const int64_t *segments, const struct hyper_rows *const *rows, size_t count,
                   size_t workers)
{
    if (s->driver->add_each) return s->driver->add_each(c, s, t, segments, rows, count, workers);
    for (size_t i = 0; i < count; i++) TRY(store_add_points(c, s, t, segments[i], rows[i]));
    return OK;
}

err store_forget_points(struct ctx *c, struct store *s, const struct table *t, int64_t segment, int64_t from, int64_t to)
{
    return from <= to ? s->driver->forget_points(c, s, t, segment, from, to) : OK;
}

err store_pack_points(struct ctx *c, struct store *s, const struct table *t, const int64_t *segment, int64_t *ret_count)
{
    *ret_count = 0;
    return s->driver->pack_points ? s->driver->pack_points(c, s, t, segment, ret_count) : OK;
}

err store_extent(struct ctx *c, struct store *s, const struct table *t, int64_t segment, struct point_extent *ret)
{
    return s->driver->extent(c, s, t, segment, ret);
}

err store_next_segment(struct ctx *c, struct store *s, const struct table *t, int64_t segment, bool *ret_found, int64_t *ret)
{
    return s->driver->next_segment(c, s, t, segment, ret_found, ret);
}

err store_latest(struct ctx *c, struct store *s, const struct table *t, size_t column, struct list *ret)
{
    return s->driver->latest(c, s, t, column, ret);
}

/* ---- side by side ---- */

struct crew {
    struct store *stores[THREADS_MAX];
    size_t        count;
};

/* More connections that see the state that the first one sees; a change in between costs side by side, not truth. */
static void muster(struct crew *k, size_t workers)
{
    AUTO_CTX c = {0};
    int64_t  state, seen = 0;
    ctx_open(&c, 1 << 20);
    if (k->stores[0]->writes || store_revision(&c, k->stores[0], &state) != OK) return;
    while (k->count < workers && k->count < THREADS_MAX) {
        struct store *more = NULL;
        bool same = pool_lease(&c, k->stores[0]->pool, &more) == OK && store_begin_read(&c, more) == OK &&
                    store_revision(&c, more, &seen) == OK && seen == state;
        if (!same) {
            store_release(&more);
            return;
        }
        k->stores[k->count++] = more;
    }
}

static void dismiss(struct crew *k)
{
    for (size_t i = 1; i < k->count; i++) store_release(&k->stores[i]);
}

/* Where the engine has no way of its own: one segment after the other. */
static err visit_one(struct ctx *c, struct store *s, const struct table *t, const struct point_range *range, point_visit *visit, void *arg)
{
    enum { PAGE = 1 << 16 };
    struct point_range page = *range;
    page.limit = PAGE;
    for (bool more = true; more;) {
        AUTO_CTX          own = {0};
        struct hyper_rows rows;
        ctx_open_part(&own, c);
        err e = store_read_points(&own, s, t, &page, &rows);
        if (e == OK && rows.count) e = visit(arg, 0, page.segment, &rows);
        TRY(ctx_end_part(c, &own, e));
        more = rows.count == PAGE && rows.at[rows.count - 1] < range->to;
        if (more) page.from = rows.at[rows.count - 1] + 1;
    }
    return OK;
}

static err visit_each(struct ctx *c, struct store *s, const struct table *t, const struct point_range *range, const int64_t *segments,
                      size_t segment_count, point_visit *visit, void *arg)
{
    struct point_range one = *range;
    for (size_t i = 0; segments && i < segment_count; i++) {
        one.segment = segments[i];
        TRY(visit_one(c, s, t, &one, visit, arg));
    }
    for (one.segment = INT64_MIN; !segments; one.segment++) {
        bool found;
        TRY(store_next_segment(c, s, t, one.segment, &found, &one.segment));
        if (!found) return OK;
        TRY(visit_one(c, s, t, &one, visit, arg));
        if (one.segment == INT64_MAX) return OK;
    }
    return OK;
}

static err scan(struct ctx *c, struct store *s, const struct table *t, const struct point_range *range, const int64_t *segments,
                size_t segment_count, size_t workers, point_visit *visit, void *arg)
{
    struct crew        k     = {.stores = {s}, .count = 1};
    struct hyper_range which = {segments, segment_count, range->from, range->to};
    muster(&k, workers);
    err e = s->driver->scan_points(c, k.stores, k.count, t, &which, range->columns, visit, arg);
    dismiss(&k);
    return e;
}

err store_scan_points(struct ctx *c, struct store *s, const struct table *t, const struct point_range *range, const int64_t *segments,
                      size_t segment_count, size_t workers, point_visit *visit, void *arg)
{
    if (range->from > range->to) return OK;
    if (!s->driver->scan_points) return visit_each(c, s, t, range, segments, segment_count, visit, arg);
    bool alone = !s->writes && !s->reads;
    if (alone) TRY(store_begin_read(c, s));
    err e = scan(c, s, t, range, segments, segment_count, workers, visit, arg);
    if (alone) store_end_read(s);
    return e;
}

/* ---- only what differs ---- */

static bool same_bits(const struct column *a, size_t i, const struct column *b, size_t k)
{
    bool null = !a->ints || (a->nulls && a->nulls[i / 64] >> i % 64 & 1), other = !b->ints || (b->nulls && b->nulls[k / 64] >> k % 64 & 1);
    if (a->type == COLUMN_REAL) {
        const double missing = NAN;
        return memcmp(null ? &missing : &a->reals[i], other ? &missing : &b->reals[k], sizeof missing) == 0;
    }
    if (null || other) return null == other;
    if (a->type == COLUMN_INT) return a->ints[i] == b->ints[k];
    return a->texts[i].size == b->texts[k].size && (a->texts[i].size == 0 || memcmp(a->texts[i].at, b->texts[k].at, a->texts[i].size) == 0);
}

static bool same_row(const struct table *t, const struct hyper_rows *a, size_t i, const struct hyper_rows *b, size_t k)
{
    if (a->at[i] != b->at[k]) return false;
    for (size_t n = 0; n < table_columns(t); n++)
        if (!same_bits(&a->column[n], i, &b->column[n], k)) return false;
    return true;
}

static struct hyper_rows from_row(struct ctx *c, const struct table *t, const struct hyper_rows *rows, size_t begin, err *ret)
{
    struct hyper_rows rest = *rows;
    rest.count -= begin;
    rest.at    += begin;
    for (size_t k = 0; k < table_columns(t) && *ret == OK; k++) {
        struct column *column = &rest.column[k];
        if (!column->ints) continue;
        if (column->type == COLUMN_TEXT) column->texts += begin;
        else                             column->ints += begin;
        if (!column->nulls || !begin) continue;
        uint64_t *nulls;
        *ret = NEW(c, nulls, (rest.count + 63) / 64);
        for (size_t i = 0; i < rest.count && *ret == OK; i++) nulls[i / 64] |= (column->nulls[(begin + i) / 64] >> (begin + i) % 64 & 1) << i % 64;
        column->nulls = nulls;
    }
    return rest;
}

/* What is computed anew from a longer history mostly begins as it was: the rest is written. */
err store_set_points(struct ctx *c, struct store *s, const struct table *t, int64_t segment, const struct hyper_rows *rows, int64_t *ret_written)
{
    struct hyper_rows old;
    size_t            same = 0;
    err               e    = OK;
    TRY(store_read_points(c, s, t, &(struct point_range){segment, INT64_MIN, INT64_MAX, UINT64_MAX, 0}, &old));
    while (same < old.count && same < rows->count && same_row(t, &old, same, rows, same)) same++;
    *ret_written = (int64_t)(rows->count - same);
    if (same < old.count) TRY(store_forget_points(c, s, t, segment, old.at[same], INT64_MAX));
    struct hyper_rows rest = from_row(c, t, rows, same, &e);
    TRY(e);
    return store_add_points(c, s, t, segment, &rest);
}
