#include "hyper/rollups.h"

#include "base/text.h"
#include "hyper/bucket.h"
#include "hyper/dirt.h"
#include "hyper/edit.h"
#include "hyper/fold.h"

enum { LEVELS_MAX = 8 };                /* rollups of rollups */

/* ---- statements about the list of rollups, where a name is bound ---- */

static err ask_by_name(struct ctx *c, struct hyper *h, enum query q, const char *name, bool *ret_found, int64_t *ret)
{
    AUTO_QUERY *stmt = NULL;
    TRY(query_of(c, h, q, &stmt));
    if (sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC) != SQLITE_OK) return table_fail(c, h, "binding a name");
    TRY(query_step(c, h, stmt, ret_found));
    *ret = *ret_found ? sqlite3_column_int64(stmt, 0) : 0;
    return OK;
}

err rollup_is(struct ctx *c, struct hyper *h, bool *ret)
{
    int64_t one;
    return query_number(c, h, ROLLUP_DEFINED, NULL, 0, ret, &one);
}

err rollup_next(struct ctx *c, struct hyper *h, int64_t *id, const char **ret_name)
{
    AUTO_QUERY *stmt = NULL;
    bool            row;
    *ret_name = NULL;
    TRY(query_of(c, h, ROLLUP_NEXT, &stmt));
    if (sqlite3_bind_int64(stmt, 1, *id) != SQLITE_OK) return table_fail(c, h, "binding a number");
    TRY(query_step(c, h, stmt, &row));
    if (!row) return OK;
    *id       = sqlite3_column_int64(stmt, 0);
    *ret_name = ctx_copy(c, (struct slice){(const char *)sqlite3_column_text(stmt, 1), (size_t)sqlite3_column_bytes(stmt, 1)});
    return *ret_name ? OK : ERR_NOMEM;
}

err rollup_none(struct ctx *c, struct hyper *h)
{
    const char *name;
    int64_t     id = INT64_MIN;
    TRY(rollup_next(c, h, &id, &name));
    return name ? fail(c, ERR_REFUSED, "%s is made from %s: drop it first", name, h->name) : OK;
}

/* ---- opening ---- */

static err nests(struct ctx *c, const struct rollup *r)
{
    if (!r->below || bucket_nests(r->below->spec.width, r->spec.width)) return OK;
    return fail(c, ERR_USAGE, "the buckets of %s do not nest in these", r->spec.source);
}

static err open_level(struct ctx *c, sqlite3 *db, const char *schema, const char *name, int level, struct rollup **ret);

/* From what a declaration says to the tables below it. */
static err open_source(struct ctx *c, sqlite3 *db, const char *schema, const char *const *args, size_t count, int level, struct rollup *r)
{
    bool rollup;
    if (level > LEVELS_MAX) return fail(c, ERR_LIMIT, "more than %d rollups upon one another", LEVELS_MAX);
    TRY(rollup_spec_read(c, args, count, &r->spec));
    TRY(hyper_open_in(c, db, schema, r->spec.source, &r->source));
    TRY(rollup_is(c, r->source, &rollup));
    if (rollup) TRY(open_level(c, db, schema, r->spec.source, level + 1, &r->below));
    TRY(nests(c, r));
    return rollup_spec_plan(c, &r->spec, &r->source->spec, &r->plan);
}

static err open_level(struct ctx *c, sqlite3 *db, const char *schema, const char *name, int level, struct rollup **ret)
{
    struct rollup *r;
    const char   **args;
    size_t         count;
    bool           known;
    TRY(NEW(c, r, 1));
    TRY(hyper_open_in(c, db, schema, name, &r->kept));
    TRY(table_arguments(c, r->kept, PLACE_DEFINITION, &args, &count));
    if (count == 0) return fail(c, ERR_NOT_FOUND, "%s is no rollup", name);
    TRY(open_source(c, db, schema, args, count, level, r));
    TRY(ask_by_name(c, r->source, ROLLUP_ID, name, &known, &r->id));
    if (!known) return fail(c, ERR_DATA, "%s does not know of its rollup %s", r->source->name, name);
    *ret = r;
    return OK;
}

