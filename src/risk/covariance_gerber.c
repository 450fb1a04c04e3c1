#include <assert.h>
#include <math.h>
#include <string.h>

#include "num/stat.h"
#include "risk/covariance_shrunk.h"

struct moves {                          /* of each column a word of bits per 64 periods: rose far, fell far */
    uint64_t *up, *down;
    size_t    words;
};

static double deviation_of(const double *returns, size_t rows, size_t columns, size_t j)
{
    double mean = 0, square = 0;
    for (size_t t = 0; t < rows; t++) {
        double x = returns[t * columns + j], step = x - mean;
        mean   += step / (double)(t + 1);
        square += step * (x - mean);
    }
    return sqrt(square / (double)(rows - 1));
}

static void mark(const struct moves *m, const double *returns, size_t rows, size_t columns, size_t j, double far)
{
    for (size_t t = 0; t < rows; t++) {
        double   x   = returns[t * columns + j];
        uint64_t bit = (uint64_t)1 << t % 64;
        if (x >= far)  m->up[j * m->words + t / 64] |= bit;
        if (x <= -far) m->down[j * m->words + t / 64] |= bit;
    }
}

/* Together less against, over the periods in which at least one of the two moved far. */
static double statistic(const struct moves *m, size_t i, size_t j)
{
    const uint64_t *up_i = m->up + i * m->words, *down_i = m->down + i * m->words, *up_j = m->up + j * m->words, *down_j = m->down + j * m->words;
    long together = 0, against = 0, moved = 0;
    for (size_t w = 0; w < m->words; w++) {
        together += __builtin_popcountll((up_i[w] & up_j[w]) | (down_i[w] & down_j[w]));
        against  += __builtin_popcountll((up_i[w] & down_j[w]) | (down_i[w] & up_j[w]));
        moved    += __builtin_popcountll(up_i[w] | down_i[w] | up_j[w] | down_j[w]);
    }
    return moved > 0 ? (double)(together - against) / (double)moved : 0;
}

bool covariance_gerber(const double *returns, size_t rows, size_t columns, double threshold, uint64_t *bits, double *ret_covariance)
{
    assert(threshold > 0);
    struct moves m = {.up = bits, .words = (rows + 63) / 64};
    double *c = ret_covariance;
    m.down = bits + columns * m.words;
    if (rows < 2) return false;
    memset(bits, 0, 2 * columns * m.words * sizeof *bits);
    for (size_t j = 0; j < columns; j++) {
        double deviation = deviation_of(returns, rows, columns, j);
        if (!isfinite(deviation)) return false;
        c[j * columns + j] = deviation * deviation;
        if (deviation > 0) mark(&m, returns, rows, columns, j, threshold * deviation);
    }
    for (size_t i = 0; i < columns; i++)
        for (size_t j = 0; j < i; j++)
            c[i * columns + j] = c[j * columns + i] = statistic(&m, i, j) * sqrt(c[i * columns + i] * c[j * columns + j]);
    return true;
}
