/* session.h - the days on which US exchanges are closed by rule: what a calendar of sessions can be told from, without a list. */
#ifndef BASE_SESSION_H
#define BASE_SESSION_H

#include "base/day.h"

enum { SESSION_HOLIDAYS_MAX = 10 };

/* The holidays of a year, ascending; some may fall on a weekend. Returns their number. Closures by decree are not among them. */
size_t session_holidays(int year, int32_t ret[SESSION_HOLIDAYS_MAX]);

/* Monday to Friday, and no holiday. */
bool session_on(int32_t day);

#endif
