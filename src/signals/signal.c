#include "signals/signal.h"

const struct signal *signal_find(struct slice name)
{
    for (const struct signal *const *s = signals; *s; s++)
        if (slice_is(name, (*s)->name)) return *s;
    return NULL;
}
