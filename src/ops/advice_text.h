/* advice_text.h - a recommendation for a reader at a terminal. */
#ifndef OPS_ADVICE_TEXT_H
#define OPS_ADVICE_TEXT_H

#include "ops/op.h"

void advice_put_text(struct text *out, const struct answer *a, size_t width);

#endif
