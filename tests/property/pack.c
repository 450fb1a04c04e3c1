/* Any doubles come back bit for bit: of many makes, drawn. LUMIA_LONG=1 tries a hundred million. */
#include <math.h>
#include <stdlib.h>

#include "../check.h"
#include "pack/columns.h"

enum { MEMORY = 64 << 20, COLUMNS = 4, DOUBLES = 2000000, DOUBLES_LONG = 100000000, MAKES = 12 };

static uint64_t state = 20260101;

static uint64_t draw(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static double of_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static double make(unsigned how, double before, size_t i)
{
    static const double tens[] = {1, 10, 100, 1000, 1e4, 1e6, 1e9, 1e14};
    switch (how) {
    case 0:  return of_bits(draw());
    case 1:  return (double)(int64_t)(draw() % 100000) / tens[draw() % 3];
    case 2:  return (double)((int64_t)draw() >> 12) / tens[draw() % 8];
    case 3:  return draw() % 10 ? (double)(draw() % 5000) / 100 : of_bits(draw());
    case 4:  return of_bits(0x7ff0000000000000 | (draw() % 4 ? draw() >> 12 : 0));
    case 5:  return of_bits(draw() % (1ull << 52));             /* subnormal */
    case 6:  return draw() % 2 ? 0.0 : -0.0;
    case 7:  return i ? before * (1 + ((double)(draw() % 1000) - 500) / 1e5) : 100;
    case 8:  return i ? before + (double)((int64_t)(draw() % 9) - 4) : 1e15;
    case 9:  return i % 100 == 99 ? 1e300 : 12.5;
    case 10: return draw() % 3 ? NAN : 1.1;
    default: return (double)draw();
    }
}

static bool trip(double (*in)[PACK_ROWS_MAX], size_t count)
{
    static double out[PACK_ROWS_MAX + PACK_SLACK];
    AUTO_CTX      c = {0};
    struct column columns[COLUMNS];
    struct slice  blob;
    struct packed p;
    size_t        column;
    ctx_open(&c, MEMORY);
    for (size_t k = 0; k < COLUMNS; k++) columns[k] = (struct column){.type = COLUMN_REAL, .reals = in[k]};
    if (columns_encode(&c, count, columns, COLUMNS, &blob) != OK || !columns_open(blob, &p)) return false;
    if (blob.size > columns_head_size(COLUMNS) + COLUMNS * (count * 8 + 64)) return false;
    struct unpacker u = {.c = &c};
    for (size_t k = 0; k < COLUMNS; k++)
        if (!columns_decode(&u, &p, k, out, NULL) || memcmp(out, in[k], count * 8) != 0) return false;
    return columns_check(&c, &p, &column);
}

TEST(pack_gives_any_doubles_back)
{
    static double in[COLUMNS][PACK_ROWS_MAX];
    size_t        total = getenv("LUMIA_LONG") ? DOUBLES_LONG : DOUBLES;
    for (size_t done = 0; done < total;) {
        size_t   count = draw() % 10 ? 1 + draw() % 600 : 1 + draw() % PACK_ROWS_MAX;
        unsigned how[COLUMNS];
        uint64_t began = state;
        bool     family = draw() % 3 == 0;              /* columns of one make may lean on each other */
        for (size_t k = 0; k < COLUMNS; k++) {
            how[k] = k && family ? how[0] : (unsigned)(draw() % MAKES);
            for (size_t i = 0; i < count; i++) in[k][i] = make(how[k], i ? in[k][i - 1] : 0, i);
        }
        CHECK(trip(in, count), "%zu rows, makes %u %u %u %u, state %llu", count, how[0], how[1], how[2], how[3], (unsigned long long)began);
        done += COLUMNS * count;
    }
}
