/* driver.h - the seam between the store and an engine, and what the files of this floor share; nobody outside includes it.
 *
 * An engine is one file with one `const struct driver`. Above the seam nothing knows which engine it is; a difference of
 * dialect is a member here or a named function in query.c. */
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H

#include "base/thread.h"
#include "store/points.h"
#include "store/store.h"

enum { TARGET_SIZE_MAX = 4096, HYPERTABLES_MAX = 16 };

/* The answer to one statement, a row at a time. What it points to is good until the next row. */
struct rows {
    struct store *store;
    void         *at;                   /* the engine's own; NULL when there is nothing to end */
    size_t        column_count;
    size_t        row, row_count;       /* of an engine that answers all at once */
};

/* Something beside the tables of shapes: the statement that makes it ends in a semicolon and a line feed. */
struct extra {
    const char *name, *make;
};

enum access { READS, WRITES, WRITES_DERIVED };

struct driver {
    enum dialect dialect;

    /* A connection, or a story. close() also takes one that has failed while it opened. */
    err  (*open)(struct ctx *c, struct pool *p, struct store **ret);
    void (*close)(struct store *s);
    bool (*is_alive)(struct store *s);  /* asked when it is leased again */

    err  (*begin)(struct ctx *c, struct store *s, enum access access);
    err  (*commit)(struct ctx *c, struct store *s);
    void (*rollback)(struct store *s);

    /* One statement with values bound to $1, $2 …; the values stand until end(). */
    err     (*query)(struct ctx *c, struct store *s, const char *sql, const struct args *args, struct rows *ret);
    err     (*next)(struct ctx *c, struct rows *r, bool *ret_row);
    err     (*value)(struct ctx *c, const struct rows *r, size_t column, struct value *ret);
    int64_t (*changed)(const struct rows *r);                   /* rows, after the last next() */
    void    (*end)(struct rows *r);

    /* The same statement with many sets of values, in one go where the engine can. */
    err (*query_many)(struct ctx *c, struct store *s, const char *sql, const struct args *args, size_t count);

    /* Many rows of a table at once, none of which is there yet. */
    err (*insert_many)(struct ctx *c, struct store *s, const struct shape *shape, const struct args *rows, size_t count);

    /* Several statements parted by semicolons, without values and answers. */
    err (*script)(struct ctx *c, struct store *s, const char *sql, const char *doing);

    /* Time series, as points.h tells it; what a driver has not, NULL, is done from the rest. `fresh`: no point is there yet. */
    err (*read_points)(struct ctx *c, struct store *s, const struct table *t, const struct point_range *range, struct hyper_rows *ret);
    err (*write_points)(struct ctx *c, struct store *s, const struct table *t, int64_t segment, const struct hyper_rows *rows, bool fresh);
    err (*put_points)(struct ctx *c, struct store *s, const struct table *t, const int64_t *segments, const struct hyper_rows *rows);
    err (*forget_points)(struct ctx *c, struct store *s, const struct table *t, int64_t segment, int64_t from, int64_t to);
    err (*extent)(struct ctx *c, struct store *s, const struct table *t, int64_t segment, struct point_extent *ret);
    err (*next_segment)(struct ctx *c, struct store *s, const struct table *t, int64_t segment, bool *ret_found, int64_t *ret);
    err (*latest)(struct ctx *c, struct store *s, const struct table *t, size_t column, struct list *ret);
    err (*add_each)(struct ctx *c, struct store *s, const struct table *t, const int64_t *segments, const struct hyper_rows *const *rows, size_t count,
                    size_t workers);                            /* or NULL */
    err (*pack_points)(struct ctx *c, struct store *s, const struct table *t, const int64_t *segment, int64_t *ret_count);      /* or NULL */
    err (*scan_points)(struct ctx *c, struct store *const *stores, size_t count, const struct table *t, const struct hyper_range *range,
                       uint64_t columns, point_visit *visit, void *arg);                                                       /* or NULL */
    err (*check_points)(struct ctx *c, struct store *s, const struct table *t);    /* faults of c tell what is damaged; or NULL */

    /* ---- upkeep ---- */
    const char *sizes;                  /* a statement: the names of tables, and their bytes with indexes */
    const char *faults;                 /* a statement: what the engine finds wrong with itself, a text each; or NULL */
    const char *backup;                 /* a statement: one state of the store into file $1; or NULL */

    /* ---- the schema ---- */
    void              (*put_hyper)(struct text *sql, const struct table *t);    /* statements that make a hypertable */
    const struct extra *extras;         /* what no shape describes; NULL for nothing */
    void              (*put_storage)(struct text *sql);         /* how columns lie, behind their tables; or NULL */
    const char         *catalog;        /* a statement: everything there is, as catalog.c reads it */

    /* ---- migrations: statements that count, and scripts; NULL where an engine needs none ---- */
    const char *history;                /* counts the table of the history */
    const char *others;                 /* counts tables, but for that one */
    const char *unversioned;            /* counts the marks of a Lumia that kept no history */
    const char *claim;                  /* a script: the store is ours from now on */
    const char *references_off, *references_on;         /* around a transaction */
    const char *migration_begun;        /* in it: the limits of an ordinary statement do not hold */
    const char *dangling;               /* a statement: rows that refer to nothing, a text each */
    const char *scratch_url;            /* of a place for trials; NULL for the store's own database */
    const char *scratch_begin;          /* a script: an empty schema, which is gone when the connection is */
};

extern const struct driver sqlite_driver, postgres_driver;

struct pool {
    const struct driver *driver;
    char                 target[TARGET_SIZE_MAX];       /* a path, or a URL */
    pthread_mutex_t      lock;
    struct turns         writer;
    struct store        *free;
    size_t               count;
    struct checkpoints  *checkpoints;                   /* of SQLite; NULL where writers do them */
};

struct store {                          /* an engine's connection begins with it */
    const struct driver *driver;
    struct pool         *pool;
    struct store        *next_free;
    bool                 writes, reads;
    bool                 outrun;        /* the last failure came of another transaction in the way */
};

void rows_end(struct rows *r);
#define AUTO_ROWS __attribute__((cleanup(rows_end))) struct rows

/* AUTO_ROWS r = {0}; TRY(rows_open(…)); TRY(rows_next(c, &r, &row)); TRY(rows_value(c, &r, 0, &value)); */
err rows_open(struct ctx *c, struct store *s, const char *sql, const struct args *args, struct rows *ret);
err rows_next(struct ctx *c, struct rows *r, bool *ret_row);
err rows_value(struct ctx *c, const struct rows *r, size_t column, struct value *ret);

/* Its place among the hypertables of tables[]; what its columns are. */
size_t           table_hyper_place(const struct table *t);
size_t           table_columns(const struct table *t);
enum column_type table_column_type(const struct table *t, size_t column);

/* PostgreSQL takes UTF-8 without a NUL and nothing else. What is neither becomes the replacement character, as it does in
 * every JSON that shows it. */
err text_cleaned(struct ctx *c, struct slice s, struct slice *ret);

/* What the records want of a database, as statements. */
err schema_put(struct ctx *c, const struct driver *d, struct text *sql);

#endif
