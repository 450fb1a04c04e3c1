#include "store/copy.h"

#include <math.h>

#include "model/bar.h"
#include "store/driver.h"

/* Rows of packed columns and documents have tens of kB, the others some hundred bytes. */
enum { PAGE_ROWS = 500, PAGE_ROWS_PACKED = 32, PAGE_POINTS = 1 << 16 };

/* ---- pages ---- */

struct pager {
    const struct shape *shape;
    size_t              limit, keys[ARGS_MAX], key_count;
    char               *first, *next;   /* the first page; the page behind a key */
};

static void put_keys(struct text *out, const struct pager *p)
{
    for (size_t i = 0; i < p->key_count; i++) text_print(out, "%s%s", i ? ", " : "", p->shape->fields[p->keys[i]].name);
}

static char *page_sql(struct ctx *c, const struct pager *p, bool behind)
{
    struct text sql = {.c = c};
    sql_put_select(&sql, p->shape);
    if (behind) {
        text_put(&sql, " WHERE (");
        put_keys(&sql, p);
        text_put(&sql, ") > (");
        for (size_t i = 0; i < p->key_count; i++) text_print(&sql, "%s$%zu", i ? ", " : "", i + 1);
        text_put(&sql, ")");
    }
    text_put(&sql, " ORDER BY ");
    put_keys(&sql, p);
    text_print(&sql, " LIMIT %zu", p->limit);
    return text_done(&sql) == OK ? sql.at : NULL;
}

static err pager_make(struct ctx *c, const struct shape *shape, struct pager *ret)
{
    *ret = (struct pager){.shape = shape, .limit = PAGE_ROWS};
    if (shape->field_count > ARGS_MAX) return fail(c, ERR_INTERNAL, "%s has more than %d columns", shape->name, ARGS_MAX);
    for (size_t i = 0; i < shape->field_count; i++) {
        enum kind kind = shape->fields[i].kind;
        if (kind == F64S || kind == DAYS || kind == BYTES || kind == LIST) ret->limit = PAGE_ROWS_PACKED;
        if (shape->fields[i].flags & KEY) ret->keys[ret->key_count++] = i;
    }
    TRY(got(ret->first = page_sql(c, ret, false)));
    return got(ret->next = page_sql(c, ret, true));
}

static err keep_value(struct ctx *c, struct value *v)
{
    if (v->kind != V_TEXT && v->kind != V_BLOB) return OK;
    char *copy = ctx_copy(c, v->bytes);
    v->bytes.at = copy;
    return got(copy);
}

/* The rows of one page, values and all, in the ctx. */
static err read_page(struct ctx *c, struct store *s, const struct pager *p, const struct args *behind, struct args **ret, size_t *ret_count)
{
    AUTO_ROWS    r = {0};
    struct args *rows;
    size_t       count = 0;
    bool         row;
    TRY(NEW(c, rows, p->limit));
    TRY(rows_open(c, s, behind->count ? p->next : p->first, behind, &r));
    for (;;) {
        TRY(rows_next(c, &r, &row));
        if (!row) break;
        struct args *a = &rows[count++];
        a->count = p->shape->field_count;
        for (size_t i = 0; i < a->count; i++) {
            TRY(rows_value(c, &r, i, &a->at[i]));
            TRY(keep_value(c, &a->at[i]));
        }
    }
    *ret       = rows;
    *ret_count = count;
    return OK;
}

/* ---- digests ---- */

static err digest_value(struct ctx *c, struct digest *d, const struct value *v)
{
    struct slice bytes = v->bytes;
    uint64_t     size;
    char         kind = (char)v->kind;
    digest_add(d, &kind, 1);
    switch (v->kind) {
    case V_NULL: return OK;
    case V_INT:  digest_add(d, &v->integer, sizeof v->integer); return OK;
    case V_REAL: digest_add(d, &v->real, sizeof v->real); return OK;
    default:     break;
    }
    if (v->kind == V_TEXT) TRY(text_cleaned(c, v->bytes, &bytes));      /* PostgreSQL keeps nothing else */
    size = bytes.size;
    digest_add(d, &size, sizeof size);
    digest_add(d, bytes.at, bytes.size);
    return OK;
}

