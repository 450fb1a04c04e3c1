/* edit.h - writes: one row, many rows, a range, each at the cost of the blobs it lies in. */
#ifndef HYPER_EDIT_H
#define HYPER_EDIT_H

#include "hyper/rows.h"

err edit_has(struct ctx *c, struct hyper *h, int64_t segment, int64_t at, bool *ret);

/* Row i of `rows`. It replaces one that is there, or, where that is not wanted, fails with ERR_CONFLICT. */
err edit_put(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows, size_t i, bool replace);

err edit_delete(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to);

/* Packs everything of one chunk, together with fresh rows that lie in it. */
err edit_pack(struct ctx *c, struct hyper *h, int64_t segment, int64_t first, int64_t last, const struct hyper_rows *fresh, size_t *ret_count);

#endif
