/* Any text is a trigger or a refusal with a story; a trigger's instants are strictly later and on its grid. */
#include <stdint.h>

#include "base/day.h"
#include "cron/cron.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int64_t starts[] = {0, 951782400000000, 4102444800000000, -1, INT64_MAX, INT64_MIN};
    AUTO_CTX    c = {0};
    struct cron t;
    ctx_open(&c, 1 << 20);
    err e = cron_read(&c, (struct slice){size ? (const char *)data : NULL, size}, &t);
    check(e == OK || (e == ERR_INVALID && c.note[0]));
    if (e != OK) return 0;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        int64_t at = starts[i], next = cron_next(&t, at);
        if (next == TIME_NONE) continue;
        check(next > at && next % (t.every_us ? t.every_us : US_PER_MINUTE) == 0);
        check(cron_next(&t, next - 1) == next);
    }
    return 0;
}
