/* nearest.h - what somebody may have meant. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

/* The nearest of the names that differs by at most a third of its letters, or NULL. */
const char *nearest(const char *word, const char *const *names, size_t count);

#endif
