/* cron.h - when something is due: a crontab line as cron reads it, or an interval. Pure: the clock is an argument.
 *
 * Instants are UTC, microseconds since 1970. A struct cron is a plain value that owns nothing. */
#ifndef CRON_CRON_H
#define CRON_CRON_H

#include <stdint.h>

#include "base/ctx.h"

enum { CRON_SIZE_MAX = 256, CRON_YEARS_MAX = 8 };       /* bytes of a line; how far cron_next looks */

struct cron {
    int64_t  every_us;          /* an interval, aligned to 1970; 0 when the masks say it */
    uint64_t minutes;           /* bit n: minute n */
    uint32_t hours, days;       /* bit n: hour n; day n of the month, from 1 */
    uint16_t months;            /* from 1 */
    uint8_t  weekdays;          /* bit 0: Sunday */
    bool     either_day;        /* both days are restricted, and one of them is enough */
};

/* "0 22 * * mon-fri" (minute, hour, day of the month, month, weekday), "@daily" and its like, or "every 30s".
 * ERR_INVALID with the field, what stands there and what is allowed. */
err cron_read(struct ctx *c, struct slice text, struct cron *ret);

/* The first instant strictly later than `after_us`, or TIME_NONE when there is none within CRON_YEARS_MAX years. */
int64_t cron_next(const struct cron *t, int64_t after_us);

#endif
