#include <string.h>

#include "hyper/hyper.h"
#include "store/sqlite.h"

/* Time series in SQLite are hypertables of src/hyper. A connection opens each of them when it is first asked for. */

enum { HANDLES_MEMORY_MAX = 8 << 20 };

err sqlite_points_open(struct ctx *c, struct sqlite *q)
{
    ctx_open(&q->handles, HANDLES_MEMORY_MAX);
    return hyper_register(c, q->db);
}

void sqlite_points_close(struct sqlite *q)
{
    ctx_close(&q->handles);
    memset(q->hyper, 0, sizeof q->hyper);
}

static err handle_of(struct ctx *c, struct store *s, const struct table *t, struct hyper **ret)
{
    struct sqlite *q     = sqlite_of(s);
    size_t         place = table_hyper_place(t);
    if (place >= HYPERTABLES_MAX) return fail(c, ERR_INTERNAL, "more than %d hypertables", HYPERTABLES_MAX);
    if (!q->hyper[place]) {
        err e = hyper_open(&q->handles, q->db, t->shape->name, &q->hyper[place]);
        if (e != OK) return fail(c, e, "%s", q->handles.note);
    }
    *ret = q->hyper[place];
    return OK;
}

/* What lies damaged in the store is the store's failure, not one of an input. */
static err told(struct ctx *c, err e)
{
    char note[NOTE_SIZE];
    if (e != ERR_DATA) return e;
    memcpy(note, c->note, sizeof note);
    return fail(c, ERR_STORE, "%s", note);
}

err sqlite_read_points(struct ctx *c, struct store *s, const struct table *t, const struct point_range *r, struct hyper_rows *ret)
{
    struct hyper *h;
    TRY(handle_of(c, s, t, &h));
    return told(c, hyper_read_some(c, h, r->segment, r->from, r->to, r->columns, r->limit ? r->limit : SIZE_MAX, ret));
}

err sqlite_write_points(struct ctx *c, struct store *s, const struct table *t, int64_t segment, const struct hyper_rows *rows, bool fresh)
{
    struct hyper *h;
    (void)fresh;
    TRY(handle_of(c, s, t, &h));
    return told(c, hyper_write(c, h, segment, rows));
}

err sqlite_add_each(struct ctx *c, struct store *s, const struct table *t, const int64_t *segments, const struct hyper_rows *const *rows, size_t count,
                    size_t workers)
{
    struct hyper *h;
    TRY(handle_of(c, s, t, &h));
    return told(c, hyper_add_each(c, h, segments, rows, count, workers));
}

err sqlite_put_points(struct ctx *c, struct store *s, const struct table *t, const int64_t *segments, const struct hyper_rows *rows)
{
    struct hyper *h;
    TRY(handle_of(c, s, t, &h));
    return told(c, hyper_put(c, h, segments, rows));
}

err sqlite_forget_points(struct ctx *c, struct store *s, const struct table *t, int64_t segment, int64_t from, int64_t to)
{
    struct hyper *h;
    TRY(handle_of(c, s, t, &h));
    return told(c, hyper_delete_range(c, h, segment, from, to));
}

err sqlite_pack_points(struct ctx *c, struct store *s, const struct table *t, const int64_t *segment, int64_t *ret_count)
{
    struct hyper *h;
    TRY(handle_of(c, s, t, &h));
    return told(c, segment ? hyper_compress_one(c, h, *segment, INT64_MAX, ret_count) : hyper_compress(c, h, INT64_MAX, ret_count));
}

err sqlite_extent(struct ctx *c, struct store *s, const struct table *t, int64_t segment, struct point_extent *ret)
{
    struct hyper       *h;
    struct hyper_extent e;
    TRY(handle_of(c, s, t, &h));
    TRY(told(c, hyper_extent(c, h, segment, &e)));
    *ret = (struct point_extent){(int64_t)e.count, e.count ? e.first : INT_NONE, e.count ? e.last : INT_NONE};
    return OK;
}

err sqlite_next_segment(struct ctx *c, struct store *s, const struct table *t, int64_t segment, bool *ret_found, int64_t *ret)
{
    struct hyper *h;
    TRY(handle_of(c, s, t, &h));
    return hyper_next(c, h, segment, ret_found, ret);
}

err sqlite_check_points(struct ctx *c, struct store *s, const struct table *t)
{
    struct hyper *h;
    TRY(handle_of(c, s, t, &h));
    return hyper_check(c, h);
}

/* ---- all of them ---- */

struct newest {
    struct ctx          *c;
    struct point_latest *at;
    size_t               count, room;
};

static err take(void *arg, const struct hyper_latest *one)
{
    struct newest *n = arg;
    if (n->count == n->room) {
        struct point_latest *bigger;
        n->room = n->room ? n->room * 2 : 256;
        TRY(NEW(n->c, bigger, n->room));
        if (n->count) memcpy(bigger, n->at, n->count * sizeof *bigger);
        n->at = bigger;
    }
    n->at[n->count++] = (struct point_latest){one->segment, one->at, one->value};
    return OK;
}

err sqlite_latest(struct ctx *c, struct store *s, const struct table *t, size_t column, struct list *ret)
{
    struct hyper *h;
    struct newest n = {.c = c};
    TRY(handle_of(c, s, t, &h));
    TRY(told(c, hyper_latest(c, h, column, take, &n)));
    *ret = (struct list){n.at, n.count};
    return OK;
}

err sqlite_scan_points(struct ctx *c, struct store *const *stores, size_t count, const struct table *t, const struct hyper_range *range, uint64_t columns,
                       point_visit *visit, void *arg)
{
    struct hyper *handles[THREADS_MAX];
    for (size_t i = 0; i < count; i++) TRY(handle_of(c, stores[i], t, &handles[i]));
    return told(c, hyper_scan_by(c, handles, count, range, columns, visit, arg));
}
