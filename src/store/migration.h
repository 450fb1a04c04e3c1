/* migration.h - what the files about migrations share; nobody else includes it. */
#ifndef STORE_MIGRATION_H
#define STORE_MIGRATION_H

#include "store/catalog.h"
#include "store/driver.h"
#include "store/migrate.h"

/* ---- a file, taken apart (script.c): pure ---- */

struct step {                           /* SQL to run, or the conversion of a name */
    bool         converts;
    struct slice text;
};

struct script {
    struct step *at;
    size_t       count;
    bool         there;                 /* the file has that way at all */
};

/* The way up or down of a file: what stands behind the line `-- up` or `-- down`. ERR_DATA names the line that is wrong. */
err script_read(struct ctx *c, struct slice file, bool up, struct script *ret);

static inline struct slice migration_text(const struct migration *m, enum dialect d)
{
    return (struct slice){m->text[d], (size_t)(m->end[d] - m->text[d])};
}

/* Runs the steps of one migration inside an open transaction, without its history. */
err migration_run(struct ctx *c, struct store *s, const struct migrations *m, int64_t number, bool up);

/* ---- a place to try a schema in, of the engine of a store; nothing of it stays (scratch.c) ---- */
struct scratch_store {
    struct pool  *pool;
    struct store *s;
};

err  scratch_open_store(struct ctx *c, const struct store *like, struct scratch_store *ret);
void scratch_close_store(struct scratch_store *s);
#define AUTO_SCRATCH_STORE __attribute__((cleanup(scratch_close_store))) struct scratch_store

/* The catalog of the first `count` migrations, and of what the records want. */
err scratch_catalog(struct ctx *c, const struct store *like, const struct migrations *m, size_t count, struct catalog *ret);
err records_catalog(struct ctx *c, const struct store *like, struct catalog *ret);

/* ---- from one catalog to another (differ.c) ---- */

/* Writes statements that lead the schema of `s` to `to`, running each there; names that `.was` of the records tells are renamed, the
 * other way round with `back`. *ret_left is what it could not do, as texts. */
err differ_put(struct ctx *c, struct store *s, const struct catalog *to, const struct table *const *records, bool back, struct text *out,
               struct list *ret_left);

/* ---- dangerous forms (lint.c) ---- */
err lint_file(struct ctx *c, const char *title, struct slice file, enum dialect d, struct list *ret);

#endif
