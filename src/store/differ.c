#include "store/migration.h"
#include "store/token.h"

/* Every statement is run where it will have to work, and the catalog is read again: what stands in the file has led there once. What
 * the engine can change in place is changed in place; the rest is made anew under another name, filled, and renamed. */

enum { PASSES_MAX = 4 };

static const char ASIDE[] = "_anew";

struct differ {
    struct ctx           *c;
    struct store         *s;
    enum dialect          dialect;
    const struct table *const *records;
    bool                  back;
    const struct catalog *to;
    struct catalog        from;
    struct text          *out;
};

static err emit(struct differ *d, const char *sql)
{
    TRY(got(sql));
    TRY(d->s->driver->script(d->c, d->s, sql, sql));
    text_put(d->out, sql);
    text_put(d->out, ";\n");
    return OK;
}

static err look_again(struct differ *d) { return catalog_read(d->c, d->s, &d->from); }

static bool is_of(const struct entry *e, enum entry_kind kind, const char *table) { return e->kind == kind && strcmp(e->table, table) == 0; }

static bool has(const struct catalog *l, enum entry_kind kind, const char *table, const char *name) { return catalog_find(l, kind, table, name) != NULL; }

static const struct entry *twin(const struct catalog *l, const struct entry *e) { return catalog_find(l, e->kind, e->table, e->name); }

/* ---- names ---- */

/* Is it here under `before` only, and wanted under `after` only? */
static bool is_renamed(const struct differ *d, enum entry_kind kind, const char *table, const char *before, const char *after)
{
    bool        of_table = kind == ENTRY_TABLE;
    const char *old = of_table ? before : table, *new = of_table ? after : table;
    return has(&d->from, kind, old, before) && !has(&d->from, kind, new, after) && has(d->to, kind, new, after) && !has(d->to, kind, old, before);
}

static err rename_columns(struct differ *d, const struct shape *s)
{
    for (size_t i = 0; i < s->field_count; i++) {
        const struct field *f = &s->fields[i];
        const char *before = d->back ? f->name : f->was, *after = d->back ? f->was : f->name;
        const char *table  = d->back && s->was && !has(&d->from, ENTRY_TABLE, s->name, s->name) ? s->was : s->name;
        if (!f->was || !is_renamed(d, ENTRY_COLUMN, table, before, after)) continue;
        TRY(emit(d, ctx_print(d->c, "ALTER TABLE %s RENAME COLUMN %s TO %s", table, before, after)));
        TRY(look_again(d));
    }
    return OK;
}

static err rename_all(struct differ *d)
{
    for (const struct table *const *t = d->records; *t; t++) {
        const struct shape *s = (*t)->shape;
        const char *before = d->back ? s->name : s->was, *after = d->back ? s->was : s->name;
        if (s->was && is_renamed(d, ENTRY_TABLE, NULL, before, after)) {
            TRY(emit(d, ctx_print(d->c, "ALTER TABLE %s RENAME TO %s", before, after)));
            TRY(look_again(d));
        }
        TRY(rename_columns(d, s));
    }
    return OK;
}

/* One that means the same under a name that is wanted and not there: PostgreSQL keeps the old names when a table is renamed. */
static const struct entry *under_new_name(const struct differ *d, const struct entry *e)
{
    for (size_t i = 0; i < d->to->count; i++) {
        const struct entry *w = &d->to->at[i];
        if (is_of(w, e->kind, e->table) && entry_same(w, e) && !twin(&d->from, w)) return w;
    }
    return NULL;
}

static err rename_parts(struct differ *d)
{
    for (size_t i = 0; i < d->from.count; i++) {
        const struct entry *e = &d->from.at[i], *w;
        if ((e->kind != ENTRY_INDEX && e->kind != ENTRY_CONSTRAINT) || twin(d->to, e) || !(w = under_new_name(d, e))) continue;
        if (e->kind == ENTRY_INDEX) TRY(emit(d, ctx_print(d->c, "ALTER INDEX %s RENAME TO %s", e->name, w->name)));
        else TRY(emit(d, ctx_print(d->c, "ALTER TABLE %s RENAME CONSTRAINT %s TO %s", e->table, e->name, w->name)));
        TRY(look_again(d));
        i = (size_t)-1;                 /* the list is another one now */
    }
    return OK;
}

