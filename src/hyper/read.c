#include <math.h>

#include "hyper/rows.h"

/* One segment in one piece: the blobs are decoded straight into the answer, one behind the other. What rows say is merged in
 * only where there are any. */

struct reading {
    struct ctx        *c;
    struct hyper      *h;
    int64_t            segment, from, to;
    uint64_t           columns;
    struct blob       *blobs;
    size_t             blob_count, room, count;
    int64_t           *at;
    void              *value[HYPER_COLUMNS_MAX];
    uint64_t          *nulls[HYPER_COLUMNS_MAX];
    struct unpacker    unpacker;
};

static err make_room(struct reading *r)
{
    TRY(NEW(r->c, r->at, r->room + PACK_SLACK));
    for (size_t k = 0; k < r->h->spec.column_count; k++) {
        enum column_type type = r->h->spec.type[k];
        if (!(r->columns >> k & 1)) continue;
        r->value[k] = ctx_alloc(r->c, type == COLUMN_TEXT ? sizeof(struct slice) : sizeof(int64_t), r->room + PACK_SLACK);
        if (!r->value[k]) return ERR_NOMEM;
        if (type != COLUMN_REAL) TRY(NEW(r->c, r->nulls[k], (r->room + 63) / 64));
    }
    return OK;
}

static void put_bits(uint64_t *to, size_t at, const uint64_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++) to[(at + i) / 64] |= (from[i / 64] >> i % 64 & 1) << (at + i) % 64;
}

static bool decode_column(struct reading *r, struct packed *p, size_t k)
{
    uint64_t nulls[PACK_ROWS_MAX / 64] = {0};
    size_t   size = r->h->spec.type[k] == COLUMN_TEXT ? sizeof(struct slice) : sizeof(int64_t);
    if (!columns_decode(&r->unpacker, p, k + 1, (char *)r->value[k] + r->count * size, r->nulls[k] ? nulls : NULL)) return false;
    if (r->nulls[k]) put_bits(r->nulls[k], r->count, nulls, p->count);
    return true;
}

static bool decode(struct reading *r, struct packed *p)
{
    if (r->count + p->count > r->room || !columns_decode(&r->unpacker, p, 0, r->at + r->count, NULL)) return false;
    for (size_t k = 0; k < r->h->spec.column_count; k++)
        if (r->value[k] && !decode_column(r, p, k)) return false;
    r->count += p->count;
    return true;
}

/* Texts point into the blob, which then has to stay. */
static bool gives_texts(const struct reading *r)
{
    for (size_t k = 0; k < r->h->spec.column_count; k++)
        if (r->value[k] && r->h->spec.type[k] == COLUMN_TEXT) return true;
    return false;
}

static err read_kept(struct reading *r, const struct blob *b)
{
    struct packed p;
    TRY(blob_open(r->c, r->h, r->segment, b, &p));
    return decode(r, &p) ? OK : r->c->starved ? ERR_NOMEM : blob_damaged(r->c, r->h, r->segment, b);
}

static err read_blob(struct reading *r, const struct blob *b)
{
    AUTO_QUERY   *stmt = NULL;
    struct slice  head = {0}, body = {0};
    struct packed p;
    bool          row;
    if (gives_texts(r)) return read_kept(r, b);
    TRY(query_open(r->c, r->h, BLOB_BODY, (int64_t[]){r->segment, b->first}, 2, &stmt));
    TRY(query_step(r->c, r->h, stmt, &row));
    if (row) TRY(column_bytes(r->c, r->h, stmt, 0, &head));
    if (row) TRY(column_bytes(r->c, r->h, stmt, 1, &body));
    if (blob_read(r->h, head, body, &p) && decode(r, &p)) return OK;
    return r->c->starved ? ERR_NOMEM : blob_damaged(r->c, r->h, r->segment, b);
}

static err read_blobs(struct reading *r, struct hyper_rows *ret)
{
    struct hyper_rows all = {0};
    for (size_t i = 0; i < r->blob_count; i++) r->room += r->blobs[i].count;
    TRY(make_room(r));
    for (size_t i = 0; i < r->blob_count; i++) TRY(read_blob(r, &r->blobs[i]));
    all.count = r->count;
    all.at    = r->at;
    for (size_t k = 0; k < r->h->spec.column_count; k++)
        all.column[k] = (struct column){.type = r->h->spec.type[k], .ints = r->value[k], .nulls = r->nulls[k]};
    size_t begin = rows_lower(all.at, all.count, r->from), end = r->to == INT64_MAX ? all.count : rows_lower(all.at, all.count, r->to + 1);
    return rows_part(r->c, &r->h->spec, &all, begin, end - begin, ret);
}

