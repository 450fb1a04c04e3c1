/* retain.h - old rows are dropped, whole chunks at a time. Rollups that were made from them are refreshed first and keep what they
 * hold: the buckets before the cut, and one that lies across it, are never worked out again.
 *
 * Call it inside a transaction, and roll back when it has failed. */
#ifndef HYPER_RETAIN_H
#define HYPER_RETAIN_H

#include "hyper/hyper.h"

/* Drops every chunk that ends before `before`; *ret_count rows were dropped. */
err hyper_retain(struct ctx *c, struct hyper *h, int64_t before, int64_t *ret_count);

/* The same by the declaration: before the newest row less `drop_after`; nothing without it. No clock is asked. */
err hyper_retain_due(struct ctx *c, struct hyper *h, int64_t *ret_count);

#endif
