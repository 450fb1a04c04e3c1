#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/number.h"

enum { ROOM_MIN = 256 };

char *text_room(struct text *t, size_t more)
{
    if (t->broken) return NULL;
    if (t->size + more < t->room) return t->at + t->size;
    size_t room   = (t->room + more) * 2 + ROOM_MIN;
    char  *bigger = ctx_alloc(t->c, 1, room);
    if (!bigger) {
        t->broken = true;
        return NULL;
    }
    if (t->size) memcpy(bigger, t->at, t->size);
    t->at   = bigger;
    t->room = room;
    return bigger + t->size;
}

void text_print(struct text *t, const char *format, ...)
{
    va_list args, again;
    size_t  left = t->room - t->size;   /* most texts fit into what is there, and are formatted once */
    if (t->broken) return;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(left ? t->at + t->size : NULL, left, format, args);
    if (size >= 0 && (size_t)size < left) {
        t->size += (size_t)size;
    } else {
        char *at = size < 0 ? NULL : text_room(t, (size_t)size + 1);
        if (at) t->size += (size_t)vsnprintf(at, (size_t)size + 1, format, again);
        else    t->broken = true;
    }
    va_end(again);
    va_end(args);
}

void text_put_slice(struct text *t, struct slice s)
{
    char *at = text_room(t, s.size);
    if (!at || s.size == 0) return;
    memcpy(at, s.at, s.size);
    t->size += s.size;
}

void text_put(struct text *t, const char *s) { text_put_slice(t, slice_of(s)); }

void text_put_repeat(struct text *t, char c, size_t count)
{
    char *at = text_room(t, count);
    if (!at) return;
    memset(at, c, count);
    t->size += count;
}

void text_put_char(struct text *t, char c) { text_put_repeat(t, c, 1); }

void text_put_int(struct text *t, int64_t value)
{
    char *at = text_room(t, NUMBER_SIZE_MAX);
    if (at) t->size += int_write(at, value);
}

void text_put_number(struct text *t, double value)
{
    char *at = text_room(t, NUMBER_SIZE_MAX);
    if (at) t->size += number_write(at, value);
}

err text_done(struct text *t)
{
    char *at = text_room(t, 1);
    if (!at) return fail(t->c, ERR_NOMEM, "the answer does not fit into %zu MB", t->c->limit_bytes >> 20);
    *at = 0;
    return OK;
}

struct slice text_slice(const struct text *t) { return (struct slice){t->at, t->size}; }
