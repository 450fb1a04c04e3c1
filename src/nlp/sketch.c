#include "nlp/sketch.h"

#include "base/day.h"
#include "base/map.h"
#include "nlp/link_word.h"

enum {
    BANDS     = 16,
    BAND_SIZE = SKETCH_COUNT / BANDS,
    CHAIN_MAX = 256,                    /* items that share a band and are compared: of a flood of copies the newest */
};

static const double ALIKE = 0.6;

static uint64_t mix(uint64_t z)         /* the finaliser of SplitMix64 (Steele, Lea, Flood 2014) */
{
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* Each of the hashes is an own affine map of the pair's. */
static void add_pair(struct sketch *s, uint64_t pair)
{
    uint64_t step = mix(pair) | 1, value = mix(pair ^ 0x9e3779b97f4a7c15u);
    for (size_t i = 0; i < SKETCH_COUNT; i++, value += step) {
        uint32_t hash = (uint32_t)((value * 0x9e3779b97f4a7c15u) >> 32);
        if (hash < s->least[i]) s->least[i] = hash;
    }
}

bool sketch_of(struct slice text, struct sketch *ret)
{
    struct link_word w;
    char             lower[LINK_WORD_SIZE_MAX];
    size_t           at = 0, size, words = 0;
    uint64_t         last = 0;
    memset(ret->least, 0xff, sizeof ret->least);
    while (words < SKETCH_WORDS_MAX && link_word_next(text, &at, &w, lower, &size)) {
        if (size == 0 || (w.flags & WORD_IN_ADDRESS)) continue;
        uint64_t own = hash_bytes((struct slice){lower, size});
        if (words++) add_pair(ret, mix(last) ^ own);
        last = own;
    }
    if (words == 1) add_pair(ret, last);
    return words > 0;
}

double sketch_likeness(const struct sketch *a, const struct sketch *b)
{
    size_t same = 0;
    for (size_t i = 0; i < SKETCH_COUNT; i++) same += a->least[i] == b->least[i];
    return (double)same / SKETCH_COUNT;
}

/* ---- groups ---- */

struct slot {                           /* the newest item that has a band */
    uint64_t key;
    size_t   item;                      /* plus 1; 0: empty */
};

struct joining {
    const struct sketch_item *items;
    size_t                   *root;
    struct slot              *slots;
    size_t                    slot_count;       /* a power of 2 */
    size_t                  (*before)[BANDS];   /* of an item, plus 1: the one before it that has the band */
};

static size_t root_of(size_t *root, size_t i)
{
    while (root[i] != i) i = root[i] = root[root[i]];
    return i;
}

static void join(size_t *root, size_t a, size_t b)
{
    a = root_of(root, a);
    b = root_of(root, b);
    if (a < b) root[b] = a;
    else       root[a] = b;
}

static struct slot *slot_of(const struct joining *j, const struct sketch *s, size_t band)
{
    uint64_t key = band + 1;
    for (size_t k = 0; k < BAND_SIZE; k++) key = mix(key << 1 ^ s->least[band * BAND_SIZE + k]);
    size_t i = (size_t)key & (j->slot_count - 1);
    while (j->slots[i].item && j->slots[i].key != key) i = (i + 1) & (j->slot_count - 1);
    j->slots[i].key = key;
    return &j->slots[i];
}

static void compare_chain(struct joining *j, size_t i, size_t from, size_t band)
{
    size_t steps = 0;
    for (size_t at = from; at && steps < CHAIN_MAX; at = j->before[at - 1][band], steps++) {
        size_t other = at - 1;
        if (j->items[i].at - j->items[other].at > US_PER_DAY) return;
        if (root_of(j->root, i) == root_of(j->root, other)) continue;
        if (sketch_likeness(j->items[i].sketch, j->items[other].sketch) >= ALIKE) join(j->root, i, other);
    }
}

static err join_groups(struct ctx *c, struct joining *j, size_t count)
{
    struct map first = {.c = c};
    int64_t   *at;
    for (size_t i = 0; i < count; i++) {
        int64_t group = j->items[i].group;
        if (group == 0) continue;
        TRY(map_add(&first, (struct slice){(const char *)&group, sizeof group}, (int64_t)i, &at));
        join(j->root, (size_t)*at, i);
    }
    return OK;
}

err sketch_join(struct ctx *c, const struct sketch_item *items, size_t count, size_t *ret_root)
{
    struct joining j = {.items = items, .root = ret_root, .slot_count = 64};
    while (j.slot_count < 2 * BANDS * count) j.slot_count *= 2;
    TRY(NEW(c, j.slots, j.slot_count));
    TRY(NEW(c, j.before, count));
    for (size_t i = 0; i < count; i++) j.root[i] = i;
    TRY(join_groups(c, &j, count));
    for (size_t i = 0; i < count; i++) {
        for (size_t band = 0; items[i].sketch && band < BANDS; band++) {
            struct slot *s = slot_of(&j, items[i].sketch, band);
            compare_chain(&j, i, s->item, band);
            j.before[i][band] = s->item;
            s->item           = i + 1;
        }
    }
    for (size_t i = 0; i < count; i++) j.root[i] = root_of(j.root, i);
    return OK;
}
