/* Laws of every record there is: what is kept, asked for and answered. No member is named. A random record survives JSON,
 * SQLite and CSV; its schema is JSON; its defaults are allowed by its own limits. */
#include <math.h>
#include <sqlite3.h>

#include "../check.h"
#include "../engine.h"
#include "../scratch.h"
#include "model/settings.h"
#include "ops/op.h"
#include "shape/csv.h"
#include "shape/json.h"
#include "store/store.h"

enum { SHAPES_MAX = 256, SEEDS = 40, MEMORY = 64 << 20 };

static const struct shape *shapes[SHAPES_MAX];
static size_t              shape_count;

static void enter(const struct shape *s)
{
    for (size_t i = 0; i < shape_count; i++)
        if (shapes[i] == s) return;
    if (!s || shape_count == SHAPES_MAX) return;
    shapes[shape_count++] = s;
    for (size_t i = 0; i < s->field_count; i++)
        if (s->fields[i].of) enter(s->fields[i].of);
}

static void gather(void)
{
    enter(&settings_shape);
    for (const struct table *const *t = tables; *t; t++) enter((*t)->shape);
    for (const struct op *const *o = ops; *o; o++) {
        enter((*o)->in);
        enter((*o)->out);
        enter((*o)->or_out);
    }
    CHECK(shape_count > 10 && shape_count < SHAPES_MAX, "%zu", shape_count);
}

static void *random_record(struct ctx *c, const struct shape *s, uint64_t seed)
{
    void *record = ctx_alloc(c, s->size, 1);
    return record && shape_random(c, s, record, seed) == OK ? record : NULL;
}

static struct slice json_of_record(struct ctx *c, const struct shape *s, const void *record)
{
    struct text out = {.c = c};
    json_put_record(&out, s, record);
    return text_done(&out) == OK ? text_slice(&out) : (struct slice){0};
}

TEST(shapes_describe_themselves)
{
    gather();
    for (size_t k = 0; k < shape_count; k++) {
        const struct shape *s = shapes[k];
        for (size_t i = 0; i < s->field_count; i++) {
            const struct field *f = &s->fields[i];
            CHECK(f->name[0] && f->help && f->help[0] && f->help[strlen(f->help) - 1] != '.', "%s.%s", s->name, f->name);
            CHECK((f->kind == CHOICE) == (f->choices != NULL) && (f->kind == LIST) == (f->of != NULL), "%s.%s", s->name, f->name);
            CHECK(f->offset < s->size && shape_find(s, slice_of(f->name)) == f, "%s.%s", s->name, f->name);
            CHECK(f->max == 0 || f->max >= f->min, "%s.%s", s->name, f->name);
        }
    }
}

TEST(shapes_defaults_obey_their_limits)
{
    gather();
    for (size_t k = 0; k < shape_count; k++) {
        const struct shape *s = shapes[k];
        AUTO_CTX c = {0};
        ctx_open(&c, MEMORY);
        void *record = ctx_alloc(&c, s->size, 1);
        err   e      = shape_default(&c, s, record);
        CHECK(e == OK, "%s: %s", s->name, c.note);
        for (size_t i = 0; i < s->field_count; i++) {
            field_check(&c, &s->fields[i], record, s->fields[i].name);
            CHECK(!s->fields[i].usual || !field_is_null(&s->fields[i], record), "%s.%s", s->name, s->fields[i].name);
        }
        CHECK(c.fault_count == 0 && faults_end(&c) == OK, "%s: %s", s->name, c.note);
    }
}

TEST(shapes_random_values_obey_their_limits_and_come_from_the_seed)
{
    gather();
    for (size_t k = 0; k < shape_count; k++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            const struct shape *s = shapes[k];
            AUTO_CTX c = {0};
            ctx_open(&c, MEMORY);
            void *record = random_record(&c, s, seed), *again = random_record(&c, s, seed);
            NEED(record && again, "%s", c.note);
            for (size_t i = 0; i < s->field_count; i++) field_check(&c, &s->fields[i], record, s->fields[i].name);
            CHECK(faults_end(&c) == OK, "%s, seed %d: %s", s->name, (int)seed, c.note);
            CHECK(slice_same(json_of_record(&c, s, record), json_of_record(&c, s, again)), "%s, seed %d", s->name, (int)seed);
        }
}

