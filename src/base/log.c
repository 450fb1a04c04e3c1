#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

#include "base/day.h"

enum { LINE_SIZE = 2048 };

static atomic_int is_muted;

static int64_t read_clock(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return t.tv_sec * 1000000ll + t.tv_nsec / 1000;
}

int64_t time_now(void)    { return read_clock(CLOCK_REALTIME); }
int64_t time_steady(void) { return read_clock(CLOCK_MONOTONIC); }
void    log_mute(int muted) { is_muted = muted; }

void log_event(const char *event, const char *format, ...)
{
    if (is_muted) return;
    char line[LINE_SIZE], when[TIME_SIZE_MAX + 1];
    when[time_write(when, time_now())] = 0;
    int size = snprintf(line, sizeof line, "time=%s event=%s ", when, event);
    va_list args;
    va_start(args, format);
    vsnprintf(line + size, sizeof line - (size_t)size, format, args);
    va_end(args);
    fprintf(stderr, "%s\n", line);      /* one call, one line: stdio locks the stream */
}

char *log_quote(char *at, unsigned long size, const char *s)
{
    unsigned long used = 0;
    at[used++] = '"';
    for (; *s && used + 3 < size; s++) {
        if (*s == '"' || *s == '\\') at[used++] = '\\';
        at[used++] = (unsigned char)*s < 0x20 ? ' ' : *s;
    }
    at[used++] = '"';
    at[used]   = 0;
    return at;
}
