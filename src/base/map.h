/* map.h - from text to a number, in a ctx. Keys are copied; open addressing, FNV-1a; nothing is ever removed. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdint.h>

#include "base/ctx.h"

struct map_entry {
    struct slice key;
    uint64_t     hash;
    int64_t      value;
};

struct map {
    struct ctx       *c;
    struct map_entry *entries;
    size_t            count, room;
};

/* The value of a key, or NULL. The pointer is good until the next map_add. */
int64_t *map_find(const struct map *m, struct slice key);

/* The value of a key that is added with `value` when it is new. *ret is good until the next map_add. */
err map_add(struct map *m, struct slice key, int64_t value, int64_t **ret);

uint64_t hash_bytes(struct slice s);

#endif
