#include "store/catalog.h"

#include "store/driver.h"
#include "store/token.h"

enum { ENTRIES_MAX = 20000, CELLS = 8 };

static const char *const kind_names[] = {
    [ENTRY_TABLE] = "table", [ENTRY_COLUMN] = "column", [ENTRY_CONSTRAINT] = "constraint", [ENTRY_INDEX] = "index",
    [ENTRY_STORAGE] = "storage", [ENTRY_VIEW] = "view", [ENTRY_TRIGGER] = "trigger", [ENTRY_FUNCTION] = "function",
};

static err add(struct ctx *c, struct catalog *l, const struct entry *e)
{
    if (l->count == ENTRIES_MAX) return fail(c, ERR_LIMIT, "the database has more than %d tables, columns and indexes", ENTRIES_MAX);
    if ((l->count & (l->count - 1)) == 0) {             /* the room doubles at every power of two */
        struct entry *bigger;
        TRY(NEW(c, bigger, l->count ? l->count * 2 : 1));
        if (l->count) memcpy(bigger, l->at, l->count * sizeof *bigger);
        l->at = bigger;
    }
    l->at[l->count++] = *e;
    return OK;
}

static err normal(struct ctx *c, struct slice sql, const char **ret)
{
    struct text out = {.c = c};
    sql_put_normal(&out, sql);
    TRY(text_done(&out));
    *ret = out.at;
    return OK;
}

/* ---- CREATE TABLE of SQLite, taken apart ---- */

/* The next part of a list in parentheses, from behind "(" or ","; false behind the last one. */
static bool item_next(struct slice *rest, struct slice *ret)
{
    struct slice from = *rest;
    struct token t;
    int          depth = 0;
    if (rest->size == 0) return false;
    while (token_next(rest, &t)) {
        bool closes = token_is(&t, ")") && depth == 0, ends = closes || (token_is(&t, ",") && depth == 0);
        depth += token_is(&t, "(") - token_is(&t, ")");
        if (!ends) continue;
        *ret = (struct slice){from.at, (size_t)(t.text.at - from.at)};
        if (closes) rest->size = 0;
        return true;
    }
    return false;
}

