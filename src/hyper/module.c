/* The virtual-table module. SQL rows carry a hidden key, (segment, time) in 16 bytes, because a row has no number of its own
 * and SQLite wants the key of a table without rowid in one column. Everything written goes through at once to the tables
 * below, so SQLite's transactions and savepoints need no help from here. */
#include <math.h>

#include "base/text.h"
#include "hyper/edit.h"
#include "hyper/functions.h"
#include "hyper/module.h"
#include "hyper/plan.h"
#include "hyper/walk.h"

enum { COLUMN_SEGMENT, COLUMN_TIME, COLUMN_FIRST_VALUE, KEY_SIZE = 16, SPEC_MEMORY_MAX = 4 << 20 };

struct vtab {
    sqlite3_vtab  base;
    struct ctx    c;
    struct hyper *table;
};

struct cursor {
    sqlite3_vtab_cursor base;
    struct ctx          keys;           /* of the segments asked for */
    struct walk         walk;
    size_t              at;             /* row of the stretch */
    bool                eof;
};

/* What a failure is to SQLite. */
static int told(struct vtab *v, const struct ctx *c, err e)
{
    if (e == OK) return SQLITE_OK;
    if (c->note[0] && e != ERR_NOMEM) {
        sqlite3_free(v->base.zErrMsg);
        v->base.zErrMsg = sqlite3_mprintf("%s", c->note);
    }
    switch (e) {
    case ERR_NOMEM:    return SQLITE_NOMEM;
    case ERR_CONFLICT: return SQLITE_CONSTRAINT;
    case ERR_INVALID:  return SQLITE_MISMATCH;     /* a constraint's code would let OR IGNORE pass over it */
    case ERR_DATA:     return SQLITE_CORRUPT_VTAB;
    case ERR_BUSY:
    case ERR_STORE:    return v->table->code ? v->table->code : SQLITE_ERROR;
    default:           return SQLITE_ERROR;
    }
}

/* ---- tables ---- */

static err declare(struct ctx *c, sqlite3 *db, const struct spec *s)
{
    struct text t = {.c = c};
    text_print(&t, "CREATE TABLE x (\"%s\" INTEGER NOT NULL, \"%s\" INTEGER NOT NULL", s->segment, s->time);
    for (size_t k = 0; k < s->column_count; k++) text_print(&t, ", \"%s\" %s", s->name[k], type_name(s->type[k]));
    text_put(&t, ", hypertable_key BLOB HIDDEN PRIMARY KEY) WITHOUT ROWID");
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
    int code = told(v, &c, table_drop(&c, v->table));
    if (code == SQLITE_OK) vtab_free(v);
    return code;
}

static int rename_table(sqlite3_vtab *base, const char *name)
{
    AUTO_CTX     c = {0};
    struct vtab *v = (struct vtab *)base;
    ctx_open(&c, SPEC_MEMORY_MAX);
    return told(v, &c, table_rename(&c, v->table, name));
}

static int shadow_name(const char *end)
{
    return strcmp(end, "row") == 0 || strcmp(end, "segment") == 0 || strcmp(end, "packed") == 0 || strcmp(end, "declaration") == 0;
}

static int best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
    (void)base;
    return plan_choose(info);
}

/* ---- cursors ---- */

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
    struct cursor *k = (struct cursor *)base;
    walk_close(&k->walk);
    ctx_close(&k->keys);
    sqlite3_free(k);
    return SQLITE_OK;
}

static int stretch_next(struct cursor *k)
{
    AUTO_CTX             c = {0};
    const struct stretch *s = &k->walk.now;
    ctx_open(&c, SPEC_MEMORY_MAX);
    err e  = walk_next(&c, &k->walk);
    k->eof = e != OK || s->begin == s->end;
    k->at  = k->walk.down ? s->end - 1 : s->begin;
    return told((struct vtab *)k->base.pVtab, &c, e);
}

static int filter(sqlite3_vtab_cursor *base, int plan, const char *words, int argc, sqlite3_value **argv)
{
    struct cursor *k = (struct cursor *)base;
    struct vtab   *v = (struct vtab *)base->pVtab;
    struct wanted  w;
    (void)words, (void)argc;
    walk_close(&k->walk);
    ctx_reset(&k->keys);
    ctx_open(&k->keys, HYPER_MEMORY_MAX);
    err e = plan_read(&k->keys, plan, argv, &w);
    if (e != OK) return told(v, &k->keys, e);
    walk_open(&k->walk, v->table, w.keys, w.key_count, w.from, w.to, w.down);
    return stretch_next(k);
}

static int next(sqlite3_vtab_cursor *base)
{
    struct cursor        *k = (struct cursor *)base;
    const struct stretch *s = &k->walk.now;
    if (k->walk.down ? k->at-- > s->begin : ++k->at < s->end) return SQLITE_OK;
    return stretch_next(k);
}

static int eof(sqlite3_vtab_cursor *base) { return ((struct cursor *)base)->eof; }

