#include "shape/table.h"

/* Texts are compared and sorted by their bytes in both, whatever the language of a server. */
#define PG_TEXT "TEXT COLLATE \"C\""

static const char *const types[KIND_COUNT][2] = {
    [BOOL] = {"INTEGER", "BOOLEAN"}, [I64] = {"INTEGER", "BIGINT"},  [F64] = {"REAL", "DOUBLE PRECISION"},
    [TEXT] = {"TEXT", PG_TEXT},      [DAY] = {"INTEGER", "INTEGER"}, [TIME] = {"INTEGER", "BIGINT"},
    [SPAN] = {"INTEGER", "BIGINT"},  [CASH] = {"INTEGER", "BIGINT"}, [CHOICE] = {"TEXT", PG_TEXT},
    [TEXTS] = {"TEXT", PG_TEXT},     [LIST] = {"TEXT", PG_TEXT},     [F64S] = {"BLOB", "BYTEA"},
    [DAYS] = {"BLOB", "BYTEA"},      [BYTES] = {"BLOB", "BYTEA"},
};

const char *sql_empty(const struct field *f, enum dialect d)
{
    switch (f->kind) {
    case BOOL:   return d == SQLITE ? "0" : "false";
    case TEXT:   return "''";
    case TEXTS:
    case LIST:   return "'[]'";
    case F64S:
    case DAYS:
    case BYTES:  return d == SQLITE ? "x''" : "''";
    default:     return "0";
    }
}

static void put_check(struct text *out, const struct field *f)
{
    if (f->kind == BOOL) text_print(out, " CHECK (%s IN (0, 1))", f->name);
    if (f->kind != CHOICE) return;
    text_print(out, " CHECK (%s IN (", f->name);
    for (size_t i = 0; f->choices[i]; i++) text_print(out, "%s'%s'", i ? ", " : "", f->choices[i]);
    text_put(out, "))");
}

void sql_put_column(struct text *out, const struct field *f, enum dialect d)
{
    text_print(out, "%s %s", f->name, types[f->kind][d]);
    if (!(f->flags & NULLABLE)) text_put(out, " NOT NULL");
    if (d == SQLITE || f->kind == CHOICE) put_check(out, f);
}

static size_t put_flagged(struct text *out, const struct shape *s, unsigned flag)
{
    size_t count = 0;
    for (size_t i = 0; i < s->field_count; i++)
        if (s->fields[i].flags & flag) text_print(out, "%s%s", count++ ? ", " : "", s->fields[i].name);
    return count;
}

static bool has_flag(const struct shape *s, unsigned flag)
{
    for (size_t i = 0; i < s->field_count; i++)
        if (s->fields[i].flags & flag) return true;
    return false;
}

/* A table whose key is one whole number is stored by it; any other key gets no second B-tree of row ids. */
static bool has_integer_key(const struct shape *s)
{
    size_t keys = 0, integers = 0;
    for (size_t i = 0; i < s->field_count; i++)
        if (s->fields[i].flags & KEY) keys++, integers += s->fields[i].kind == I64;
    return keys == 1 && integers == 1;
}

void sql_put_create(struct text *out, const struct shape *s, enum dialect d)
{
    text_print(out, "CREATE TABLE IF NOT EXISTS %s (\n", s->name);
    for (size_t i = 0; i < s->field_count; i++) {
        text_put(out, "    ");
        sql_put_column(out, &s->fields[i], d);
        if (d == SQLITE) text_print(out, ", -- %s\n", s->fields[i].help);
        else             text_put(out, ",\n");
    }
    if (has_flag(s, TOGETHER)) {
        text_put(out, "    UNIQUE (");
        put_flagged(out, s, TOGETHER);
        text_put(out, "),\n");
    }
    text_put(out, "    PRIMARY KEY (");
    put_flagged(out, s, KEY);
    text_put(out, d != SQLITE ? "));\n" : has_integer_key(s) ? ")\n) STRICT;\n" : ")\n) STRICT, WITHOUT ROWID;\n");
    for (size_t i = 0; i < s->field_count; i++) {
        const struct field *f = &s->fields[i];
        if (!(f->flags & (UNIQUE | INDEX))) continue;
        text_print(out, "CREATE %sINDEX IF NOT EXISTS %s_by_%s ON %s (%s);\n", f->flags & UNIQUE ? "UNIQUE " : "", s->name,
                   f->name, s->name, f->name);
    }
}

static void put_span(struct text *out, const char *option, int64_t span)
{
    if (span < 0) text_print(out, ",\n    %s='%lld months'", option, (long long)-span);
    else          text_print(out, ",\n    %s='%lld days'", option, (long long)(span / US_PER_DAY));
}

void sql_put_hypertable(struct text *out, const struct table *t)
{
    const struct shape *s = t->shape;
    text_print(out, "CREATE VIRTUAL TABLE IF NOT EXISTS %s USING hypertable(\n", s->name);
    for (size_t i = 0; i < s->field_count; i++) {
        const char *type = i == HYPER_SEGMENT ? "INTEGER SEGMENT" : i == HYPER_TIME ? "TIMESTAMP TIME" : types[s->fields[i].kind][SQLITE];
        text_print(out, "%s    %s %s", i ? ",\n" : "", s->fields[i].name, type);
    }
    put_span(out, "chunk", t->chunk);
    put_span(out, "compress_after", t->compress_after);
    text_put(out, ");\n");
}

void sql_put_columns(struct text *out, const struct shape *s)
{
    for (size_t i = 0; i < s->field_count; i++) text_print(out, "%s%s", i ? ", " : "", s->fields[i].name);
}

void sql_put_insert(struct text *out, const struct shape *s, bool replace)
{
    text_print(out, "INSERT INTO %s (", s->name);
    sql_put_columns(out, s);
    text_put(out, ") VALUES (");
    for (size_t i = 0; i < s->field_count; i++) text_print(out, "%s$%zu", i ? ", " : "", i + 1);
    text_put(out, ")");
    if (!replace) return;
    text_put(out, " ON CONFLICT (");
    put_flagged(out, s, KEY);
    size_t set = 0;
    for (size_t i = 0; i < s->field_count; i++)
        if (!(s->fields[i].flags & KEY))
            text_print(out, "%s%s = excluded.%s", set++ ? ", " : ") DO UPDATE SET ", s->fields[i].name, s->fields[i].name);
    if (set == 0) text_put(out, ") DO NOTHING");
}

void sql_put_select(struct text *out, const struct shape *s)
{
    text_put(out, "SELECT ");
    sql_put_columns(out, s);
    text_print(out, " FROM %s", s->name);
}
