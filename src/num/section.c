#include "num/section.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "num/stat.h"

static size_t known_of(const double *values, size_t count, double *known)
{
    size_t have = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i])) known[have++] = values[i];
    return have;
}

enum { DIGITS = sizeof(uint64_t), DIGIT_VALUES = 256 };

/* The bits of a double, changed so that they order as unsigned numbers: all of them for one below 0, else the sign alone. The
 * two zeros are one value. */
static uint64_t order_of(double value)
{
    static const uint64_t sign = (uint64_t)1 << 63;
    uint64_t bits;
    value += 0.0;
    memcpy(&bits, &value, sizeof bits);
    return bits & sign ? ~bits : bits | sign;
}

static unsigned digit_of(uint64_t order, int digit) { return (unsigned)(order >> 8 * digit & (DIGIT_VALUES - 1)); }

/* From one half of the scratch to the other, in the order of one digit. */
static void pass(const struct section_key *from, size_t count, int digit, uint32_t *place, struct section_key *to)
{
    uint32_t next = 0;
    for (int k = 0; k < DIGIT_VALUES; k++) {
        uint32_t many = place[k];
        place[k] = next;
        next    += many;
    }
    for (size_t i = 0; i < count; i++) to[place[digit_of(from[i].order, digit)]++] = from[i];
}

/* By the lowest digit first (Seward 1954); a digit that all share needs no pass. Returns where the sorted keys stand. */
static const struct section_key *sort_keys(struct section_key *keys, size_t count, struct section_key *other)
{
    uint32_t many[DIGITS][DIGIT_VALUES] = {0};
    for (size_t i = 0; i < count; i++)
        for (int d = 0; d < DIGITS; d++) many[d][digit_of(keys[i].order, d)]++;
    for (int d = 0; d < DIGITS && count > 0; d++) {
        if (many[d][digit_of(keys[0].order, d)] == count) continue;
        pass(keys, count, d, many[d], other);
        struct section_key *held = keys;
        keys  = other;
        other = held;
    }
    return keys;
}

void section_ranks(const double *values, size_t count, struct section_key *scratch, double *out)
{
    size_t known = 0;
    assert(count <= UINT32_MAX);
    for (size_t i = 0; i < count; i++) {
        double value = values[i];
        if (isnan(value)) out[i] = NAN;
        else scratch[known++] = (struct section_key){order_of(value), i};
    }
    const struct section_key *sorted = sort_keys(scratch, known, scratch + count);
    for (size_t first = 0, end; first < known; first = end) {
        end = first + 1;
        while (end < known && sorted[end].order == sorted[first].order) end++;
        for (size_t k = first; k < end; k++) out[sorted[k].row] = (double)(first + 1 + end) / 2 / (double)known;
    }
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
