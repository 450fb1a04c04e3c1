#include "pack/ints.h"

#include "pack/bits.h"
#include "pack/blocks.h"

enum { MODE_SIZE = 1, WORD = 8, PLAIN_SIZE = MODE_SIZE + WORD, SAMPLE = 512, PART_MAX = 8192 };

static uint64_t zigzag(int64_t x)   { return (uint64_t)x << 1 ^ (uint64_t)(x >> 63); }
static int64_t  unzigzag(uint64_t x) { return (int64_t)(x >> 1 ^ (0 - (x & 1))); }

static uint64_t size_of(int64_t x) { return x < 0 ? 0 - (uint64_t)x : (uint64_t)x; }

uint64_t ints_divisor(uint64_t a, uint64_t b)           /* Euclid */
{
    while (b) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

struct frame {
    enum ints_mode mode;
    int64_t        base;
    uint64_t       unit;
};

/* What remains of number i before it is divided. */
static int64_t remains(const struct frame *f, const int64_t *in, size_t i)
{
    if (f->mode == INTS_STEPS) return i ? (int64_t)((uint64_t)in[i] - (uint64_t)in[i - 1]) : 0;
    return (int64_t)((uint64_t)in[i] - (uint64_t)f->base);
}

static struct frame frame_of(const int64_t *in, size_t count, enum ints_mode mode)
{
    struct frame f = {.mode = mode, .base = mode == INTS_SIGNED ? 0 : in[0]};
    if (mode == INTS_OFFSETS)
        for (size_t i = 1; i < count; i++) f.base = in[i] < f.base ? in[i] : f.base;
    for (size_t i = 0; i < count && f.unit != 1; i++) {
        int64_t r = remains(&f, in, i);
        f.unit = ints_divisor(mode == INTS_OFFSETS ? (uint64_t)r : size_of(r), f.unit);
    }
    if (f.unit == 0 || f.unit > INT64_MAX) f.unit = 1;  /* nothing remains, or what cannot be told by a signed unit */
    return f;
}

static void take_off(const struct frame *f, const int64_t *in, size_t count, uint64_t *out)
{
    if (f->mode == INTS_OFFSETS) {
        for (size_t i = 0; i < count; i++) out[i] = (uint64_t)in[i] - (uint64_t)f->base;
        for (size_t i = 0; i < count && f->unit > 1; i++) out[i] /= f->unit;
        return;
    }
    int64_t unit = (int64_t)f->unit;
    for (size_t i = 0; i < count; i++) {
        int64_t r = remains(f, in, i);
        out[i] = zigzag(unit > 1 ? r / unit : r);
    }
}

static bool constant(const int64_t *in, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (in[i] != in[0]) return false;
    return true;
}

enum ints_mode ints_choose(const int64_t *in, size_t count, size_t *ret_size)
{
    static const enum ints_mode modes[] = {INTS_OFFSETS, INTS_SIGNED, INTS_STEPS};
    uint64_t       left[SAMPLE];
    size_t         sample = count < SAMPLE ? count : SAMPLE;
    const int64_t *from = in + (count - sample) / 2;
    enum ints_mode best = INTS_PLAIN;
    size_t         least = MODE_SIZE + sample * WORD;
    for (size_t k = 0; k < sizeof modes / sizeof *modes; k++) {
        struct frame f = modes[k] == INTS_OFFSETS ? frame_of(in, count, INTS_OFFSETS) : frame_of(from, sample, modes[k]);
        take_off(&f, from, sample, left);
        size_t size = PLAIN_SIZE + WORD + blocks_size(left, sample);
        if (size >= least) continue;
        least = size;
        best  = modes[k];
    }
    if (ret_size) *ret_size = least * count / sample;
    return best;
}

static void put_word(struct text *out, uint64_t word)
{
    char bytes[WORD];
    memcpy(bytes, &word, WORD);
    text_put_slice(out, (struct slice){bytes, WORD});
}

static void put_framed(struct text *out, const int64_t *in, size_t count, enum ints_mode mode)
{
    uint64_t     left[PART_MAX];
    struct frame f = {.base = in[0]};
    text_put_char(out, (char)mode);
    if (mode != INTS_CONSTANT) f = frame_of(in, count, mode);
    put_word(out, (uint64_t)f.base);
    if (mode == INTS_CONSTANT) return;
    take_off(&f, in, count, left);
    put_word(out, f.unit);
    blocks_put(out, left, count);
}

void ints_put(struct text *out, const int64_t *in, size_t count, enum ints_mode mode)
{
    size_t began = out->size;
    if (constant(in, count)) mode = INTS_CONSTANT;
    if (mode != INTS_PLAIN) put_framed(out, in, count, mode);
    if (mode != INTS_PLAIN && out->size - began < MODE_SIZE + count * WORD) return;
    out->size = began;
    text_put_char(out, INTS_PLAIN);
    text_put_slice(out, (struct slice){(const char *)in, count * WORD});
}

/* ---- back ---- */

/* Inlined into both calls of a unit that is nearly always 1, and then nothing is multiplied. */
#define INLINED static inline __attribute__((always_inline))

INLINED uint64_t add_narrow(enum ints_mode mode, uint64_t base, uint64_t unit, const uint32_t *in, size_t count, int64_t *out)
{
    for (size_t i = 0; i < count; i++) {
        int64_t  x = mode == INTS_OFFSETS ? (int64_t)in[i] : (int32_t)(in[i] >> 1 ^ (0 - (in[i] & 1)));
        uint64_t v = base + (uint64_t)x * unit;
        out[i] = (int64_t)v;
        if (mode == INTS_STEPS) base = v;
    }
    return base;
}

static uint64_t add_any(enum ints_mode mode, uint64_t base, uint64_t unit, const uint32_t *in, size_t count, int64_t *out)
{
    if (unit != 1)            return add_narrow(mode, base, unit, in, count, out);
    if (mode == INTS_OFFSETS) return add_narrow(INTS_OFFSETS, base, 1, in, count, out);
    if (mode == INTS_SIGNED)  return add_narrow(INTS_SIGNED, base, 1, in, count, out);
    return add_narrow(INTS_STEPS, base, 1, in, count, out);
}

static uint64_t add_wide(enum ints_mode mode, uint64_t last, uint64_t unit, const uint64_t *in, size_t count, int64_t *out)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t x = mode == INTS_OFFSETS ? in[i] * unit : (uint64_t)unzigzag(in[i]) * unit;
        out[i] = (int64_t)(last + x);
        if (mode == INTS_STEPS) last += x;
    }
    return last;
}

