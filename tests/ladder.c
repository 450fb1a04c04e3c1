#include "ladder.h"

#include <string.h>

static const char person_sqlite[] =
    "-- up\n"
    "CREATE TABLE person (id INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (id)) STRICT;\n"
    "CREATE UNIQUE INDEX person_by_name ON person (name);\n"
    "CREATE TABLE old_pet (id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL REFERENCES person (id)) STRICT;\n"
    "-- down\n"
    "DROP TABLE old_pet;\nDROP TABLE person;\n";

static const char person_postgres[] =
    "-- up\n"
    "CREATE TABLE person (id BIGINT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (id));\n"
    "CREATE UNIQUE INDEX person_by_name ON person (name);\n"
    "CREATE TABLE old_pet (id BIGINT PRIMARY KEY, owner_id BIGINT NOT NULL REFERENCES person (id));\n"
    "-- down\n"
    "DROP TABLE old_pet;\nDROP TABLE person;\n";

static const char pet[] =
    "-- up\n"
    "ALTER TABLE old_pet RENAME TO pet;\n"
    "ALTER TABLE person RENAME COLUMN name TO title;\n"
    "-- down\n"
    "ALTER TABLE person RENAME COLUMN title TO name;\n"
    "ALTER TABLE pet RENAME TO old_pet;\n";

static const char mood_sqlite[] =
    "-- up\n"
    "CREATE TABLE person_anew (id INTEGER NOT NULL, mood TEXT NOT NULL CHECK (mood IN ('calm', 'wild')), title TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (id)) STRICT;\n"
    "INSERT INTO person_anew (id, mood, title, size) SELECT id, 'calm', title, 0 FROM person;\n"
    "DROP TABLE person;\n"
    "ALTER TABLE person_anew RENAME TO person;\n"
    "CREATE UNIQUE INDEX person_by_title ON person (title) WHERE size > 0;\n"
    "-- convert size\n"
    "-- down\n"
    "CREATE TABLE person_anew (id INTEGER NOT NULL, title TEXT NOT NULL, PRIMARY KEY (id)) STRICT;\n"
    "INSERT INTO person_anew (id, title) SELECT id, title FROM person;\n"
    "DROP TABLE person;\n"
    "ALTER TABLE person_anew RENAME TO person;\n"
    "CREATE UNIQUE INDEX person_by_name ON person (title);\n";

static const char mood_postgres[] =
    "-- up\n"
    "ALTER TABLE person ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm' CHECK (mood IN ('calm', 'wild'));\n"
    "ALTER TABLE person ALTER COLUMN mood DROP DEFAULT;\n"
    "ALTER TABLE person ADD COLUMN size BIGINT NOT NULL DEFAULT 0;\n"
    "DROP INDEX person_by_name;\n"
    "CREATE UNIQUE INDEX person_by_title ON person (title) WHERE size > 0;\n"
    "-- convert size\n"
    "ALTER TABLE person ALTER COLUMN size DROP DEFAULT;\n"
    "-- down\n"
    "DROP INDEX person_by_title;\n"
    "ALTER TABLE person DROP COLUMN mood;\nALTER TABLE person DROP COLUMN size;\n"
    "CREATE UNIQUE INDEX person_by_name ON person (title);\n";

static const char seen[] =
    "-- up\n"
    "CREATE VIEW owner AS SELECT p.id, p.title FROM person p WHERE EXISTS (SELECT 1 FROM pet WHERE owner_id = p.id);\n"
    "-- down\n"
    "DROP VIEW owner;\n";

/* Reads and writes row by row, which SQL could not be asked for. */
static err count_letters(struct ctx *c, struct store *s)
{
    int64_t id = 0, last;
    TRY(store_number(c, s, "SELECT max(id) FROM person", NO_ARGS, 0, &last));
    while (id < last) {
        int64_t size;
        TRY(store_number(c, s, "SELECT min(id) FROM person WHERE id > $1", ARGS(v_int(id)), last, &id));
        TRY(store_number(c, s, "SELECT length(title) FROM person WHERE id = $1", ARGS(v_int(id)), 0, &size));
        TRY(store_execute(c, s, "UPDATE person SET size = $1 WHERE id = $2", ARGS(v_int(size), v_int(id)), NULL));
    }
    return OK;
}

static const struct conversion               size_of_person = {"size", "counts the letters of each title", count_letters};
static const struct conversion *const        some[]         = {&size_of_person, NULL};

#define RUNG(NAME, FILE, PG) {.name = NAME, .text = {FILE, PG}, .end = {FILE + sizeof FILE - 1, PG + sizeof PG - 1}}

static const struct migration rungs[LADDER_TOP] = {
    RUNG("person", person_sqlite, person_postgres), RUNG("pet", pet, pet), RUNG("mood", mood_sqlite, mood_postgres), RUNG("seen", seen, seen),
};

const struct migrations ladder = {rungs, LADDER_TOP, some};

err ladder_begin(struct ctx *c, struct store *s, int64_t count)
{
    TRY(store_begin(c, s));
    for (int64_t i = 1; i <= count; i++) {
        char *name = ctx_print(c, "p%lld", (long long)i);
        TRY(got(name));
        TRY(store_execute(c, s, "INSERT INTO person (id, name) VALUES ($1, $2)", ARGS(v_int(i), v_text(name)), NULL));
        TRY(store_execute(c, s, "INSERT INTO old_pet (id, owner_id) VALUES ($1, $2)", ARGS(v_int(i), v_int(i)), NULL));
    }
    return store_commit(c, s);
}

err ladder_fill(struct ctx *c, struct store *s, uint64_t seed)
{
    int64_t id   = (int64_t)seed + 1;
    char   *name = ctx_print(c, "x%lld", (long long)id);
    TRY(got(name));
    TRY(store_execute(c, s, "INSERT INTO person (id, mood, title, size) VALUES ($1, 'wild', $2, 2)", ARGS(v_int(id), v_text(name)), NULL));
    return store_execute(c, s, "INSERT INTO pet (id, owner_id) VALUES ($1, $2)", ARGS(v_int(id), v_int(id)), NULL);
}