/* Packed columns are computed, not given, and a path of this machine may not come from outside: JSON does not read them. */
static struct shape readable(const struct shape *s, struct field *fields)
{
    struct shape part = *s;
    part.fields      = fields;
    part.field_count = 0;
    for (size_t i = 0; i < s->field_count; i++) {
        const struct field *f = &s->fields[i];
        if (f->kind == F64S || f->kind == DAYS || f->kind == BYTES || (f->flags & (LOCAL | SECRET))) continue;
        fields[part.field_count++] = *f;
    }
    return part;
}

TEST(shapes_survive_json)
{
    gather();
    for (size_t k = 0; k < shape_count; k++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            struct field fields[FIELDS_MAX];
            struct shape s = readable(shapes[k], fields);
            AUTO_CTX     c = {0};
            ctx_open(&c, MEMORY);
            void *record = random_record(&c, &s, seed), *back = ctx_alloc(&c, s.size, 1);
            NEED(record && back && shape_default(&c, &s, back) == OK);
            struct slice json = json_of_record(&c, &s, record);
            for (size_t i = 0; i < s.field_count; i++)          /* null is "not given": a default would stand there */
                if (fields[i].usual && field_is_null(&fields[i], record)) json.size = 0;
            if (json.size == 0) continue;
            err e = json_read_record(&c, &s, json, back);
            CHECK(e == OK, "%s, seed %d: %s: %.*s", s.name, (int)seed, c.note, (int)json.size, json.at);
            struct slice again = json_of_record(&c, &s, back);
            CHECK(slice_same(json, again), "%s, seed %d: %.*s became %.*s", s.name, (int)seed, (int)json.size, json.at, (int)again.size, again.at);
        }
}

/* The text of every value that is one value reads back to the same text. */
TEST(shapes_survive_text)
{
    gather();
    for (size_t k = 0; k < shape_count; k++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            const struct shape *s = shapes[k];
            AUTO_CTX c = {0};
            ctx_open(&c, MEMORY);
            void *record = random_record(&c, s, seed), *back = random_record(&c, s, seed + 1);
            NEED(record && back);
            for (size_t i = 0; i < s->field_count; i++) {
                const struct field *f = &s->fields[i];
                struct text text = {.c = &c}, again = {.c = &c};
                if (kind_is_list(f->kind) || f->kind == BYTES || field_is_null(f, record)) continue;
                field_put_text(&text, f, record);
                shape_set(&c, f, back, f->name, text_slice(&text));
                field_put_text(&again, f, back);
                CHECK(faults_end(&c) == OK && slice_same(text_slice(&text), text_slice(&again)), "%s.%s, seed %d: %s", s->name, f->name, (int)seed, c.note);
            }
        }
}

TEST_ON_ENGINES(shapes_survive_a_store)
{
    AUTO_SCRATCH folder = {0};
    AUTO_CTX     own = {0};
    AUTO_POOL   *pool = NULL;
    ctx_open(&own, MEMORY);
    NEED(scratch_open(&folder));
    NEED(pool_open(&own, engine_url(&own, &folder), &pool) == OK, "%s", own.note);
    for (const struct table *const *t = tables; *t; t++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            const struct shape *s = (*t)->shape;
            AUTO_CTX    c = {0};
            AUTO_STORE *store = NULL;
            struct list found = {0};
            ctx_open(&c, MEMORY);
            void *record = random_record(&c, s, seed), *other = random_record(&c, s, seed + SEEDS);
            NEED(record && other && pool_lease(&c, pool, &store) == OK && store_begin(&c, store) == OK);
            if (table_is_hyper(*t) && engine_picked() == ENGINE_POSTGRES) break;        /* its parts are made by points.h, not by SQL */
            CHECK(store_insert(&c, store, s, record) == OK, "%s, seed %d: %s", s->name, (int)seed, c.note);
            CHECK(store_select(&c, store, s, "", NO_ARGS, &found) == OK && found.count == 1, "%s, seed %d: %s", s->name, (int)seed, c.note);
            struct slice wrote = json_of_record(&c, s, record), read = found.count ? json_of_record(&c, s, found.at) : (struct slice){0};
            CHECK(slice_same(wrote, read), "%s, seed %d: %.*s became %.*s", s->name, (int)seed, (int)wrote.size, wrote.at, (int)read.size, read.at);
            if (table_is_hyper(*t)) continue;           /* has a way of its own to put what is there already: points.h */
            CHECK(store_upsert(&c, store, s, record) == OK && store_select(&c, store, s, "", NO_ARGS, &found) == OK && found.count == 1, "%s: %s", s->name, c.note);
            CHECK(store_insert(&c, store, s, record) == ERR_CONFLICT, "%s: the key is no key", s->name);
        }                                       /* the release rolls back, so that each record meets an empty table */
}

