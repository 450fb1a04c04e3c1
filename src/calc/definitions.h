/* definitions.h - several expressions in one text: `fast = ema(close, 12); fast / ema(close, 26)`. Pure. */
#ifndef CALC_DEFINITIONS_H
#define CALC_DEFINITIONS_H

#include "calc/program.h"

/* Parted by semicolons; `name =` may stand in front of each, and empty ones are passed over. Slices of the text. ERR_LIMIT
 * past `max`, ERR_INVALID for a name that is given twice or has a meaning of its own. */
err definitions_read(struct ctx *c, struct slice text, size_t max, struct definition *ret, size_t *ret_count);

/* OK where something can be called that: a name as the language writes them, and neither an input nor a word of the grammar.
 * It may be that of a function, which has brackets behind it. */
err definition_name_check(struct ctx *c, struct slice name);

#endif
