/* spec.h - what CREATE VIRTUAL TABLE … USING hypertable(…) declares. Everything lives in the ctx it was read into. */
#ifndef HYPER_SPEC_H
#define HYPER_SPEC_H

#include "hyper/hyper.h"

struct spec {
    const char      *segment, *time;            /* names of the key's columns */
    size_t           column_count;
    const char      *name[HYPER_COLUMNS_MAX];
    enum column_type type[HYPER_COLUMNS_MAX];
    int64_t          chunk, compress_after;     /* spans as of base/day.h: months are negative */
    int64_t          drop_after;                /* 0: nothing is ever dropped */
    bool             history;                   /* what is corrected keeps its predecessor */
};

/* SEGMENT comes first, TIME second; then the other columns, then options. ERR_USAGE says what is wrong. */
err spec_read(struct ctx *c, const char *const *args, size_t count, struct spec *ret);

/* '4 years' or 30 days, quoted or not, of what `option` is. */
err span_parse(struct ctx *c, const char *option, struct slice text, int64_t *ret);

/* "INTEGER", "REAL" or "TEXT". */
const char *type_name(enum column_type type);

/* The chunk a time falls into: its first and last instant. */
void chunk_bounds(int64_t chunk, int64_t at, int64_t *ret_first, int64_t *ret_last);

#endif
