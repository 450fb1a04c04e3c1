#include "hyper/dirt.h"

#include <stdlib.h>

#include "hyper/bucket.h"

static err add(struct ctx *c, struct dirty *d, size_t *room, struct dirt one)
{
    enum { ROOM_MIN = 64 };
    if (d->count == *room) {
        struct dirt *larger;
        *room = *room ? *room * 2 : ROOM_MIN;
        TRY(NEW(c, larger, *room));
        if (d->count) memcpy(larger, d->at, d->count * sizeof *larger);
        d->at = larger;
    }
    d->at[d->count++] = one;
    return OK;
}

/* The log of one table. */
static err read_log(struct ctx *c, struct rollup *r, int64_t segment_first, int64_t segment_last, struct dirty *ret, size_t *room)
{
    AUTO_QUERY *stmt = NULL;
    int64_t         number[] = {r->id, segment_first, segment_last};
    bool            row;
    TRY(query_of(c, r->source, DIRTY_OF, &stmt));
    for (int i = 0; i < 3; i++)
        if (sqlite3_bind_int64(stmt, i + 1, number[i]) != SQLITE_OK) return table_fail(c, r->source, "binding a range");
    for (;;) {
        TRY(query_step(c, r->source, stmt, &row));
        if (!row) return OK;
        TRY(add(c, ret, room, (struct dirt){sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1), sqlite3_column_int64(stmt, 2)}));
    }
}

static int ascending(const void *a, const void *b)
{
    const struct dirt *x = a, *y = b;
    if (x->segment != y->segment) return x->segment < y->segment ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

/* Whole buckets, behind what is frozen, sorted and joined. */
static void tidy(struct dirty *d, int64_t width, int64_t frozen)
{
    size_t kept = 0, joined = 0;
    for (size_t i = 0; i < d->count; i++) {
        struct dirt one = {d->at[i].segment, bucket_of(width, d->at[i].first).first, bucket_of(width, d->at[i].last).last};
        if (one.first < frozen) one.first = frozen;
        if (one.first <= one.last) d->at[kept++] = one;
    }
    if (kept) qsort(d->at, kept, sizeof *d->at, ascending);
    for (size_t i = 0; i < kept; i++) {
        struct dirt *last = joined ? &d->at[joined - 1] : NULL;
        bool         meet = last && last->segment == d->at[i].segment && (last->last == INT64_MAX || d->at[i].first <= last->last + 1);
        if (!meet) d->at[joined++] = d->at[i];
        else if (d->at[i].last > last->last) last->last = d->at[i].last;
    }
    d->count = joined;
}

err dirty_read(struct ctx *c, struct rollup *r, int64_t segment_first, int64_t segment_last, struct dirty *ret)
{
    struct dirty d    = {0};
    size_t       room = 0;
    int64_t      frozen;
    bool         known;
    TRY(query_number(c, r->source, ROLLUP_FROZEN, &r->id, 1, &known, &frozen));
    if (r->below) {
        TRY(dirty_read(c, r->below, segment_first, segment_last, &d));
        room = d.count;
    }
    TRY(read_log(c, r, segment_first, segment_last, &d, &room));
    tidy(&d, r->spec.width, frozen);
    *ret = d;
    return OK;
}