/* ---- tables: each page is looked at, and written to `to` where there is one ---- */

struct pass {
    struct store  *from, *to;           /* to: NULL where it is only read */
    struct holding found;
    struct digest  digest;
};

static err pass_page(struct ctx *c, struct pass *p, const struct shape *shape, const struct args *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < rows[i].count; k++) TRY(digest_value(c, &p->digest, &rows[i].at[k]));
    p->found.rows += (int64_t)count;
    return p->to && count ? p->to->driver->insert_many(c, p->to, shape, rows, count) : OK;
}

/* Two arenas take turns: the key that the next page stands behind lives in the one before. */
static err pass_table(struct ctx *c, struct pass *p, const struct shape *shape)
{
    AUTO_CTX     even = {0}, odd = {0};
    struct pager pager;
    struct args  behind = {.count = 0};
    size_t       count  = 0;
    TRY(pager_make(c, shape, &pager));
    count = pager.limit;
    for (size_t n = 0; count == pager.limit; n++) {
        struct ctx  *own = n % 2 ? &odd : &even;
        struct args *rows;
        ctx_close(own);
        ctx_open_part(own, c);
        err e = read_page(own, p->from, &pager, &behind, &rows, &count);
        if (e == OK) e = pass_page(own, p, shape, rows, count);
        c->alloc_count = own->alloc_count;
        if (e != OK) return fail(c, e, "%s: %s", shape->name, own->note);
        behind.count = count ? pager.key_count : 0;
        for (size_t i = 0; i < behind.count; i++) behind.at[i] = rows[count - 1].at[pager.keys[i]];
    }
    return OK;
}

/* ---- time series, page by page ---- */

static void digest_point(struct digest *d, const struct column *k, size_t i)
{
    static const double missing = NAN;
    bool                null = !k->ints || (k->nulls && k->nulls[i / 64] >> i % 64 & 1);
    if (k->type == COLUMN_REAL) digest_add(d, null ? &missing : &k->reals[i], sizeof missing);
    else                        digest_add(d, &null, sizeof null);
    if (k->type == COLUMN_INT && !null) digest_add(d, &k->ints[i], sizeof k->ints[i]);
}

static err digest_text(struct ctx *c, struct digest *d, const struct column *k, size_t i)
{
    struct value v = {.kind = V_TEXT};
    if (k->type != COLUMN_TEXT || !k->texts || (k->nulls && k->nulls[i / 64] >> i % 64 & 1)) return OK;
    v.bytes = k->texts[i];
    return digest_value(c, d, &v);
}

/* Point by point: where a page ends does not show. */
static err digest_points(struct ctx *c, struct pass *p, const struct table *t, int64_t segment, const struct hyper_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        digest_add(&p->digest, &segment, sizeof segment);
        digest_add(&p->digest, &rows->at[i], sizeof rows->at[i]);
        for (size_t k = 0; k < table_columns(t); k++) {
            digest_point(&p->digest, &rows->column[k], i);
            TRY(digest_text(c, &p->digest, &rows->column[k], i));
        }
    }
    return OK;
}

static err pass_points(struct ctx *c, struct pass *p, const struct table *t, int64_t segment, int64_t *from, bool *ret_more)
{
    struct hyper_rows rows;
    TRY(store_read_points(c, p->from, t, &(struct point_range){segment, *from, INT64_MAX, UINT64_MAX, PAGE_POINTS}, &rows));
    TRY(digest_points(c, p, t, segment, &rows));
    p->found.rows += (int64_t)rows.count;
    *ret_more = rows.count == PAGE_POINTS && rows.at[rows.count - 1] < INT64_MAX;
    if (*ret_more) *from = rows.at[rows.count - 1] + 1;
    return p->to ? store_add_points(c, p->to, t, segment, &rows) : OK;
}

