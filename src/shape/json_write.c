#include <math.h>

#include "shape/json.h"
#include "shape/shape.h"

/* Files bring bytes of other encodings, and a text may have been cut within a letter: what is no UTF-8 becomes the
 * replacement character, for JSON knows nothing else. */
void json_put_string(struct text *out, struct slice s)
{
    char *at = text_room(out, s.size * 6 + 2);          /* the longest escape is six bytes */
    if (!at) return;
    char *p = at;
    *p++ = '"';
    for (size_t i = 0, size; i < s.size; i += size ? size : 1) {
        unsigned char byte = (unsigned char)s.at[i];
        size = utf8_size(s.at + i, s.size - i);
        if (size > 1)                         memcpy(p, s.at + i, size), p += size;
        else if (size == 0)                   memcpy(p, "\xef\xbf\xbd", 3), p += 3;
        else if (byte == '"' || byte == '\\') *p++ = '\\', *p++ = (char)byte;
        else if (byte >= 0x20)                *p++ = (char)byte;
        else if (byte == '\n')                *p++ = '\\', *p++ = 'n';
        else if (byte == '\t')                *p++ = '\\', *p++ = 't';
        else {
            memcpy(p, "\\u00", 4);
            p[4] = "0123456789abcdef"[byte >> 4];
            p[5] = "0123456789abcdef"[byte & 15];
            p += 6;
        }
    }
    *p++ = '"';
    out->size += (size_t)(p - at);
}

static void put_number_or_null(struct text *out, double value)
{
    if (isfinite(value)) text_put_number(out, value);
    else text_put(out, "null");         /* JSON knows no infinity; missing is null */
}

static void put_items(struct text *out, const struct field *f, const struct list *l)
{
    text_put_char(out, '[');
    for (size_t i = 0; i < l->count; i++) {
        if (i > 0) text_put_char(out, ',');
        if (f->kind == LIST)  json_put_record(out, f->of, (const char *)l->at + i * f->of->size);
        if (f->kind == TEXTS) json_put_string(out, slice_of(((const char *const *)l->at)[i]));
        if (f->kind == F64S)  put_number_or_null(out, ((const double *)l->at)[i]);
        if (f->kind == DAYS) {
            text_put_char(out, '"');
            char *at = text_room(out, DAY_SIZE);
            if (at) out->size += day_write(at, ((const int32_t *)l->at)[i]);
            text_put_char(out, '"');
        }
    }
    text_put_char(out, ']');
}

void json_put_field(struct text *out, const struct field *f, const void *record)
{
    const void *at = field_at(f, record);
    if (kind_is_list(f->kind)) return put_items(out, f, at);
    if (field_is_null(f, record)) return text_put(out, "null");
    switch (f->kind) {
    case BOOL: case I64: case CASH: return field_put_text(out, f, record);
    case F64:  return put_number_or_null(out, *(const double *)at);
    case TEXT: return json_put_string(out, slice_of(*(const char *const *)at));
    default:                            /* days, instants, spans and choices hold nothing to escape */
        text_put_char(out, '"');
        field_put_text(out, f, record);
        text_put_char(out, '"');
    }
}

void json_put_record(struct text *out, const struct shape *s, const void *record)
{
    text_put_char(out, '{');
    for (size_t i = 0; i < s->field_count; i++) {
        if (s->fields[i].flags & SECRET) continue;
        if (out->size && out->at[out->size - 1] != '{') text_put_char(out, ',');
        text_put_char(out, '"');
        text_put(out, s->fields[i].name);
        text_put_slice(out, (struct slice){"\":", 2});
        json_put_field(out, &s->fields[i], record);
    }
    text_put_char(out, '}');
}

void json_put_records(struct text *out, const struct shape *s, const void *records, size_t count)
{
    text_put_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0) text_put_char(out, ',');
        json_put_record(out, s, (const char *)records + i * s->size);
    }
    text_put_char(out, ']');
}