/* ---- what goes ---- */

/* Something of a table that stays; what SQLite has no word for goes when the table is made anew. */
static err drop_part(struct differ *d, const struct entry *e)
{
    bool sqlite = d->dialect == SQLITE;
    switch (e->kind) {
    case ENTRY_INDEX:      return emit(d, ctx_print(d->c, "DROP INDEX %s", e->name));
    case ENTRY_VIEW:       return emit(d, ctx_print(d->c, "DROP VIEW %s", e->name));
    case ENTRY_TRIGGER:    return emit(d, ctx_print(d->c, sqlite ? "DROP TRIGGER %s" : "DROP TRIGGER %s ON %s", e->name, e->table));
    case ENTRY_STORAGE:    return emit(d, ctx_print(d->c, "ALTER TABLE %s ALTER COLUMN %s SET STORAGE EXTENDED", e->table, e->name));
    case ENTRY_CONSTRAINT: return sqlite ? OK : emit(d, ctx_print(d->c, "ALTER TABLE %s DROP CONSTRAINT %s", e->table, e->name));
    default:               return OK;
    }
}

static err drop_parts(struct differ *d)
{
    for (size_t i = 0; i < d->from.count; i++) {
        const struct entry *e = &d->from.at[i], *w = twin(d->to, e);
        if ((w && entry_same(w, e)) || (e->kind != ENTRY_VIEW && !has(d->to, ENTRY_TABLE, e->table, e->table))) continue;
        TRY(drop_part(d, e));
    }
    for (size_t i = 0; i < d->from.count; i++) {
        const struct entry *e = &d->from.at[i];
        if (e->kind == ENTRY_TABLE && !twin(d->to, e)) TRY(emit(d, ctx_print(d->c, "DROP TABLE %s", e->name)));
    }
    for (size_t i = 0; i < d->from.count; i++) {
        const struct entry *e = &d->from.at[i];
        if (e->kind == ENTRY_FUNCTION && !twin(d->to, e)) TRY(emit(d, ctx_print(d->c, "DROP FUNCTION %s", e->name)));
    }
    return look_again(d);
}

/* ---- columns ---- */

/* The first value that a CHECK (… IN (…)) of the column allows. */
static const char *first_allowed(struct ctx *c, const struct catalog *to, const struct entry *column)
{
    for (size_t i = 0; i < to->count; i++) {
        const struct entry *e    = &to->at[i];
        struct slice        rest = slice_of(e->text);
        struct token        t;
        bool                of_column = e == column, checks = false, lists = false;
        if (strcmp(e->table, column->table) != 0 || (e != column && e->kind != ENTRY_CONSTRAINT)) continue;
        while (token_next(&rest, &t)) {
            checks    |= token_is(&t, "check");
            of_column |= checks && slice_is(t.text, column->name);
            lists     |= token_is(&t, "in") || token_is(&t, "any");
            if (checks && of_column && lists && t.kind == TOKEN_TEXT) return ctx_copy(c, t.text);
        }
    }
    return NULL;
}

/* The field that a column comes from; NULL for one of another time. */
static const struct field *field_of(const struct differ *d, const struct entry *e)
{
    for (const struct table *const *t = d->records; *t; t++)
        if (strcmp((*t)->shape->name, e->table) == 0) return shape_find((*t)->shape, slice_of(e->name));
    return NULL;
}

