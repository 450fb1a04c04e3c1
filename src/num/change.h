/* change.h - a series set against its own past.
 *
 * Rows without that past are NaN, as are those where either value is missing (pandas' pct_change() carries values forward
 * first; nothing is made up here). Cumulative figures pass missing values over and stay NaN there, as pandas do. `lag` is
 * in rows. out may not be x for the first four. Pure, no allocation. */
#ifndef NUM_CHANGE_H
#define NUM_CHANGE_H

#include <stddef.h>

void change_lag(const double *x, size_t count, size_t lag, double *out);
void change_difference(const double *x, size_t count, size_t lag, double *out);

/* x / past - 1 and ln(x / past); NaN where a value is not above 0, which is no price. */
void change_simple(const double *x, size_t count, size_t lag, double *out);
void change_log(const double *x, size_t count, size_t lag, double *out);

void cumulative_sum(const double *x, size_t count, double *out);        /* compensated */
void cumulative_product(const double *x, size_t count, double *out);
void cumulative_min(const double *x, size_t count, double *out);
void cumulative_max(const double *x, size_t count, double *out);

#endif
