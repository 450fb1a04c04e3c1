/* table.h - the tables behind a hypertable, and the statements upon them; what the files of this floor share.
 *
 *     NAME_row          new rows, keyed (segment, time)
 *     NAME_segment      packed rows: segment, first and last time, count, and the blob of pack/columns.h, time first
 *     NAME_declaration  the arguments of CREATE VIRTUAL TABLE, for those who open the table without SQL
 *
 * Two laws make every read a walk without a merge: the blobs of one segment never overlap, and no row of NAME_row lies
 * between the first and the last time of a blob of its segment. A blob never crosses the end of a chunk. */
#ifndef HYPER_TABLE_H
#define HYPER_TABLE_H

#include "hyper/spec.h"

enum { HYPER_MEMORY_MAX = 256 << 20 };          /* of one cursor or one statement that writes */

enum query {
    SEGMENT_AT_OR_BEFORE, SEGMENT_FROM, SEGMENT_BODY, SEGMENT_ADD, SEGMENT_DROP, SEGMENTS_DROP, SEGMENT_EACH,
    KEY_UP, KEY_DOWN, ROWS_UP, ROWS_DOWN, ROW_ADD, ROW_PUT, ROW_HAS, ROWS_DROP, ROW_OLDEST, NEWEST, QUERY_COUNT
};

struct hyper {
    sqlite3      *db;
    struct ctx   *c;                            /* names, spec and texts of statements live here */
    const char   *schema, *name;
    struct spec   spec;
    const char   *sql[QUERY_COUNT];
    sqlite3_stmt *stmt[QUERY_COUNT];
    int           code;                         /* of SQLite, when it has failed last */
};

/* `c` outlives the table; finalize it with table_close(). */
err  table_open(struct ctx *c, sqlite3 *db, const char *schema, const char *name, const struct spec *spec, struct hyper **ret);
void table_close(struct hyper *h);

err table_create(struct ctx *c, struct hyper *h, const char *const *args, size_t count);
err table_drop(struct ctx *c, struct hyper *h);
err table_rename(struct ctx *c, struct hyper *h, const char *name);

/* A statement, ready to be bound; reset it with query_end() before anything else of the table is asked. */
err  query_of(struct ctx *c, struct hyper *h, enum query q, sqlite3_stmt **ret);
err  query_step(struct ctx *c, struct hyper *h, sqlite3_stmt *stmt, bool *ret_row);
void query_end(sqlite3_stmt **stmt);
#define AUTO_QUERY __attribute__((cleanup(query_end))) sqlite3_stmt

/* Runs a statement of whole numbers that answers nothing. */
err query_run(struct ctx *c, struct hyper *h, enum query q, const int64_t *numbers, size_t count);

err table_fail(struct ctx *c, struct hyper *h, const char *doing);

/* A blob of one segment, without its body. */
struct blob {
    int64_t id, first, last;
    bool    found;
};

/* The last blob that begins at or before a time; the first that ends at or after it. */
err blob_before(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, struct blob *ret);
err blob_from(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, struct blob *ret);
err blob_open(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b, struct packed *ret);      /* copied into c */
err blob_damaged(struct ctx *c, const struct hyper *h, int64_t segment, const struct blob *b);

#endif