/* What stands in a column that may not be null, in the rows that are there already. */
static const char *filler(struct differ *d, const struct entry *e)
{
    static const struct { const char *type, *value[2]; } fillers[] = {
        {"text", {"''", "''"}}, {"blob", {"x''", "''"}}, {"bytea", {"x''", "''"}}, {"boolean", {"0", "false"}},
    };
    if (e->usual) return e->usual;
    const char  *allowed = first_allowed(d->c, d->to, e);
    struct slice type    = slice_of(e->type), word = slice_cut(&type, ' ');
    const struct field *f = field_of(d, e);
    if (allowed) return allowed;
    if (f && f->kind != CHOICE) return sql_empty(f, d->dialect);
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        if (slice_like(word, fillers[i].type)) return fillers[i].value[d->dialect];
    return "0";
}

/* Without a collation, which is none of a cast's. */
static const char *bare_type(struct ctx *c, const struct entry *e)
{
    const char *end = strstr(e->type, " COLLATE ");
    return end ? ctx_copy(c, (struct slice){e->type, (size_t)(end - e->type)}) : e->type;
}

static bool is_text(const struct entry *e) { return strncmp(e->type, "text", 4) == 0 || strcmp(e->type, "TEXT") == 0; }

/* The value of a column as another type may hold it. No number is in an empty text, and a null may not be allowed. */
static err put_value(struct differ *d, struct text *sql, const struct entry *new, const struct entry *old)
{
    bool cast = strcmp(old->type, new->type) != 0, empties = cast && is_text(old), fill = new->required && (!old->required || empties);
    if (fill) text_put(sql, "coalesce(");
    if (cast) text_put(sql, "CAST(");
    text_print(sql, empties ? "nullif(%s, '')" : "%s", old->name);
    if (cast) text_print(sql, " AS %s)", bare_type(d->c, new));
    if (fill) text_print(sql, ", %s)", filler(d, new));
    return sql->broken ? ERR_NOMEM : OK;
}

/* A column of the table that is made anew, out of the old one. */
static err put_source(struct differ *d, struct text *sql, const struct entry *new, const struct entry *old)
{
    if (old) return put_value(d, sql, new, old);
    text_put(sql, new->required ? filler(d, new) : new->usual ? new->usual : "NULL");
    return sql->broken ? ERR_NOMEM : OK;
}

static err fill_anew(struct differ *d, const char *table)
{
    struct text sql = {.c = d->c}, sources = {.c = d->c};
    const char *sep = "";
    text_print(&sql, "INSERT INTO %s%s (", table, ASIDE);
    for (size_t i = 0; i < d->to->count; i++) {
        const struct entry *e = &d->to->at[i];
        if (!is_of(e, ENTRY_COLUMN, table)) continue;
        text_print(&sql, "%s%s", sep, e->name);
        text_put(&sources, sep);
        TRY(put_source(d, &sources, e, twin(&d->from, e)));
        sep = ", ";
    }
    TRY(text_done(&sources));
    text_print(&sql, ") SELECT %s FROM %s", sources.at, table);
    TRY(text_done(&sql));
    return emit(d, sql.at);
}

/* ---- tables ---- */

/* The statement that makes a table of the wanted catalog, under a name: as SQLite keeps it, or put together from its parts. */
static err put_table(struct differ *d, const struct entry *table, const char *suffix, struct text *sql)
{
    if (d->dialect == SQLITE) {
        struct slice rest = slice_of(table->sql);
        struct token t;
        while (token_next(&rest, &t) && !token_is(&t, "table")) continue;
        text_put_slice(sql, (struct slice){table->sql, (size_t)(rest.at - table->sql)});
        (void)token_next(&rest, &t);
        text_print(sql, " %s%s", table->name, suffix);
        text_put_slice(sql, rest);
        return text_done(sql);
    }
    const char *sep = "";
    text_print(sql, "CREATE TABLE %s%s (\n", table->name, suffix);
    for (int parts = 0; parts < 2; parts++)
        for (size_t i = 0; i < d->to->count; i++) {
            const struct entry *e = &d->to->at[i];
            if (!is_of(e, parts ? ENTRY_CONSTRAINT : ENTRY_COLUMN, table->name)) continue;
            text_print(sql, "%s    ", sep);
            if (!parts)           text_print(sql, "%s %s", e->name, e->text);
            else if (suffix[0])   text_put(sql, e->sql);
            else                  text_print(sql, "CONSTRAINT %s %s", e->name, e->sql);
            sep = ",\n";
        }
    text_print(sql, "\n)%s%s", table->sql[0] ? " " : "", table->sql);
    return text_done(sql);
}

