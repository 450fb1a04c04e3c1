/* catalog.h - what a database says of its own tables, as a list in which the same means the same: types, defaults, CHECKs, keys, the
 * order of columns, methods and conditions of indexes, options of tables. Both engines fill it; it lives in the ctx. */
#ifndef STORE_CATALOG_H
#define STORE_CATALOG_H

#include "store/store.h"

/* The table that tells which migrations a store has been through; it is no part of the catalog. */
#define HISTORY "lumia_migration"

enum entry_kind { ENTRY_TABLE, ENTRY_COLUMN, ENTRY_CONSTRAINT, ENTRY_INDEX, ENTRY_STORAGE, ENTRY_VIEW, ENTRY_TRIGGER, ENTRY_FUNCTION };

struct entry {
    enum entry_kind kind;
    const char     *table, *name;       /* a constraint of SQLite that has no name is called by its text */
    int64_t         place;              /* of a column, from 1 */
    const char     *text;               /* what it is, word by word; of a table: how it is kept, of an index: all behind its name */
    const char     *sql;                /* the statement that made it, where the engine keeps one */
    const char     *type, *usual;       /* of a column: its type with collation, its default or NULL */
    bool            required;           /* of a column: NOT NULL */
};

struct catalog {
    struct entry *at;
    size_t        count;
};

err catalog_read(struct ctx *c, struct store *s, struct catalog *ret);

/* NULL where there is none. */
const struct entry *catalog_find(const struct catalog *l, enum entry_kind kind, const char *table, const char *name);

bool entry_same(const struct entry *a, const struct entry *b);  /* but for the place */

/* Texts, one a difference: "column asset.class is TEXT, and should be INTEGER". None: they are the same. */
err catalog_compare(struct ctx *c, const struct catalog *wanted, const struct catalog *found, struct list *ret);

#endif