/* Where `limit` rows are enough, no more blobs than hold them. */
static void cut_blobs(struct reading *r, size_t limit)
{
    size_t inside = 0;
    for (size_t i = 0; i < r->blob_count && inside < limit; i++) {
        if (r->blobs[i].first >= r->from) inside += r->blobs[i].count;
        if (inside < limit || i + 1 == r->blob_count) continue;
        if (r->blobs[i].last < r->to) r->to = r->blobs[i].last;
        r->blob_count = i + 1;
    }
}

err hyper_read_some(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to, uint64_t columns, size_t limit, struct hyper_rows *ret)
{
    struct reading    r = {.c = c, .h = h, .segment = segment, .from = from, .to = to, .columns = columns, .unpacker.c = c};
    struct hyper_rows packed, fresh;
    TRY(blobs_in(c, h, segment, from, to, &r.blobs, &r.blob_count));
    cut_blobs(&r, limit);
    TRY(rows_read(c, h, segment, from, r.to, limit, &fresh));
    TRY(read_blobs(&r, &packed));
    *ret = packed;
    if (fresh.count) TRY(rows_merge(c, &h->spec, columns, &packed, &fresh, ret));
    if (ret->count > limit) ret->count = limit;
    return OK;
}

err hyper_read(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to, uint64_t columns, struct hyper_rows *ret)
{
    return hyper_read_some(c, h, segment, from, to, columns, SIZE_MAX, ret);
}

/* ---- what there is, without decoding it ---- */

/* How many of the rows over a blob say what it does not. */
static err count_over(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b, const struct hyper_rows *rows, size_t *ret)
{
    struct packed   p;
    struct unpacker u = {.c = c};
    int64_t        *at;
    size_t          begin = rows_lower(rows->at, rows->count, b->first), more = 0;
    *ret = 0;
    if (begin == rows->count || rows->at[begin] > b->last) return OK;
    TRY(blob_open(c, h, segment, b, &p));
    TRY(NEW(c, at, p.count + PACK_SLACK));
    if (!columns_decode(&u, &p, 0, at, NULL)) return c->starved ? ERR_NOMEM : blob_damaged(c, h, segment, b);
    for (size_t i = begin; i < rows->count && rows->at[i] <= b->last; i++) {
        size_t k = rows_lower(at, p.count, rows->at[i]);
        more += k < p.count && at[k] == rows->at[i];
    }
    *ret = more;
    return OK;
}

static err extent(struct ctx *c, struct hyper *h, int64_t segment, struct hyper_extent *ret)
{
    struct blob        *blobs;
    struct hyper_rows   rows;
    struct hyper_extent e = {0};
    size_t              count, twice;
    TRY(blobs_in(c, h, segment, INT64_MIN, INT64_MAX, &blobs, &count));
    TRY(rows_read(c, h, segment, INT64_MIN, INT64_MAX, SIZE_MAX, &rows));
    e.count = rows.count;
    if (rows.count) e.first = rows.at[0], e.last = rows.at[rows.count - 1];
    for (size_t i = 0; i < count; i++) {
        TRY(count_over(c, h, segment, &blobs[i], &rows, &twice));
        if (e.count == 0 || blobs[i].first < e.first) e.first = blobs[i].first;
        if (e.count == 0 || blobs[i].last > e.last)   e.last  = blobs[i].last;
        e.count += blobs[i].count - twice;
    }
    *ret = e;
    return OK;
}

err hyper_extent(struct ctx *c, struct hyper *h, int64_t segment, struct hyper_extent *ret)
{
    AUTO_CTX scratch = {0};
    ctx_open_part(&scratch, c);
    return ctx_end_part(c, &scratch, extent(&scratch, h, segment, ret));
}

err hyper_next(struct ctx *c, struct hyper *h, int64_t segment, bool *ret_found, int64_t *ret_segment)
{
    return query_number(c, h, KEY_UP, &segment, 1, ret_found, ret_segment);
}