err rollup_open_in(struct ctx *c, sqlite3 *db, const char *schema, const char *name, struct rollup **ret)
{
    return open_level(c, db, schema, name, 1, ret);
}

err rollup_open(struct ctx *c, sqlite3 *db, const char *name, struct rollup **ret) { return rollup_open_in(c, db, "main", name, ret); }

err rollup_column(struct ctx *c, const struct rollup *r, const char *name, size_t *ret) { return hyper_column(c, r->kept, name, ret); }

/* ---- making and unmaking ---- */

err rollup_create(struct ctx *c, sqlite3 *db, const char *name, const char *declaration)
{
    char *sql = sqlite3_mprintf("CREATE VIRTUAL TABLE main.\"%w\" USING hypertable_rollup(%s)", name, declaration);
    if (!sql) return fail(c, ERR_NOMEM, "no memory to create %s", name);
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_free(sql);
    return code == SQLITE_OK ? OK : fail(c, code == SQLITE_NOMEM ? ERR_NOMEM : ERR_USAGE, "%s", sqlite3_errmsg(db));
}

/* Every segment there is has everything to be worked out. */
static err mark_all(struct ctx *c, const struct rollup *r)
{
    for (int64_t segment = INT64_MIN;; segment++) {
        bool found;
        TRY(r->below ? rollup_segment(c, r->below, segment, false, &found, &segment) : table_segment(c, r->source, segment, false, &found, &segment));
        if (!found) return OK;
        TRY(query_run(c, r->source, DIRTY_ALL, (int64_t[]){r->id, segment}, 2));
        if (segment == INT64_MAX) return OK;
    }
}

err rollup_make(struct ctx *c, sqlite3 *db, const char *schema, const char *name, const char *const *args, size_t count)
{
    struct rollup r = {0};
    struct spec   spec;
    bool          row;
    TRY(open_source(c, db, schema, args, count, 1, &r));
    TRY(spec_read(c, r.plan.arguments, r.plan.argument_count, &spec));
    TRY(table_open(c, db, schema, name, &spec, &r.kept));
    err e = table_create(c, r.kept, r.plan.arguments, r.plan.argument_count);
    if (e == OK) e = table_declare(c, r.kept, PLACE_DEFINITION, args, count);
    table_close(r.kept);
    TRY(e);
    TRY(ask_by_name(c, r.source, ROLLUP_ADD, name, &row, &r.id));
    TRY(ask_by_name(c, r.source, ROLLUP_ID, name, &row, &r.id));
    return mark_all(c, &r);
}

err rollup_drop(struct ctx *c, struct rollup *r)
{
    TRY(rollup_none(c, r->kept));
    TRY(query_run(c, r->source, DIRTY_DROP, &r->id, 1));
    TRY(query_run(c, r->source, ROLLUP_DROP, &r->id, 1));
    return table_drop(c, r->kept);
}

static err tell_name(struct ctx *c, struct rollup *r, const char *name)
{
    AUTO_QUERY *stmt = NULL;
    bool            row;
    TRY(query_of(c, r->source, ROLLUP_RENAME, &stmt));
    if (sqlite3_bind_int64(stmt, 1, r->id) != SQLITE_OK || sqlite3_bind_text(stmt, 2, name, -1, SQLITE_STATIC) != SQLITE_OK)
        return table_fail(c, r->source, "binding a name");
    return query_step(c, r->source, stmt, &row);
}

err rollup_rename(struct ctx *c, struct rollup *r, const char *name)
{
    TRY(rollup_none(c, r->kept));
    TRY(tell_name(c, r, name));
    return table_rename(c, r->kept, name);
}

/* ---- reading ---- */

err rollup_clean(struct ctx *c, struct rollup *r, bool *ret)
{
    bool    dirty;
    int64_t one;
    TRY(query_number(c, r->source, DIRTY_ANY, &r->id, 1, &dirty, &one));
    *ret = !dirty;
    return dirty || !r->below ? OK : rollup_clean(c, r->below, ret);
}

static void nearer(bool down, bool found, int64_t segment, bool *ret_found, int64_t *ret)
{
    if (!found || (*ret_found && (down ? segment <= *ret : segment >= *ret))) return;
    *ret_found = true;
    *ret       = segment;
}

