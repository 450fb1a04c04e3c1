#include "num/stat.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

double stat_sum(const double *values, size_t count)
{
    double sum = 0, lost = 0;
    for (size_t i = 0; i < count; i++) {
        double next = sum + values[i];
        lost += fabs(sum) >= fabs(values[i]) ? (sum - next) + values[i] : (values[i] - next) + sum;
        sum   = next;
    }
    return isfinite(sum) ? sum + lost : sum;
}

double stat_mean(const double *values, size_t count) { return count ? stat_sum(values, count) / (double)count : NAN; }

double stat_deviation(const double *values, size_t count)
{
    double mean = 0, square = 0;
    if (count < 2) return NAN;
    for (size_t i = 0; i < count; i++) {
        double step = values[i] - mean;
        mean   += step / (double)(i + 1);
        square += step * (values[i] - mean);
    }
    return sqrt(square / (double)(count - 1));
}

double stat_dot(const double *a, const double *b, size_t count)
{
    double lane[4] = {0};
    size_t i = 0;
    for (; i + 4 <= count; i += 4)
        for (size_t k = 0; k < 4; k++) lane[k] += a[i + k] * b[i + k];
    for (; i < count; i++) lane[i % 4] += a[i] * b[i];
    return (lane[0] + lane[1]) + (lane[2] + lane[3]);
}

double stat_correlation(const double *a, const double *b, size_t count)
{
    double mean_a = stat_mean(a, count), mean_b = stat_mean(b, count), aa = 0, bb = 0, ab = 0;
    if (count < 2) return NAN;
    for (size_t i = 0; i < count; i++) {
        double x = a[i] - mean_a, y = b[i] - mean_b;
        aa += x * x, bb += y * y, ab += x * y;
    }
    return aa > 0 && bb > 0 ? ab / (sqrt(aa) * sqrt(bb)) : NAN;
}

/* The mean of the `power`-th power of the standardised values. */
static double moment(const double *values, size_t count, int power)
{
    double mean = stat_mean(values, count), square = 0, sum = 0;
    if (count < 2) return NAN;
    for (size_t i = 0; i < count; i++) square += (values[i] - mean) * (values[i] - mean);
    double deviation = sqrt(square / (double)count);
    if (!(deviation > 0)) return NAN;
    for (size_t i = 0; i < count; i++) {
        double z = (values[i] - mean) / deviation;
        sum += power == 3 ? z * z * z : z * z * z * z;
    }
    return sum / (double)count;
}

double stat_skewness(const double *values, size_t count) { return moment(values, count, 3); }
double stat_kurtosis(const double *values, size_t count) { return moment(values, count, 4); }

double stat_autocorrelation(const double *values, size_t count, size_t lag)
{
    double mean = stat_mean(values, count), all = 0, lagged = 0;
    if (count < 2) return NAN;
    for (size_t i = 0; i < count; i++) {
        double x = values[i] - mean;
        all += x * x;
        if (i >= lag) lagged += x * (values[i - lag] - mean);
    }
    return all > 0 ? lagged / all : NAN;
}

static void swap(double *a, double *b)
{
    double held = *a;
    *a = *b;
    *b = held;
}

static void sift(double *values, size_t at, size_t count)
{
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && values[child + 1] > values[child]) child++;
        if (values[at] >= values[child]) return;
        swap(&values[at], &values[child]);
    }
}

static void heap_sort(double *values, size_t count)
{
    for (size_t i = count / 2; i-- > 0;) sift(values, i, count);
    for (size_t i = count; i-- > 1;) {
        swap(&values[0], &values[i]);
        sift(values, 0, i);
    }
}

static void insertion_sort(double *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        double held = values[i];
        size_t at   = i;
        for (; at > 0 && values[at - 1] > held; at--) values[at] = values[at - 1];
        values[at] = held;
    }
}

/* Hoare's partition around the median of three, which stands at both ends as a sentinel. Left part: below the result. */
static size_t partition(double *values, size_t count)
{
    size_t middle = count / 2, left = 0, right = count - 1;
    if (values[middle] < values[0]) swap(&values[middle], &values[0]);
    if (values[right] < values[0]) swap(&values[right], &values[0]);
    if (values[right] < values[middle]) swap(&values[right], &values[middle]);
    double pivot = values[middle];
    for (;;) {
        while (values[left] < pivot) left++;
        while (values[right] > pivot) right--;
        if (left >= right) return right + 1;
        swap(&values[left++], &values[right--]);
    }
}

enum { INSERTION_MAX = 24 };    /* below it moving neighbours beats dividing; measured, flat from 16 to 32 */