static bool begins_constraint(const struct token *t)
{
    static const char *const words[] = {"constraint", "primary", "unique", "check", "foreign"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (token_is(t, words[i])) return true;
    return false;
}

static bool is_type(const struct token *t)
{
    static const char *const words[] = {"not", "null", "default", "collate", "references", "generated"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (token_is(t, words[i])) return false;
    return t->kind == TOKEN_WORD && !begins_constraint(t);
}

/* What stands behind DEFAULT: one word, or all in parentheses. */
static err usual_of(struct ctx *c, struct slice rest, const char **ret)
{
    struct slice from = rest;
    struct token t;
    int          depth = 0;
    bool         signed_number = false;
    while (token_next(&rest, &t)) {
        signed_number = depth == 0 && (token_is(&t, "-") || token_is(&t, "+"));
        depth += token_is(&t, "(") - token_is(&t, ")");
        if (depth == 0 && !signed_number) break;
    }
    return normal(c, (struct slice){from.at, (size_t)(rest.at - from.at)}, ret);
}

static err column_of(struct ctx *c, struct slice rest, struct entry *e)
{
    struct token t, before = {.kind = TOKEN_SIGN};
    struct slice start = rest;
    bool         first = true;
    while (token_next(&rest, &t)) {
        if (first && is_type(&t)) TRY(got(e->type = ctx_copy(c, t.text)));
        if (token_is(&before, "not") && token_is(&t, "null")) e->required = true;
        if (token_is(&t, "default")) TRY(usual_of(c, rest, &e->usual));
        before = t;
        first  = false;
    }
    if (!e->type) e->type = "";
    return normal(c, start, &e->text);
}

/* One item of a table: a column, a constraint, or an option of a virtual table, which belongs to how it is kept. */
static err item_of(struct ctx *c, struct catalog *l, const char *table, struct slice item, int64_t *place, struct text *kept)
{
    struct entry e    = {.table = table};
    struct slice rest = item, behind;
    struct token t, next;
    if (!token_next(&rest, &t)) return OK;
    behind = rest;
    if (token_next(&behind, &next) && token_is(&next, "=")) {
        text_put_char(kept, ' ');
        sql_put_normal(kept, item);
        return OK;
    }
    if (t.kind == TOKEN_WORD && begins_constraint(&t)) {
        e.kind = ENTRY_CONSTRAINT;
        TRY(normal(c, item, &e.text));
        e.name = e.text;
        return add(c, l, &e);
    }
    e.kind  = ENTRY_COLUMN;
    e.place = ++*place;
    TRY(got(e.name = ctx_copy(c, t.text)));
    TRY(column_of(c, rest, &e));
    return add(c, l, &e);
}

static err table_of(struct ctx *c, struct catalog *l, struct entry *e)
{
    struct slice rest = slice_of(e->sql), item;
    struct text  kept = {.c = c};
    struct token t;
    int64_t      place = 0;
    size_t       at    = l->count;
    TRY(add(c, l, e));
    while (token_next(&rest, &t) && !token_is(&t, "table"))
        if (token_is(&t, "virtual")) text_put(&kept, "VIRTUAL");
    (void)token_next(&rest, &t);                        /* its name */
    while (token_next(&rest, &t) && !token_is(&t, "(")) {
        text_put_char(&kept, ' ');
        text_put_slice(&kept, t.text);
    }
    const char *end = rest.at;
    for (struct slice items = rest; item_next(&items, &item);) {
        TRY(item_of(c, l, e->table, item, &place, &kept));
        end = item.at + item.size + 1;
    }
    sql_put_normal(&kept, (struct slice){end, strlen(end)});
    TRY(text_done(&kept));
    l->at[at].text = kept.at;
    return OK;
}

/* ---- the others ---- */

/* Behind CREATE and the name: "UNIQUE ON asset (symbol)". */
static err index_of(struct ctx *c, struct entry *e)
{
    struct slice rest = slice_of(e->sql);
    struct text  out  = {.c = c};
    struct token t;
    while (token_next(&rest, &t) && !token_is(&t, "index"))
        if (token_is(&t, "unique")) text_put(&out, "UNIQUE ");
    (void)token_next(&rest, &t);                        /* its name */
    sql_put_normal(&out, rest);
    TRY(text_done(&out));
    e->text = out.at;
    return OK;
}

static err whole_column(struct ctx *c, struct entry *e)
{
    e->text = ctx_print(c, "%s%s%s%s", e->type, e->usual ? " DEFAULT " : "", e->usual ? e->usual : "", e->required ? " NOT NULL" : "");
    return got(e->text);
}

static err kind_of(struct ctx *c, struct slice name, enum entry_kind *ret)
{
    for (size_t i = 0; i < sizeof kind_names / sizeof *kind_names; i++)
        if (slice_is(name, kind_names[i])) return *ret = (enum entry_kind)i, OK;
    return fail(c, ERR_INTERNAL, "a catalog tells of a %.*s", (int)name.size, name.at);
}

static err copy_of(struct ctx *c, const struct value *v, const char **ret)
{
    *ret = NULL;
    return v->kind == V_TEXT ? got(*ret = ctx_copy(c, v->bytes)) : OK;
}

static err entry_of(struct ctx *c, struct catalog *l, const struct value *v)
{
    struct entry e = {.place = v[3].integer, .required = v[6].integer != 0};
    TRY(kind_of(c, v[0].bytes, &e.kind));
    TRY(copy_of(c, &v[1], &e.table));
    TRY(copy_of(c, &v[2], &e.name));
    TRY(copy_of(c, &v[4], &e.sql));
    TRY(copy_of(c, &v[5], &e.type));
    TRY(copy_of(c, &v[7], &e.usual));
    if (e.kind == ENTRY_TABLE && strncmp(e.sql, "CREATE", 6) == 0) return table_of(c, l, &e);
    if (e.kind == ENTRY_INDEX)       TRY(index_of(c, &e));
    else if (e.kind == ENTRY_COLUMN) TRY(whole_column(c, &e));
    else                             TRY(normal(c, slice_of(e.sql), &e.text));
    return add(c, l, &e);
}

/* A value is good until the next one is asked for, so each row is copied before it is taken apart. */
err catalog_read(struct ctx *c, struct store *s, struct catalog *ret)
{
    AUTO_ROWS      r = {0};
    struct catalog l = {0};
    bool           row;
    TRY(rows_open(c, s, s->driver->catalog, NO_ARGS, &r));
    for (;;) {
        struct value v[CELLS];
        TRY(rows_next(c, &r, &row));
        if (!row) break;
        for (size_t i = 0; i < CELLS; i++) TRY(rows_value(c, &r, i, &v[i]));
        TRY(entry_of(c, &l, v));
    }
    *ret = l;
    return OK;
}

/* ---- comparing ---- */

const struct entry *catalog_find(const struct catalog *l, enum entry_kind kind, const char *table, const char *name)
{
    for (size_t i = 0; i < l->count; i++)
        if (l->at[i].kind == kind && strcmp(l->at[i].name, name) == 0 && strcmp(l->at[i].table, table) == 0) return &l->at[i];
    return NULL;
}

bool entry_same(const struct entry *a, const struct entry *b) { return strcmp(a->text, b->text) == 0; }

struct findings {
    struct ctx  *c;
    const char **at;
    size_t       count, room;
};

static err tell(struct findings *f, const char *text)
{
    TRY(got(text));
    if (f->count < f->room) f->at[f->count++] = text;
    return OK;
}

static char *called(struct ctx *c, const struct entry *e)
{
    bool own = e->kind == ENTRY_TABLE || e->kind == ENTRY_FUNCTION || e->kind == ENTRY_VIEW;
    return own ? ctx_print(c, "%s %s", kind_names[e->kind], e->name) : ctx_print(c, "%s %s.%s", kind_names[e->kind], e->table, e->name);
}

static bool has_table(const struct catalog *l, const struct entry *e)
{
    return e->kind == ENTRY_TABLE || e->kind == ENTRY_FUNCTION || e->kind == ENTRY_VIEW || catalog_find(l, ENTRY_TABLE, e->table, e->table);
}

static bool same_columns(const struct catalog *a, const struct catalog *b, const char *table)
{
    for (size_t i = 0; i < a->count; i++)
        if (a->at[i].kind == ENTRY_COLUMN && strcmp(a->at[i].table, table) == 0 && !catalog_find(b, ENTRY_COLUMN, table, a->at[i].name)) return false;
    return true;
}

static err compare_entry(struct findings *f, const struct catalog *wanted, const struct catalog *found, const struct entry *e)
{
    const struct entry *there = catalog_find(found, e->kind, e->table, e->name);
    if (!has_table(found, e)) return OK;                /* told once, of the table */
    char *name = called(f->c, e);
    TRY(got(name));
    if (!there)               return tell(f, ctx_print(f->c, "%s is missing", name));
    if (!entry_same(e, there)) return tell(f, ctx_print(f->c, "%s is '%s', and should be '%s'", name, there->text, e->text));
    if (e->place == there->place || !same_columns(wanted, found, e->table) || !same_columns(found, wanted, e->table)) return OK;
    return tell(f, ctx_print(f->c, "%s stands at place %lld, and should at %lld", name, (long long)there->place, (long long)e->place));
}

err catalog_compare(struct ctx *c, const struct catalog *wanted, const struct catalog *found, struct list *ret)
{
    struct findings f = {.c = c, .room = wanted->count + found->count};
    TRY(NEW(c, f.at, f.room));
    for (size_t i = 0; i < wanted->count; i++) TRY(compare_entry(&f, wanted, found, &wanted->at[i]));
    for (size_t i = 0; i < found->count; i++) {
        const struct entry *e = &found->at[i];
        if (catalog_find(wanted, e->kind, e->table, e->name) || !has_table(wanted, e)) continue;
        char *name = called(c, e);
        TRY(got(name));
        TRY(tell(&f, ctx_print(c, "%s is there, and should not be", name)));
    }
    *ret = (struct list){f.at, f.count};
    return OK;
}
