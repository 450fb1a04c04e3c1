/* unicode.h - code points of UTF-8, and what VADER and the linker need to know of them. Letter case is Unicode 15's; the tables are
 * made by tools/unicode.sh. Allocates nothing. */
#ifndef NLP_UNICODE_H
#define NLP_UNICODE_H

#include <stdint.h>

#include "base/slice.h"

enum { RUNE_SIZE_MAX = 4, RUNE_LOWER_SIZE_MAX = 6 };

/* The bytes of a valid beginning: s.size where all of it is UTF-8 (RFC 3629: no surrogates, nothing overlong). */
size_t utf8_valid(struct slice s);

/* true when no byte is above 127. */
bool utf8_is_ascii(struct slice s);

/* The code point at `at`, and its size. The bytes must be valid UTF-8 and not at their end. */
uint32_t rune_read(const char *at, size_t *ret_size);
size_t   rune_count(struct slice s);
size_t   rune_write(char *at, uint32_t rune);           /* the bytes written, at most RUNE_SIZE_MAX */

/* The lower case of one code point, without regard to what stands around it: at most RUNE_LOWER_SIZE_MAX bytes. Of the code points
 * only U+0130 becomes two. A final sigma is not told apart. */
size_t rune_lower(char *at, uint32_t rune);

bool rune_is_space(uint32_t rune);                      /* what str.split() of Python parts words at */
bool rune_is_upper(uint32_t rune);
bool rune_is_lower_or_title(uint32_t rune);

/* Is there an upper-case letter, and none of lower or title case? */
bool text_is_upper(struct slice s);

#endif