static err make_anew(struct differ *d, const struct entry *table)
{
    struct text sql = {.c = d->c};
    TRY(put_table(d, table, ASIDE, &sql));
    TRY(emit(d, sql.at));
    TRY(fill_anew(d, table->name));
    TRY(emit(d, ctx_print(d->c, "DROP TABLE %s", table->name)));
    return emit(d, ctx_print(d->c, "ALTER TABLE %s%s RENAME TO %s", table->name, ASIDE, table->name));
}

/* The columns that are wanted, up to the first that is not there, are the first that are there, in their order. */
static bool only_appends(const struct differ *d, const char *table)
{
    int64_t there = 0, place = 0;
    for (size_t i = 0; i < d->from.count; i++) there += is_of(&d->from.at[i], ENTRY_COLUMN, table) && twin(d->to, &d->from.at[i]);
    for (size_t i = 0; i < d->to->count; i++) {
        const struct entry *e = &d->to->at[i], *old = twin(&d->from, e);
        if (!is_of(e, ENTRY_COLUMN, table)) continue;
        if ((++place <= there) != (old != NULL)) return false;
    }
    int64_t before = 0;                 /* and those that stay come in the same order */
    for (size_t i = 0; i < d->from.count; i++) {
        const struct entry *e = &d->from.at[i], *w = twin(d->to, e);
        if (!is_of(e, ENTRY_COLUMN, table) || !w) continue;
        if (w->place < before) return false;
        before = w->place;
    }
    return true;
}

static bool parts_differ(const struct differ *d, const char *table, enum entry_kind kind)
{
    for (size_t i = 0; i < d->to->count; i++) {
        const struct entry *e = &d->to->at[i], *old = twin(&d->from, e);
        if (is_of(e, kind, table) && (!old || !entry_same(e, old))) return true;
    }
    for (size_t i = 0; i < d->from.count; i++)
        if (is_of(&d->from.at[i], kind, table) && !twin(d->to, &d->from.at[i])) return true;
    return false;
}

static bool table_differs(const struct differ *d, const struct entry *table)
{
    const struct entry *old = twin(&d->from, table);
    return !entry_same(old, table) || parts_differ(d, table->name, ENTRY_COLUMN) || parts_differ(d, table->name, ENTRY_CONSTRAINT) || !only_appends(d, table->name);
}

/* SQLite adds a column at the end when every row can do without a value of its own. */
static bool sqlite_can_add(const struct differ *d, const struct entry *table)
{
    if (!entry_same(twin(&d->from, table), table) || parts_differ(d, table->name, ENTRY_CONSTRAINT) || !only_appends(d, table->name)) return false;
    for (size_t i = 0; i < d->from.count; i++) {
        const struct entry *e = &d->from.at[i], *w = twin(d->to, e);
        if (is_of(e, ENTRY_COLUMN, table->name) && (!w || !entry_same(w, e))) return false;
    }
    for (size_t i = 0; i < d->to->count; i++) {
        const struct entry *e = &d->to->at[i];
        if (is_of(e, ENTRY_COLUMN, table->name) && !twin(&d->from, e) && e->required && !e->usual) return false;
    }
    return strncmp(table->text, "VIRTUAL", 7) != 0;
}

