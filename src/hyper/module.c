/* The virtual-table module. SQL rows carry a hidden key, (segment, time) in 16 bytes, because a row has no number of its own
 * and SQLite wants the key of a table without rowid in one column. Everything written goes through at once to the tables
 * below, so SQLite's transactions and savepoints need no help from here. */
#include "base/day.h"
#include "base/text.h"
#include "hyper/cursor.h"
#include "hyper/edit.h"
#include "hyper/functions.h"
#include "hyper/gapfill.h"
#include "hyper/history.h"
#include "hyper/module.h"
#include "hyper/rollup_module.h"
#include "hyper/rollups.h"
#include "hyper/summary_module.h"
#include "hyper/values.h"

enum { COLUMN_SEGMENT, COLUMN_TIME, COLUMN_FIRST_VALUE, KEY_SIZE = 16, SPEC_MEMORY_MAX = 4 << 20 };

struct vtab {
    sqlite3_vtab  base;
    struct ctx    c;
    struct hyper *table;
};

static int told(struct vtab *v, const struct ctx *c, err e) { return vtab_told(&v->base, c, e, v->table ? v->table->code : 0); }

/* ---- tables ---- */

static err declare(struct ctx *c, sqlite3 *db, const struct spec *s)
{
    struct text t = {.c = c};
    text_print(&t, "CREATE TABLE x (\"%s\" INTEGER NOT NULL, \"%s\" INTEGER NOT NULL", s->segment, s->time);
    for (size_t k = 0; k < s->column_count; k++) text_print(&t, ", \"%s\" %s", s->name[k], type_name(s->type[k]));
    text_print(&t, ", hypertable_key BLOB HIDDEN PRIMARY KEY%s) WITHOUT ROWID", s->history ? ", as_of INTEGER HIDDEN" : "");
    TRY(text_done(&t));
    if (sqlite3_declare_vtab(db, t.at) != SQLITE_OK) return fail(c, ERR_USAGE, "%s", sqlite3_errmsg(db));
    (void)sqlite3_vtab_config(db, SQLITE_VTAB_CONSTRAINT_SUPPORT, 1);
    return OK;
}

static err start(struct vtab *v, sqlite3 *db, int argc, const char *const *argv, bool create)
{
    enum { ARGUMENTS_FROM = 3 };
    struct spec        spec;
    const char *const *args  = argv + ARGUMENTS_FROM;
    size_t             count = (size_t)argc - ARGUMENTS_FROM;
    TRY(spec_read(&v->c, args, count, &spec));
    TRY(table_open(&v->c, db, argv[1], argv[2], &spec, &v->table));
    if (create) TRY(table_create(&v->c, v->table, args, count));
    return declare(&v->c, db, &spec);
}

static void vtab_free(struct vtab *v)
{
    if (v->table) table_close(v->table);
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
    err e = rollup_none(&c, v->table);
    if (e == ERR_REFUSED) return SQLITE_CONSTRAINT;     /* SQLite passes on no story from here */
    int code = told(v, &c, e == OK ? table_drop(&c, v->table) : e);
    if (code == SQLITE_OK) vtab_free(v);
    return code;
}

static int rename_table(sqlite3_vtab *base, const char *name)
{
    AUTO_CTX     c = {0};
    struct vtab *v = (struct vtab *)base;
    ctx_open(&c, SPEC_MEMORY_MAX);
    err e = rollup_none(&c, v->table);
    return told(v, &c, e == OK ? table_rename(&c, v->table, name) : e);
}

static int shadow_name(const char *end) { return table_shadows(end); }

/* Behind the columns of values stand the hidden ones: the key, and with a history the instant that a past state is asked for. */
static int column_key(const struct spec *s) { return COLUMN_FIRST_VALUE + (int)s->column_count; }
static int column_as_of(const struct spec *s) { return s->history ? column_key(s) + 1 : 0; }

static int best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
    const struct spec *s = &((struct vtab *)base)->table->spec;
    return plan_choose(info, (int)s->column_count, column_as_of(s));
}

/* ---- cursors ---- */

static err past_segment(struct ctx *c, void *of, int64_t start, bool down, bool *ret_found, int64_t *ret)
{
    return history_segment(c, of, start, down, ret_found, ret);
}

static err past_rows(struct ctx *c, void *of, int64_t segment, const struct wanted *w, struct hyper_rows *ret)
{
    return hyper_read_as_of(c, of, segment, w->from, w->to, w->as_of, UINT64_MAX, ret);
}

static const struct source past = {past_segment, past_rows};

