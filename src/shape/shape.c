#include "shape/shape.h"

#include <math.h>

#include "base/number.h"

bool kind_is_number(enum kind k) { return k == I64 || k == F64 || k == CASH; }
bool kind_is_list(enum kind k)   { return k == TEXTS || k == LIST || k == F64S || k == DAYS; }

const struct field *shape_find(const struct shape *s, struct slice name)
{
    for (size_t i = 0; i < s->field_count; i++)
        if (slice_is(name, s->fields[i].name)) return &s->fields[i];
    return NULL;
}

const char *choice_name(const struct field *f, int32_t choice)
{
    if (choice < 0) return NULL;
    for (int32_t i = 0; f->choices[i]; i++)
        if (i == choice) return f->choices[i];
    return NULL;
}

bool field_is_null(const struct field *f, const void *record)
{
    const void *at = field_at(f, record);
    switch (f->kind) {
    case BOOL:   return false;
    case I64: case TIME: case SPAN: case CASH: return *(const int64_t *)at == INT_NONE;
    case F64:    return isnan(*(const double *)at);
    case TEXT:   return *(const char *const *)at == NULL;
    case DAY:    return *(const int32_t *)at == DAY_NONE;
    case CHOICE: return *(const int32_t *)at == CHOICE_NONE;
    default:     return ((const struct list *)at)->count == 0;
    }
}

static void set_null(const struct field *f, void *record)
{
    void *at = field_at(f, record);
    switch (f->kind) {
    case BOOL:   *(bool *)at = false; break;
    case I64: case TIME: case SPAN: case CASH: *(int64_t *)at = INT_NONE; break;
    case F64:    *(double *)at = NAN; break;
    case TEXT:   *(const char **)at = NULL; break;
    case DAY:    *(int32_t *)at = DAY_NONE; break;
    case CHOICE: *(int32_t *)at = CHOICE_NONE; break;
    default:     *(struct list *)at = (struct list){0}; break;
    }
}

err shape_default(struct ctx *c, const struct shape *s, void *record)
{
    size_t before = c->fault_count;
    for (size_t i = 0; i < s->field_count; i++) {
        const struct field *f = &s->fields[i];
        set_null(f, record);
        if (f->usual) shape_set(c, f, record, f->name, slice_of(f->usual));
    }
    return c->fault_count == before ? OK : faults_end(c);
}

/* ---- what is allowed ---- */

static bool limited(const struct field *f) { return f->min != 0 || f->max != 0; }

static void put_range(struct text *out, const struct field *f, const char *what)
{
    text_put(out, what);
    if (!limited(f)) return;
    if (f->min == f->max || f->max <= 0 || f->max >= 0x1p62) {
        text_put(out, " of at least ");
        text_put_number(out, f->min);
        return;
    }
    text_put(out, " from ");
    text_put_number(out, f->min);
    text_put(out, " to ");
    text_put_number(out, f->max);
}

static void put_choices(struct text *out, const struct field *f)
{
    for (size_t i = 0; f->choices[i]; i++) {
        if (i > 0) text_put(out, f->choices[i + 1] ? ", " : " or ");
        text_put(out, f->choices[i]);
    }
}

void field_put_allowed(struct text *out, const struct field *f)
{
    switch (f->kind) {
    case BOOL:   text_put(out, "true or false"); break;
    case I64:    put_range(out, f, "a whole number"); break;
    case F64:    put_range(out, f, "a number"); break;
    case CASH:   put_range(out, f, "an amount of money"); break;
    case DAY:    text_put(out, "a day as YYYY-MM-DD"); break;
    case TIME:   text_put(out, "an instant as YYYY-MM-DDThh:mm:ssZ"); break;
    case SPAN:   text_put(out, "a span of time such as 30s, 4h, 1d, 1w, 1mo or 10y"); break;
    case CHOICE: put_choices(out, f); break;
    case TEXT:   text_print(out, "a text of at most %.0f bytes", f->max > 0 ? f->max : TEXT_SIZE_MAX); break;
    default:     text_print(out, "a list of at most %.0f items", f->max > 0 ? f->max : LIST_COUNT_MAX); break;
    }
}

/* Notes "must be a number from 0 to 100, not 'x'". */
static void refuse(struct ctx *c, const struct field *f, const char *path, struct slice found)
{
    enum { SHOWN_MAX = 60 };
    struct text allowed = {.c = c};
    field_put_allowed(&allowed, f);
    if (text_done(&allowed) != OK) {
        c->fault_count++;               /* the note already says that memory ran out */
        return;
    }
    int shown = (int)(found.size < SHOWN_MAX ? found.size : SHOWN_MAX);
    fault(c, path, "must be %s, not '%.*s'%s", allowed.at, shown, found.size ? found.at : "",
          found.size > SHOWN_MAX ? " (cut)" : "");
}

static bool in_limits(const struct field *f, double value)
{
    return !limited(f) || (value >= f->min && (f->max <= f->min || value <= f->max));
}

