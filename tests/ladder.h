/* ladder.h - migrations with everything in them, for tests: tables, references, renames, tables that are made anew, and a change that
 * is written in C. */
#ifndef LADDER_H
#define LADDER_H

#include "store/migrate.h"

enum { LADDER_TOP = 4 };

extern const struct migrations ladder;

err ladder_begin(struct ctx *c, struct store *s, int64_t count);        /* rows at rung 1: person and old_pet */
err ladder_fill(struct ctx *c, struct store *s, uint64_t seed);         /* a row of each at the top */

#endif
