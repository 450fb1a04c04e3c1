#include "hyper/summary_module.h"

#include "hyper/arguments.h"
#include "hyper/rollups.h"
#include "hyper/summary.h"
#include "hyper/values.h"

enum {
    COLUMN_SEGMENT, COLUMN_ROWS, COLUMN_FIRST_AT, COLUMN_LAST_AT, COLUMN_COUNT, COLUMN_FIRST, COLUMN_LAST, COLUMN_MIN, COLUMN_MAX, COLUMN_SUM, COLUMN_AVG,
    COLUMN_ARGUMENTS, ARGUMENTS = 4, NEEDED = 2
};
enum { GIVES_FROM = 4, GIVES_TO = 8, GIVES_SEGMENT = 16 };     /* in idxNum, behind the two that are needed */

struct vtab {
    sqlite3_vtab base;
    sqlite3     *db;
};

struct cursor {
    sqlite3_vtab_cursor   base;
    struct ctx            c;
    enum column_type      type;
    struct hyper_summary *all;
    size_t                count, room, at;
};

static int connect(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **ret, char **ret_message)
{
    (void)aux, (void)argc, (void)argv, (void)ret_message;
    int code = sqlite3_declare_vtab(db, "CREATE TABLE x (segment INTEGER, rows INTEGER, first_at INTEGER, last_at INTEGER, count INTEGER, first, last, min,"
                                        " max, sum, avg REAL, \"table\" HIDDEN, \"column\" HIDDEN, \"from\" HIDDEN, \"to\" HIDDEN)");
    if (code != SQLITE_OK) return code;
    struct vtab *v = sqlite3_malloc(sizeof *v);
    if (!v) return SQLITE_NOMEM;
    *v   = (struct vtab){.db = db};
    *ret = &v->base;
    return SQLITE_OK;
}

static int disconnect(sqlite3_vtab *base)
{
    sqlite3_free(base);
    return SQLITE_OK;
}

static void take_segment(sqlite3_index_info *info)
{
    for (int i = 0; i < info->nConstraint; i++) {
        if (info->aConstraint[i].iColumn != COLUMN_SEGMENT || info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ || !info->aConstraint[i].usable) continue;
        info->aConstraintUsage[i].argvIndex = __builtin_popcount((unsigned)info->idxNum) + 1;
        info->aConstraintUsage[i].omit      = 1;
        info->idxNum |= GIVES_SEGMENT;
        return;
    }
}

static int best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
    const double SEGMENTS = 2500;
    (void)base;
    int code = arguments_take(info, COLUMN_ARGUMENTS, ARGUMENTS, NEEDED);
    if (code != SQLITE_OK) return code;
    take_segment(info);
    info->estimatedCost   = info->idxNum & GIVES_SEGMENT ? 1 : SEGMENTS;
    info->estimatedRows   = (sqlite3_int64)info->estimatedCost;
    info->orderByConsumed = info->nOrderBy == 1 && info->aOrderBy[0].iColumn == COLUMN_SEGMENT && !info->aOrderBy[0].desc;
    return SQLITE_OK;
}

static int cursor_open(sqlite3_vtab *base, sqlite3_vtab_cursor **ret)
{
    struct cursor *k = sqlite3_malloc(sizeof *k);
    (void)base;
    if (!k) return SQLITE_NOMEM;
    *k   = (struct cursor){0};
    *ret = &k->base;
    return SQLITE_OK;
}

static int cursor_close(sqlite3_vtab_cursor *base)
{
    ctx_close(&((struct cursor *)base)->c);
    sqlite3_free(base);
    return SQLITE_OK;
}

/* ---- gathering ---- */

static err add(void *arg, const struct hyper_summary *one)
{
    enum { ROOM_MIN = 64 };
    struct cursor *k = arg;
    if (k->count == k->room) {
        struct hyper_summary *larger;
        k->room = k->room ? k->room * 2 : ROOM_MIN;
        TRY(NEW(&k->c, larger, k->room));
        if (k->count) memcpy(larger, k->all, k->count * sizeof *larger);
        k->all = larger;
    }
    k->all[k->count++] = *one;
    return OK;
}

struct counted {
    struct cursor *cursor;
    size_t         column;
};

static err add_rows(void *arg, int64_t segment, const struct hyper_rows *rows)
{
    const struct counted *w = arg;
    struct cursor        *k = w->cursor;
    if (k->count == 0 || k->all[k->count - 1].segment != segment) TRY(add(k, &(struct hyper_summary){.segment = segment}));
    hyper_summary_add(&k->all[k->count - 1], rows, w->column);
    return OK;
}

/* What a rollup says now may not all be kept yet. */
static err summarize_rollup(struct cursor *k, sqlite3 *db, const char *name, const struct hyper_range *range, size_t column)
{
    struct rollup *r;
    bool           clean;
    TRY(rollup_open(&k->c, db, name, &r));
    TRY(rollup_clean(&k->c, r, &clean));
    if (clean) return hyper_summarize(&k->c, r->kept, range, column, add, k);
    return rollup_scan(&k->c, r, range, 1ull << column, add_rows, &(struct counted){k, column});
}