static bool value_in_limits(const struct field *f, const void *at)
{
    switch (f->kind) {
    case I64:  return in_limits(f, (double)*(const int64_t *)at);
    case F64:  return in_limits(f, *(const double *)at);
    case CASH: return in_limits(f, (double)*(const int64_t *)at / CASH_UNIT);
    case TEXT: {
        size_t size = strlen(*(const char *const *)at);
        return size >= f->min && size <= (f->max > 0 ? f->max : TEXT_SIZE_MAX);
    }
    case TEXTS: case LIST:
        return (double)((const struct list *)at)->count <= (f->max > 0 ? f->max : LIST_COUNT_MAX);
    default:   return true;
    }
}

void field_check(struct ctx *c, const struct field *f, const void *record, const char *path)
{
    if (field_is_null(f, record) || value_in_limits(f, field_at(f, record))) return;
    struct text found = {.c = c};
    field_put_text(&found, f, record);
    if (text_done(&found) == OK) refuse(c, f, path, text_slice(&found));
}

/* ---- from text ---- */

static bool bool_read(struct slice s, bool *ret)
{
    static const char *const yes[] = {"true", "yes", "on", "1"}, *const no[] = {"false", "no", "off", "0"};
    for (size_t i = 0; i < 4; i++) {
        if (slice_like(s, yes[i])) return *ret = true, true;
        if (slice_like(s, no[i]))  return *ret = false, true;
    }
    return false;
}

static bool choice_read(const struct field *f, struct slice s, int32_t *ret)
{
    for (int32_t i = 0; f->choices[i]; i++)
        if (slice_like(s, f->choices[i])) return *ret = i, true;
    return false;
}

static const int64_t CASH_UNITS_MAX = 9000000000000;    /* millionths of it fit into 64 bits */

/* 1e5: what a double holds exactly. */
static bool cash_from_double(struct slice s, int64_t *ret)
{
    double value;
    if (!number_read(s, &value) || fabs(value) * CASH_UNIT > 0x1p53 || value * CASH_UNIT != nearbyint(value * CASH_UNIT)) return false;
    *ret = (int64_t)(value * CASH_UNIT);
    return true;
}

/* Money is a decimal of at most six places; no double stands in between, which would bend large amounts. */
static bool cash_read(struct slice s, int64_t *ret)
{
    bool    negative = s.size && s.at[0] == '-', point = false;
    size_t  digits = 0;
    int64_t units = 0, part = 0, place = CASH_UNIT;
    for (size_t i = s.size && (s.at[0] == '-' || s.at[0] == '+'); i < s.size; i++) {
        int digit = s.at[i] - '0';
        if (s.at[i] == '.' && !point) {
            point = true;
            continue;
        }
        if (digit < 0 || digit > 9) return cash_from_double(s, ret);
        digits++;
        if (point) {
            place /= 10;
            if (place == 0 && digit != 0) return false;
            part += digit * place;
        } else {
            units = units * 10 + digit;
            if (units > CASH_UNITS_MAX) return false;
        }
    }
    if (digits == 0) return false;
    *ret = (units * CASH_UNIT + part) * (negative ? -1 : 1);
    return true;
}

static bool copy_text(struct ctx *c, const struct field *f, struct slice s, const char **ret)
{
    if (memchr(s.at ? s.at : "", 0, s.size)) return false;
    char *copy = ctx_copy(c, s);
    if (!copy) return false;
    if (f->flags & UPPER)
        for (char *p = copy; *p; p++)
            if (*p >= 'a' && *p <= 'z') *p = (char)(*p - 32);
    *ret = copy;
    return true;
}

/* Lists grow one item at a time: the room doubles at every power of two, so no capacity is kept. */
static bool list_add(struct ctx *c, struct list *l, size_t size, void **ret)
{
    if ((l->count & (l->count - 1)) == 0) {
        char *bigger = ctx_alloc(c, size, l->count ? l->count * 2 : 1);
        if (!bigger) return false;
        if (l->count) memcpy(bigger, l->at, l->count * size);
        l->at = bigger;
    }
    *ret = (char *)l->at + l->count++ * size;
    return true;
}

static bool set_texts(struct ctx *c, const struct field *f, struct list *l, struct slice text)
{
    while (text.size > 0) {
        struct slice item = slice_trim(slice_cut(&text, ','));
        void        *at;
        if (item.size == 0) continue;
        if ((double)l->count >= (f->max > 0 ? f->max : LIST_COUNT_MAX) || item.size > TEXT_SIZE_MAX) return false;
        if (!list_add(c, l, sizeof(char *), &at) || !copy_text(c, f, item, at)) return false;
    }
    return true;
}

