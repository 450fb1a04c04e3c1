/* Packed columns: what goes in comes out bit for bit, by the codec that suits it, and a changed byte is found. */
#include <math.h>
#include <stdlib.h>

#include "../check.h"
#include "../scratch.h"
#include "base/day.h"
#include "pack/bits.h"
#include "pack/blocks.h"
#include "pack/columns.h"
#include "pack/ints.h"
#include "pack/xor.h"

enum { MEMORY = 64 << 20 };

static uint64_t draw(uint64_t *state)           /* splitmix64: Steele and others 2014 */
{
    uint64_t x = (*state += 0x9e3779b97f4a7c15u);
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

/* ---- the layers below ---- */

TEST(bits_of_every_width_come_back_and_vectors_agree_with_the_plain_way)
{
    uint64_t seed = 1;
    static const size_t counts[] = {1, 31, 32, 33, 100, 1023, BITS_BLOCK};
    for (unsigned width = 0; width <= 32; width++)
        for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
            uint32_t in[BITS_BLOCK] = {0}, out[BITS_BLOCK], plain[BITS_BLOCK];
            char     packed[BITS_BLOCK * 4 + BITS_SLACK];
            size_t   count = counts[k];
            for (size_t i = 0; i < count; i++) in[i] = width ? (uint32_t)(draw(&seed) >> (64 - width)) : 0;
            bits_pack(in, count, width, packed + 1);
            bits_unpack(packed + 1, count, width, out);         /* from an odd place */
            bits_unpack_scalar(packed + 1, count, width, plain);
            CHECK(memcmp(in, out, count * 4) == 0 && memcmp(in, plain, count * 4) == 0, "%u bits, %zu numbers", width, count);
        }
}

static bool ints_come_back(struct ctx *c, const int64_t *in, size_t count, enum ints_mode mode)
{
    struct text out = {.c = c};
    int64_t    *back;
    size_t      used;
    ints_put(&out, in, count, mode);
    return text_done(&out) == OK && NEW(c, back, count + BITS_SLACK) == OK && ints_read(text_slice(&out), count, back, &used) &&
           used == out.size && memcmp(in, back, count * 8) == 0;
}

TEST(ints_come_back_in_every_mode)
{
    static const int64_t edges[] = {INT64_MIN, INT64_MAX, 0, -1, 1, INT64_MIN + 1, INT64_MAX - 1, 1ll << 33, -(1ll << 40)};
    uint64_t seed = 2;
    for (int kind = 0; kind < 6; kind++)
        for (enum ints_mode mode = INTS_OFFSETS; mode <= INTS_PLAIN; mode++) {
            AUTO_CTX c = {0};
            int64_t  in[3000];
            size_t   count = kind == 0 ? sizeof edges / sizeof *edges : kind == 1 ? 1 : 3000;
            ctx_open(&c, MEMORY);
            for (size_t i = 0; i < count; i++) {
                uint64_t r = draw(&seed);
                in[i] = kind == 0 ? edges[i] : kind == 1 ? INT64_MIN : kind == 2 ? (int64_t)r : kind == 3 ? (int64_t)(r % 1000) * 700 - 7000 :
                        kind == 4 ? (int64_t)(r % 50 ? r % 512 : r >> 20) : (int64_t)(i * 86400 - r % 3);
            }
            CHECK(ints_come_back(&c, in, count, mode), "kind %d, mode %d", kind, mode);
        }
}

/* ---- columns ---- */

static bool encode(struct ctx *c, size_t count, const struct column *columns, size_t column_count, struct packed *ret)
{
    struct slice blob;
    return columns_encode(c, count, columns, column_count, &blob) == OK && columns_open(blob, ret) && ret->size == blob.size;
}

static bool real_comes_back(struct ctx *c, const struct packed *p, size_t k, const double *in)
{
    struct unpacker u = {.c = c};
    double         *out;
    return NEW(c, out, p->count + PACK_SLACK) == OK && columns_decode(&u, p, k, out, NULL) && memcmp(in, out, p->count * sizeof *in) == 0;
}

