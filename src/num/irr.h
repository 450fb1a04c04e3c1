/* irr.h - the yearly rate at which money that moved on different days comes to nothing. Pure, no allocation. */
#ifndef NUM_IRR_H
#define NUM_IRR_H

#include <stddef.h>
#include <stdint.h>

/* The rate r above -1 with sum flow[i] (1 + r)^(-(day[i] - day[0]) / 365) = 0, as the XIRR of spreadsheets; where there are
 * several, the one nearest to 0. NaN where no rate between -99.99 % and 10^6 does it: all flows on one day, or of one sign. */
double irr_of_days(const double *flow, const int32_t *day, size_t count);

#endif