static int filter(sqlite3_vtab_cursor *base, int plan, const char *words, int argc, sqlite3_value **argv)
{
    struct cursor *k = (struct cursor *)base;
    struct vtab   *v = (struct vtab *)base->pVtab;
    (void)words, (void)argc;
    int code = cursor_want(k, v->table, plan, argv);
    if (code != SQLITE_OK) return code;
    return k->wanted.past ? cursor_piece(k, &past, v->table) : cursor_walk(k);
}

/* A row of the past has a longer one, which is not for writing; it differs from row to row all the same, because by it SQLite knows a row
 * that both sides of an OR have found. */
static void give_key(struct cursor *k, sqlite3_context *out)
{
    int64_t key[] = {k->segment, k->rows->at[k->at], k->wanted.as_of};
    sqlite3_result_blob(out, key, k->wanted.past ? (int)sizeof key : KEY_SIZE, SQLITE_TRANSIENT);
}

static void give_as_of(const struct cursor *k, sqlite3_context *out)
{
    if (k->wanted.past) sqlite3_result_int64(out, k->wanted.as_of);
}

static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *out, int column)
{
    struct cursor     *k = (struct cursor *)base;
    const struct spec *s = &k->table->spec;
    if (column == COLUMN_SEGMENT)       sqlite3_result_int64(out, k->segment);
    else if (column == COLUMN_TIME)     sqlite3_result_int64(out, k->rows->at[k->at]);
    else if (column == column_key(s))   give_key(k, out);
    else if (column > column_key(s))    give_as_of(k, out);
    else return cursor_give(k, out, (size_t)column - COLUMN_FIRST_VALUE);
    return SQLITE_OK;
}

static int rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *ret)
{
    (void)base, (void)ret;
    return SQLITE_ERROR;                /* a table without rowid is never asked */
}

/* ---- writing ---- */

/* Numbers and texts become one another where an ordinary STRICT table would let them; the words are its words, too. */
static const char *const storage[] = {[SQLITE_INTEGER] = "INT", [SQLITE_FLOAT] = "REAL", [SQLITE_TEXT] = "TEXT", [SQLITE_BLOB] = "BLOB"};

struct row {                            /* one row that comes from SQL */
    int64_t     segment, at;
    union {
        int64_t      i;
        double       r;
        struct slice t;
    } value[HYPER_COLUMNS_MAX];
    uint64_t          null[HYPER_COLUMNS_MAX];
    struct hyper_rows rows;
};

static err mistyped(struct ctx *c, const struct hyper *h, sqlite3_value *v, const char *type, const char *column)
{
    return fail(c, ERR_INVALID, "cannot store %s value in %s column %s.%s", storage[sqlite3_value_type(v)], type, h->name, column);
}

static err take_key(struct ctx *c, const struct hyper *h, sqlite3_value *v, const char *name, int64_t *ret)
{
    if (sqlite3_value_type(v) == SQLITE_NULL) return fail(c, ERR_CONFLICT, "NOT NULL constraint failed: %s.%s", h->name, name);
    return value_whole(v, ret) ? OK : mistyped(c, h, v, "INTEGER", name);
}

static err take_value(struct ctx *c, const struct hyper *h, sqlite3_value *v, size_t k, struct row *row)
{
    enum column_type type = h->spec.type[k];
    row->null[k] = sqlite3_value_type(v) == SQLITE_NULL;
    row->rows.column[k] = (struct column){.type = type, .ints = &row->value[k].i, .nulls = row->null[k] ? &row->null[k] : NULL};
    if (row->null[k]) return OK;
    if (type == COLUMN_INT) return value_whole(v, &row->value[k].i) ? OK : mistyped(c, h, v, type_name(type), h->spec.name[k]);
    if (type == COLUMN_REAL) {
        int kind = sqlite3_value_numeric_type(v);
        if (kind != SQLITE_INTEGER && kind != SQLITE_FLOAT) return mistyped(c, h, v, type_name(type), h->spec.name[k]);
        row->value[k].r = sqlite3_value_double(v);
        return OK;
    }
    if (sqlite3_value_type(v) == SQLITE_BLOB) return mistyped(c, h, v, type_name(type), h->spec.name[k]);
    row->value[k].t.at   = (const char *)sqlite3_value_text(v);
    row->value[k].t.size = (size_t)sqlite3_value_bytes(v);
    return row->value[k].t.at ? OK : fail(c, ERR_NOMEM, "no memory for a text");
}

static err take_row(struct ctx *c, const struct hyper *h, sqlite3_value **values, struct row *ret)
{
    const struct spec *s = &h->spec;
    TRY(take_key(c, h, values[COLUMN_SEGMENT], s->segment, &ret->segment));
    TRY(take_key(c, h, values[COLUMN_TIME], s->time, &ret->at));
    ret->rows.count = 1;
    ret->rows.at    = &ret->at;
    for (size_t k = 0; k < s->column_count; k++) TRY(take_value(c, h, values[COLUMN_FIRST_VALUE + k], k, ret));
    return OK;
}