static err sqlite_table(struct differ *d, const struct entry *table)
{
    if (!sqlite_can_add(d, table)) return make_anew(d, table);
    for (size_t i = 0; i < d->to->count; i++) {
        const struct entry *e = &d->to->at[i];
        if (is_of(e, ENTRY_COLUMN, table->name) && !twin(&d->from, e))
            TRY(emit(d, ctx_print(d->c, "ALTER TABLE %s ADD COLUMN %s %s", table->name, e->name, e->text)));
    }
    return OK;
}

static err add_column(struct differ *d, const struct entry *e)
{
    bool filled = e->required && !e->usual;
    TRY(emit(d, ctx_print(d->c, "ALTER TABLE %s ADD COLUMN %s %s%s%s", e->table, e->name, e->text, filled ? " DEFAULT " : "", filled ? filler(d, e) : "")));
    return filled ? emit(d, ctx_print(d->c, "ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT", e->table, e->name)) : OK;
}

static err retype_column(struct differ *d, const struct entry *e, const struct entry *old)
{
    struct text sql = {.c = d->c};
    text_print(&sql, "ALTER TABLE %s ALTER COLUMN %s TYPE %s USING ", e->table, e->name, e->type);
    TRY(put_value(d, &sql, e, old));
    TRY(text_done(&sql));
    return emit(d, sql.at);
}

static err change_column(struct differ *d, const struct entry *e, const struct entry *old)
{
    bool        retyped = strcmp(e->type, old->type) != 0;
    const char *usual = e->usual ? e->usual : "", *was = old->usual && !retyped ? old->usual : "";
    if (!e->required && old->required) TRY(emit(d, ctx_print(d->c, "ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL", e->table, e->name)));
    if (retyped && old->usual) TRY(emit(d, ctx_print(d->c, "ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT", e->table, e->name)));
    if (retyped) TRY(retype_column(d, e, old));
    if (e->required && !old->required) {
        TRY(emit(d, ctx_print(d->c, "UPDATE %s SET %s = %s WHERE %s IS NULL", e->table, e->name, filler(d, e), e->name)));
        TRY(emit(d, ctx_print(d->c, "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL", e->table, e->name)));
    }
    if (strcmp(usual, was) == 0) return OK;
    if (e->usual) return emit(d, ctx_print(d->c, "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s", e->table, e->name, e->usual));
    return emit(d, ctx_print(d->c, "ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT", e->table, e->name));
}

static err postgres_table(struct differ *d, const struct entry *table)
{
    if (!only_appends(d, table->name)) return make_anew(d, table);
    for (size_t i = 0; i < d->from.count; i++) {
        const struct entry *e = &d->from.at[i];
        if (is_of(e, ENTRY_COLUMN, table->name) && !twin(d->to, e)) TRY(emit(d, ctx_print(d->c, "ALTER TABLE %s DROP COLUMN %s", e->table, e->name)));
    }
    for (size_t i = 0; i < d->to->count; i++) {
        const struct entry *e = &d->to->at[i], *old = twin(&d->from, e);
        if (!is_of(e, ENTRY_COLUMN, table->name)) continue;
        if (!old)                      TRY(add_column(d, e));
        else if (!entry_same(e, old))  TRY(change_column(d, e, old));
    }
    TRY(look_again(d));                 /* a constraint may have gone with its column, or come with a table that was made anew */
    for (size_t i = 0; i < d->to->count; i++) {
        const struct entry *e = &d->to->at[i];
        if (is_of(e, ENTRY_CONSTRAINT, table->name) && !twin(&d->from, e)) TRY(emit(d, ctx_print(d->c, "ALTER TABLE %s ADD CONSTRAINT %s %s", e->table, e->name, e->sql)));
    }
    return OK;
}

static err change_tables(struct differ *d)
{
    for (size_t i = 0; i < d->to->count; i++) {
        const struct entry *table = &d->to->at[i];
        if (table->kind != ENTRY_TABLE || !twin(&d->from, table) || !table_differs(d, table)) continue;
        TRY(d->dialect == SQLITE ? sqlite_table(d, table) : postgres_table(d, table));
        TRY(look_again(d));
    }
    return OK;
}

