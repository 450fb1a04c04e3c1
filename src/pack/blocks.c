#include "pack/blocks.h"

#include "pack/bits.h"

enum { HEAD = 4, PLACE = 2, NARROW = 4, WIDE = 8, LOW_BITS = 32 };

/* More than 32 bits lie as two grids: the low halves, then what is left of the high ones. */
static size_t grids_size(size_t count, unsigned width)
{
    return width <= LOW_BITS ? bits_size(count, width) : bits_size(count, LOW_BITS) + bits_size(count, width - LOW_BITS);
}

static unsigned width_of(uint64_t x) { return x ? 64 - (unsigned)__builtin_clzll(x) : 0; }

struct plan {
    unsigned width, patch_size;
    size_t   patches, size;
};

/* Every width is tried: the numbers that need more are patches. */
static struct plan plan_of(const uint64_t *in, size_t count)
{
    size_t      needs[65] = {0}, patches = 0;
    struct plan best = {.size = SIZE_MAX};
    for (size_t i = 0; i < count; i++) needs[width_of(in[i])]++;
    unsigned widest = 64;
    while (widest > 0 && !needs[widest]) widest--;
    unsigned patch_size = widest > LOW_BITS ? WIDE : NARROW;
    for (int w = (int)widest; w >= 0; w--) {
        size_t size = HEAD + grids_size(count, (unsigned)w) + patches * (PLACE + patch_size);
        if (size < best.size) best = (struct plan){(unsigned)w, patch_size, patches, size};
        patches += needs[w];
    }
    return best;
}

size_t blocks_size(const uint64_t *in, size_t count)
{
    size_t size = 0;
    for (size_t at = 0; at < count; at += BITS_BLOCK) size += plan_of(in + at, count - at < BITS_BLOCK ? count - at : BITS_BLOCK).size;
    return size;
}

static void put_block(char *out, const uint64_t *in, size_t count, const struct plan *p)
{
    uint32_t low[BITS_BLOCK] = {0}, high[BITS_BLOCK] = {0};
    uint64_t mask = p->width == 64 ? UINT64_MAX : (1ull << p->width) - 1;
    uint16_t patches = (uint16_t)p->patches;
    char    *place = out + HEAD + grids_size(count, p->width), *value = place + p->patches * PLACE;
    out[0] = (char)p->width;
    out[1] = (char)p->patch_size;
    memcpy(out + 2, &patches, sizeof patches);
    for (size_t i = 0; i < count; i++) {
        low[i]  = (uint32_t)(in[i] & mask);
        high[i] = (uint32_t)((in[i] & mask) >> LOW_BITS);
        if (in[i] <= mask) continue;
        uint16_t at = (uint16_t)i;
        memcpy(place, &at, PLACE);
        memcpy(value, &in[i], p->patch_size);           /* little endian: the low bytes come first */
        place += PLACE;
        value += p->patch_size;
    }
    bits_pack(low, count, p->width < LOW_BITS ? p->width : LOW_BITS, out + HEAD);
    if (p->width > LOW_BITS) bits_pack(high, count, p->width - LOW_BITS, out + HEAD + bits_size(count, LOW_BITS));
}

void blocks_put(struct text *out, const uint64_t *in, size_t count)
{
    for (size_t at = 0; at < count; at += BITS_BLOCK) {
        size_t      part = count - at < BITS_BLOCK ? count - at : BITS_BLOCK;
        struct plan p    = plan_of(in + at, part);
        char       *room = text_room(out, p.size);
        if (!room) return;
        put_block(room, in + at, part, &p);
        out->size += p.size;
    }
}

static void widen(const char *high_grid, size_t count, unsigned width, const uint32_t *low, uint64_t *wide)
{
    uint32_t high[BITS_BLOCK];
    for (size_t i = 0; i < count; i++) wide[i] = low[i];
    if (width <= LOW_BITS) return;
    bits_unpack(high_grid, count, width - LOW_BITS, high);
    for (size_t i = 0; i < count; i++) wide[i] |= (uint64_t)high[i] << LOW_BITS;
}

size_t blocks_next(struct blocks *b, uint32_t *out, uint64_t *wide, bool *ret_wide)
{
    size_t   count = b->left < BITS_BLOCK ? b->left : BITS_BLOCK;
    uint16_t patches;
    if (count == 0 || b->rest.size < HEAD) return 0;
    unsigned width = (uint8_t)b->rest.at[0], patch_size = (uint8_t)b->rest.at[1];
    memcpy(&patches, b->rest.at + 2, sizeof patches);
    if (width > 64 || patches > count || (patch_size != WIDE && (patch_size != NARROW || width > LOW_BITS))) return 0;
    size_t packed = grids_size(count, width), size = HEAD + packed + patches * (size_t)(PLACE + patch_size);
    if (size > b->rest.size) return 0;

    const char *place = b->rest.at + HEAD + packed, *value = place + (size_t)patches * PLACE;
    bits_unpack(b->rest.at + HEAD, count, width < LOW_BITS ? width : LOW_BITS, out);
    *ret_wide = patch_size == WIDE;
    if (*ret_wide) widen(b->rest.at + HEAD + bits_size(count, LOW_BITS), count, width, out, wide);
    for (size_t k = 0; k < patches; k++) {
        uint16_t at;
        memcpy(&at, place + k * PLACE, sizeof at);
        if (at >= count) return 0;
        if (*ret_wide) memcpy(&wide[at], value + k * WIDE, WIDE);
        else           memcpy(&out[at], value + k * NARROW, NARROW);
    }
    b->rest  = (struct slice){b->rest.at + size, b->rest.size - size};
    b->left -= count;
    return count;
}