/* Musser's introsort, 1997: quicksort that turns to heapsort when the divisions go wrong too often. */
static void intro_sort(double *values, size_t count, int depth)
{
    while (count > INSERTION_MAX) {
        if (depth-- == 0) {
            heap_sort(values, count);
            return;
        }
        size_t left = partition(values, count);
        intro_sort(values + left, count - left, depth);
        count = left;
    }
    insertion_sort(values, count);
}

void stat_sort(double *values, size_t count)
{
    int depth = 2;
    for (size_t i = 0; i < count; i++) assert(!isnan(values[i]));
    for (size_t left = count; left > 1; left /= 2) depth += 2;
    intro_sort(values, count, depth);
}

double stat_quantile(const double *sorted, size_t count, double level)
{
    assert(level >= 0 && level <= 1);
    if (count == 0) return NAN;
    double at    = level * (double)(count - 1);
    size_t below = (size_t)at;
    if (below + 1 >= count) return sorted[count - 1];
    return sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]);
}

/* Brings the value of rank k to its place, smaller ones before it and larger ones behind: sorting, but only the side that
 * holds k (Hoare 1961), n on average and n log n at worst. */
static void intro_select(double *values, size_t count, size_t k)
{
    int depth = 2;
    for (size_t left = count; left > 1; left /= 2) depth += 2;
    while (count > INSERTION_MAX) {
        if (depth-- == 0) {
            heap_sort(values, count);
            return;
        }
        size_t left = partition(values, count);
        if (k < left) {
            count = left;
        } else {
            values += left;
            count  -= left;
            k      -= left;
        }
    }
    insertion_sort(values, count);
}

double stat_median(double *values, size_t count)
{
    if (count == 0) return NAN;
    for (size_t i = 0; i < count; i++) assert(!isnan(values[i]));
    size_t below = (count - 1) / 2;
    intro_select(values, count, below);
    if (count % 2 == 1) return values[below];
    double above = values[below + 1];
    for (size_t i = below + 2; i < count; i++) above = fmin(above, values[i]);
    return values[below] + 0.5 * (above - values[below]);
}

static size_t copy_known(const double *values, size_t count, double *out)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i])) out[known++] = values[i];
    return known;
}

/* How many of the sorted values are below x, without a branch that depends on them: which half it is cannot be predicted. */
static size_t count_below(const double *sorted, size_t count, double x)
{
    size_t from = 0;
    for (size_t half; count > 1; count -= half) {
        half  = count / 2;
        from += sorted[from + half - 1] < x ? half : 0;
    }
    return from + (count > 0 && sorted[from] < x);
}

/* The first place behind `first` that holds another value than x. */
static size_t end_of_ties(const double *sorted, size_t count, size_t first, double x)
{
    if (first + 1 >= count || sorted[first + 1] != x) return first + 1;
    if (x == INFINITY) return count;
    return first + count_below(sorted + first, count - first, nextafter(x, INFINITY));
}

void stat_ranks(const double *values, size_t count, double *scratch, double *out)
{
    size_t known = copy_known(values, count, scratch);
    stat_sort(scratch, known);
    for (size_t i = 0; i < count; i++) {
        size_t first = count_below(scratch, known, values[i]), last = end_of_ties(scratch, known, first, values[i]);
        out[i] = isnan(values[i]) ? NAN : (double)(first + 1 + last) / 2;
    }
}

/* What makes the median and the mean distance from the median estimate the deviation of a normal. */
static const double MEDIAN_TO_DEVIATION = 1.482602218505602, MEAN_TO_DEVIATION = 1.2533141373155003;

/* `scratch` holds the known values; it is overwritten by their distances from the middle. */
static double section_spread(double *scratch, size_t known, double middle)
{
    for (size_t i = 0; i < known; i++) scratch[i] = fabs(scratch[i] - middle);
    double mean = stat_mean(scratch, known), median = stat_median(scratch, known);
    return median > 0 ? median * MEDIAN_TO_DEVIATION : mean * MEAN_TO_DEVIATION;
}

void stat_scores(const double *values, size_t count, double limit, double *scratch, double *out)
{
    assert(limit > 0);
    size_t known  = copy_known(values, count, scratch);
    double middle = stat_median(scratch, known);
    double spread = known < SECTION_MIN ? NAN : section_spread(scratch, known, middle);
    for (size_t i = 0; i < count; i++) {
        double score = spread == 0 ? values[i] - middle : (values[i] - middle) / spread;
        out[i] = isnan(score) ? NAN : fmin(fmax(score, -limit), limit);
    }
}
