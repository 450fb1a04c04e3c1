/* text.h - text that grows in a ctx. The first failure sticks: write freely, then ask once with text_done(). */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"

struct text {
    struct ctx *c;
    char       *at;             /* always ends in a NUL once text_done() is OK */
    size_t      size, room;
    bool        broken;
};

__attribute__((format(printf, 2, 3))) void text_print(struct text *t, const char *format, ...);

void text_put(struct text *t, const char *s);
void text_put_slice(struct text *t, struct slice s);
void text_put_char(struct text *t, char c);
void text_put_repeat(struct text *t, char c, size_t count);
void text_put_int(struct text *t, int64_t value);
void text_put_number(struct text *t, double value);     /* shortest that reads back to the same bits; not NaN, not inf */

/* Room for `size` more bytes at the end, to be claimed with t->size += n; NULL when broken. */
char *text_room(struct text *t, size_t size);

err          text_done(struct text *t);
struct slice text_slice(const struct text *t);

#endif
