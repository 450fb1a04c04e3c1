/* json.h - a cursor over JSON text: the grammar once, for typed records and for the parsers of sources.
 *
 *     struct json j = json_of(bytes);
 *     if (!json_enter(&j, '{')) return json_fail(c, &j);
 *     for (struct slice name; json_member(c, &j, &name);)
 *         if (slice_is(name, "close")) json_number(&j, &close); else json_skip(&j);
 *     return json_end(c, &j);
 *
 * The first thing wrong sticks in j.wrong, and every call after it answers false: read freely, then ask once. Nesting is
 * bounded. Nothing is copied but texts with escapes. RFC 8259, strict: no comments, no trailing commas, valid UTF-8. */
#ifndef SHAPE_JSON_H
#define SHAPE_JSON_H

#include "base/ctx.h"

enum { JSON_DEPTH_MAX = 64 };

struct json {
    const char *start, *at, *end;
    const char *wrong;                  /* what is wrong at `at`, or NULL */
    int         depth;
    bool        fresh;                  /* just entered: no comma is due */
};

/* The size of the UTF-8 sequence at `at`, or 0 when it is not valid (RFC 3629: no surrogates, nothing overlong). left > 0. */
size_t utf8_size(const char *at, size_t left);

enum json_kind { JSON_OBJECT, JSON_ARRAY, JSON_STRING, JSON_NUMBER, JSON_TRUE, JSON_FALSE, JSON_NULL, JSON_BROKEN };

struct json    json_of(struct slice text);
enum json_kind json_peek(struct json *j);

bool json_enter(struct json *j, char open);                             /* '{' or '[' */
bool json_member(struct ctx *c, struct json *j, struct slice *ret);     /* the next name, or false behind the '}' */
bool json_item(struct json *j);                                         /* another item, or false behind the ']' */

bool json_string(struct ctx *c, struct json *j, struct slice *ret);
bool json_number(struct json *j, struct slice *ret_text);               /* the text of a number, for number_read or int_read */
bool json_skip(struct json *j);                                         /* one value of any kind, checked */

/* Null or a number or a text that holds one: what sources send for a price. NaN for null. false: something else (skipped). */
bool json_double(struct ctx *c, struct json *j, double *ret);

/* OK when the text was JSON and is used up, else ERR_USAGE with the position. */
err json_end(struct ctx *c, struct json *j);

#endif