/* One REAL column alone. Answers its codec. */
static enum column_codec pack_reals(const double *in, size_t count)
{
    AUTO_CTX      c = {0};
    struct packed p;
    ctx_open(&c, MEMORY);
    bool same = encode(&c, count, &(struct column){.type = COLUMN_REAL, .reals = in}, 1, &p) && real_comes_back(&c, &p, 0, in);
    CHECK(same, "%zu doubles, the first %g", count, in[0]);
    return same ? columns_codec(&p, 0) : CODEC_COUNT;
}

static double of_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

TEST(doubles_come_back_bit_for_bit_by_the_codec_that_suits_them)
{
    double   in[PACK_ROWS_MAX];
    uint64_t seed = 3;
    static const size_t counts[] = {1, 2, 3, 33, 1000, 1024, 1025, PACK_ROWS_MAX};
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
        size_t n = counts[k];
        for (size_t i = 0; i < n; i++) in[i] = (double)(10000 + (int64_t)(draw(&seed) % 997)) / 100;
        CHECK(n < 33 || pack_reals(in, n) == CODEC_DECIMAL, "%zu prices", n);
        (void)pack_reals(in, n);
        for (size_t i = 0; i < n; i++) in[i] = NAN;
        CHECK(pack_reals(in, n) == CODEC_NOTHING, "%zu missing", n);
        for (size_t i = 0; i < n; i++) in[i] = of_bits(draw(&seed));
        CHECK(n < 33 || pack_reals(in, n) == CODEC_RAW, "%zu times any bits", n);
        (void)pack_reals(in, n);
        for (size_t i = 0; i < n; i++) in[i] = i ? in[i - 1] * (draw(&seed) % 8 ? 1 : 1.0000001) : 1 / 3.0;
        CHECK(n < 33 || pack_reals(in, n) == CODEC_XOR, "%zu that hardly move", n);
        (void)pack_reals(in, n);
    }
}

TEST(odd_doubles_keep_their_bits_among_decimals)
{
    static const uint64_t odd[] = {0x8000000000000000, 0x7ff0000000000000, 0xfff0000000000000, 0x7ff8000000000000, 0x7ff8000000000001, 0xfff8dead0000beef,
                                   0x7ff0000000000001, 1, 0x000fffffffffffff, 0x8000000000000001, 0x0010000000000000, 0x7fefffffffffffff, 0x3fd5555555555555};
    double in[500];
    for (size_t i = 0; i < 500; i++) in[i] = (double)i / 4;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) in[i * 31 + 7] = of_bits(odd[i]);
    CHECK(pack_reals(in, 500) == CODEC_DECIMAL);
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        double alone[] = {of_bits(odd[i]), of_bits(odd[i])};
        (void)pack_reals(alone, 1);
        (void)pack_reals(alone, 2);
    }
    in[0] = of_bits(0x7ff8000000000001);
    for (size_t i = 1; i < 500; i++) in[i] = NAN;
    CHECK(pack_reals(in, 500) != CODEC_NOTHING, "a NaN with something to say is not the missing one");
}

/* Bars: high and low lean on open and close, and are smaller for it. */
TEST(prices_of_a_bar_lean_on_each_other)
{
    enum { N = 4000 };
    static double open[N], high[N], low[N], close[N];
    AUTO_CTX      c = {0};
    struct packed p;
    uint64_t      seed = 4;
    ctx_open(&c, MEMORY);
    int64_t last = 1000000;
    for (size_t i = 0; i < N; i++) {
        int64_t o = last + (int64_t)(draw(&seed) % 3), e = o + (int64_t)(draw(&seed) % 3001) - 1500;
        int64_t h = (o > e ? o : e) + (int64_t)(draw(&seed) % 16), l = (o < e ? o : e) - (int64_t)(draw(&seed) % 16);
        open[i] = (double)o / 100, high[i] = (double)h / 100, low[i] = (double)l / 100, close[i] = (double)e / 100;
        last = e;
    }
    open[5] = NAN;
    const struct column columns[] = {{.type = COLUMN_REAL, .reals = open}, {.type = COLUMN_REAL, .reals = high},
                                     {.type = COLUMN_REAL, .reals = low}, {.type = COLUMN_REAL, .reals = close}};
    NEED(encode(&c, N, columns, 4, &p), "%s", c.note);
    for (size_t k = 0; k < 4; k++) CHECK(real_comes_back(&c, &p, k, columns[k].reals), "column %zu", k);
    CHECK(p.size < N * 3.6, "%zu bytes: 2 + 4 + 4 + 13 bits a row, and change", p.size);
    struct unpacker u = {.c = &c};
    double         *out;
    NEED(NEW(&c, out, N + PACK_SLACK) == OK);
    for (size_t round = 0; round < 2; round++)
        for (size_t k = 4; k-- > 0;) CHECK(columns_decode(&u, &p, k, out, NULL) && memcmp(out, columns[k].reals, sizeof open) == 0, "one reader, any order");
}