static err read_key(struct ctx *c, const struct hyper *h, sqlite3_value *v, int64_t *ret)
{
    int size = sqlite3_value_bytes(v);
    if (size == 0) return fail(c, ERR_REFUSED, "the past of %s is not for writing", h->name);
    if (size != KEY_SIZE) return fail(c, ERR_CONFLICT, "the key of %s is not for writing", h->name);
    const void *key = sqlite3_value_blob(v);
    if (!key) return fail(c, ERR_NOMEM, "no memory for a key");
    memcpy(ret, key, KEY_SIZE);
    return OK;
}

/* A value for as_of says when the row that is written became known. */
static err read_known_at(struct ctx *c, struct hyper *h, sqlite3_value **values)
{
    int column = column_as_of(&h->spec);
    if (!column || sqlite3_value_type(values[column]) == SQLITE_NULL) return OK;
    return value_whole(values[column], &h->known_at) ? OK : mistyped(c, h, values[column], "INTEGER", "as_of");
}

static err insert(struct ctx *c, struct hyper *h, sqlite3_value **values, bool replace)
{
    struct row *row;
    if (sqlite3_value_type(values[column_key(&h->spec)]) != SQLITE_NULL)
        return fail(c, ERR_CONFLICT, "the key of %s is not for writing", h->name);
    TRY(NEW(c, row, 1));
    TRY(take_row(c, h, values, row));
    return edit_put(c, h, row->segment, &row->rows, 0, replace);
}

/* A key that moves is looked for first: where it is taken, nothing has changed yet. A row that the same statement has
 * replaced by another is passed over, as in an ordinary table. */
static err update(struct ctx *c, struct hyper *h, sqlite3_value *old, sqlite3_value **values, bool replace)
{
    struct row *row;
    int64_t     was[2], now[2];
    bool        there, taken;
    TRY(NEW(c, row, 1));
    TRY(read_key(c, h, old, was));
    TRY(read_key(c, h, values[column_key(&h->spec)], now));
    if (was[0] != now[0] || was[1] != now[1]) return fail(c, ERR_CONFLICT, "the key of %s is not for writing", h->name);
    TRY(edit_has(c, h, was[0], was[1], &there));
    if (!there) return OK;
    TRY(take_row(c, h, values, row));
    if (row->segment != was[0] || row->at != was[1]) {
        TRY(edit_has(c, h, row->segment, row->at, &taken));
        if (taken && !replace) return edit_put(c, h, row->segment, &row->rows, 0, false);
        TRY(edit_delete(c, h, was[0], was[1], was[1]));
    }
    return edit_put(c, h, row->segment, &row->rows, 0, true);
}

static err delete(struct ctx *c, struct hyper *h, sqlite3_value *old)
{
    int64_t key[2];
    TRY(read_key(c, h, old, key));
    return edit_delete(c, h, key[0], key[1], key[1]);
}

static err change(struct ctx *c, struct hyper *h, int argc, sqlite3_value **argv)
{
    bool replace = argc > 1 && sqlite3_vtab_on_conflict(h->db) == SQLITE_REPLACE;
    if (argc == 1) return delete(c, h, argv[0]);
    TRY(read_known_at(c, h, argv + 2));
    if (sqlite3_value_type(argv[0]) == SQLITE_NULL) return insert(c, h, argv + 2, replace);
    return update(c, h, argv[0], argv + 2, replace);
}

static int write(sqlite3_vtab *base, int argc, sqlite3_value **argv, sqlite3_int64 *ret_rowid)
{
    AUTO_CTX     c = {0};
    struct vtab *v = (struct vtab *)base;
    (void)ret_rowid;
    ctx_open(&c, HYPER_MEMORY_MAX);
    err e = change(&c, v->table, argc, argv);
    v->table->known_at = TIME_NONE;
    return told(v, &c, e);
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
    .xUpdate     = write,
    .xRename     = rename_table,
    .xShadowName = shadow_name,
};

int module_register(sqlite3 *db)
{
    int code = sqlite3_create_module_v2(db, "hypertable", &module, NULL, NULL);
    if (code == SQLITE_OK) code = gapfill_register(db);
    if (code == SQLITE_OK) code = rollup_register(db);
    if (code == SQLITE_OK) code = summary_register(db);
    return code == SQLITE_OK ? functions_register(db) : code;
}

err hyper_register(struct ctx *c, sqlite3 *db)
{
    return module_register(db) == SQLITE_OK ? OK : fail(c, ERR_STORE, "hypertables cannot be had here: %s", sqlite3_errmsg(db));
}
