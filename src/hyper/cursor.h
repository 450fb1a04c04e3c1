/* cursor.h - what SQL reads through: rows one after another, out of a walk through a table or out of pieces that are worked out. */
#ifndef HYPER_CURSOR_H
#define HYPER_CURSOR_H

#include "hyper/pieces.h"
#include "hyper/walk.h"

struct cursor {
    sqlite3_vtab_cursor base;
    struct ctx          c;              /* of what is wanted */
    struct wanted       wanted;
    struct hyper       *table;
    bool                piecewise, eof;
    struct walk         walk;
    struct pieces       pieces;
    struct hyper_rows  *rows;           /* those that stand ready: [begin, end) of one segment */
    int64_t             segment;
    size_t              begin, end, at;
    uint64_t            skip;           /* rows that are still to be passed over */
};

/* xOpen, xClose, xNext and xEof. */
int cursor_open(sqlite3_vtab *v, sqlite3_vtab_cursor **ret);
int cursor_close(sqlite3_vtab_cursor *base);
int cursor_next(sqlite3_vtab_cursor *base);
int cursor_eof(sqlite3_vtab_cursor *base);

/* The first part of xFilter: forgets what was read before, and reads what is wanted into k->wanted. */
int cursor_want(struct cursor *k, struct hyper *table, int plan, sqlite3_value **argv);

/* The second: goes to the first row of the table itself, or of a source. */
int cursor_walk(struct cursor *k);
int cursor_piece(struct cursor *k, const struct source *source, void *of);

/* The value of the row, decoded when it is asked for. */
int cursor_give(struct cursor *k, sqlite3_context *out, size_t column);

#endif
