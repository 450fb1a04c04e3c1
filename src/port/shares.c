#include <math.h>

#include "port/allocate.h"

static const double MILLION = 1e6;

int64_t whole_shares(const double *weight, const double *price, size_t count, int64_t capital, uint32_t *order, int64_t *ret_shares)
{
    double  money = (double)capital, left = money;
    size_t  listed = 0;
    for (size_t i = 0; i < count; i++) {
        double wanted = price[i] > 0 ? weight[i] * money / (price[i] * MILLION) : 0;
        ret_shares[i] = (int64_t)wanted;                /* towards 0 */
        left -= (double)ret_shares[i] * price[i] * MILLION;
        if (wanted - (double)ret_shares[i] >= 0.5) order[listed++] = (uint32_t)i;
    }
    /* Whoever misses the largest part of a share is served first; of equals the one that comes first. */
    while (listed > 0) {
        size_t best = 0;
        double most = -1;
        for (size_t k = 0; k < listed; k++) {
            double wanted = weight[order[k]] * money / (price[order[k]] * MILLION), missing = wanted - floor(wanted);
            if (missing > most) most = missing, best = k;
        }
        size_t i = order[best];
        if (price[i] * MILLION <= left) {
            ret_shares[i]++;
            left -= price[i] * MILLION;
        }
        memmove(order + best, order + best + 1, (listed - best - 1) * sizeof *order);
        listed--;
    }
    return (int64_t)left;
}
