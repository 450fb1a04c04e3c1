/* store.h - where everything is kept: in one file of SQLite, or in a database of PostgreSQL that several machines share.
 * What was committed survives a crash.
 *
 * A statement that fails ends its transaction: what comes behind it is to begin anew.
 *
 * A pool belongs to the process; a store is one connection of it, leased by one request, command or job run, and gives
 * itself back at the end of its scope, rolling back whatever was not committed. Writers queue; readers never wait. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "shape/table.h"

enum { POOL_SIZE_MAX = 64, STATEMENTS_MAX = 64, ARGS_MAX = 16 };

struct pool;
struct store;

/* url: "sqlite:PATH", or "postgres://…" as libpq reads it. Makes the file and the tables when they are not there, and brings
 * those of an older program up to date; refuses those of a newer one, and a database that is another program's. */
err  pool_open(struct ctx *c, const char *url, struct pool **ret);

/* The URL as a log or a person may see it: without a password, if there is one. NULL without memory. */
char *store_shown(struct ctx *c, const char *url);

/* What becomes of a store that an older program made: it is brought up to date, it is refused until somebody has said
 * `lumia migrate up`, or it is opened as it is, as what brings it up to date has to. */
enum opening { OPEN_UP, OPEN_ASK, OPEN_AS_IS };

err  pool_open_as(struct ctx *c, const char *url, enum opening how, struct pool **ret);
void pool_close(struct pool *p);
#define AUTO_POOL __attribute__((cleanup(pool_close_at))) struct pool
void pool_close_at(struct pool **p);

/* A thread writes the log back into the file from now on, instead of the writer whose commit filled it; stopped before the
 * pool is closed. For a program that serves. */
err  pool_start_checkpoints(struct ctx *c, struct pool *p);
void pool_stop_checkpoints(struct pool *p);

err  pool_lease(struct ctx *c, struct pool *p, struct store **ret);
void store_release(struct store **s);
#define AUTO_STORE __attribute__((cleanup(store_release))) struct store

/* A writer; it waits for the one before it. What store_begin wrote is on disk when the commit answers OK: nothing that was
 * acknowledged is lost, whatever happens. What can be made again is begun as derived: the end of the process does not lose
 * it either, but a power cut may take the last moments, never a part. */
err store_begin(struct ctx *c, struct store *s);
err store_begin_derived(struct ctx *c, struct store *s);
err store_commit(struct ctx *c, struct store *s);
err store_begin_read(struct ctx *c, struct store *s);   /* one state of the store until store_end_read */
void store_end_read(struct store *s);
void store_abandon(struct store *s);                    /* rolls back what is open, if anything is */

/* After ERR_BUSY: was another transaction in the way, so that the same work done again, from its beginning, may succeed? */
bool store_was_outrun(const struct store *s);

/* ---- values that are bound to $1, $2 … ---- */
enum value_kind { V_NULL, V_INT, V_REAL, V_TEXT, V_BLOB };

struct value {
    enum value_kind kind;
    int64_t         integer;
    double          real;
    struct slice    bytes;
};

static inline struct value v_int(int64_t i)        { return (struct value){.kind = V_INT, .integer = i}; }
static inline struct value v_real(double d)        { return (struct value){.kind = V_REAL, .real = d}; }
static inline struct value v_text(const char *t)   { return (struct value){.kind = t ? V_TEXT : V_NULL, .bytes = slice_of(t)}; }
static inline struct value v_blob(struct slice b)  { return (struct value){.kind = V_BLOB, .bytes = b}; }

struct args {
    struct value at[ARGS_MAX];
    size_t       count;
};

#define ARGS(...) (&(const struct args){{__VA_ARGS__}, sizeof((struct value[]){__VA_ARGS__}) / sizeof(struct value)})
#define NO_ARGS   (&(const struct args){.count = 0})

/* ---- records: statements made from shapes ---- */
err store_insert(struct ctx *c, struct store *s, const struct shape *shape, const void *record);
err store_upsert(struct ctx *c, struct store *s, const struct shape *shape, const void *record);

/* Many new records at once: as many calls of store_insert, or faster. */
err store_insert_many(struct ctx *c, struct store *s, const struct shape *shape, const void *records, size_t count);

/* SELECT the shape's columns FROM its table, then `tail`: "WHERE symbol = $1 ORDER BY day". Answers records of the shape. */
err store_select(struct ctx *c, struct store *s, const struct shape *shape, const char *tail, const struct args *args, struct list *ret);

/* A whole statement whose columns are, in order, the fields of the shape. */
err store_query(struct ctx *c, struct store *s, const struct shape *shape, const char *sql, const struct args *args, struct list *ret);

/* A statement that answers nothing; ret_count, where not NULL, gets the rows it changed. */
err store_execute(struct ctx *c, struct store *s, const char *sql, const struct args *args, int64_t *ret_count);

/* One whole number; `otherwise` when there is no row or it is null. */
err store_number(struct ctx *c, struct store *s, const char *sql, const struct args *args, int64_t otherwise, int64_t *ret);

/* The next number for a table whose key is `id`; inside a transaction. */
err store_next_id(struct ctx *c, struct store *s, const struct shape *shape, int64_t *ret);

/* Counts a change of the store that touches a table: what reads it is due. Answers its number. Inside a transaction. */
err store_touch(struct ctx *c, struct store *s, const struct shape *shape, int64_t *ret_revision);

/* The newest change of the tables named, parted by blanks; 0 for none. */
err store_newest(struct ctx *c, struct store *s, const char *tables, int64_t *ret);

/* The newest change of the whole store: the same number, the same data. */
err store_revision(struct ctx *c, struct store *s, int64_t *ret);

#endif