static bool read_blocks(enum ints_mode mode, uint64_t base, uint64_t unit, struct blocks *b, int64_t *out)
{
    uint32_t narrow[BITS_BLOCK];
    uint64_t wide[BITS_BLOCK];
    while (b->left > 0) {
        bool   is_wide;
        size_t count = blocks_next(b, narrow, wide, &is_wide);
        if (count == 0) return false;
        base = is_wide ? add_wide(mode, base, unit, wide, count, out) : add_any(mode, base, unit, narrow, count, out);
        out += count;
    }
    return true;
}

bool ints_read(struct slice in, size_t count, int64_t *out, size_t *ret_used)
{
    uint64_t base, unit;
    if (in.size < MODE_SIZE) return false;
    enum ints_mode mode = ints_mode_of(in);
    if (mode == INTS_PLAIN) {
        if (in.size - MODE_SIZE < count * WORD) return false;
        memcpy(out, in.at + MODE_SIZE, count * WORD);
        *ret_used = MODE_SIZE + count * WORD;
        return true;
    }
    if (mode > INTS_PLAIN || in.size < PLAIN_SIZE) return false;
    memcpy(&base, in.at + MODE_SIZE, WORD);
    *ret_used = PLAIN_SIZE;
    if (mode == INTS_CONSTANT) {
        for (size_t i = 0; i < count; i++) out[i] = (int64_t)base;
        return true;
    }
    if (in.size < PLAIN_SIZE + WORD) return false;
    memcpy(&unit, in.at + PLAIN_SIZE, WORD);
    struct blocks b = {.rest = {in.at + PLAIN_SIZE + WORD, in.size - PLAIN_SIZE - WORD}, .left = count};
    if (!read_blocks(mode, base, unit, &b, out)) return false;
    *ret_used = in.size - b.rest.size;
    return true;
}

enum ints_mode ints_mode_of(struct slice in) { return (enum ints_mode)(uint8_t)in.at[0]; }
