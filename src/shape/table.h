/* table.h - a record that is kept: its table in SQL.
 *
 *     TABLE(asset, ASSET, "what can be bought or watched");      in src/model/asset.h, and nowhere else
 *
 * declares struct asset, asset_shape and asset_table, and enters it into tables[]; a table that was called otherwise before says so
 * behind: .was = "instrument". MODEL() is a record without a table. */
#ifndef SHAPE_TABLE_H
#define SHAPE_TABLE_H

#include "shape/shape.h"

struct table {
    const struct shape *shape;
    const char         *about;
};

extern const struct table *const tables[];      /* NULL-terminated, by name */

#define TABLE(T, ROWS, ABOUT, ...)      \
    RECORD(T, ROWS);                    \
    extern const struct table T##_table
#define MODEL(T, ROWS, ABOUT) RECORD(T, ROWS)

#define DEFINE_TABLE(T, ROWS, ABOUT, ...)       \
    SHAPE(T, ROWS __VA_OPT__(,) __VA_ARGS__);   \
    const struct table T##_table = {&T##_shape, ABOUT}
#define DEFINE_MODEL(T, ROWS, ABOUT) SHAPE(T, ROWS)

enum dialect { SQLITE, POSTGRES };

/* CREATE TABLE IF NOT EXISTS and its indexes, statements parted by semicolons. */
void sql_put_create(struct text *out, const struct shape *s, enum dialect d);

/* "symbol, name, class" */
void sql_put_columns(struct text *out, const struct shape *s);

/* INSERT INTO t (…) VALUES (…); with `replace`, ON CONFLICT of the key it sets the other columns. */
void sql_put_insert(struct text *out, const struct shape *s, bool replace);

/* SELECT columns FROM t, to which a query adds WHERE and ORDER BY. */
void sql_put_select(struct text *out, const struct shape *s);

/* What stands in a column that may not be null and is added to a table with rows; not of a CHOICE, which has no empty value. */
const char *sql_empty(const struct field *f, enum dialect d);

#endif
