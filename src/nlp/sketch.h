/* sketch.h - texts that tell nearly the same: MinHash of their pairs of words (Broder 1997), and the groups that near ones form. Pure. */
#ifndef NLP_SKETCH_H
#define NLP_SKETCH_H

#include <stdint.h>

#include "base/ctx.h"

enum {
    SKETCH_COUNT     = 48,              /* hashes of a sketch: 16 bands of 3 */
    SKETCH_WORDS_MAX = 128,             /* words that are read: the head of an article tells what it tells */
};

struct sketch {
    uint32_t least[SKETCH_COUNT];
};

/* false: the text, which is UTF-8, has no word. Addresses and mentions do not count; a single word is its own pair. */
bool sketch_of(struct slice text, struct sketch *ret);

/* About the share of pairs that two texts have in common of all they have (Jaccard), 0 to 1. */
double sketch_likeness(const struct sketch *a, const struct sketch *b);

struct sketch_item {                    /* in the order of their time */
    int64_t              at;            /* microseconds */
    const struct sketch *sketch;        /* NULL: it is like nothing */
    int64_t              group;         /* one it is known to be in, not 0; 0: none */
};

/* Joins items of one known group, and those at most a day apart that are alike; ret_root[i] is the first of the items that i is
 * joined with, in however many steps. What is known beforehand and what is new may come together in any way. */
err sketch_join(struct ctx *c, const struct sketch_item *items, size_t count, size_t *ret_root);

#endif
