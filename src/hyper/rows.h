/* rows.h - rows of one segment as columns in memory: gathered, merged and cut. What is made lives in the ctx given. */
#ifndef HYPER_ROWS_H
#define HYPER_ROWS_H

#include "hyper/table.h"

static inline bool rows_null(const struct column *k, size_t i) { return k->nulls && k->nulls[i / 64] >> i % 64 & 1; }

/* An empty set with room for `room` rows of the columns in `wanted`, to be filled with rows_append(). */
struct heap {
    struct ctx      *c;
    size_t           count, room, column_count;
    int64_t         *at;
    enum column_type type[HYPER_COLUMNS_MAX];
    void            *value[HYPER_COLUMNS_MAX];          /* NULL: not wanted */
    uint64_t        *nulls[HYPER_COLUMNS_MAX];          /* of INTEGER and TEXT */
};

err  heap_open(struct ctx *c, const struct spec *spec, uint64_t wanted, size_t room, struct heap *ret);
err  heap_grow(struct heap *h);                         /* twice the room */
void heap_append(struct heap *to, const struct hyper_rows *from, size_t begin, size_t count);  /* texts still point where they did */
void heap_rows(const struct heap *h, struct hyper_rows *ret);

/* Row `at` from a statement that answers the time and then every column; texts are copied. */
err heap_set(struct heap *to, size_t at, sqlite3_stmt *stmt);

/* The ordinary rows of one segment in a range, at most `limit`, every column. */
err rows_read(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to, size_t limit, struct hyper_rows *ret);

/* Both together in order of time; of two rows at one time the fresh one. */
err rows_merge(struct ctx *c, const struct spec *spec, uint64_t wanted, const struct hyper_rows *old, const struct hyper_rows *fresh, struct hyper_rows *ret);

/* Those outside from <= time <= to. */
err rows_outside(struct ctx *c, const struct spec *spec, const struct hyper_rows *rows, int64_t from, int64_t to, struct hyper_rows *ret);

/* Rows [begin, begin + count), which point into `rows` where nothing stands against it. */
err rows_part(struct ctx *c, const struct spec *spec, const struct hyper_rows *rows, size_t begin, size_t count, struct hyper_rows *ret);

/* The first row at or after a time. */
size_t rows_lower(const int64_t *at, size_t count, int64_t time);

#endif
