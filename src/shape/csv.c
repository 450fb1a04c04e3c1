#include "shape/csv.h"

#include "shape/shape.h"

/* ---- in ---- */

char csv_separator(struct slice line)
{
    static const char candidates[] = ",;\t|";
    size_t counts[4] = {0}, best = 0;
    bool   quoted = false;
    for (size_t i = 0; i < line.size; i++) {
        if (line.at[i] == '"') quoted = !quoted;
        const char *which = quoted || !line.at[i] ? NULL : strchr(candidates, line.at[i]);
        if (which) counts[which - candidates]++;
    }
    for (size_t i = 1; i < 4; i++)
        if (counts[i] > counts[best]) best = i;
    return candidates[best];
}

static size_t behind_cr(struct slice text, size_t cr, bool last)
{
    if (cr + 1 == text.size) return last ? cr + 1 : 0;                  /* an LF may come yet */
    return text.at[cr + 1] == '\n' ? cr + 2 : cr + 1;
}

/* A window at a time, so that text with one kind of line end is not searched to its end for the other. */
static size_t plain_line_size(struct slice text, bool last)
{
    enum { WINDOW = 4096 };
    for (size_t from = 0; from < text.size; from += WINDOW) {
        size_t      size = text.size - from < WINDOW ? text.size - from : WINDOW;
        const char *lf   = memchr(text.at + from, '\n', size);
        const char *cr   = memchr(text.at + from, '\r', lf ? (size_t)(lf - text.at) - from : size);
        if (cr) return behind_cr(text, (size_t)(cr - text.at), last);
        if (lf) return (size_t)(lf - text.at) + 1;
    }
    return last ? text.size : 0;
}

/* A quote opens only at the beginning of a cell: elsewhere it is a letter, as in 5" disc. */
static size_t quoted_line_size(struct slice text, bool last)
{
    size_t opened = 0;
    bool   quoted = false, begins = true;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if (quoted) {
            if (i - opened > CSV_QUOTED_MAX) return plain_line_size(text, last);
            if (c == '"' && i + 1 < text.size && text.at[i + 1] == '"') i++;
            else if (c == '"') quoted = begins = false;
            continue;
        }
        if (c == '\n') return i + 1;
        if (c == '\r') return behind_cr(text, i, last);
        if (c == '"' && begins) quoted = true, opened = i;
        begins = c == ',' || c == ';' || c == '\t' || c == '|';
    }
    if (!last) return 0;
    return quoted ? plain_line_size(text, last) : text.size;
}

size_t csv_line_size(struct slice text, bool last)
{
    size_t size = plain_line_size(text, last);
    if (text.size == 0 || !memchr(text.at, '"', size ? size : text.size)) return size;         /* the usual line */
    return quoted_line_size(text, last);
}

/* A cell that begins with a quote: up to the closing one, doubled quotes folded into one. */
static char *quoted_cell(char *at, char *end, struct slice *ret)
{
    char *from = ++at, *out = at;
    while (at < end) {
        if (*at == '"' && (at + 1 == end || at[1] != '"')) break;
        if (*at == '"') at++;
        *out++ = *at++;
    }
    *ret = (struct slice){from, (size_t)(out - from)};
    return at < end ? at + 1 : end;
}

size_t csv_split(char *line, size_t size, char separator, struct slice cells[CSV_CELLS_MAX])
{
    char  *at = line, *end = line + size;
    size_t count = 0;
    while (end > line && (end[-1] == '\n' || end[-1] == '\r')) end--;
    for (;;) {
        struct slice cell;
        if (at < end && *at == '"') {
            at = quoted_cell(at, end, &cell);
            while (at < end && *at != separator) at++;                  /* what follows a closing quote is no cell */
        } else {
            char *from = at;
            while (at < end && *at != separator) at++;
            cell = (struct slice){from, (size_t)(at - from)};
        }
        if (count < CSV_CELLS_MAX) cells[count] = cell;
        count++;
        if (at >= end) break;
        at++;
    }
    return count < CSV_CELLS_MAX ? count : CSV_CELLS_MAX;
}

/* ---- out ---- */

static void put_cell(struct text *out, struct slice s)
{
    bool quote = false;
    for (size_t i = 0; i < s.size && !quote; i++) quote = strchr(",\"\r\n", s.at[i]) != NULL;
    if (!quote) return text_put_slice(out, s);
    text_put_char(out, '"');
    for (size_t i = 0; i < s.size; i++) {
        if (s.at[i] == '"') text_put_char(out, '"');
        text_put_char(out, s.at[i]);
    }
    text_put_char(out, '"');
}

void csv_put_header(struct text *out, const struct shape *s)
{
    size_t shown = 0;
    for (size_t i = 0; i < s->field_count; i++) {
        if (s->fields[i].flags & SECRET) continue;
        if (shown++) text_put_char(out, ',');
        put_cell(out, slice_of(s->fields[i].name));
    }
    text_put_char(out, '\n');
}

/* Texts need quoting and lists are JSON in a cell; everything else is written straight into the line. */
void csv_put_record(struct text *out, const struct shape *s, const void *record)
{
    size_t shown = 0;
    for (size_t i = 0; i < s->field_count; i++) {
        const struct field *f = &s->fields[i];
        if (f->flags & SECRET) continue;
        if (shown++) text_put_char(out, ',');
        if (f->kind == TEXT && !field_is_null(f, record)) {
            put_cell(out, slice_of(*(const char *const *)field_at(f, record)));
        } else if (kind_is_list(f->kind)) {
            struct text cell = {.c = out->c};
            json_put_field(&cell, f, record);
            if (cell.broken) out->broken = true;
            else put_cell(out, text_slice(&cell));
        } else {
            field_put_text(out, f, record);
        }
    }
    text_put_char(out, '\n');
}
