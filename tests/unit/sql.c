/* SQL made from shapes, word for word, in both dialects. */
#include "../check.h"
#include "shape/table.h"

static const char *const moods[] = {"calm", "wild", NULL};

#define ITEM(X, T)                                                          \
    X(T, I64,    id,    KEY,              "number")                         \
    X(T, TEXT,   name,  UNIQUE,           "name")                           \
    X(T, CHOICE, mood,  NULLABLE | INDEX, "mood", .choices = moods)         \
    X(T, BOOL,   live,  TOGETHER,         "is it live")                     \
    X(T, F64S,   data,  TOGETHER,         "numbers")

RECORD(item, ITEM);
SHAPE(item, ITEM);

#define LINK(X, T)                          \
    X(T, I64, from, KEY, "one end")         \
    X(T, I64, to,   KEY, "the other end")

RECORD(item_link, LINK);
SHAPE(item_link, LINK);

static const char in_sqlite[] =
    "CREATE TABLE IF NOT EXISTS item (\n    id INTEGER NOT NULL, -- number\n    name TEXT NOT NULL, -- name\n"
    "    mood TEXT CHECK (mood IN ('calm', 'wild')), -- mood\n    live INTEGER NOT NULL CHECK (live IN (0, 1)), -- is it live\n"
    "    data BLOB NOT NULL, -- numbers\n    UNIQUE (live, data),\n    PRIMARY KEY (id)\n) STRICT;\n"
    "CREATE UNIQUE INDEX IF NOT EXISTS item_by_name ON item (name);\nCREATE INDEX IF NOT EXISTS item_by_mood ON item (mood);\n";

static const char in_postgres[] =
    "CREATE TABLE IF NOT EXISTS item (\n    id BIGINT NOT NULL,\n    name TEXT COLLATE \"C\" NOT NULL,\n    mood TEXT COLLATE \"C\" CHECK (mood IN ('calm', 'wild')),\n"
    "    live BOOLEAN NOT NULL,\n    data BYTEA NOT NULL,\n    UNIQUE (live, data),\n    PRIMARY KEY (id));\n"
    "CREATE UNIQUE INDEX IF NOT EXISTS item_by_name ON item (name);\nCREATE INDEX IF NOT EXISTS item_by_mood ON item (mood);\n";

static bool says(void (*put)(struct text *out), const char *expected)
{
    AUTO_CTX    c = {0};
    struct text out = {.c = &c};
    ctx_open(&c, 1 << 20);
    put(&out);
    if (text_done(&out) == OK && strcmp(out.at, expected) == 0) return true;
    printf("%s\n", out.at);
    return false;
}

static void create_sqlite(struct text *out)   { sql_put_create(out, &item_shape, SQLITE); }
static void create_postgres(struct text *out) { sql_put_create(out, &item_shape, POSTGRES); }
static void create_link(struct text *out)     { sql_put_create(out, &item_link_shape, SQLITE); }
static void insert(struct text *out)          { sql_put_insert(out, &item_shape, false); }
static void upsert(struct text *out)          { sql_put_insert(out, &item_shape, true); }
static void upsert_keys(struct text *out)     { sql_put_insert(out, &item_link_shape, true); }
static void select_all(struct text *out)      { sql_put_select(out, &item_shape); }

TEST(sql_of_a_table)
{
    CHECK(says(create_sqlite, in_sqlite));
    CHECK(says(create_postgres, in_postgres));
    CHECK(says(create_link, "CREATE TABLE IF NOT EXISTS item_link (\n    from INTEGER NOT NULL, -- one end\n    to INTEGER NOT NULL, -- the other end\n"
                            "    PRIMARY KEY (from, to)\n) STRICT, WITHOUT ROWID;\n"));
}

TEST(sql_of_statements)
{
    CHECK(says(insert, "INSERT INTO item (id, name, mood, live, data) VALUES ($1, $2, $3, $4, $5)"));
    CHECK(says(upsert, "INSERT INTO item (id, name, mood, live, data) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET "
                       "name = excluded.name, mood = excluded.mood, live = excluded.live, data = excluded.data"));
    CHECK(says(select_all, "SELECT id, name, mood, live, data FROM item"));
    CHECK(says(upsert_keys, "INSERT INTO item_link (from, to) VALUES ($1, $2) ON CONFLICT (from, to) DO NOTHING"));
}

TEST(sql_of_added_columns_has_something_to_stand_there)
{
    CHECK(strcmp(sql_empty(&item_shape.fields[0], SQLITE), "0") == 0 && strcmp(sql_empty(&item_shape.fields[1], POSTGRES), "''") == 0);
    CHECK(strcmp(sql_empty(&item_shape.fields[3], SQLITE), "0") == 0 && strcmp(sql_empty(&item_shape.fields[3], POSTGRES), "false") == 0);
    CHECK(strcmp(sql_empty(&item_shape.fields[4], SQLITE), "x''") == 0 && strcmp(sql_empty(&item_shape.fields[4], POSTGRES), "''") == 0);
}
