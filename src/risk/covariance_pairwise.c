#include <assert.h>
#include <math.h>
#include <string.h>

#include "num/gram.h"
#include "risk/covariance_shrunk.h"

struct holes {                          /* of each column a word of bits per 64 periods: 1 where it is missing */
    uint64_t *bit;
    size_t    words;
};

/* Notes what is missing, puts 0 there and takes the mean of what is known from the rest: sums then are small, and stay so. */
static void prepare(double *returns, size_t rows, size_t columns, const struct holes *h, double *mean)
{
    for (size_t j = 0; j < columns; j++) mean[j] = 0;
    memset(h->bit, 0, columns * h->words * sizeof *h->bit);
    for (size_t t = 0; t < rows; t++)
        for (size_t j = 0; j < columns; j++) {
            if (isnan(returns[t * columns + j])) h->bit[j * h->words + t / 64] |= (uint64_t)1 << t % 64;
            else mean[j] += returns[t * columns + j];
        }
    for (size_t j = 0; j < columns; j++) {
        size_t known = rows;
        for (size_t w = 0; w < h->words; w++) known -= (size_t)__builtin_popcountll(h->bit[j * h->words + w]);
        mean[j] /= (double)known;
    }
    for (size_t t = 0; t < rows; t++)
        for (size_t j = 0; j < columns; j++) {
            double *x = &returns[t * columns + j];
            *x = isnan(*x) ? 0 : *x - mean[j];
        }
}

/* lost[j * columns + i]: the sum of column i over the periods in which j is missing. The sum of i over those in which both are
 * known is the sum of i, less that. */
static void sum_lost(const double *returns, size_t columns, const struct holes *h, double *lost)
{
    memset(lost, 0, columns * columns * sizeof *lost);
    for (size_t j = 0; j < columns; j++)
        for (size_t w = 0; w < h->words; w++)
            for (uint64_t left = h->bit[j * h->words + w]; left; left &= left - 1) {
                const double *row = returns + (w * 64 + (size_t)__builtin_ctzll(left)) * columns;
                for (size_t i = 0; i < columns; i++) lost[j * columns + i] += row[i];
            }
}

static size_t both_known(const struct holes *h, size_t rows, size_t i, size_t j)
{
    size_t gone = 0;
    for (size_t w = 0; w < h->words; w++) gone += (size_t)__builtin_popcountll(h->bit[i * h->words + w] | h->bit[j * h->words + w]);
    return rows - gone;
}

void covariance_pairwise(double *returns, size_t rows, size_t columns, size_t least, uint64_t *bits, double *scratch, double *ret_covariance)
{
    assert(least >= 2);
    struct holes h = {bits, (rows + 63) / 64};
    double *c = ret_covariance, *lost = scratch, *sum = scratch + columns * columns;
    prepare(returns, rows, columns, &h, sum);
    for (size_t j = 0; j < columns; j++) sum[j] = 0;
    for (size_t t = 0; t < rows; t++)
        for (size_t j = 0; j < columns; j++) sum[j] += returns[t * columns + j];
    sum_lost(returns, columns, &h, lost);
    gram(returns, rows, columns, 1, c);
    for (size_t i = 0; i < columns; i++)
        for (size_t j = 0; j <= i; j++) {
            size_t known = both_known(&h, rows, i, j);
            double n = (double)known, of_i = sum[i] - lost[j * columns + i], of_j = sum[j] - lost[i * columns + j];
            c[i * columns + j] = c[j * columns + i] = known < least ? NAN : (c[i * columns + j] - of_i * of_j / n) / (n - 1);
        }
}
