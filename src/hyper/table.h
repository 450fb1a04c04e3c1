/* table.h - the tables behind a hypertable, and the statements upon them; what the files of this floor share.
 *
 *     NAME_row          new and corrected rows, keyed (segment, time)
 *     NAME_segment      what is packed: segment, first and last time, count, and head and directory of the blob of pack/columns.h
 *     NAME_packed       the rest of the blob, by the id that NAME_segment tells
 *     NAME_declaration  the arguments of CREATE VIRTUAL TABLE, for those who open the table without SQL
 *     NAME_rollup       the rollups made from it, and the instant before which each is frozen, because the rows were dropped
 *     NAME_dirty        where rows have changed since a rollup was refreshed: a range per rollup, segment and chunk
 *     NAME_history      with history=1: rows as they stood before a correction, and from when until when they were known
 *
 * The laws: the blobs of one segment never overlap, and none crosses the end of a chunk. A row of NAME_row stands before what
 * a blob says of its time, so that a correction costs a row; when HYPER_OVER_MAX of them lie over a blob, a writer packs them. */
#ifndef HYPER_TABLE_H
#define HYPER_TABLE_H

#include "hyper/spec.h"

enum {
    HYPER_MEMORY_MAX = 256 << 20,               /* of one cursor or one statement that writes */
    PLACE_DEFINITION = 1000,                    /* in NAME_declaration, from here on: what made the table a rollup */
};

enum query {
    BLOB_BEFORE, BLOB_FROM, BLOB_BEHIND, BLOB_EACH, BLOB_HEAD, BLOB_BODY, BLOB_ADD, BODY_ADD, BLOB_DROP, BODY_DROP,
    BLOBS_IN, BLOBS_SCAN, BLOBS_LATEST, BLOBS_ZONES, KEY_UP, KEY_DOWN, ROWS_UP, ROWS_DOWN, ROWS_SCAN, ROWS_OVER, ROWS_COUNT, ROWS_LATEST, ROWS_ZONES,
    ROW_ADD, ROW_PUT, ROW_HAS, ROWS_DROP, ROW_OLDEST, ROW_NEXT, NEWEST,
    DIRTY_ADD, DIRTY_ALL, DIRTY_OF, DIRTY_ANY, DIRTY_DROP, DIRTY_KEY_UP, DIRTY_KEY_DOWN,
    ROLLUP_ANY, ROLLUP_DEFINED, ROLLUP_NEXT, ROLLUP_ID, ROLLUP_ADD, ROLLUP_DROP, ROLLUP_RENAME, ROLLUP_FROZEN, ROLLUP_FREEZE,
    PAST_ADD, PAST_SINCE, PAST_ROWS, PAST_KEY_UP, PAST_KEY_DOWN, OLD_BODIES_DROP, OLD_BLOBS_DROP, OLD_ROWS_DROP, OLD_PAST_DROP, QUERY_COUNT
};

struct hyper {
    sqlite3      *db;
    struct ctx   *c;                            /* names, spec and texts of statements live here */
    const char   *schema, *name;
    struct spec   spec;
    const char   *sql[QUERY_COUNT];
    sqlite3_stmt *stmt[QUERY_COUNT];
    int           code;                         /* of SQLite, when it has failed last */
    int64_t       known_at;                     /* when what is written became known; TIME_NONE: the clock says */
    bool          unwatched;                    /* while many rows are written: no rollup is made from the table */
};

/* `c` outlives the table; finalize it with table_close(). */
err  table_open(struct ctx *c, sqlite3 *db, const char *schema, const char *name, const struct spec *spec, struct hyper **ret);
void table_close(struct hyper *h);

bool table_shadows(const char *end);            /* whether NAME_end is one of the tables */

/* Arguments of a declaration, kept from a place on and read again in their order. */
err table_declare(struct ctx *c, struct hyper *h, int place, const char *const *args, size_t count);
err table_arguments(struct ctx *c, struct hyper *h, int place, const char ***ret, size_t *ret_count);

err table_create(struct ctx *c, struct hyper *h, const char *const *args, size_t count);
err table_drop(struct ctx *c, struct hyper *h);
err table_rename(struct ctx *c, struct hyper *h, const char *name);

/* A statement's text from a pattern: @row, @segments, @packed, @declaration, @rollups, @dirty and @history are the tables, @s and @t
 * the columns of the key, @columns and @places the others. */
err table_sql(struct ctx *c, const struct hyper *h, const char *pattern, const char **ret);

/* A statement, ready to be bound; reset it with query_end() before anything else of the table is asked. */
err  query_of(struct ctx *c, struct hyper *h, enum query q, sqlite3_stmt **ret);
err  query_step(struct ctx *c, struct hyper *h, sqlite3_stmt *stmt, bool *ret_row);
void query_end(sqlite3_stmt **stmt);
#define AUTO_QUERY __attribute__((cleanup(query_end))) sqlite3_stmt

/* The same, with numbers bound to ?1, ?2 … and not stepped yet. */
err query_open(struct ctx *c, struct hyper *h, enum query q, const int64_t *numbers, size_t count, sqlite3_stmt **ret);

/* Runs a statement of whole numbers that answers nothing. */
err query_run(struct ctx *c, struct hyper *h, enum query q, const int64_t *numbers, size_t count);

/* The first number that a statement answers; not *ret_found: none, or null. */
err query_number(struct ctx *c, struct hyper *h, enum query q, const int64_t *numbers, size_t count, bool *ret_found, int64_t *ret);

/* The first segment at or behind one that has rows. */
err table_segment(struct ctx *c, struct hyper *h, int64_t start, bool down, bool *ret_found, int64_t *ret);

err table_fail(struct ctx *c, struct hyper *h, const char *doing);

/* A blob of one segment, without what is packed in it. */
struct blob {
    int64_t id, first, last;
    size_t  count;
    bool    found;
};

/* The last blob that begins at or before a time; the first that ends at or after it; the first that begins behind it. */
err blob_before(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, struct blob *ret);
err blob_from(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, struct blob *ret);
err blob_behind(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, struct blob *ret);

/* Those that reach into a range, oldest first. */
err blobs_in(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to, struct blob **ret, size_t *ret_count);

/* Copied into c; blob_head() gives what answers columns_zone() and no columns. */
err blob_open(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b, struct packed *ret);
err blob_head(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b, struct packed *ret);
err blob_damaged(struct ctx *c, const struct hyper *h, int64_t segment, const struct blob *b);

/* Does a blob of this table lie here? false: it is damaged. */
bool blob_read(const struct hyper *h, struct slice head, struct slice body, struct packed *ret);

/* Does no row lie over it? Only then its zones tell what a reader sees. */
err blob_is_bare(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b, bool *ret);

err blob_add(struct ctx *c, struct hyper *h, int64_t segment, int64_t first, int64_t last, size_t count, struct slice blob);
err blob_drop(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b);

/* The bytes of a column of a statement's row; they go with the row. */
err column_bytes(struct ctx *c, struct hyper *h, sqlite3_stmt *stmt, int column, struct slice *ret);

#endif
