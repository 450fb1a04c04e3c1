#include "base/map.h"

uint64_t hash_bytes(struct slice s)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < s.size; i++) hash = (hash ^ (unsigned char)s.at[i]) * 0x100000001b3;
    return hash ^ hash >> 32;
}

static struct map_entry *place(struct map_entry *entries, size_t room, struct slice key, uint64_t hash)
{
    for (size_t i = hash & (room - 1);; i = (i + 1) & (room - 1))
        if (!entries[i].key.at || (entries[i].hash == hash && slice_same(entries[i].key, key))) return &entries[i];
}

int64_t *map_find(const struct map *m, struct slice key)
{
    if (m->room == 0) return NULL;
    struct map_entry *e = place(m->entries, m->room, key, hash_bytes(key));
    return e->key.at ? &e->value : NULL;
}

static err grow(struct map *m)
{
    size_t            room = m->room ? m->room * 2 : 64;
    struct map_entry *entries;
    TRY(NEW(m->c, entries, room));
    for (size_t i = 0; i < m->room; i++)
        if (m->entries[i].key.at) *place(entries, room, m->entries[i].key, m->entries[i].hash) = m->entries[i];
    m->entries = entries;
    m->room    = room;
    return OK;
}

err map_add(struct map *m, struct slice key, int64_t value, int64_t **ret)
{
    if (m->count * 2 >= m->room) TRY(grow(m));
    uint64_t          hash = hash_bytes(key);
    struct map_entry *e    = place(m->entries, m->room, key, hash);
    if (!e->key.at) {
        char *copy = ctx_copy(m->c, key);
        if (!copy) return ERR_NOMEM;
        *e = (struct map_entry){{copy, key.size}, hash, value};
        m->count++;
    }
    *ret = &e->value;
    return OK;
}
