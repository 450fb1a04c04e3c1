/* log.h - one line per event, logfmt, on standard error: time=… event=job.done rows=1240 ms=87. Only jobs and app log. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdint.h>

int64_t time_now(void);         /* the wall clock, microseconds; read at the door, never by what computes */
int64_t time_steady(void);      /* a clock that never goes back, microseconds, for durations */

/* event is a dotted name; format gives the key=value pairs. Texts that may hold blanks are given with log_quote. */
__attribute__((format(printf, 2, 3))) void log_event(const char *event, const char *format, ...);

/* Writes s in double quotes with \" \\ and control characters escaped; cut at size. Returns at. */
char *log_quote(char *at, unsigned long size, const char *s);

void log_mute(int muted);       /* tests */

#endif