TEST(times_are_told_by_their_rule)
{
    enum { N = 2000 };
    static const struct { const char *what; int64_t step; bool weekdays; size_t size_max; } cases[] = {
        {"every minute", 60000000, false, 40}, {"every day", 86400000000, false, 40}, {"weekdays", 86400000000, true, 40},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        for (int holes = 0; holes < 2; holes++) {
            AUTO_CTX      c = {0};
            struct packed p;
            int64_t       at[N + PACK_SLACK], out[N + PACK_SLACK], t = 1500000000000000;
            ctx_open(&c, MEMORY);
            for (size_t i = 0; i < N; i++) {
                at[i] = t;
                do t += cases[k].step; while ((cases[k].weekdays && weekday_of_day(day_of_time(t)) > 4) || (holes && (t / cases[k].step) % 97 == 0));
            }
            NEED(encode(&c, N, &(struct column){.type = COLUMN_INT, .ints = at}, 1, &p), "%s", c.note);
            struct unpacker u = {.c = &c};
            CHECK(columns_codec(&p, 0) == CODEC_TIMES, "%s", cases[k].what);
            CHECK(p.size - columns_head_size(1) < cases[k].size_max + (holes ? N / 10 : 0), "%s: %zu bytes", cases[k].what, p.size);
            CHECK(columns_decode(&u, &p, 0, out, NULL) && memcmp(at, out, N * 8) == 0, "%s", cases[k].what);
        }
}

TEST(zones_say_what_the_columns_hold)
{
    AUTO_CTX      c = {0};
    struct packed p;
    struct zone   z;
    const double  reals[]  = {NAN, 3.5, -1, NAN, 2.25, NAN};
    const int64_t ints[]   = {9, 5, -7, INT64_MAX, 4, 1};
    const uint64_t nulls[] = {1 << 0 | 1 << 5};
    ctx_open(&c, MEMORY);
    NEED(encode(&c, 6, (const struct column[]){{.type = COLUMN_REAL, .reals = reals}, {.type = COLUMN_INT, .ints = ints, .nulls = nulls}}, 2, &p));
    columns_zone(&p, 0, &z);
    CHECK(z.count == 3 && z.first.r == 3.5 && z.last.r == 2.25 && z.min.r == -1 && z.max.r == 3.5 && z.sum.r == 4.75);
    columns_zone(&p, 1, &z);
    CHECK(z.count == 4 && z.first.i == 5 && z.last.i == 4 && z.min.i == -7 && z.max.i == INT64_MAX && !z.exact);
    struct packed head;
    CHECK(columns_open((struct slice){p.body.at, columns_head_size(2)}, &head), "head and directory alone");
    columns_zone(&head, 0, &z);
    double          out[6 + PACK_SLACK];
    struct unpacker u = {.c = &c};
    CHECK(z.count == 3 && !columns_decode(&u, &head, 0, out, NULL), "what is not there is not decoded");
}

TEST(texts_and_nulls_come_back)
{
    enum { N = 300 };
    static const char *const words[] = {"", "AAPL", "a rather long text, longer than a word", "\xc3\xa4"};
    AUTO_CTX      c = {0};
    struct packed p;
    struct slice  in[N], out[N + PACK_SLACK];
    int64_t       ints[N], back[N + PACK_SLACK];
    uint64_t      nulls[(N + 63) / 64] = {0}, told[(N + 63) / 64];
    ctx_open(&c, MEMORY);
    for (size_t i = 0; i < N; i++) {
        in[i]   = slice_of(words[i * 7 % 4]);
        ints[i] = (int64_t)i * 3;
        if (i % 5 == 0) nulls[i / 64] |= 1ull << i % 64;
    }
    NEED(encode(&c, N, (const struct column[]){{.type = COLUMN_TEXT, .texts = in, .nulls = nulls}, {.type = COLUMN_INT, .ints = ints, .nulls = nulls}}, 2, &p));
    struct unpacker u = {.c = &c};
    NEED(columns_decode(&u, &p, 0, out, told) && memcmp(told, nulls, sizeof nulls) == 0);
    for (size_t i = 0; i < N; i++) CHECK(i % 5 == 0 || slice_same(out[i], in[i]), "%zu", i);
    NEED(columns_decode(&u, &p, 1, back, told) && memcmp(told, nulls, sizeof nulls) == 0);
    for (size_t i = 0; i < N; i++) CHECK(i % 5 == 0 || back[i] == ints[i], "%zu", i);
}

TEST(every_changed_byte_of_a_blob_is_found)
{
    enum { N = 40 };
    AUTO_CTX      c = {0};
    struct packed p, bad;
    double        a[N], b[N];
    int64_t       at[N];
    struct slice  texts[N];
    size_t        column;
    ctx_open(&c, MEMORY);
    for (size_t i = 0; i < N; i++) {
        at[i]    = (int64_t)i * 86400000000 + (i > 20);
        a[i]     = 10 + (double)i / 8;
        b[i]     = i % 9 ? a[i] + 0.125 : NAN;
        texts[i] = slice_of(i % 2 ? "x" : "yy");
    }
    const struct column columns[] = {{.type = COLUMN_INT, .ints = at}, {.type = COLUMN_REAL, .reals = a}, {.type = COLUMN_REAL, .reals = b},
                                     {.type = COLUMN_TEXT, .texts = texts}};
    NEED(encode(&c, N, columns, 4, &p) && columns_check(&c, &p, &column));
    char *copy = ctx_copy(&c, p.body);
    for (size_t i = 0; i < p.size; i++)
        for (int bit = 0; bit < 8; bit++) {
            copy[i] ^= (char)(1 << bit);
            CHECK(!columns_open((struct slice){copy, p.size}, &bad) || !columns_check(&c, &bad, &column), "byte %zu of %zu, bit %d", i, p.size, bit);
            copy[i] ^= (char)(1 << bit);
        }
    for (size_t size = 0; size < p.size; size++)
        CHECK(!columns_open((struct slice){copy, size}, &bad) || !columns_check(&c, &bad, &column), "cut to %zu of %zu", size, p.size);
}

/* A reader of many blobs in one buffer, as a database hands them out: nothing of the last one is taken for the next one's. */
TEST(an_unpacker_takes_nothing_from_one_blob_to_the_next)
{
    enum { N = 600, BLOBS = 2 };
    static double high[BLOBS][N], close[BLOBS][N], out[N + PACK_SLACK];
    AUTO_CTX     c = {0};
    struct slice blob[BLOBS];
    uint64_t     seed = 5;
    ctx_open(&c, MEMORY);
    for (size_t b = 0; b < BLOBS; b++) {
        for (size_t i = 0; i < N; i++) {
            close[b][i] = (double)(5000 + (int64_t)(draw(&seed) % 4000)) / 100;
            high[b][i]  = (double)(int64_t)(close[b][i] * 100 + 0.5 + (double)(draw(&seed) % 4)) / 100;
        }
        const struct column columns[] = {{.type = COLUMN_REAL, .reals = high[b]}, {.type = COLUMN_REAL, .reals = close[b]}};
        NEED(columns_encode(&c, N, columns, 2, &blob[b]) == OK);
    }
    size_t          size = blob[0].size > blob[1].size ? blob[0].size : blob[1].size;
    char           *buffer = ctx_alloc(&c, 1, size);
    struct unpacker u = {.c = &c};
    for (int round = 0; round < 6; round++) {
        size_t        b = (size_t)round % BLOBS;
        struct packed p;
        memcpy(buffer, blob[b].at, blob[b].size);
        NEED(columns_open((struct slice){buffer, blob[b].size}, &p));
        CHECK(columns_decode(&u, &p, 0, out, NULL) && memcmp(out, high[b], sizeof high[b]) == 0, "round %d", round);
    }
}