static err pass_segment(struct ctx *c, struct pass *p, const struct table *t, int64_t segment)
{
    int64_t from = INT64_MIN;
    for (bool more = true; more;) {
        AUTO_CTX own = {0};
        ctx_open_part(&own, c);
        err e = pass_points(&own, p, t, segment, &from, &more);
        c->alloc_count = own.alloc_count;
        if (e != OK) return fail(c, e, "%s of %lld: %s", t->shape->name, (long long)segment, own.note);
    }
    return OK;
}

static err pass_hyper(struct ctx *c, struct pass *p, const struct table *t)
{
    for (int64_t segment = INT64_MIN;; segment++) {
        bool found;
        TRY(store_next_segment(c, p->from, t, segment, &found, &segment));
        if (!found) return OK;
        TRY(pass_segment(c, p, t, segment));
        if (segment == INT64_MAX) return OK;
    }
}

/* The series tell how many bars they have: a second witness beside the digests. */
static err compare_series(struct ctx *c, const struct pass *p)
{
    int64_t told;
    TRY(store_number(c, p->from, "SELECT sum(count) FROM series", NO_ARGS, 0, &told));
    if (p->found.rows == told) return OK;
    return fail(c, ERR_STORE, "the store holds %lld bars, but its series tell of %lld", (long long)p->found.rows, (long long)told);
}

static err pass_any(struct ctx *c, struct pass *p, const struct table *t)
{
    if (!table_is_hyper(t)) return pass_table(c, p, t->shape);
    TRY(pass_hyper(c, p, t));
    return t == &bar_table ? compare_series(c, p) : OK;
}

/* ---- all of them ---- */

typedef void teller(void *arg, const char *table);

static err pass_all(struct ctx *c, struct store *from, struct store *to, teller *tell, void *arg, struct list *ret)
{
    struct holding *found;
    size_t          count = 0;
    while (tables[count]) count++;
    TRY(NEW(c, found, count));
    for (size_t i = 0; i < count; i++) {
        struct pass p = {.from = from, .to = to, .found.table = tables[i]->shape->name};
        if (tell) tell(arg, p.found.table);
        digest_open(&p.digest);
        TRY(pass_any(c, &p, tables[i]));
        digest_done(&p.digest, p.found.digest);
        found[i] = p.found;
    }
    *ret = (struct list){found, count};
    return OK;
}

err store_holdings(struct ctx *c, struct store *s, struct list *ret) { return pass_all(c, s, NULL, NULL, NULL, ret); }

static err check_empty(struct ctx *c, struct store *s)
{
    for (const struct table *const *t = tables; *t; t++) {
        const char *name = (*t)->shape->name;
        int64_t     there;
        char       *sql = ctx_print(c, "SELECT count(*) FROM (SELECT 1 FROM %s LIMIT 1) AS one", name);
        TRY(got(sql));
        TRY(store_number(c, s, sql, NO_ARGS, 0, &there));
        if (there) return fail(c, ERR_CONFLICT, "the target is not empty: its table %s holds something already", name);
    }
    return OK;
}

static err compare(struct ctx *c, const struct list *sent, const struct list *there)
{
    const struct holding *a = sent->at, *b = there->at;
    for (size_t i = 0; i < sent->count; i++)
        if (a[i].rows != b[i].rows || strcmp(a[i].digest, b[i].digest) != 0)
            return fail(c, ERR_STORE, "%s did not arrive as it was sent: %lld rows, not %lld", a[i].table, (long long)b[i].rows, (long long)a[i].rows);
    return OK;
}

static err copy_within(struct ctx *c, struct store *from, struct store *to, teller *tell, void *arg, struct list *ret)
{
    struct list arrived;
    TRY(check_empty(c, to));
    TRY(pass_all(c, from, to, tell, arg, ret));
    TRY(store_holdings(c, to, &arrived));
    TRY(compare(c, ret, &arrived));
    return store_commit(c, to);
}

err store_copy(struct ctx *c, struct store *from, struct store *to, teller *tell, void *arg, struct list *ret)
{
    TRY(store_begin_read(c, from));
    err e = store_begin(c, to);
    if (e == OK) e = copy_within(c, from, to, tell, arg, ret);
    store_abandon(to);
    store_end_read(from);
    return e;
}
