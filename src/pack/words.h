/* words.h - a column of texts: each different one once, and for each row which it is.
 *
 *     4 bytes  count of different texts
 *     the numbers of the rows (ints.h), then the sizes of the texts (ints.h), then the texts one after the other
 */
#ifndef PACK_WORDS_H
#define PACK_WORDS_H

#include "base/text.h"

err words_put(struct ctx *c, struct text *out, const struct slice *in, size_t count);

/* The slices point into `in`. */
bool words_read(struct ctx *c, struct slice in, size_t count, struct slice *out);

#endif
