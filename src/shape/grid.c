#include <math.h>

#include "shape/shape.h"

/* Tables and cards for a terminal. Numbers to the right; missing is a dash, so that it cannot be taken for zero. */

enum { CELL_WIDTH_MAX = 48, GAP = 2, SAMPLE_MAX = 2000 };

struct column {
    const struct field *field;
    size_t              width;
};

/* Display width of UTF-8, one column a character: good for the letters of prices, names and reasons. */
static size_t width_of(struct slice s)
{
    size_t width = 0;
    for (size_t i = 0; i < s.size; i++) width += ((unsigned char)s.at[i] & 0xc0) != 0x80;
    return width;
}

static struct slice cut_to(struct slice s, size_t width)
{
    size_t i = 0, seen = 0;
    for (; i < s.size; i++)
        if (((unsigned char)s.at[i] & 0xc0) != 0x80 && seen++ == width) break;
    return (struct slice){s.at, i};
}

/* A double for a person: at most six significant digits behind a small number, never a false precision of sixteen. */
static void put_double(struct text *out, double value, const char *unit)
{
    if (!isfinite(value)) return;
    if (unit && strcmp(unit, "%") == 0) return text_print(out, "%.2f%%", value * 100);
    double size = fabs(value);
    if (value == nearbyint(value) && size < 1e15) return text_print(out, "%.0f", value);
    text_print(out, size >= 1 ? "%.4f" : "%.6g", value);
    if (size >= 1)
        while (out->size && out->at[out->size - 1] == '0' && out->at[out->size - 2] != '.') out->size--;
}

void cash_put_grouped(struct text *out, int64_t millionths)
{
    int64_t cents = (millionths < 0 ? -millionths : millionths) / (CASH_UNIT / 100), whole = cents / 100;
    char    digits[24];
    int     count = 0;
    if (millionths < 0) text_put_char(out, '-');
    do digits[count++] = (char)('0' + whole % 10); while ((whole /= 10) > 0);
    while (count > 0) {
        text_put_char(out, digits[--count]);
        if (count > 0 && count % 3 == 0) text_put_char(out, ',');
    }
    if (cents % 100) text_print(out, ".%02d", (int)(cents % 100));
}

static void put_cell_text(struct text *out, const struct field *f, const void *record)
{
    size_t before = out->size;
    if (f->kind == F64)       put_double(out, *(const double *)field_at(f, record), f->unit);
    else if (f->kind == CASH && !field_is_null(f, record)) cash_put_grouped(out, *(const int64_t *)field_at(f, record));
    else if (f->kind == BOOL) text_put(out, *(const bool *)field_at(f, record) ? "yes" : "no");
    else                      field_put_text(out, f, record);
    if (!out->broken && out->size == before) text_put(out, "-");
}

static bool cell_of(struct text *scratch, const struct field *f, const void *record, struct slice *ret)
{
    scratch->size = 0;
    put_cell_text(scratch, f, record);
    *ret = text_slice(scratch);
    for (size_t i = 0; i < ret->size; i++)                      /* a table row is one line */
        if (scratch->at[i] == '\n' || scratch->at[i] == '\t' || scratch->at[i] == '\r') scratch->at[i] = ' ';
    return !scratch->broken;
}

static size_t measure(struct text *scratch, const struct shape *s, const void *records, size_t count, struct column *columns)
{
    size_t shown = 0;
    for (size_t k = 0; k < s->field_count; k++) {
        const struct field *f = &s->fields[k];
        if (f->flags & SECRET) continue;
        size_t width = strlen(f->name);
        for (size_t i = 0; i < count && i < SAMPLE_MAX; i++) {
            struct slice cell;
            if (!cell_of(scratch, f, (const char *)records + i * s->size, &cell)) return 0;
            size_t wide = width_of(cell);
            if (wide > width) width = wide;
        }
        columns[shown++] = (struct column){f, width};
    }
    return shown;
}

/* Long texts give way first, to CELL_WIDTH_MAX; then whole columns from the right. Returns how many columns are shown. */
static size_t fit(struct column *columns, size_t shown, size_t width)
{
    size_t total = 0;
    for (size_t k = 0; k < shown; k++) total += columns[k].width + (k ? GAP : 0);
    if (width == 0) return shown;
    for (size_t k = 0; k < shown && total > width; k++) {
        if (columns[k].width <= CELL_WIDTH_MAX) continue;
        size_t over = total - width, most = columns[k].width - CELL_WIDTH_MAX, less = over < most ? over : most;
        columns[k].width -= less;
        total -= less;
    }
    while (shown > 1 && total > width) total -= columns[--shown].width + GAP;
    return shown;
}

static void put_padded(struct text *out, struct slice cell, size_t width, bool right, bool last)
{
    size_t wide = width_of(cell);
    if (wide > width) {
        text_put_slice(out, cut_to(cell, width - 1));
        return text_put(out, "…");
    }
    if (right) text_put_repeat(out, ' ', width - wide);
    text_put_slice(out, cell);
    if (!right && !last) text_put_repeat(out, ' ', width - wide);
}

void grid_put(struct text *out, const struct shape *s, const void *records, size_t count, size_t width)
{
    struct column columns[FIELDS_MAX];
    struct text   scratch = {.c = out->c};
    size_t        all   = measure(&scratch, s, records, count, columns);
    size_t        shown = fit(columns, all, width);

    for (size_t k = 0; k < shown; k++) {
        if (k > 0) text_put_repeat(out, ' ', GAP);
        put_padded(out, slice_of(columns[k].field->name), columns[k].width, kind_is_number(columns[k].field->kind), k + 1 == shown);
    }
    text_put_char(out, '\n');
    for (size_t i = 0; i < count && !out->broken; i++) {
        for (size_t k = 0; k < shown; k++) {
            struct slice cell;
            if (!cell_of(&scratch, columns[k].field, (const char *)records + i * s->size, &cell)) break;
            if (k > 0) text_put_repeat(out, ' ', GAP);
            put_padded(out, cell, columns[k].width, kind_is_number(columns[k].field->kind), k + 1 == shown);
        }
        text_put_char(out, '\n');
    }
    if (shown < all) {
        text_put(out, "(not shown for want of room:");
        for (size_t k = shown; k < all; k++) text_print(out, " %s", columns[k].field->name);
        text_put(out, ")\n");
    }
    if (scratch.broken) out->broken = true;
}

void card_put(struct text *out, const struct shape *s, const void *record, size_t width)
{
    size_t      widest  = 0;
    struct text scratch = {.c = out->c};
    for (size_t k = 0; k < s->field_count; k++)
        if (s->fields[k].kind != LIST && strlen(s->fields[k].name) > widest) widest = strlen(s->fields[k].name);
    for (size_t k = 0; k < s->field_count; k++) {
        const struct field *f = &s->fields[k];
        struct slice        cell;
        if ((f->flags & SECRET) || f->kind == LIST || !cell_of(&scratch, f, record, &cell)) continue;
        text_put(out, f->name);
        text_put_repeat(out, ' ', widest - strlen(f->name) + GAP);
        text_put_slice(out, cell);
        text_put_char(out, '\n');
    }
    for (size_t k = 0; k < s->field_count; k++) {
        const struct field *f = &s->fields[k];
        if ((f->flags & SECRET) || f->kind != LIST || field_is_null(f, record)) continue;
        const struct list *l = field_at(f, record);
        text_print(out, "\n%s\n", f->name);
        grid_put(out, f->of, l->at, l->count, width);
    }
    if (scratch.broken) out->broken = true;
}
