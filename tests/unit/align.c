#include "num/align.h"

#include <math.h>

#include "check.h"
#include "num/fill.h"
#include "num/section.h"

static const int64_t A[] = {1, 3, 5, 9}, B[] = {2, 3, 9, 10, 11};

TEST(align_union_and_intersection)
{
    int64_t out[9];
    CHECK(align_union(A, 4, B, 5, out) == 7 && out[0] == 1 && out[1] == 2 && out[2] == 3 && out[4] == 9 && out[6] == 11);
    CHECK(align_intersection(A, 4, B, 5, out) == 2 && out[0] == 3 && out[1] == 9);
    CHECK(align_union(A, 4, B, 0, out) == 4 && align_union(A, 0, B, 5, out) == 5 && align_union(A, 0, B, 0, out) == 0);
    CHECK(align_intersection(A, 4, B, 0, out) == 0);
}

TEST(align_rows_exactly_and_as_of)
{
    size_t row[5];
    double taken[5];
    align_rows(B, 5, A, 4, row);
    CHECK(row[0] == ROW_NONE && row[1] == 1 && row[2] == 3 && row[3] == ROW_NONE);
    align_rows_as_of(B, 5, A, 4, -1, row);
    CHECK(row[0] == 0 && row[1] == 1 && row[2] == 3 && row[4] == 3);
    align_rows_as_of(B, 5, A, 4, 1, row);
    CHECK(row[0] == 0 && row[3] == 3 && row[4] == ROW_NONE, "a tolerance of 1 reaches 9 from 10, not from 11");
    align_take((double[]){10, 20, 30, 40}, row, 5, taken);
    CHECK(taken[0] == 10 && taken[1] == 20 && isnan(taken[4]));
    align_rows_as_of(B, 5, A, 0, -1, row);
    CHECK(row[4] == ROW_NONE);
}

TEST(fill_and_gaps)
{
    double     v[] = {NAN, NAN, 1, NAN, NAN, NAN, 5, NAN, 7, NAN}, all[10], line[10];
    struct gap gap[2];
    for (size_t i = 0; i < 10; i++) all[i] = line[i] = v[i];
    CHECK(fill_gaps(v, 10, gap, 2) == 2 && gap[0].first == 3 && gap[0].count == 3 && gap[1].first == 7 && gap[1].count == 1);
    CHECK(fill_gaps(v, 10, gap, 0) == 2 && fill_gaps(v, 2, gap, 2) == 0 && fill_gaps(v, 0, gap, 2) == 0);
    CHECK(fill_forward(v, 10, 2) == 4 && isnan(v[1]) && v[4] == 1 && isnan(v[5]) && v[7] == 5 && v[9] == 7);
    CHECK(fill_forward(all, 10, 0) == 5 && all[5] == 1 && isnan(all[0]));
    CHECK(fill_linear(line, NULL, 10) == 4 && line[4] == 3 && line[7] == 6 && isnan(line[9]) && isnan(line[1]));
}

TEST(section_of_the_odd_kinds)
{
    double   v[] = {1, NAN, 3, 3, 5}, out[5], scratch[5], sums[2], odd[] = {-0.0, INFINITY, 0, -INFINITY, -1e-320};
    struct section_key keys[10];
    uint32_t group[] = {0, 0, 1, 1, 0};
    size_t   members[2];
    section_ranks(v, 5, keys, out);
    CHECK(out[0] == 0.25 && isnan(out[1]) && out[2] == 0.625 && out[4] == 1);
    section_ranks(odd, 5, keys, out);
    CHECK(out[3] == 0.2 && out[4] == 0.4 && out[0] == 0.7 && out[2] == 0.7 && out[1] == 1, "both zeros are one value");
    section_ranks(v, 0, keys, out);
    section_neutralise(v, group, 5, 2, sums, members, out);
    CHECK(out[0] == -2 && out[4] == 2 && out[2] == 0 && isnan(out[1]));
    section_winsorise(v, 5, 0.5, 0.5, scratch, out);
    CHECK(out[0] == 3 && isnan(out[1]) && out[4] == 3);
    section_zscores((double[]){2, 2, NAN}, 3, scratch, out);
    CHECK(isnan(out[0]) && isnan(out[1]) && isnan(out[2]), "nobody stands out of equals");
}