TEST(shapes_have_a_csv_cell_for_each_field)
{
    gather();
    for (size_t k = 0; k < shape_count; k++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            const struct shape *s = shapes[k];
            struct slice        cells[CSV_CELLS_MAX], names[CSV_CELLS_MAX];
            AUTO_CTX            c = {0};
            struct text         head = {.c = &c}, line = {.c = &c};
            ctx_open(&c, MEMORY);
            void *record = random_record(&c, s, seed);
            csv_put_header(&head, s);
            csv_put_record(&line, s, record);
            NEED(text_done(&head) == OK && text_done(&line) == OK);
            CHECK(csv_line_size(text_slice(&line), true) == line.size, "%s: a record is one line", s->name);
            size_t columns = csv_split(head.at, head.size, ',', names), count = csv_split(line.at, line.size, ',', cells);
            CHECK(count == columns, "%s, seed %d: %zu cells under %zu names", s->name, (int)seed, count, columns);
            for (size_t i = 0; i < count && i < columns; i++) {
                const struct field *f = shape_find(s, names[i]);
                CHECK(f != NULL, "%.*s", (int)names[i].size, names[i].at);
                if (f && f->kind == TEXT && !field_is_null(f, record))
                    CHECK(slice_same(cells[i], slice_of(*(const char *const *)field_at(f, record))), "%s.%s, seed %d", s->name, f->name, (int)seed);
            }
        }
}

TEST(shapes_have_schemas_that_are_json)
{
    gather();
    for (size_t k = 0; k < shape_count; k++)
        for (int input = 0; input < 2; input++) {
            AUTO_CTX     c = {0};
            struct text  out = {.c = &c};
            struct slice name, member;
            size_t       properties = 0, shown = 0;
            ctx_open(&c, MEMORY);
            schema_put_record(&out, shapes[k], input);
            NEED(text_done(&out) == OK);
            struct json j = json_of(text_slice(&out));
            if (json_enter(&j, '{'))
                while (json_member(&c, &j, &name)) {
                    if (!slice_is(name, "properties")) json_skip(&j);
                    else if (json_enter(&j, '{'))
                        for (; json_member(&c, &j, &member); json_skip(&j)) properties += shape_find(shapes[k], member) != NULL;
                }
            CHECK(json_end(&c, &j) == OK, "%s: %s: %s", shapes[k]->name, c.note, out.at);
            for (size_t i = 0; i < shapes[k]->field_count; i++)
                shown += !(shapes[k]->fields[i].flags & SECRET) && !(input && (shapes[k]->fields[i].flags & LOCAL));
            CHECK(properties == shown, "%s: %zu properties of %zu fields", shapes[k]->name, properties, shown);
        }
}

TEST(tables_are_made_in_both_dialects)
{
    sqlite3 *db = NULL;
    CHECK(sqlite3_open(":memory:", &db) == SQLITE_OK);
    for (const struct table *const *t = tables; *t; t++)
        for (enum dialect d = SQLITE; d <= POSTGRES; d++) {
            AUTO_CTX    c = {0};
            struct text sql = {.c = &c};
            char       *story = NULL;
            ctx_open(&c, MEMORY);
            sql_put_create(&sql, (*t)->shape, d);
            NEED(text_done(&sql) == OK);
            CHECK(strncmp(sql.at, "CREATE TABLE IF NOT EXISTS ", 27) == 0 && sql.at[sql.size - 1] == '\n', "%s", sql.at);
            if (d != SQLITE) continue;
            CHECK(sqlite3_exec(db, sql.at, NULL, NULL, &story) == SQLITE_OK, "%s: %s", sql.at, story ? story : "");
            CHECK(sqlite3_exec(db, sql.at, NULL, NULL, &story) == SQLITE_OK, "twice is the same as once: %s", story ? story : "");
            sqlite3_free(story);
        }
    CHECK(sqlite3_close(db) == SQLITE_OK);
}
