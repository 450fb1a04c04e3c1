#include "num/section.h"

#include <assert.h>
#include <math.h>

#include "num/stat.h"

static size_t known_of(const double *values, size_t count, double *known)
{
    size_t have = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i])) known[have++] = values[i];
    return have;
}

void section_ranks(const double *values, size_t count, double *scratch, double *out)
{
    size_t known = 0;
    stat_ranks(values, count, scratch, out);
    for (size_t i = 0; i < count; i++) known += !isnan(values[i]);
    for (size_t i = 0; i < count; i++) out[i] /= (double)known;
}

void section_zscores(const double *values, size_t count, double *scratch, double *out)
{
    size_t known = known_of(values, count, scratch);
    double mean = stat_mean(scratch, known), deviation = stat_deviation(scratch, known);
    for (size_t i = 0; i < count; i++) out[i] = deviation > 0 ? (values[i] - mean) / deviation : NAN;
}

void section_winsorise(const double *values, size_t count, double low, double high, double *scratch, double *out)
{
    assert(low >= 0 && low <= high && high <= 1);
    size_t known = known_of(values, count, scratch);
    stat_sort(scratch, known);
    double floor = stat_quantile(scratch, known, low), ceiling = stat_quantile(scratch, known, high);
    for (size_t i = 0; i < count; i++) out[i] = values[i] < floor ? floor : values[i] > ceiling ? ceiling : values[i];
}

void section_neutralise(const double *values, const uint32_t *group, size_t count, size_t group_count, double *sums, size_t *members, double *out)
{
    for (size_t g = 0; g < group_count; g++) sums[g] = 0, members[g] = 0;
    for (size_t i = 0; i < count; i++) {
        assert(group[i] < group_count);
        if (isnan(values[i])) continue;
        sums[group[i]] += values[i];
        members[group[i]]++;
    }
    for (size_t i = 0; i < count; i++) out[i] = values[i] - sums[group[i]] / (double)members[group[i]];
}
