#include "hyper/rollup_module.h"

#include "base/text.h"
#include "hyper/cursor.h"
#include "hyper/rollups.h"
#include "hyper/values.h"

enum { COLUMN_SEGMENT, COLUMN_TIME, COLUMN_FIRST_VALUE, SPEC_MEMORY_MAX = 4 << 20 };

struct vtab {
    sqlite3_vtab   base;
    struct ctx     c;
    struct rollup *rollup;
};

static int told(struct vtab *v, const struct ctx *c, err e) { return vtab_told(&v->base, c, e, v->rollup->source->code); }

/* ---- tables ---- */

static err declare(struct ctx *c, sqlite3 *db, const struct spec *s)
{
    struct text t = {.c = c};
    text_print(&t, "CREATE TABLE x (\"%s\" INTEGER NOT NULL, \"%s\" INTEGER NOT NULL", s->segment, s->time);
    for (size_t k = 0; k < s->column_count; k++) text_print(&t, ", \"%s\" %s", s->name[k], type_name(s->type[k]));
    text_print(&t, ", PRIMARY KEY (\"%s\", \"%s\")) WITHOUT ROWID", s->segment, s->time);
    TRY(text_done(&t));
    return sqlite3_declare_vtab(db, t.at) == SQLITE_OK ? OK : fail(c, ERR_USAGE, "%s", sqlite3_errmsg(db));
}

static err start(struct vtab *v, sqlite3 *db, int argc, const char *const *argv, bool create)
{
    enum { ARGUMENTS_FROM = 3 };
    if (create) TRY(rollup_make(&v->c, db, argv[1], argv[2], argv + ARGUMENTS_FROM, (size_t)argc - ARGUMENTS_FROM));
    TRY(rollup_open_in(&v->c, db, argv[1], argv[2], &v->rollup));
    return declare(&v->c, db, &v->rollup->kept->spec);
}

static void vtab_free(struct vtab *v)
{
    ctx_close(&v->c);
    sqlite3_free(v->base.zErrMsg);
    sqlite3_free(v);
}

static int begin(sqlite3 *db, int argc, const char *const *argv, sqlite3_vtab **ret, char **ret_message, bool create)
{
    struct vtab *v = sqlite3_malloc(sizeof *v);
    if (!v) return SQLITE_NOMEM;
    *v = (struct vtab){0};
    ctx_open(&v->c, SPEC_MEMORY_MAX);
    err e = start(v, db, argc, argv, create);
    if (e == OK) {
        *ret = &v->base;
        return SQLITE_OK;
    }
    if (e != ERR_NOMEM) *ret_message = sqlite3_mprintf("%s", v->c.note);
    vtab_free(v);
    return e == ERR_NOMEM ? SQLITE_NOMEM : SQLITE_ERROR;
}

static int create(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **ret, char **ret_message)
{
    (void)aux;
    return begin(db, argc, argv, ret, ret_message, true);
}

static int connect(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **ret, char **ret_message)
{
    (void)aux;
    return begin(db, argc, argv, ret, ret_message, false);
}

static int disconnect(sqlite3_vtab *base)
{
    vtab_free((struct vtab *)base);
    return SQLITE_OK;
}

static int destroy(sqlite3_vtab *base)
{
    AUTO_CTX     c = {0};
    struct vtab *v = (struct vtab *)base;
    ctx_open(&c, SPEC_MEMORY_MAX);
    err e = rollup_drop(&c, v->rollup);
    if (e == ERR_REFUSED) return SQLITE_CONSTRAINT;     /* SQLite passes on no story from here */
    int code = told(v, &c, e);
    if (code == SQLITE_OK) vtab_free(v);
    return code;
}

static int rename_table(sqlite3_vtab *base, const char *name)
{
    AUTO_CTX     c = {0};
    struct vtab *v = (struct vtab *)base;
    ctx_open(&c, SPEC_MEMORY_MAX);
    return told(v, &c, rollup_rename(&c, v->rollup, name));
}

static int shadow_name(const char *end) { return table_shadows(end); }

static int best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
    return plan_choose(info, (int)((struct vtab *)base)->rollup->spec.column_count, 0);
}

/* ---- rows ---- */

static err piece_segment(struct ctx *c, void *of, int64_t start, bool down, bool *ret_found, int64_t *ret)
{
    return rollup_segment(c, of, start, down, ret_found, ret);
}

static err piece_rows(struct ctx *c, void *of, int64_t segment, const struct wanted *w, struct hyper_rows *ret)
{
    return rollup_read(c, of, segment, w->from, w->to, UINT64_MAX, ret);
}

static const struct source pieces = {piece_segment, piece_rows};

/* While nothing has changed since the last refresh, what is kept is read as any hypertable, a column at a time. */
static int filter(sqlite3_vtab_cursor *base, int plan, const char *words, int argc, sqlite3_value **argv)
{
    AUTO_CTX       c = {0};
    bool           clean;
    struct cursor *k = (struct cursor *)base;
    struct vtab   *v = (struct vtab *)base->pVtab;
    (void)words, (void)argc;
    ctx_open(&c, SPEC_MEMORY_MAX);
    int code = cursor_want(k, v->rollup->kept, plan, argv);
    if (code == SQLITE_OK) code = told(v, &c, rollup_clean(&c, v->rollup, &clean));
    if (code != SQLITE_OK) return code;
    return clean ? cursor_walk(k) : cursor_piece(k, &pieces, v->rollup);
}

static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *out, int column)
{
    struct cursor *k = (struct cursor *)base;
    if (column == COLUMN_SEGMENT)   sqlite3_result_int64(out, k->segment);
    else if (column == COLUMN_TIME) sqlite3_result_int64(out, k->rows->at[k->at]);
    else return cursor_give(k, out, (size_t)column - COLUMN_FIRST_VALUE);
    return SQLITE_OK;
}

static int rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *ret)
{
    (void)base, (void)ret;
    return SQLITE_ERROR;                /* a table without rowid is never asked */
}

static const sqlite3_module module = {
    .iVersion    = 3,
    .xCreate     = create,
    .xConnect    = connect,
    .xBestIndex  = best_index,
    .xDisconnect = disconnect,
    .xDestroy    = destroy,
    .xOpen       = cursor_open,
    .xClose      = cursor_close,
    .xFilter     = filter,
    .xNext       = cursor_next,
    .xEof        = cursor_eof,
    .xColumn     = give_column,
    .xRowid      = rowid,
    .xRename     = rename_table,
    .xShadowName = shadow_name,
};

int rollup_register(sqlite3 *db) { return sqlite3_create_module_v2(db, "hypertable_rollup", &module, NULL, NULL); }