err rollup_segment(struct ctx *c, struct rollup *r, int64_t start, bool down, bool *ret_found, int64_t *ret)
{
    bool    found;
    int64_t segment;
    TRY(table_segment(c, r->kept, start, down, ret_found, ret));
    for (struct rollup *level = r; level; level = level->below) {
        TRY(query_number(c, level->source, down ? DIRTY_KEY_DOWN : DIRTY_KEY_UP, (int64_t[]){level->id, start}, 2, &found, &segment));
        nearer(down, found, segment, ret_found, ret);
    }
    return OK;
}

static err fold_visit(void *arg, int64_t segment, const struct hyper_rows *rows)
{
    (void)segment;                      /* one is asked for at a time */
    return fold_rows(arg, rows);
}

/* Works out whole buckets from what lies below. */
static err fold_range(struct ctx *c, struct rollup *r, int64_t segment, int64_t first, int64_t last, struct folding *f)
{
    struct hyper_rows rows;
    if (r->below) {
        TRY(rollup_read(c, r->below, segment, first, last, r->plan.needs, &rows));
        TRY(fold_rows(f, &rows));
    } else {
        TRY(hyper_scan(c, r->source, &(struct hyper_range){&segment, 1, first, last}, r->plan.needs, fold_visit, f));
    }
    return fold_end(f);
}

/* The buckets of a range of rows that begin from one instant to another. */
static struct bucket within(const struct rollup *r, const struct dirt *d, int64_t from, int64_t to)
{
    struct bucket first = bucket_of(r->spec.width, from), last = bucket_of(r->spec.width, to), ret = {d->first, d->last};
    if (first.first < from && first.last == INT64_MAX) return (struct bucket){1, 0};
    if (first.first < from) first.first = first.last + 1;
    if (first.first > ret.first) ret.first = first.first;
    if (last.last < ret.last)    ret.last  = last.last;
    return ret;
}

/* Kept rows outside what is dirty, and those that were worked out, in order of time. */
static err merge(struct ctx *c, struct rollup *r, const struct hyper_rows *kept, const struct dirty *d, const struct hyper_rows *fresh,
                 struct hyper_rows *ret)
{
    struct heap out;
    size_t      i = 0, k = 0, range = 0;
    TRY(heap_open(c, &r->kept->spec, UINT64_MAX, kept->count + fresh->count, &out));
    while (i < kept->count || k < fresh->count) {
        if (k < fresh->count && (i == kept->count || fresh->at[k] <= kept->at[i])) {
            heap_append(&out, fresh, k++, 1);
            continue;
        }
        while (range < d->count && d->at[range].last < kept->at[i]) range++;
        if (range == d->count || kept->at[i] < d->at[range].first) heap_append(&out, kept, i, 1);
        i++;
    }
    heap_rows(&out, ret);
    return OK;
}

static err read_dirty(struct ctx *c, struct rollup *r, int64_t segment, int64_t from, int64_t to, const struct dirty *d, struct hyper_rows *ret)
{
    struct folding    f;
    struct hyper_rows kept, fresh;
    TRY(fold_open(c, &r->spec, &r->plan, &r->kept->spec, &f));
    for (size_t i = 0; i < d->count; i++) {
        struct bucket b = within(r, &d->at[i], from, to);
        if (b.first <= b.last) TRY(fold_range(c, r, segment, b.first, b.last, &f));
    }
    heap_rows(&f.out, &fresh);
    TRY(hyper_read(c, r->kept, segment, from, to, UINT64_MAX, &kept));
    return merge(c, r, &kept, d, &fresh, ret);
}

err rollup_read(struct ctx *c, struct rollup *r, int64_t segment, int64_t from, int64_t to, uint64_t columns, struct hyper_rows *ret)
{
    struct dirty d;
    TRY(dirty_read(c, r, segment, segment, &d));
    if (from > to || d.count == 0) return hyper_read(c, r->kept, segment, from, to, columns, ret);
    return read_dirty(c, r, segment, from, to, &d, ret);
}

