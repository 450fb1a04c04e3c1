/* times.h - a strictly ascending column, told by the rule it keeps and the places where it does not.
 *
 *     1 byte   rule: EVERY (one step after the other), WEEKDAYS, or SESSIONS (weekdays but the holidays of US exchanges)
 *     8 bytes  the first number
 *     8 bytes  unit: every number is the first and a multiple of it; of WEEKDAYS and SESSIONS it is one day
 *     8 bytes  units from midnight of day 0 to the first number's day (WEEKDAYS and SESSIONS), or units of a step (EVERY)
 *     2 bytes  count of exceptions
 *     2 bytes each  places of the exceptions
 *     2 bytes each  how many units such a number lies after the one before
 */
#ifndef PACK_TIMES_H
#define PACK_TIMES_H

#include "base/text.h"

/* false: the column keeps no such rule, or is not ascending; nothing is added. */
bool times_put(struct text *out, const int64_t *in, size_t count);

bool times_read(struct slice in, size_t count, int64_t *out);

#endif
