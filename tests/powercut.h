/* powercut.h - a disk that loses power at a moment: what was not synced is on it, is not, or is torn, a sector at a time. */
#ifndef POWERCUT_H
#define POWERCUT_H

#include <stdbool.h>
#include <stdint.h>

void power_install(void);               /* for what is opened from now on, until disk_remove() */
void power_on(long off_at, uint64_t seed);      /* the call at which it goes off, counted from here; 0 for never */
bool power_is_off(void);
long power_calls(void);                 /* since it went on */
void power_lay_out(void);               /* the files as the cut left them */
void power_forget(void);                /* all files that were written */

#endif
