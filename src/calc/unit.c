#include "calc/unit.h"

#include <math.h>

enum { POWER_MAX = 48 };                /* twice a power of 24: what is beyond is no longer followed */

bool unit_join(struct unit a, struct unit b, struct unit *ret)
{
    if (a.free || b.unknown) return *ret = b, true;
    if (b.free || a.unknown) return *ret = a, true;
    *ret = a;
    return a.price == b.price && a.volume == b.volume;
}

static struct unit of_powers(int price, int volume)
{
    if (price < -POWER_MAX || price > POWER_MAX || volume < -POWER_MAX || volume > POWER_MAX) return UNIT_UNKNOWN;
    return (struct unit){.price = (int8_t)price, .volume = (int8_t)volume};
}

struct unit unit_product(struct unit a, struct unit b, int sign)
{
    if (a.unknown || b.unknown) return UNIT_UNKNOWN;
    if (a.free && b.free) return UNIT_FREE;
    return of_powers(a.price + sign * b.price, a.volume + sign * b.volume);
}

struct unit unit_power(struct unit a, double power)
{
    double price = a.price * power, volume = a.volume * power;
    if (a.unknown || a.free || (a.price == 0 && a.volume == 0)) return a;
    if (!(fabs(price) <= POWER_MAX && fabs(volume) <= POWER_MAX) || price != trunc(price) || volume != trunc(volume)) return UNIT_UNKNOWN;
    return of_powers((int)price, (int)volume);
}

static void put_power(struct text *out, const char *name, int twice)
{
    if (twice == 0) return;
    if (out->size) text_put_char(out, '*');
    text_put(out, name);
    if (twice == 2) return;
    text_put_char(out, '^');
    text_put_number(out, (double)twice / 2);
}

void unit_put(struct text *out, struct unit u)
{
    struct text own = {.c = out->c};
    if (u.unknown)   text_put(&own, "unknown");
    else if (u.free) text_put(&own, "number");
    put_power(&own, "price", u.price);
    put_power(&own, "volume", u.volume);
    if (own.size == 0) text_put(&own, "ratio");
    text_put_slice(out, text_slice(&own));
    out->broken |= own.broken;
}

const char *unit_name(struct ctx *c, struct unit u)
{
    struct text name = {.c = c};
    unit_put(&name, u);
    return text_done(&name) == OK ? name.at : NULL;
}
