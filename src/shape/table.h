/* table.h - a record that is kept: its table in SQL.
 *
 *     TABLE(asset, ASSET, "what can be bought or watched");      in src/model/asset.h, and nowhere else
 *
 * declares struct asset, asset_shape and asset_table, and enters it into tables[]; a table that was called otherwise before says so
 * behind: .was = "instrument". MODEL() is a record without a table.
 *
 *     HYPERTABLE(bar, BAR, "prices of series", .chunk = -192, .compress_after = 30 * US_PER_DAY);     on one line
 *
 * is a time series: its first field is the number of what a point belongs to (I64 KEY), its second the time (TIME KEY), the
 * others are values (F64, I64, TIME or TEXT, all NULLABLE). An engine keeps it in a way of its own; SQL sees a table. */
#ifndef SHAPE_TABLE_H
#define SHAPE_TABLE_H

#include "shape/shape.h"

struct table {
    const struct shape *shape;
    const char         *about;
    int64_t             chunk, compress_after;  /* of a time series, else 0: what lies together, and how old it is before it is packed;
                                                   spans of base/day.h */
};

static inline bool table_is_hyper(const struct table *t) { return t->chunk != 0; }
enum { HYPER_SEGMENT, HYPER_TIME, HYPER_VALUES };       /* places of its fields */

extern const struct table *const tables[];      /* NULL-terminated, by name */

#define TABLE(T, ROWS, ABOUT, ...)      \
    RECORD(T, ROWS);                    \
    extern const struct table T##_table
#define HYPERTABLE(T, ROWS, ABOUT, ...) TABLE(T, ROWS, ABOUT)
#define MODEL(T, ROWS, ABOUT) RECORD(T, ROWS)

#define DEFINE_TABLE(T, ROWS, ABOUT, ...)       \
    SHAPE(T, ROWS __VA_OPT__(,) __VA_ARGS__);   \
    const struct table T##_table = {&T##_shape, ABOUT, 0, 0}
#define DEFINE_HYPERTABLE(T, ROWS, ABOUT, ...) \
    SHAPE(T, ROWS);                            \
    const struct table T##_table = {.shape = &T##_shape, .about = ABOUT, __VA_ARGS__}
#define DEFINE_MODEL(T, ROWS, ABOUT) SHAPE(T, ROWS)

enum dialect { SQLITE, POSTGRES };

/* CREATE TABLE IF NOT EXISTS and its indexes, statements parted by semicolons. */
void sql_put_create(struct text *out, const struct shape *s, enum dialect d);

/* CREATE VIRTUAL TABLE … USING hypertable(…) of SQLite's module. */
void sql_put_hypertable(struct text *out, const struct table *t);

/* "symbol, name, class" */
void sql_put_columns(struct text *out, const struct shape *s);

/* INSERT INTO t (…) VALUES (…); with `replace`, ON CONFLICT of the key it sets the other columns. */
void sql_put_insert(struct text *out, const struct shape *s, bool replace);

/* "symbol TEXT NOT NULL", as it stands in CREATE TABLE. */
void sql_put_column(struct text *out, const struct field *f, enum dialect d);

/* SELECT columns FROM t, to which a query adds WHERE and ORDER BY. */
void sql_put_select(struct text *out, const struct shape *s);

/* What stands in a column that may not be null and is added to a table with rows; not of a CHOICE, which has no empty value. */
const char *sql_empty(const struct field *f, enum dialect d);

#endif
