#include "pack/words.h"

#include "base/map.h"
#include "pack/bits.h"
#include "pack/ints.h"

enum { COUNT_SIZE = 4 };

err words_put(struct ctx *c, struct text *out, const struct slice *in, size_t count)
{
    struct map  known = {.c = c};
    struct text texts = {.c = c};
    int64_t    *which, *sizes, *at;
    uint32_t    different = 0;
    TRY(NEW(c, which, count));
    TRY(NEW(c, sizes, count));
    for (size_t i = 0; i < count; i++) {
        TRY(map_add(&known, in[i], different, &at));
        which[i] = *at;
        if (*at != different) continue;
        sizes[different++] = (int64_t)in[i].size;
        text_put_slice(&texts, in[i]);
    }
    TRY(text_done(&texts));
    text_put_slice(out, (struct slice){(const char *)&different, COUNT_SIZE});
    ints_put(out, which, count, ints_choose(which, count, NULL));
    ints_put(out, sizes, different, ints_choose(sizes, different, NULL));
    text_put_slice(out, text_slice(&texts));
    return OK;
}

static bool cut_texts(struct slice texts, const int64_t *sizes, size_t count, struct slice *ret)
{
    for (size_t i = 0; i < count; i++) {
        if (sizes[i] < 0 || (uint64_t)sizes[i] > texts.size) return false;
        ret[i] = (struct slice){texts.at, (size_t)sizes[i]};
        texts  = (struct slice){texts.at + sizes[i], texts.size - (size_t)sizes[i]};
    }
    return texts.size == 0;
}

bool words_read(struct ctx *c, struct slice in, size_t count, struct slice *out)
{
    uint32_t      different;
    int64_t      *which, *sizes;
    struct slice *texts;
    size_t        used;
    if (in.size < COUNT_SIZE) return false;
    memcpy(&different, in.at, COUNT_SIZE);
    if (different > count || (count > 0 && different == 0)) return false;
    if (NEW(c, which, count + BITS_SLACK) != OK || NEW(c, sizes, different + BITS_SLACK) != OK || NEW(c, texts, different) != OK) return false;
    in = (struct slice){in.at + COUNT_SIZE, in.size - COUNT_SIZE};
    if (!ints_read(in, count, which, &used)) return false;
    in = (struct slice){in.at + used, in.size - used};
    if (!ints_read(in, different, sizes, &used)) return false;
    if (!cut_texts((struct slice){in.at + used, in.size - used}, sizes, different, texts)) return false;
    for (size_t i = 0; i < count; i++) {
        if (which[i] < 0 || which[i] >= different) return false;
        out[i] = texts[which[i]];
    }
    return true;
}
