#include "sources/source.h"

const struct source *source_find(struct slice name)
{
    for (const struct source *const *s = sources; *s; s++)
        if (slice_is(name, (*s)->name)) return *s;
    return NULL;
}