/* ---- what comes ---- */

static const struct extra *extra_named(const struct differ *d, const char *name)
{
    for (const struct extra *x = d->s->driver->extras; x && x->name; x++)
        if (strcmp(x->name, name) == 0) return x;
    return NULL;
}

/* What makes a table that an engine keeps in a way of its own, without its last semicolon; NULL for an ordinary one. */
static err special_table(struct differ *d, const char *name, const char **ret)
{
    struct text         sql = {.c = d->c};
    const struct extra *x   = extra_named(d, name);
    *ret = NULL;
    if (x) text_put(&sql, x->make);
    for (const struct table *const *t = d->records; d->dialect == POSTGRES && *t; t++)
        if (table_is_hyper(*t) && strcmp((*t)->shape->name, name) == 0) d->s->driver->put_hyper(&sql, *t);
    TRY(text_done(&sql));
    return sql.size == 0 ? OK : got(*ret = ctx_copy(d->c, slice_trim((struct slice){sql.at, sql.size - 2})));
}

static err make_tables(struct differ *d)
{
    for (size_t i = 0; i < d->to->count; i++) {
        const struct entry *e = &d->to->at[i];
        struct text         sql = {.c = d->c};
        if (e->kind != ENTRY_TABLE || twin(&d->from, e)) continue;
        const char *special;
        TRY(special_table(d, e->name, &special));
        if (special) text_put(&sql, special);
        else         TRY(put_table(d, e, "", &sql));
        TRY(text_done(&sql));
        TRY(emit(d, sql.at));
    }
    return look_again(d);
}

static err make_parts(struct differ *d)
{
    for (size_t i = 0; i < d->to->count; i++) {
        const struct entry *e = &d->to->at[i], *old = twin(&d->from, e);
        if (old && entry_same(e, old)) continue;
        switch (e->kind) {
        case ENTRY_INDEX: {
            bool        unique = strncmp(e->text, "UNIQUE ", 7) == 0;
            const char *rest   = e->text + (unique ? 7 : 0);
            TRY(emit(d, ctx_print(d->c, "CREATE %sINDEX %s %s", unique ? "UNIQUE " : "", e->name, rest)));
            break;
        }
        case ENTRY_STORAGE:  TRY(emit(d, ctx_print(d->c, "ALTER TABLE %s ALTER COLUMN %s SET STORAGE %s", e->table, e->name, e->text))); break;
        case ENTRY_TRIGGER:  TRY(emit(d, e->sql)); break;
        case ENTRY_VIEW:     TRY(emit(d, d->dialect == SQLITE ? e->sql : ctx_print(d->c, "CREATE VIEW %s AS %s", e->name, e->sql))); break;
        default: break;
        }
    }
    return look_again(d);
}

/* Functions first: a table may ask for one. */
static err make_functions(struct differ *d)
{
    for (size_t i = 0; i < d->to->count; i++) {
        const struct entry *e = &d->to->at[i], *old = twin(&d->from, e);
        if (e->kind == ENTRY_FUNCTION && !(old && entry_same(e, old))) TRY(emit(d, e->sql));
    }
    return look_again(d);
}

err differ_put(struct ctx *c, struct store *s, const struct catalog *to, const struct table *const *records, bool back, struct text *out,
               struct list *ret_left)
{
    struct differ d = {.c = c, .s = s, .dialect = s->driver->dialect, .records = records, .back = back, .to = to, .out = out};
    TRY(look_again(&d));
    TRY(rename_all(&d));
    if (d.dialect == POSTGRES) TRY(rename_parts(&d));
    TRY(drop_parts(&d));
    TRY(make_functions(&d));
    TRY(change_tables(&d));
    TRY(make_tables(&d));
    if (d.dialect == POSTGRES) TRY(rename_parts(&d));
    TRY(make_parts(&d));
    TRY(text_done(out));
    return catalog_compare(c, to, &d.from, ret_left);
}
