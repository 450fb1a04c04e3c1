#include "base/day.h"
#include "base/thread.h"
#include "hyper/rows.h"

/* Many rows of many segments. What belongs to a segment that has nothing yet needs no look at the tables, and so is encoded by
 * several threads; the blobs are added one after the other, in the order of what was given. */

enum { ROUND = 32 };                    /* blobs that are held in memory at a time */

struct task {
    int64_t                  segment;
    const struct hyper_rows *rows;
    size_t                   begin, end;
    struct ctx               memory;
    struct slice             blob;
    err                      outcome;
};

struct adding {
    struct ctx   *c;
    struct hyper *h;
    size_t        workers, count;
    struct task   task[ROUND];
};

static err encode(const struct spec *spec, struct task *t)
{
    struct hyper_rows part;
    struct column     columns[PACK_COLUMNS_MAX];
    TRY(rows_part(&t->memory, spec, t->rows, t->begin, t->end - t->begin, &part));
    columns[0] = (struct column){.type = COLUMN_INT, .ints = part.at};
    for (size_t k = 0; k < spec->column_count; k++) columns[k + 1] = part.column[k];
    return columns_encode(&t->memory, part.count, columns, spec->column_count + 1, &t->blob);
}

static void run(void *arg, size_t worker, size_t index)
{
    struct adding *a = arg;
    (void)worker;
    a->task[index].outcome = encode(&a->h->spec, &a->task[index]);
}

static err add(struct adding *a, struct task *t)
{
    if (t->outcome != OK) return fail(a->c, t->outcome, "%s", t->memory.note);
    return blob_add(a->c, a->h, t->segment, t->rows->at[t->begin], t->rows->at[t->end - 1], t->end - t->begin, t->blob);
}

static err flush(struct adding *a)
{
    err e = OK;
    thread_each(a->workers, a->count, run, a);
    for (size_t i = 0; i < a->count; i++) {
        if (e == OK) e = add(a, &a->task[i]);
        ctx_close(&a->task[i].memory);
    }
    a->count = 0;
    return e;
}

static err push(struct adding *a, int64_t segment, const struct hyper_rows *rows, size_t begin, size_t end)
{
    if (a->count == ROUND) TRY(flush(a));
    struct task *t = &a->task[a->count++];
    *t = (struct task){.segment = segment, .rows = rows, .begin = begin, .end = end};
    ctx_open(&t->memory, HYPER_MEMORY_MAX);
    return OK;
}

/* A blob does not cross the end of a chunk, and holds PACK_ROWS_MAX rows at most. */
static err push_all(struct adding *a, int64_t segment, const struct hyper_rows *rows)
{
    for (size_t begin = 0, end; begin < rows->count; begin = end) {
        int64_t first, last;
        chunk_bounds(a->h->spec.chunk, rows->at[begin], &first, &last);
        end = last == INT64_MAX ? rows->count : begin + rows_lower(rows->at + begin, rows->count - begin, last + 1);
        size_t parts = (end - begin + PACK_ROWS_MAX - 1) / PACK_ROWS_MAX;
        for (size_t i = 0; i < parts; i++)
            TRY(push(a, segment, rows, begin + (end - begin) * i / parts, begin + (end - begin) * (i + 1) / parts));
    }
    return OK;
}

static err is_new(struct adding *a, int64_t segment, bool *ret)
{
    int64_t there;
    TRY(query_number(a->c, a->h, KEY_UP, &segment, 1, ret, &there));
    *ret = !*ret || there != segment;
    return OK;
}

static bool gives_all(const struct spec *spec, const struct hyper_rows *rows)
{
    for (size_t k = 0; k < spec->column_count; k++)
        if (!rows->column[k].ints || rows->column[k].type != spec->type[k]) return false;
    return true;
}

static err add_each(struct adding *a, const int64_t *segments, const struct hyper_rows *const *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool alone = rows[i]->count >= HYPER_PACK_MIN && gives_all(&a->h->spec, rows[i]);
        if (alone) TRY(is_new(a, segments[i], &alone));
        if (!alone) TRY(hyper_write(a->c, a->h, segments[i], rows[i]));
        else        TRY(push_all(a, segments[i], rows[i]));
    }
    return flush(a);
}

err hyper_add_each(struct ctx *c, struct hyper *h, const int64_t *segments, const struct hyper_rows *const *rows, size_t count, size_t workers)
{
    struct adding *a;
    TRY(NEW(c, a, 1));
    *a = (struct adding){.c = c, .h = h, .workers = workers};
    err e = add_each(a, segments, rows, count);
    for (size_t i = 0; i < a->count; i++) ctx_close(&a->task[i].memory);
    return e;
}
