/* migrate.h - the versions of a store: numbered files of SQL, one an engine, that lead from one to the next and back.
 *
 * The files lie in migrations/ and are part of the program. A store keeps a row of HISTORY for each that it has been through. Each is
 * one transaction: killed in the middle of one, the store is as it was before it. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/store.h"

enum { MIGRATION_NAME_MAX = 60 };

struct migration {                      /* NNNN-name.sqlite.sql and NNNN-name.postgres.sql */
    const char *name;
    const char *text[2], *end[2];       /* by enum dialect; none where both are NULL */
};

/* What SQL cannot say of a change: a function that a file calls with a line `-- convert NAME`. It runs inside the transaction of its
 * migration, between the statements before and behind the line; the records may look otherwise than today's, so it speaks SQL. */
struct conversion {
    const char *name, *about;
    err       (*run)(struct ctx *c, struct store *s);
};

extern const struct conversion *const conversions[];            /* NULL-terminated, by name */

struct migrations {
    const struct migration         *at; /* the first is number 1 */
    size_t                          count;
    const struct conversion *const *conversions;
};

extern const struct migrations lumia_migrations;

/* ---- the history ---- */

#define LUMIA_MIGRATION(X, T)                                                       \
    X(T, I64,  number,  KEY, "number of the migration")                             \
    X(T, TEXT, name,    0,   "its name", .max = MIGRATION_NAME_MAX)                 \
    X(T, TEXT, digest,  0,   "SHA-256 of its file", .max = 64)                      \
    X(T, TIME, at,      0,   "when the store went through it")                      \
    X(T, I64,  ms,      0,   "how long that took, milliseconds")                    \
    X(T, TEXT, program, 0,   "version of the program that did it", .max = 64)

RECORD(lumia_migration, LUMIA_MIGRATION);

extern const char *const migration_states[];
enum migration_state { MIGRATION_APPLIED, MIGRATION_PENDING, MIGRATION_CHANGED, MIGRATION_UNKNOWN };

#define MIGRATION_LINE(X, T)                                                                                            \
    X(T, I64,    number,  0,        "number of the migration")                                                          \
    X(T, TEXT,   name,    0,        "its name")                                                                         \
    X(T, CHOICE, state,   0,        "applied, pending, changed since it was applied, or unknown to this program", .choices = migration_states) \
    X(T, TIME,   at,      NULLABLE, "when the store went through it")                                                   \
    X(T, I64,    ms,      NULLABLE, "how long that took, milliseconds")                                                 \
    X(T, TEXT,   program, NULLABLE, "version of the program that did it")

RECORD(migration_line, MIGRATION_LINE);

/* ---- doing ---- */

/* Leads a store whose pool is being opened to the newest version, or refuses it: one of a newer program, one that has been through
 * other migrations, another program's, and with OPEN_ASK an older one. A new one is made whole or not at all. */
err migrate_open(struct ctx *c, struct store *s, const struct migrations *m, enum opening how);

/* Up or down to a number, 0 to m->count, one transaction a step; `tell` hears of each before it begins. */
err migrate_to(struct ctx *c, struct store *s, const struct migrations *m, int64_t number,
               void (*tell)(void *arg, int64_t number, const char *name, bool up), void *arg);

/* Writes into the history that the store stands at a number, and runs nothing. */
err migrate_stamp(struct ctx *c, struct store *s, const struct migrations *m, int64_t number);

err migrate_number(struct ctx *c, struct store *s, int64_t *ret);                       /* where the store stands */
err migrate_status(struct ctx *c, struct store *s, const struct migrations *m, struct list *ret);       /* migration_line */
err migrate_plan(struct ctx *c, struct store *s, const struct migrations *m, int64_t number, struct text *out);     /* the SQL of migrate_to */

/* ---- looking ---- */

/* Texts, one a difference between the store's catalog and what its migrations make: somebody has changed it by hand. */
err migrate_drift(struct ctx *c, struct store *s, const struct migrations *m, struct list *ret);

/* Texts, one a difference between what all migrations make and what the records want, on the engine of a store: a migration is missing. */
err migrate_missing(struct ctx *c, struct store *s, const struct migrations *m, struct list *ret);

/* Texts, one a form that a migration should not have and does not account for with a line `-- allow FORM: why` (lint.c). */
err migrate_lint(struct ctx *c, const struct migrations *m, struct list *ret);

/* ---- writing ---- */

struct draft {
    const char *text;                   /* of the file; NULL where nothing has changed */
    struct list left, careful;          /* texts: what it does not lead to yet, and what the lint says of it */
};

/* The next migration of the engine of a store: from all before it to what the records want, and back. With `anew` the first one,
 * in place of all. Nothing is changed in the store; both ways are tried in a scratch schema, or in a file in memory. */
err migrate_draft(struct ctx *c, struct store *s, const struct migrations *m, const char *name, bool anew, struct draft *ret);

#endif
