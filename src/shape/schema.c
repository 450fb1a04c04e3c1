#include "shape/shape.h"

/* JSON Schema 2020-12, the dialect of OpenAPI 3.1: null is a type beside the others. */

static const struct {
    const char *type, *format;
} json_types[KIND_COUNT] = {
    [BOOL] = {"boolean", NULL},     [I64] = {"integer", "int64"},       [F64] = {"number", "double"},
    [TEXT] = {"string", NULL},      [DAY] = {"string", "date"},         [TIME] = {"string", "date-time"},
    [SPAN] = {"string", NULL},      [CASH] = {"number", NULL},          [CHOICE] = {"string", NULL},
    [TEXTS] = {"array", NULL},      [LIST] = {"array", NULL},           [F64S] = {"array", NULL},
    [DAYS] = {"array", NULL},           [BYTES] = {"string", NULL},
};

static void put_limits(struct text *out, const struct field *f)
{
    if (f->min == 0 && f->max == 0) return;
    if (!kind_is_number(f->kind)) {
        const char *what = f->kind == TEXT ? "Length" : "Items";
        if (f->min > 0) text_print(out, ",\"min%s\":%.0f", what, f->min);
        if (f->max > 0) text_print(out, ",\"max%s\":%.0f", what, f->max);
        return;
    }
    text_put(out, ",\"minimum\":");
    text_put_number(out, f->min);
    if (f->max <= f->min) return;
    text_put(out, ",\"maximum\":");
    text_put_number(out, f->max);
}

static void put_usual(struct text *out, const struct field *f)
{
    bool bare = kind_is_number(f->kind) || f->kind == BOOL;
    if (!f->usual || kind_is_list(f->kind)) return;
    text_put(out, ",\"default\":");
    if (bare) text_put(out, f->usual);
    else      json_put_string(out, slice_of(f->usual));
}

static void put_choices(struct text *out, const struct field *f, bool nullable)
{
    text_put(out, ",\"enum\":[");
    for (size_t i = 0; f->choices[i]; i++) {
        if (i > 0) text_put_char(out, ',');
        json_put_string(out, slice_of(f->choices[i]));
    }
    text_put(out, nullable ? ",null]" : "]");
}

static void put_items(struct text *out, const struct field *f)
{
    text_put(out, ",\"items\":");
    switch (f->kind) {
    case LIST: text_print(out, "{\"$ref\":\"#/components/schemas/%s\"}", f->of->name); break;
    case F64S: text_put(out, "{\"type\":[\"number\",\"null\"]}"); break;
    case DAYS: text_put(out, "{\"type\":\"string\",\"format\":\"date\"}"); break;
    default:   text_put(out, "{\"type\":\"string\"}"); break;
    }
}

void schema_put_field(struct text *out, const struct field *f, bool input)
{
    bool nullable = !input && (f->flags & NULLABLE) && !kind_is_list(f->kind);
    text_print(out, nullable ? "{\"type\":[\"%s\",\"null\"]" : "{\"type\":\"%s\"", json_types[f->kind].type);
    if (json_types[f->kind].format) text_print(out, ",\"format\":\"%s\"", json_types[f->kind].format);
    if (f->kind == SPAN)   text_put(out, ",\"pattern\":\"^[0-9]+(us|s|m|h|d|w|mo|y)$\"");
    if (f->kind == CHOICE) put_choices(out, f, nullable);
    if (kind_is_list(f->kind)) put_items(out, f);
    put_limits(out, f);
    if (input) put_usual(out, f);
    text_put(out, ",\"description\":");
    json_put_string(out, slice_of(f->help));
    text_put_char(out, '}');
}

/* What an answer holds is always there, null or not; what an input must hold is marked. */
void schema_put_record(struct text *out, const struct shape *s, bool input)
{
    size_t required = 0;
    text_put(out, "{\"type\":\"object\",\"properties\":{");
    bool first = true;
    for (size_t i = 0; i < s->field_count; i++) {
        const struct field *f = &s->fields[i];
        if ((f->flags & SECRET) || (input && (f->flags & LOCAL))) continue;
        if (!first) text_put_char(out, ',');
        first = false;
        json_put_string(out, slice_of(f->name));
        text_put_char(out, ':');
        schema_put_field(out, f, input);
    }
    text_put(out, "},\"required\":[");
    for (size_t i = 0; i < s->field_count; i++) {
        const struct field *f = &s->fields[i];
        if ((f->flags & SECRET) || (input && (!(f->flags & REQUIRED) || (f->flags & LOCAL)))) continue;
        if (required++) text_put_char(out, ',');
        json_put_string(out, slice_of(f->name));
    }
    text_print(out, "],\"additionalProperties\":%s}", s->open ? "{\"type\":[\"number\",\"null\"]}" : "false");
}
