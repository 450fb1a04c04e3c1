/* unit.h - what a number is measured in, as far as that can be known: powers of a price and of a volume.
 *
 * A price over a price is a ratio, a price times a volume is what was turned over. A bare number in an expression is free:
 * it takes whatever unit it meets, so that `close > 5` and `close + 0.5` mean what they say. Pure. */
#ifndef CALC_UNIT_H
#define CALC_UNIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct unit {
    int8_t price, volume;       /* twice the power, so that a root has one too; both 0: a ratio */
    bool   free;                /* a bare number */
    bool   unknown;             /* may be anything */
};

static const struct unit UNIT_RATIO = {0}, UNIT_FREE = {.free = true}, UNIT_UNKNOWN = {.unknown = true}, UNIT_PRICE = {.price = 2},
                         UNIT_VOLUME = {.volume = 2};

/* The unit of what stands on both sides of + or a comparison; false where one is a price, say, and the other a ratio. */
bool unit_join(struct unit a, struct unit b, struct unit *ret);

/* Of a product (sign 1) or a quotient (sign -1), and of a power. */
struct unit unit_product(struct unit a, struct unit b, int sign);
struct unit unit_power(struct unit a, double power);

/* "price", "ratio", "price^2", "price*volume"; "unknown" and "number" for those that have none. */
void unit_put(struct text *out, struct unit u);

/* The same in the ctx; NULL without memory. */
const char *unit_name(struct ctx *c, struct unit u);

#endif
