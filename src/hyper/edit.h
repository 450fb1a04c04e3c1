/* edit.h - writes: one row, many rows, a range, each at the cost of the blobs it lies in. */
#ifndef HYPER_EDIT_H
#define HYPER_EDIT_H

#include "hyper/rows.h"

err edit_has(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, bool *ret);

/* Row i of `rows`. It replaces one that is there, or, where that is not wanted, fails with ERR_CONFLICT. */
err edit_put(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows, size_t i, bool replace);

/* The same as an ordinary row, without a look at what lies under it. */
err edit_row(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows, size_t i);

err edit_delete(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to);

/* Packs the ordinary rows from first to last, which are of one chunk, together with fresh rows that lie there and stand before
 * them. Costs the blobs that they lie in, and those beside them that have room. */
err edit_pack(struct ctx *c, struct hyper *h, int64_t segment, int64_t first, int64_t last, const struct hyper_rows *fresh, size_t *ret_count);

/* Packs what lies over a blob, when there is enough of it to make readers slow. */
err edit_relieve(struct ctx *c, struct hyper *h, int64_t segment, const struct blob *b);

/* Would an ordinary row keep it bit for bit? SQLite has one NaN, and a -0 of it becomes 0. */
bool edit_row_keeps(double v);

#endif
