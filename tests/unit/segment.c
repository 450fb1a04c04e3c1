/* Segments give back every bit, and refuse what is cut, longer, or not theirs. */
#include "pack/segment.h"

#include <float.h>
#include <math.h>

#include "../check.h"
#include "../scratch.h"

enum { ROWS = 300, COLUMNS = SEGMENT_COLUMNS_MAX };

struct table {
    int64_t at[ROWS];
    double  value[COLUMNS][ROWS], *column[COLUMNS];
};

static void fill(struct table *t, uint64_t seed)
{
    static const double odd[] = {0, -0.0, INFINITY, -INFINITY, DBL_TRUE_MIN, -DBL_TRUE_MIN, DBL_MAX, 0.1, 1e-310};
    for (size_t i = 0; i < ROWS; i++) t->at[i] = (int64_t)random_next(&seed);
    for (size_t k = 0; k < COLUMNS; k++) {
        t->column[k] = t->value[k];
        for (size_t i = 0; i < ROWS; i++) {
            uint64_t bits = random_next(&seed);                 /* any pattern: NaN payloads among them */
            if (i % 4 == 1) bits |= 0x7ff0000000000001u;
            memcpy(&t->value[k][i], i % 4 == 0 ? (const void *)&odd[bits % (sizeof odd / sizeof *odd)] : (const void *)&bits, sizeof bits);
        }
    }
}

static void paint(struct table *t)
{
    memset(t, 0x5a, sizeof *t);
    for (size_t k = 0; k < COLUMNS; k++) t->column[k] = t->value[k];
}

TEST(segment_gives_back_every_bit)
{
    static struct table in, out;
    static char         body[SEGMENT_HEAD + ROWS * 8 * (COLUMNS + 1)];
    for (size_t count = 0; count <= ROWS; count = count * 2 + 1) {
        fill(&in, count + 1);
        paint(&out);
        size_t size = segment_write(body, count, in.at, (const double *const *)in.column, COLUMNS), read = 42;
        CHECK(size <= segment_size_max(count, COLUMNS) && segment_size_max(ROWS, COLUMNS) == sizeof body);
        CHECK(segment_count((struct slice){body, size}, &read) && read == count);
        CHECK(segment_read((struct slice){body, size}, COLUMNS, (1u << COLUMNS) - 1, out.at, out.column));
        bool same = memcmp(in.at, out.at, count * 8) == 0;
        for (size_t k = 0; k < COLUMNS; k++) same &= count == 0 || memcmp(in.value[k], out.value[k], count * 8) == 0;
        CHECK(same, "%zu rows", count);
    }
}

TEST(segment_leaves_out_what_is_all_missing_and_gives_only_what_is_wanted)
{
    static struct table in, out;
    static char         body[SEGMENT_HEAD + ROWS * 8 * (COLUMNS + 1)];
    fill(&in, 1);
    for (size_t i = 0; i < ROWS; i++) in.value[2][i] = in.value[5][i] = NAN;
    size_t size = segment_write(body, ROWS, in.at, (const double *const *)in.column, COLUMNS);
    CHECK(size == SEGMENT_HEAD + ROWS * 8 * (1 + COLUMNS - 2));
    for (unsigned wanted = 0; wanted < 1u << COLUMNS; wanted += 7) {
        paint(&out);
        for (size_t k = 0; k < COLUMNS; k++)
            if (!(wanted >> k & 1)) out.column[k] = NULL;
        bool same = segment_read((struct slice){body, size}, COLUMNS, wanted, out.at, out.column);
        for (size_t k = 0; k < COLUMNS; k++) {
            if (!(wanted >> k & 1)) same &= ((unsigned char *)out.value[k])[0] == 0x5a;         /* untouched */
            else if (k == 2 || k == 5) for (size_t i = 0; i < ROWS; i++) same &= isnan(out.value[k][i]) != 0;
            else same &= memcmp(in.value[k], out.value[k], sizeof in.value[k]) == 0;
        }
        CHECK(same, "wanted %x", wanted);
    }
}

TEST(segment_refuses_what_is_cut_or_foreign)
{
    static struct table in, out;
    static char         body[SEGMENT_HEAD + ROWS * 8 * (COLUMNS + 1)];
    enum { SMALL = 5, TWO = 2 };
    size_t   count, passed = 0, size;
    uint64_t seed = 9;
    fill(&in, 3);
    paint(&out);
    size = segment_write(body, SMALL, in.at, (const double *const *)in.column, TWO);
    for (size_t cut = 0; cut < size; cut++) passed += segment_count((struct slice){body, cut}, &count);
    CHECK(passed == 0, "%zu cuts passed", passed);
    CHECK(!segment_count((struct slice){body, size + 8}, &count) && !segment_count((struct slice){NULL, 0}, &count));
    for (int i = 0; i < 2000; i++) {                            /* noise is refused, or read within its bounds */
        char   noise[200];
        size_t length = random_below(&seed, sizeof noise);
        for (size_t k = 0; k < length; k++) noise[k] = (char)(k < 4 ? random_below(&seed, 4) : k < 8 ? random_below(&seed, 2) : random_next(&seed));
        if (segment_count((struct slice){noise, length}, &count) && count <= ROWS)
            CHECK(segment_read((struct slice){noise, length}, COLUMNS, (1u << COLUMNS) - 1, out.at, out.column));
    }
    char foreign[SEGMENT_HEAD] = {2};
    CHECK(!segment_count((struct slice){foreign, sizeof foreign}, &count), "a version that is not known");
    foreign[0] = 1;
    CHECK(segment_count((struct slice){foreign, sizeof foreign}, &count) && count == 0);
    foreign[2] = 1;
    CHECK(!segment_count((struct slice){foreign, sizeof foreign}, &count), "bytes that must be zero");
}

/* A segment with more columns than the reader asks for belongs to a newer program. */
TEST(segment_refuses_columns_it_was_not_asked_for)
{
    static struct table in, out;
    static char         body[SEGMENT_HEAD + ROWS * 8 * (COLUMNS + 1)];
    fill(&in, 3);
    paint(&out);
    size_t size = segment_write(body, 4, in.at, (const double *const *)in.column, COLUMNS);
    CHECK(!segment_read((struct slice){body, size}, 3, 7, out.at, out.column));
    CHECK(segment_read((struct slice){body, size}, COLUMNS, 7, out.at, out.column));
}