void shape_set(struct ctx *c, const struct field *f, void *record, const char *path, struct slice text)
{
    void *at   = field_at(f, record);
    bool  good = false;
    switch (f->kind) {
    case BOOL:   good = bool_read(text, at); break;
    case I64:    good = int_read(text, at) && *(int64_t *)at != INT_NONE; break;
    case F64:    good = number_read(text, at); break;
    case TEXT:   good = copy_text(c, f, text, at); break;
    case DAY:    good = day_read(text, at); break;
    case TIME:   good = time_read(text, at); break;
    case SPAN:   good = span_read(text, at); break;
    case CASH:   good = cash_read(text, at); break;
    case CHOICE: good = choice_read(f, text, at); break;
    case TEXTS:  good = set_texts(c, f, at, text); break;
    default:     break;                 /* lists of records and packed columns do not come from one text */
    }
    if (good && value_in_limits(f, at)) return;
    set_null(f, record);
    refuse(c, f, path, text);
}

/* A value that was refused is not missing too: one fault per field is enough. */
static bool has_fault(const struct ctx *c, const char *path)
{
    for (const struct fault *f = c->faults; f; f = f->next)
        if (strcmp(f->path, path) == 0) return true;
    return false;
}

void shape_check_required(struct ctx *c, const struct shape *s, const void *record)
{
    for (size_t i = 0; i < s->field_count; i++) {
        const struct field *f = &s->fields[i];
        const struct field *instead = f->unless ? shape_find(s, slice_of(f->unless)) : NULL;
        if (instead ? !field_is_null(instead, record) : !(f->flags & REQUIRED)) continue;
        if (!field_is_null(f, record) || has_fault(c, f->name)) continue;
        struct text allowed = {.c = c};
        field_put_allowed(&allowed, f);
        if (text_done(&allowed) == OK) fault(c, f->name, "is missing: %s (%s)%s%s", f->help, allowed.at, instead ? ", or a " : "", instead ? instead->name : "");
    }
}

/* ---- to text ---- */

static void put_cash(struct text *out, int64_t millionths)
{
    enum { PLACES = 6 };
    char     digits[PLACES];
    uint64_t size = millionths < 0 ? 0 - (uint64_t)millionths : (uint64_t)millionths, part = size % CASH_UNIT;
    size_t   count = part ? PLACES : 0;
    for (size_t i = PLACES; i-- > 0; part /= 10) digits[i] = (char)('0' + part % 10);
    while (count > 0 && digits[count - 1] == '0') count--;
    if (millionths < 0) text_put_char(out, '-');
    text_put_int(out, (int64_t)(size / CASH_UNIT));
    if (count == 0) return;
    text_put_char(out, '.');
    text_put_slice(out, (struct slice){digits, count});
}

static void put_bytes(struct text *out, const struct list *l)
{
    char *at = text_room(out, l->count * 2);
    for (size_t i = 0; at && i < l->count; i++) {
        unsigned char byte = ((const unsigned char *)l->at)[i];
        at[2 * i]     = "0123456789abcdef"[byte >> 4];
        at[2 * i + 1] = "0123456789abcdef"[byte & 15];
    }
    if (at) out->size += l->count * 2;
}

static void put_list(struct text *out, const struct field *f, const struct list *l)
{
    for (size_t i = 0; i < l->count; i++) {
        if (i > 0) text_put_char(out, ',');
        char buffer[DAY_SIZE];
        switch (f->kind) {
        case TEXTS: text_put(out, ((const char *const *)l->at)[i]); break;
        case DAYS:  text_put_slice(out, (struct slice){buffer, day_write(buffer, ((const int32_t *)l->at)[i])}); break;
        default:    if (isfinite(((const double *)l->at)[i])) text_put_number(out, ((const double *)l->at)[i]); break;
        }
    }
}

void field_put_text(struct text *out, const struct field *f, const void *record)
{
    const void *at = field_at(f, record);
    char        buffer[TIME_SIZE_MAX > SPAN_SIZE_MAX ? TIME_SIZE_MAX : SPAN_SIZE_MAX];
    if (field_is_null(f, record)) return;
    switch (f->kind) {
    case BOOL:   text_put(out, *(const bool *)at ? "true" : "false"); break;
    case I64:    text_put_int(out, *(const int64_t *)at); break;
    case F64:    if (isfinite(*(const double *)at)) text_put_number(out, *(const double *)at); break;
    case TEXT:   text_put(out, *(const char *const *)at); break;
    case DAY:    text_put_slice(out, (struct slice){buffer, day_write(buffer, *(const int32_t *)at)}); break;
    case TIME:   text_put_slice(out, (struct slice){buffer, time_write(buffer, *(const int64_t *)at)}); break;
    case SPAN:   text_put_slice(out, (struct slice){buffer, span_write(buffer, *(const int64_t *)at)}); break;
    case CASH:   put_cash(out, *(const int64_t *)at); break;
    case CHOICE: text_put(out, choice_name(f, *(const int32_t *)at)); break;
    case LIST:   text_put_int(out, (int64_t)((const struct list *)at)->count); break;
    case BYTES:  put_bytes(out, at); break;
    default:     put_list(out, f, at); break;
    }
}
