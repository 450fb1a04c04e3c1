/* change.h - what a write leaves beside the rows it changes: where the rollups of the table are no longer true, and, where the
 * table keeps a history, the rows as they stood before. */
#ifndef HYPER_CHANGE_H
#define HYPER_CHANGE_H

#include "hyper/rows.h"

/* Before many rows are written in one call: whether rollups must be told is asked once, until change_unwatch(). */
err  change_watch(struct ctx *c, struct hyper *h);
void change_unwatch(struct hyper *h);

/* Before rows [begin, end) are written, over others or not. */
err change_put(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows, size_t begin, size_t end);

/* The same for a row whose key, the caller knows, is not there: before it is written or after. */
err change_add(struct ctx *c, struct hyper *h, int64_t segment, int64_t at);

/* Before all rows of a range are taken away. */
err change_delete(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to);

#endif
