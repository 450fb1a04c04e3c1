#include "pack/xor.h"

enum { WORD = 64, LEADING_BITS = 5, LEADING_MAX = 31, LENGTH_BITS = 6 };

struct writer {
    struct text *out;
    uint64_t     held;
    unsigned     bits;
};

static void put_held(struct writer *w)
{
    char bytes[8];
    memcpy(bytes, &w->held, sizeof bytes);
    text_put_slice(w->out, (struct slice){bytes, (w->bits + 7) / 8});
}

static void put(struct writer *w, uint64_t value, unsigned bits)
{
    if (bits < WORD) value &= (1ull << bits) - 1;
    w->held |= value << w->bits;
    if (w->bits + bits < WORD) {
        w->bits += bits;
        return;
    }
    unsigned over = w->bits + bits - WORD;
    w->bits = WORD;
    put_held(w);
    w->held = over ? value >> (bits - over) : 0;
    w->bits = over;
}

void xor_put(struct text *out, const uint64_t *in, size_t count)
{
    struct writer w = {.out = out};
    unsigned      leading = WORD, length = 0;           /* no window yet */
    put(&w, in[0], WORD);
    for (size_t i = 1; i < count; i++) {
        uint64_t x = in[i] ^ in[i - 1];
        if (x == 0) {
            put(&w, 0, 1);
            continue;
        }
        unsigned before = (unsigned)__builtin_clzll(x), behind = (unsigned)__builtin_ctzll(x);
        if (before > LEADING_MAX) before = LEADING_MAX;
        if (length && before >= leading && behind >= WORD - leading - length) {
            put(&w, 1, 2);
        } else {
            leading = before;
            length  = WORD - before - behind;
            put(&w, 3, 2);
            put(&w, leading, LEADING_BITS);
            put(&w, length - 1, LENGTH_BITS);
        }
        put(&w, x >> (WORD - leading - length), length);
    }
    if (w.bits) put_held(&w);
}

struct reader {
    struct slice in;
    size_t       bit;
    bool         cut;
};

static uint64_t get(struct reader *r, unsigned bits)
{
    if (r->bit + bits > r->in.size * 8) {
        r->cut = true;
        return 0;
    }
    size_t   at = r->bit / 8, room = r->in.size - at;
    unsigned shift = (unsigned)(r->bit % 8);
    uint64_t word = 0, value;
    memcpy(&word, r->in.at + at, room < 8 ? room : 8);
    value = word >> shift;
    if (shift + bits > WORD) value |= (uint64_t)(uint8_t)r->in.at[at + 8] << (WORD - shift);
    r->bit += bits;
    return bits == WORD ? value : value & ((1ull << bits) - 1);
}

bool xor_read(struct slice in, size_t count, uint64_t *out)
{
    struct reader r = {.in = in};
    unsigned      leading = 0, length = 0;
    out[0] = get(&r, WORD);
    for (size_t i = 1; i < count && !r.cut; i++) {
        out[i] = out[i - 1];
        if (!get(&r, 1)) continue;
        if (get(&r, 1)) {
            leading = (unsigned)get(&r, LEADING_BITS);
            length  = (unsigned)get(&r, LENGTH_BITS) + 1;
        }
        if (length == 0 || leading + length > WORD) return false;
        out[i] ^= get(&r, length) << (WORD - leading - length);
    }
    return !r.cut;
}
