/* Any bytes, with any status, are an answer to every source: a typed outcome, and bars that are sound. An input is the status
 * in three digits, a line end and the body; without them the status is 200. */
#include <math.h>
#include <stdint.h>

#include "sources/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char KEY_TEXT[] = "k3y-0f-n0b0dy";

static void check(bool holds)
{
    if (!holds) abort();
}

static void check_bars(const struct source_ask *ask, const struct bars *b)
{
    for (size_t i = 0; i < b->count; i++) {
        double *const *v = b->value;
        check(i == 0 || b->at[i] > b->at[i - 1]);
        check(b->at[i] >= ask->from && b->at[i] < ask->to && b->at[i] % ask->every == 0);
        check(v[BAR_CLOSE][i] > 0 && isfinite(v[BAR_CLOSE][i]) && !(v[BAR_HIGH][i] < v[BAR_LOW][i]) && !(v[BAR_VOLUME][i] < 0));
    }
}

static void check_found(const struct source_ask *ask, const struct source_found *f)
{
    bool good = f->outcome == FETCH_OK;
    check(f->outcome <= FETCH_UNAVAILABLE && good == (f->bars.count > 0) && good == (f->detail == NULL));
    check(good || (f->detail[0] && strlen(f->detail) <= 400 && !strstr(f->detail, KEY_TEXT) && f->action_count == 0));
    check(f->not_before == TIME_NONE || f->not_before > ask->now);
    check(f->next == TIME_NONE || f->next > ask->from);
    check_bars(ask, &f->bars);
    for (size_t i = 0; i < f->action_count; i++) {
        const struct action *a = &f->actions[i];
        check(isfinite(a->value) && a->value > 0 && time_of_day(a->day) <= ask->now);
        check(i == 0 || a[-1].day < a->day || (a[-1].day == a->day && a[-1].kind < a->kind));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int64_t from = 10957 * 86400 * 1000000ll, now = 20722 * 86400 * 1000000ll + 1;        /* 2000-01-01, 2026-09-26 */
    struct source_reply reply = {.status = 200, .content_type = "", .body = {size ? (const char *)data : NULL, size}};
    if (size >= 4 && data[3] == '\n') {
        reply.status = (data[0] - '0') * 100 + (data[1] - '0') * 10 + (data[2] - '0');
        reply.body   = (struct slice){(const char *)data + 4, size - 4};
    }
    for (const struct source *const *s = sources; *s; s++) {
        AUTO_CTX            c = {0};
        struct source_ask   ask = {(*s)->symbol_example, from, now, US_PER_DAY, now, KEY_TEXT};
        struct source_found found;
        ctx_open(&c, 256 << 20);
        check((*s)->parse(&c, &ask, &reply, &found) == OK);
        check_found(&ask, &found);
    }
    return 0;
}
