/* Any file is activities or faults; what is read without a fault, and goes together, can be counted. */
#include "sources/activity_file.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

static void check_activity(struct ctx *c, const struct activity *a)
{
    size_t faults = c->fault_count;
    activity_check(c, a, "");
    if (c->fault_count != faults) return;
    check(isnan(a->quantity) || (a->quantity > 0 && a->quantity <= 9e10));
    check(a->fee >= 0 && (a->amount == CASH_NONE || a->kind == ACTIVITY_EXCHANGE || a->amount >= 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_CTX             c;
    struct activity_file f = {.order = size ? (enum date_order)(data[0] % 3) : DATES_AUTO, .comma = size % 2};
    struct list          none = {0};
    ctx_open(&c, 64 << 20);
    char *text = ctx_copy(&c, (struct slice){size ? (const char *)data : NULL, size});
    if (!text) return 0;
    size_t line = csv_line_size((struct slice){text, size}, true);
    if (activity_file_learn(&c, text, line, &none, &f) != OK) return 0;
    for (size_t from = line; from < size; from += line) {
        struct activity a;
        struct slice    symbol;
        size_t          faults = c.fault_count;
        line = csv_line_size((struct slice){text + from, size - from}, true);
        if (activity_file_read(&c, &f, text + from, line, "", &a, &symbol) != OK) return 0;
        if (a.kind != CHOICE_NONE && c.fault_count == faults) check_activity(&c, &a);
    }
    return 0;
}