static bool read_time(sqlite3_value *v, int64_t *ret) { return sqlite3_value_type(v) != SQLITE_NULL && value_whole(v, ret); }

static err gather(struct cursor *k, sqlite3 *db, int given, sqlite3_value **argv)
{
    struct hyper      *h;
    size_t             column;
    bool               rollup;
    int64_t            segment;
    struct hyper_range range = {.from = INT64_MIN, .to = INT64_MAX};
    const char        *table = ctx_copy(&k->c, value_text(*argv++)), *name = ctx_copy(&k->c, value_text(*argv++));
    if (!table || !name) return ERR_NOMEM;
    bool good = (!(given & GIVES_FROM) || read_time(*argv++, &range.from)) && (!(given & GIVES_TO) || read_time(*argv++, &range.to));
    if (!good) return fail(&k->c, ERR_USAGE, "hypertable_summary(table, column, from, to) takes times in microseconds since 1970");
    if (given & GIVES_SEGMENT) {
        if (!value_whole(*argv, &segment)) return OK;
        range.segments      = &segment;
        range.segment_count = 1;
    }
    TRY(hyper_open(&k->c, db, table, &h));
    TRY(hyper_column(&k->c, h, name, &column));
    k->type = h->spec.type[column];
    TRY(rollup_is(&k->c, h, &rollup));
    if (rollup && k->type != COLUMN_TEXT) return summarize_rollup(k, db, table, &range, column);
    return hyper_summarize(&k->c, h, &range, column, add, k);
}

static int filter(sqlite3_vtab_cursor *base, int plan, const char *words, int argc, sqlite3_value **argv)
{
    struct cursor *k = (struct cursor *)base;
    (void)words, (void)argc;
    ctx_reset(&k->c);
    ctx_open(&k->c, HYPER_MEMORY_MAX);
    k->all   = NULL;
    k->count = k->room = k->at = 0;
    return vtab_told(base->pVtab, &k->c, gather(k, ((struct vtab *)base->pVtab)->db, plan, argv), 0);
}

/* ---- rows ---- */

static int next(sqlite3_vtab_cursor *base)
{
    ((struct cursor *)base)->at++;
    return SQLITE_OK;
}

static int eof(sqlite3_vtab_cursor *base)
{
    const struct cursor *k = (struct cursor *)base;
    return k->at >= k->count;
}

static void give_scalar(sqlite3_context *out, const struct cursor *k, union scalar v)
{
    if (k->all[k->at].zone.count == 0) return;
    if (k->type == COLUMN_REAL) sqlite3_result_double(out, v.r);
    else                        sqlite3_result_int64(out, v.i);
}

static void give_sum(sqlite3_context *out, const struct cursor *k, bool mean)
{
    const struct zone *z = &k->all[k->at].zone;
    if (z->count == 0) return;
    if (k->type == COLUMN_INT && !z->exact) {
        sqlite3_result_error(out, "integer overflow", -1);
        return;
    }
    if (mean) sqlite3_result_double(out, (k->type == COLUMN_REAL ? z->sum.r : (double)z->sum.i) / (double)z->count);
    else      give_scalar(out, k, z->sum);
}

static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *out, int column)
{
    const struct cursor        *k = (struct cursor *)base;
    const struct hyper_summary *s = &k->all[k->at];
    switch (column) {
    case COLUMN_SEGMENT:  sqlite3_result_int64(out, s->segment); break;
    case COLUMN_ROWS:     sqlite3_result_int64(out, (int64_t)s->rows); break;
    case COLUMN_FIRST_AT: sqlite3_result_int64(out, s->first_at); break;
    case COLUMN_LAST_AT:  sqlite3_result_int64(out, s->last_at); break;
    case COLUMN_COUNT:    sqlite3_result_int64(out, (int64_t)s->zone.count); break;
    case COLUMN_FIRST:    give_scalar(out, k, s->zone.first); break;
    case COLUMN_LAST:     give_scalar(out, k, s->zone.last); break;
    case COLUMN_MIN:      give_scalar(out, k, s->zone.min); break;
    case COLUMN_MAX:      give_scalar(out, k, s->zone.max); break;
    case COLUMN_SUM:      give_sum(out, k, false); break;
    case COLUMN_AVG:      give_sum(out, k, true); break;
    }
    return SQLITE_OK;
}

static int rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *ret)
{
    *ret = (sqlite3_int64)((struct cursor *)base)->at;
    return SQLITE_OK;
}

static const sqlite3_module module = {
    .xConnect    = connect,
    .xBestIndex  = best_index,
    .xDisconnect = disconnect,
    .xOpen       = cursor_open,
    .xClose      = cursor_close,
    .xFilter     = filter,
    .xNext       = next,
    .xEof        = eof,
    .xColumn     = give_column,
    .xRowid      = rowid,
};

int summary_register(sqlite3 *db) { return sqlite3_create_module_v2(db, "hypertable_summary", &module, NULL, NULL); }