static void give_value(sqlite3_context *out, const struct column *k, size_t i)
{
    if (rows_null(k, i)) return;
    switch (k->type) {
    case COLUMN_INT:  sqlite3_result_int64(out, k->ints[i]); break;
    case COLUMN_REAL: sqlite3_result_double(out, k->reals[i]); break;        /* NaN is NULL to SQLite */
    case COLUMN_TEXT: sqlite3_result_text64(out, k->texts[i].at ?: "", k->texts[i].size, SQLITE_TRANSIENT, SQLITE_UTF8); break;
    }
}

static int column_damaged(struct cursor *k, size_t column)
{
    AUTO_CTX c = {0};
    ctx_open(&c, SPEC_MEMORY_MAX);
    return told((struct vtab *)k->base.pVtab, &c, stretch_column(&c, &k->walk, column));
}

static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *out, int column)
{
    struct cursor        *k = (struct cursor *)base;
    const struct stretch *s = &k->walk.now;
    size_t                count = k->walk.h->spec.column_count, value = (size_t)column - COLUMN_FIRST_VALUE;
    int64_t               key[] = {s->segment, s->rows.at[k->at]};
    if (column == COLUMN_SEGMENT) {
        sqlite3_result_int64(out, s->segment);
    } else if (column == COLUMN_TIME) {
        sqlite3_result_int64(out, key[1]);
    } else if (value == count) {
        sqlite3_result_blob(out, key, KEY_SIZE, SQLITE_TRANSIENT);
    } else {
        if (!s->rows.column[value].ints) {
            int code = column_damaged(k, value);
            if (code != SQLITE_OK) return code;
        }
        give_value(out, &s->rows.column[value], k->at);
    }
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

static bool to_int(sqlite3_value *v, int64_t *ret)
{
    int type = sqlite3_value_numeric_type(v);
    if (type == SQLITE_INTEGER) *ret = sqlite3_value_int64(v);
    if (type != SQLITE_FLOAT) return type == SQLITE_INTEGER;
    double d = sqlite3_value_double(v);
    if (!(d >= -0x1p63 && d < 0x1p63) || d != floor(d)) return false;
    *ret = (int64_t)d;
    return true;
}

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
    return to_int(v, ret) ? OK : mistyped(c, h, v, "INTEGER", name);
}

static err take_value(struct ctx *c, const struct hyper *h, sqlite3_value *v, size_t k, struct row *row)
{
    enum column_type type = h->spec.type[k];
    row->null[k] = sqlite3_value_type(v) == SQLITE_NULL;
    row->rows.column[k] = (struct column){.type = type, .ints = &row->value[k].i, .nulls = row->null[k] ? &row->null[k] : NULL};
    if (row->null[k]) return OK;
    if (type == COLUMN_INT) return to_int(v, &row->value[k].i) ? OK : mistyped(c, h, v, type_name(type), h->spec.name[k]);
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
    if (sqlite3_value_bytes(v) != KEY_SIZE) return fail(c, ERR_CONFLICT, "the key of %s is not for writing", h->name);
    const void *key = sqlite3_value_blob(v);
    if (!key) return fail(c, ERR_NOMEM, "no memory for a key");
    memcpy(ret, key, KEY_SIZE);
    return OK;
}

static err insert(struct ctx *c, struct hyper *h, sqlite3_value **values, bool replace)
{
    struct row *row;
    if (sqlite3_value_type(values[COLUMN_FIRST_VALUE + h->spec.column_count]) != SQLITE_NULL)
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
    TRY(read_key(c, h, values[COLUMN_FIRST_VALUE + h->spec.column_count], now));
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

static int change(sqlite3_vtab *base, int argc, sqlite3_value **argv, sqlite3_int64 *ret_rowid)
{
    AUTO_CTX     c = {0};
    struct vtab *v = (struct vtab *)base;
    bool         replace;
    err          e;
    (void)ret_rowid;
    ctx_open(&c, HYPER_MEMORY_MAX);
    replace = argc > 1 && sqlite3_vtab_on_conflict(v->table->db) == SQLITE_REPLACE;
    if (argc == 1)                                         e = delete(&c, v->table, argv[0]);
    else if (sqlite3_value_type(argv[0]) == SQLITE_NULL)   e = insert(&c, v->table, argv + 2, replace);
    else                                                   e = update(&c, v->table, argv[0], argv + 2, replace);
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
    .xNext       = next,
    .xEof        = eof,
    .xColumn     = give_column,
    .xRowid      = rowid,
    .xUpdate     = change,
    .xRename     = rename_table,
    .xShadowName = shadow_name,
};

int module_register(sqlite3 *db)
{
    int code = sqlite3_create_module_v2(db, "hypertable", &module, NULL, NULL);
    return code == SQLITE_OK ? functions_register(db) : code;
}

err hyper_register(struct ctx *c, sqlite3 *db)
{
    return module_register(db) == SQLITE_OK ? OK : fail(c, ERR_STORE, "hypertables cannot be had here: %s", sqlite3_errmsg(db));
}
