/* postgres.h - what the files of the PostgreSQL engine share; nobody else includes it. */
#ifndef STORE_POSTGRES_H
#define STORE_POSTGRES_H

#include "store/driver.h"
#include "store/libpq.h"

enum { PG_STATEMENTS_MAX = 256, PG_STATEMENT_SIZE_MAX = 16, PG_YEARS = 128, PG_NUMBER_SIZE = 8 };

typedef unsigned pg_type;               /* an OID of the server's catalogue, the same on every server for built-in types */

struct pg_statement {
    uint64_t    hash;
    const char *sql;
    char        name[PG_STATEMENT_SIZE_MAX];
    pg_type     types[ARGS_MAX];        /* of its values, as the server sees them */
};

struct postgres {
    struct store        base;
    PGconn             *conn;
    struct ctx          memory;         /* the texts of the statements */
    struct pg_statement statements[PG_STATEMENTS_MAX];
    size_t              statement_count;
    bool                announced[HYPERTABLES_MAX];                /* this transaction has said that it writes them */
    bool                years_made[HYPERTABLES_MAX][PG_YEARS];     /* partitions that are known to be there; see pg_points.c */
};

static inline struct postgres *postgres_of(struct store *s) { return (struct postgres *)s; }

/* Runs statements without values, parted by semicolons. */
err pg_run(struct ctx *c, struct store *s, const char *sql, const char *doing);

/* Names the failure of a result by its SQLSTATE, and tells its story. */
err pg_fail(struct ctx *c, struct store *s, const PGresult *result, const char *doing);

/* ---- values as the server sends and takes them (pg_wire.c) ---- */

/* A value for a parameter of a type, in binary; numbers lie in `room`. ERR_INVALID where it does not fit the type. */
err pg_encode(struct ctx *c, const struct value *v, pg_type type, char room[static PG_NUMBER_SIZE], struct slice *ret);

/* ERR_STORE for a type that Lumia's statements never answer. */
err pg_decode(struct ctx *c, pg_type type, struct slice bytes, struct value *ret);

/* The type of a field's column. */
pg_type pg_type_of(enum kind kind);

static inline uint16_t big16(uint16_t x) { return __builtin_bswap16(x); }
static inline uint32_t big32(uint32_t x) { return __builtin_bswap32(x); }
static inline uint64_t big64(uint64_t x) { return __builtin_bswap64(x); }

/* ---- COPY … FROM STDIN (FORMAT binary) (pg_copy.c): the fastest way in ---- */
struct pg_copy {
    struct store *store;
    struct text   out;                  /* rows that have not been sent yet */
};

err  pg_copy_begin(struct ctx *c, struct store *s, const char *sql, struct pg_copy *ret);
void pg_copy_row(struct pg_copy *copy, size_t columns);
void pg_copy_cell(struct pg_copy *copy, struct slice bytes);
void pg_copy_null(struct pg_copy *copy);
err  pg_copy_sent(struct ctx *c, struct pg_copy *copy);        /* after every row; sends when enough has gathered */
err  pg_copy_end(struct ctx *c, struct pg_copy *copy);

err pg_insert_many(struct ctx *c, struct store *s, const struct shape *shape, const struct args *rows, size_t count);

/* ---- time series as rows (pg_points.c) ---- */
void pg_put_points(struct text *out, const struct table *t);
err  pg_read_points(struct ctx *c, struct store *s, const struct table *t, const struct point_range *range, struct hyper_rows *ret);
err  pg_write_points(struct ctx *c, struct store *s, const struct table *t, int64_t segment, const struct hyper_rows *rows, bool fresh);
err  pg_put_each(struct ctx *c, struct store *s, const struct table *t, const int64_t *segments, const struct hyper_rows *rows);
err  pg_forget_points(struct ctx *c, struct store *s, const struct table *t, int64_t segment, int64_t from, int64_t to);
err  pg_extent(struct ctx *c, struct store *s, const struct table *t, int64_t segment, struct point_extent *ret);
err  pg_next_segment(struct ctx *c, struct store *s, const struct table *t, int64_t segment, bool *ret_found, int64_t *ret);
err  pg_latest(struct ctx *c, struct store *s, const struct table *t, size_t column, struct list *ret);

#endif
