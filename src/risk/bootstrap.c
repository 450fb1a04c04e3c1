#include "risk/bootstrap.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "num/random.h"
#include "num/stat.h"

void bootstrap_rows(const struct bootstrap *b, uint64_t k, size_t count, size_t *out)
{
    assert(b->length >= 1);
    struct random r = {.seed = b->seed, .stream = k};
    size_t        left = 0, row = 0;
    for (size_t i = 0; i < count; i++) {
        bool fresh = b->kind == BOOTSTRAP_BLOCK ? left == 0 : i == 0 || random_uniform(&r) * b->length < 1;
        row = fresh ? random_below(&r, count) : row + 1 == count ? 0 : row + 1;
        if (left == 0) left = (size_t)b->length;
        left--;
        out[i] = row;
    }
}

struct interval bootstrap_interval(const struct bootstrap *b, const double *series, size_t count, double (*figure)(const double *, size_t, void *), void *arg,
                                   size_t draws, double share, size_t *rows, double *values, double *scratch)
{
    assert(share > 0 && share < 1);
    size_t known = 0;
    for (size_t k = 0; k < draws; k++) {
        bootstrap_rows(b, k, count, rows);
        for (size_t i = 0; i < count; i++) values[i] = series[rows[i]];
        double found = figure(values, count, arg);
        if (!isnan(found)) scratch[known++] = found;
    }
    if (2 * known < draws || known == 0) return (struct interval){NAN, NAN, NAN};
    stat_sort(scratch, known);
    double aside = (1 - share) / 2;
    return (struct interval){stat_quantile(scratch, known, aside), stat_quantile(scratch, known, 0.5), stat_quantile(scratch, known, 1 - aside)};
}
