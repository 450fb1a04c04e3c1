#include "shape/json.h"
#include "store/driver.h"

err text_cleaned(struct ctx *c, struct slice s, struct slice *ret)
{
    size_t good = 0, size = 1;
    while (good < s.size && s.at[good] && (size = utf8_size(s.at + good, s.size - good))) good += size;
    *ret = s;
    if (good == s.size) return OK;
    struct text out = {.c = c};
    for (size_t i = 0; i < s.size; i += size) {
        size = s.at[i] ? utf8_size(s.at + i, s.size - i) : 0;
        if (size) text_put_slice(&out, (struct slice){s.at + i, size});
        else      text_put(&out, "\xef\xbf\xbd"), size = 1;
    }
    TRY(text_done(&out));
    *ret = text_slice(&out);
    return OK;
}
