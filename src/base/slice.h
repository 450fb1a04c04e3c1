/* slice.h - bytes that live elsewhere. A slice never owns and never ends in a NUL; it may be empty, at may be NULL. */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
    const char *at;
    size_t      size;
};

static inline struct slice slice_of(const char *text) { return (struct slice){text, text ? strlen(text) : 0}; }

static inline bool slice_is(struct slice s, const char *text)
{
    return s.size == strlen(text) && (s.size == 0 || memcmp(s.at, text, s.size) == 0);
}

bool         slice_same(struct slice a, struct slice b);
bool         slice_like(struct slice s, const char *text);      /* without regard to ASCII case */
struct slice slice_trim(struct slice s);                        /* without blanks at either end */

/* Take what stands before `stop`, or all; *rest is moved behind it. */
struct slice slice_cut(struct slice *rest, char stop);

#endif