/* One segment of a scan, in memory of its own. */
static err visit_segment(struct ctx *c, struct rollup *r, int64_t segment, const struct hyper_range *range, uint64_t columns, hyper_visit *visit,
                         void *arg)
{
    AUTO_CTX          part = {0};
    struct hyper_rows rows;
    ctx_open_part(&part, c);
    TRY(ctx_end_part(c, &part, rollup_read(&part, r, segment, range->from, range->to, columns, &rows)));
    return rows.count ? visit(arg, segment, &rows) : OK;
}

err rollup_scan(struct ctx *c, struct rollup *r, const struct hyper_range *range, uint64_t columns, hyper_visit *visit, void *arg)
{
    bool clean;
    TRY(rollup_clean(c, r, &clean));
    if (clean) return hyper_scan(c, r->kept, range, columns, visit, arg);
    if (range->segments) {
        for (size_t i = 0; i < range->segment_count; i++) TRY(visit_segment(c, r, range->segments[i], range, columns, visit, arg));
        return OK;
    }
    for (int64_t segment = INT64_MIN;; segment++) {
        bool found;
        TRY(rollup_segment(c, r, segment, false, &found, &segment));
        if (!found) return OK;
        TRY(visit_segment(c, r, segment, range, columns, visit, arg));
        if (segment == INT64_MAX) return OK;
    }
}

/* ---- refreshing ---- */

/* What has gathered row by row is packed when it is as much as is worth it. */
static err pack_gathered(struct ctx *c, struct rollup *r, int64_t segment)
{
    bool    any;
    int64_t gathered, packed;
    TRY(query_number(c, r->kept, ROWS_COUNT, (int64_t[]){segment, INT64_MIN, INT64_MAX, HYPER_PACK_MIN}, 4, &any, &gathered));
    return gathered < HYPER_PACK_MIN ? OK : hyper_compress_one(c, r->kept, segment, INT64_MAX, &packed);
}

/* Buckets that nothing falls into any more; the others are written over. */
static err drop_empty(struct ctx *c, struct rollup *r, const struct dirt *d, const struct hyper_rows *fresh)
{
    struct hyper_rows kept;
    TRY(hyper_read(c, r->kept, d->segment, d->first, d->last, 0, &kept));
    for (size_t i = 0, k = 0; i < kept.count; i++) {
        while (k < fresh->count && fresh->at[k] < kept.at[i]) k++;
        if (k == fresh->count || fresh->at[k] != kept.at[i]) TRY(edit_delete(c, r->kept, d->segment, kept.at[i], kept.at[i]));
    }
    return OK;
}

static err refresh_range(struct ctx *c, struct rollup *r, const struct dirt *d, int64_t *count)
{
    struct folding    f;
    struct hyper_rows rows;
    TRY(fold_open(c, &r->spec, &r->plan, &r->kept->spec, &f));
    TRY(fold_range(c, r, d->segment, d->first, d->last, &f));
    heap_rows(&f.out, &rows);
    TRY(drop_empty(c, r, d, &rows));
    if (rows.count) TRY(hyper_write(c, r->kept, d->segment, &rows));
    *count += (int64_t)rows.count;
    return pack_gathered(c, r, d->segment);
}

err rollup_refresh(struct ctx *c, struct rollup *r, int64_t *ret_count)
{
    AUTO_CTX     whole = {0};
    struct dirty d;
    int64_t      count = 0;
    if (r->below) TRY(rollup_refresh(c, r->below, &count));
    ctx_open_part(&whole, c);
    err e = dirty_read(&whole, r, INT64_MIN, INT64_MAX, &d);
    for (size_t i = 0; e == OK && i < d.count; i++) {
        AUTO_CTX part = {0};
        ctx_open_part(&part, &whole);
        e = ctx_end_part(&whole, &part, refresh_range(&part, r, &d.at[i], &count));
    }
    TRY(ctx_end_part(c, &whole, e));
    *ret_count = count;
    return query_run(c, r->source, DIRTY_DROP, &r->id, 1);
}

err rollup_freeze(struct ctx *c, struct rollup *r, int64_t before)
{
    struct bucket b = bucket_of(r->spec.width, before);
    int64_t       frozen = b.first == before ? before : b.last == INT64_MAX ? INT64_MAX : b.last + 1;
    return query_run(c, r->source, ROLLUP_FREEZE, (int64_t[]){r->id, frozen}, 2);
}
