#include "hyper/gapfill.h"

#include "hyper/arguments.h"
#include "hyper/bucket.h"
#include "hyper/values.h"

enum { COLUMN_AT, COLUMN_FROM, COLUMN_TO, COLUMN_BUCKET, ARGUMENTS = 3, MEMORY_MAX = 1 << 20 };

struct cursor {
    sqlite3_vtab_cursor base;
    int64_t             at, from, to, width;
    int64_t             number;
    bool                eof;
};

static int connect(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **ret, char **ret_message)
{
    (void)aux, (void)argc, (void)argv, (void)ret_message;
    int code = sqlite3_declare_vtab(db, "CREATE TABLE x (at INTEGER, \"from\" HIDDEN, \"to\" HIDDEN, bucket HIDDEN)");
    if (code != SQLITE_OK) return code;
    (void)sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
    *ret = sqlite3_malloc(sizeof **ret);
    if (!*ret) return SQLITE_NOMEM;
    **ret = (sqlite3_vtab){0};
    return SQLITE_OK;
}

static int disconnect(sqlite3_vtab *base)
{
    sqlite3_free(base);
    return SQLITE_OK;
}

static int best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
    const double ROWS = 1000;
    (void)base;
    info->estimatedRows   = (sqlite3_int64)ROWS;
    info->estimatedCost   = ROWS;
    info->orderByConsumed = info->nOrderBy == 1 && info->aOrderBy[0].iColumn == COLUMN_AT && !info->aOrderBy[0].desc;
    return arguments_take(info, COLUMN_FROM, ARGUMENTS, ARGUMENTS);
}

static int cursor_open(sqlite3_vtab *base, sqlite3_vtab_cursor **ret)
{
    struct cursor *k = sqlite3_malloc(sizeof *k);
    (void)base;
    if (!k) return SQLITE_NOMEM;
    *k   = (struct cursor){.eof = true};
    *ret = &k->base;
    return SQLITE_OK;
}

static int cursor_close(sqlite3_vtab_cursor *base)
{
    sqlite3_free(base);
    return SQLITE_OK;
}

/* The bucket behind the one that holds k->at. */
static void step(struct cursor *k)
{
    struct bucket b = bucket_of(k->width, k->at);
    k->eof = b.last >= k->to;           /* also where times end */
    k->at  = k->eof ? k->at : b.last + 1;
    k->number++;
}

static err start(struct ctx *c, struct cursor *k, sqlite3_value **argv)
{
    if (!value_whole(argv[0], &k->from) || !value_whole(argv[1], &k->to))
        return fail(c, ERR_USAGE, "gapfill(from, to, bucket) goes from one time to another, in microseconds since 1970");
    TRY(span_parse(c, "the bucket", value_text(argv[2]), &k->width));
    k->number = 0;
    k->at     = bucket_of(k->width, k->from).first;
    k->eof    = k->from > k->to;
    if (!k->eof && k->at < k->from) step(k);
    return OK;
}

static int filter(sqlite3_vtab_cursor *base, int plan, const char *words, int argc, sqlite3_value **argv)
{
    AUTO_CTX       c = {0};
    struct cursor *k = (struct cursor *)base;
    (void)plan, (void)words;
    k->eof = true;
    for (int i = 0; i < argc; i++)
        if (sqlite3_value_type(argv[i]) == SQLITE_NULL) return SQLITE_OK;
    ctx_open(&c, MEMORY_MAX);
    return vtab_told(base->pVtab, &c, start(&c, k, argv), 0);
}

static int next(sqlite3_vtab_cursor *base)
{
    step((struct cursor *)base);
    return SQLITE_OK;
}

static int eof(sqlite3_vtab_cursor *base) { return ((struct cursor *)base)->eof; }

static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *out, int column)
{
    const struct cursor *k = (struct cursor *)base;
    if (column == COLUMN_AT)   sqlite3_result_int64(out, k->at);
    if (column == COLUMN_FROM) sqlite3_result_int64(out, k->from);
    if (column == COLUMN_TO)   sqlite3_result_int64(out, k->to);
    return SQLITE_OK;
}

static int rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *ret)
{
    *ret = ((struct cursor *)base)->number;
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

int gapfill_register(sqlite3 *db) { return sqlite3_create_module_v2(db, "gapfill", &module, NULL, NULL); }
