/* history.h - point in time: a table declared with history=1 keeps a row that is corrected or deleted, with the instants from and
 * until which it was known. A row that was never touched again costs nothing: it counts as known from the start.
 *
 * Instants of knowing are microseconds since 1970, UTC, as times are. What is known from an instant on is seen as of that instant. */
#ifndef HYPER_HISTORY_H
#define HYPER_HISTORY_H

#include "hyper/rows.h"

/* What is written from now on through this handle became known at an instant, not when the clock says; TIME_NONE: the clock again.
 * A row whose key is new then was not there before. Corrections of one row come in the order in which they became known;
 * ERR_CONFLICT otherwise. */
void hyper_known_at(struct hyper *h, int64_t at);

/* hyper_read() of the rows as they were known at an instant. */
err hyper_read_as_of(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to, int64_t as_of, uint64_t columns,
                     struct hyper_rows *ret);

/* The first segment at or behind one that has rows or had some. */
err history_segment(struct ctx *c, struct hyper *h, int64_t start, bool down, bool *ret_found, int64_t *ret);

/* What writes call, as in change.h. */
err history_put(struct ctx *c, struct hyper *h, int64_t segment, const struct hyper_rows *rows, size_t begin, size_t end);
err history_add(struct ctx *c, struct hyper *h, int64_t segment, int64_t at);
err history_delete(struct ctx *c, struct hyper *h, int64_t segment, int64_t from, int64_t to);

#endif
