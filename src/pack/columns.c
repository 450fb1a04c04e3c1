#include "pack/columns.h"

#include <assert.h>
#include <math.h>

#include "pack/bits.h"
#include "pack/checksum.h"
#include "pack/decimal.h"
#include "pack/ints.h"
#include "pack/lean.h"
#include "pack/times.h"
#include "pack/words.h"
#include "pack/xor.h"

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "blobs are little endian");
static_assert((int)BITS_SLACK <= (int)PACK_SLACK, "decoders write less than they may");

static const char MAGIC[2] = {'L', '2'};

enum {                                  /* where a field of the head stands */
    AT_COUNT = 2, AT_COLUMNS = 4, AT_SIZE = 8, AT_CHECKSUM = 12,
};

enum { HAS_NULLS = 0x80, IS_EXACT = 0x40, CODEC_BITS = 0x0f };      /* of entry.how */

struct entry {                          /* of the directory, as it lies there */
    uint8_t      type, how;             /* how: the codec, and flags */
    uint16_t     present;               /* values that are there */
    uint32_t     place, size, checksum;
    union scalar first, last, min, max, sum;
};

static_assert(sizeof(struct entry) == PACK_ENTRY_SIZE, "the directory as the header tells it");

static struct entry entry_of(const struct packed *p, size_t column)
{
    struct entry e;
    memcpy(&e, p->head + PACK_HEAD_SIZE + column * PACK_ENTRY_SIZE, sizeof e);
    return e;
}

/* ---- in ---- */

struct encoding {                       /* what is known of the columns while they are written */
    struct ctx          *c;
    size_t               count, column_count;
    const struct column *columns;
    struct entry        *entries;
    struct text          out;
    int64_t            **whole;         /* of REALs that are decimals, else NULL */
    uint16_t           **odd;
    size_t              *odd_count;
    int                 *exponent;
    struct leaning { enum lean_kind kind; uint8_t a, b; } *lean;
    bool                *leant_on;      /* and has to be a decimal */
};

static bool is_null(const struct column *k, size_t i) { return k->nulls && (k->nulls[i / 64] >> i % 64 & 1); }

static void zone_ints(struct entry *e, const struct column *k, size_t count)
{
    bool exact = true;
    for (size_t i = 0; i < count; i++) {
        if (is_null(k, i)) continue;
        int64_t v = k->ints[i];
        if (e->present == 0) e->first.i = e->min.i = e->max.i = v;
        e->last.i = v;
        if (v < e->min.i) e->min.i = v;
        if (v > e->max.i) e->max.i = v;
        exact &= !__builtin_add_overflow(e->sum.i, v, &e->sum.i);
        e->present++;
    }
    if (exact) e->how |= IS_EXACT;
}

static void zone_reals(struct entry *e, const struct column *k, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double v = k->reals[i];
        if (isnan(v) || is_null(k, i)) continue;
        if (e->present == 0) e->first.r = e->min.r = e->max.r = v;
        e->last.r = v;
        if (v < e->min.r) e->min.r = v;
        if (v > e->max.r) e->max.r = v;
        e->sum.r += v;
        e->present++;
    }
}

static void zone_texts(struct entry *e, const struct column *k, size_t count)
{
    for (size_t i = 0; i < count; i++) e->present += !is_null(k, i);
}

/* Nothing but the NaN that missing is written with: other NaNs keep their bits. */
static bool all_missing(const struct column *k, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (memcmp(&k->reals[i], &(double){NAN}, sizeof(double)) != 0) return false;
    return true;
}

/* Decimals first, of all columns, for one may lean on another. */
static err split_reals(struct encoding *x)
{
    for (size_t k = 0; k < x->column_count; k++) {
        if (x->columns[k].type != COLUMN_REAL || all_missing(&x->columns[k], x->count)) continue;
        int64_t  *whole;
        uint16_t *odd;
        TRY(NEW(x->c, whole, x->count));
        TRY(NEW(x->c, odd, x->count));
        x->exponent[k]  = decimal_exponent(x->columns[k].reals, x->count);
        x->odd_count[k] = decimal_split(x->columns[k].reals, x->count, x->exponent[k], whole, odd);
        x->odd[k]       = odd;
        if (x->odd_count[k] <= x->count / 2) x->whole[k] = whole;
    }
    return OK;
}

/* ---- which columns lean on which: those of one scale and size, such as the four prices of a bar ---- */

static bool alike(const struct encoding *x, size_t a, size_t b)
{
    enum { FEW = 16 };                  /* one odd value of so many */
    double p = x->entries[a].last.r, q = x->entries[b].last.r;
    bool   few = x->odd_count[a] <= x->count / FEW && x->odd_count[b] <= x->count / FEW;
    return few && x->whole[a] && x->whole[b] && x->exponent[a] == x->exponent[b] && p > 0 && q > 0 && p < 2 * q && q < 2 * p;
}

static size_t size_leaning(const struct encoding *x, size_t k, struct leaning l, size_t sample)
{
    int64_t left[PACK_ROWS_MAX];
    size_t  size;
    lean_off(l.kind, x->whole[k], x->whole[l.a], x->whole[l.b], sample, left);
    (void)ints_choose(left, sample, &size);
    return size;
}

/* The last of a family stands alone; the first leans on it, the others on both. What pays is found on a sample. */
static void choose_leaning(struct encoding *x, size_t k, uint8_t last, uint8_t first)
{
    enum { SAMPLE = 256 };
    size_t               sample = x->count < SAMPLE ? x->count : SAMPLE;
    const struct leaning tries[] = {{LEAN_BEFORE, last, last}, {LEAN_SAME, last, last}, {LEAN_ABOVE, first, last}, {LEAN_BELOW, first, last}};
    size_t               least = size_leaning(x, k, (struct leaning){LEAN_NONE, last, last}, sample);
    for (size_t t = 0; t < (k == first ? 2 : sizeof tries / sizeof *tries); t++) {
        size_t size = size_leaning(x, k, tries[t], sample);
        if (size >= least) continue;
        least      = size;
        x->lean[k] = tries[t];
    }
    x->leant_on[last] |= x->lean[k].kind != LEAN_NONE;
    x->leant_on[first] |= x->lean[k].kind > LEAN_BEFORE;
}

static void find_leaning(struct encoding *x)
{
    for (size_t last = x->column_count; last-- > 1;) {
        size_t first = 0;
        while (first < last && !alike(x, first, last)) first++;
        if (first == last) continue;
        for (size_t k = first; k < last; k++)
            if (alike(x, k, last)) choose_leaning(x, k, (uint8_t)last, (uint8_t)first);
        return;
    }
}

/* ---- one column ---- */

static void put_nulls(struct encoding *x, const struct column *k)
{
    text_put_slice(&x->out, (struct slice){(const char *)k->nulls, (x->count + 63) / 64 * 8});
}

/* 1 byte exponent, 3 bytes leaning, 2 bytes count of odd ones, their places, their bits; then the numbers. */
static void put_decimal(struct encoding *x, size_t k, struct text *out)
{
    struct leaning l = x->lean[k];
    uint16_t       odds = (uint16_t)x->odd_count[k];
    int64_t        left[PACK_ROWS_MAX];
    const char     head[] = {(char)x->exponent[k], (char)l.kind, (char)l.a, (char)l.b};
    text_put_slice(out, (struct slice){head, sizeof head});
    text_put_slice(out, (struct slice){(const char *)&odds, sizeof odds});
    text_put_slice(out, (struct slice){(const char *)x->odd[k], odds * sizeof *x->odd[k]});
    for (size_t i = 0; i < odds; i++) text_put_slice(out, (struct slice){(const char *)&x->columns[k].reals[x->odd[k][i]], sizeof(double)});
    lean_off(l.kind, x->whole[k], l.kind ? x->whole[l.a] : NULL, l.kind ? x->whole[l.b] : NULL, x->count, left);
    ints_put(out, left, x->count, ints_choose(left, x->count, NULL));
}

static enum column_codec put_raw(struct encoding *x, const void *values)
{
    text_put_slice(&x->out, (struct slice){values, x->count * 8});
    return CODEC_RAW;
}

static err put_reals(struct encoding *x, size_t k, enum column_codec *ret)
{
    const double *in = x->columns[k].reals;
    struct text   decimal = {.c = x->c}, xor = {.c = x->c};
    size_t        least = x->leant_on[k] ? SIZE_MAX : x->count * 8;
    if (x->whole[k]) {
        put_decimal(x, k, &decimal);
        TRY(text_done(&decimal));
    }
    if (!x->whole[k] || (!x->leant_on[k] && decimal.size * 2 > least)) {
        xor_put(&xor, (const uint64_t *)(const void *)in, x->count);
        TRY(text_done(&xor));
    }
    if (xor.size > 0 && xor.size < least && (!decimal.size || xor.size < decimal.size)) {
        text_put_slice(&x->out, text_slice(&xor));
        *ret = CODEC_XOR;
    } else if (decimal.size > 0 && decimal.size < least) {
        text_put_slice(&x->out, text_slice(&decimal));
        *ret = CODEC_DECIMAL;
    } else {
        *ret = put_raw(x, in);
    }
    return OK;
}

/* A null takes the value before it, which costs least. */
static err filled_ints(struct encoding *x, const struct column *k, const int64_t **ret)
{
    int64_t *filled, last = 0;
    *ret = k->ints;
    if (!k->nulls) return OK;
    TRY(NEW(x->c, filled, x->count));
    for (size_t i = 0; i < x->count; i++) filled[i] = last = is_null(k, i) ? last : k->ints[i];
    *ret = filled;
    return OK;
}

static err put_ints(struct encoding *x, const struct column *k, enum column_codec *ret)
{
    struct text    times = {.c = x->c};
    const int64_t *in;
    size_t         size;
    TRY(filled_ints(x, k, &in));
    enum ints_mode mode = ints_choose(in, x->count, &size);
    bool           ruled = times_put(&times, in, x->count);
    TRY(text_done(&times));
    if (ruled && times.size < size) {
        text_put_slice(&x->out, text_slice(&times));
        *ret = CODEC_TIMES;
        return OK;
    }
    ints_put(&x->out, in, x->count, mode);
    *ret = CODEC_INTS;
    return OK;
}

static err put_texts(struct encoding *x, const struct column *k, enum column_codec *ret)
{
    struct slice *filled;
    TRY(NEW(x->c, filled, x->count));
    for (size_t i = 0; i < x->count; i++) filled[i] = is_null(k, i) || k->texts[i].size == 0 ? (struct slice){"", 0} : k->texts[i];
    *ret = CODEC_WORDS;
    return words_put(x->c, &x->out, filled, x->count);
}

static err put_column(struct encoding *x, size_t k)
{
    const struct column *column = &x->columns[k];
    struct entry        *e      = &x->entries[k];
    enum column_codec    codec  = CODEC_NOTHING;
    e->place = (uint32_t)x->out.size;
    if (column->nulls) {
        e->how |= HAS_NULLS;
        put_nulls(x, column);
    }
    if (column->type == COLUMN_REAL && !all_missing(column, x->count)) TRY(put_reals(x, k, &codec));
    if (column->type == COLUMN_INT)  TRY(put_ints(x, column, &codec));
    if (column->type == COLUMN_TEXT) TRY(put_texts(x, column, &codec));
    e->how |= (uint8_t)codec;
    TRY(text_done(&x->out));
    e->size     = (uint32_t)(x->out.size - e->place);
    e->checksum = checksum((struct slice){x->out.at + e->place, e->size});
    return OK;
}

static err new_encoding(struct encoding *x)
{
    size_t n = x->column_count;
    TRY(NEW(x->c, x->entries, n));
    TRY(NEW(x->c, x->whole, n));
    TRY(NEW(x->c, x->odd, n));
    TRY(NEW(x->c, x->odd_count, n));
    TRY(NEW(x->c, x->exponent, n));
    TRY(NEW(x->c, x->leant_on, n));
    return NEW(x->c, x->lean, n);
}

static void put_head(struct encoding *x)
{
    char    *head = x->out.at;
    uint16_t count = (uint16_t)x->count;
    uint32_t size  = (uint32_t)x->out.size, sum;
    memcpy(head, MAGIC, sizeof MAGIC);
    memcpy(head + AT_COUNT, &count, sizeof count);
    head[AT_COLUMNS] = (char)x->column_count;
    memcpy(head + AT_SIZE, &size, sizeof size);
    memcpy(head + PACK_HEAD_SIZE, x->entries, x->column_count * sizeof *x->entries);
    sum = checksum((struct slice){head, columns_head_size(x->column_count)});
    memcpy(head + AT_CHECKSUM, &sum, sizeof sum);
}

err columns_encode(struct ctx *c, size_t count, const struct column *columns, size_t column_count, struct slice *ret)
{
    struct encoding x = {.c = c, .count = count, .columns = columns, .column_count = column_count, .out = {.c = c}};
    assert(count > 0 && count <= PACK_ROWS_MAX && column_count > 0 && column_count <= PACK_COLUMNS_MAX);
    TRY(new_encoding(&x));
    for (size_t k = 0; k < column_count; k++) {
        x.entries[k].type = (uint8_t)columns[k].type;
        if (columns[k].type == COLUMN_INT)  zone_ints(&x.entries[k], &columns[k], count);
        if (columns[k].type == COLUMN_REAL) zone_reals(&x.entries[k], &columns[k], count);
        if (columns[k].type == COLUMN_TEXT) zone_texts(&x.entries[k], &columns[k], count);
    }
    TRY(split_reals(&x));
    find_leaning(&x);
    text_put_repeat(&x.out, 0, columns_head_size(column_count));
    for (size_t k = 0; k < column_count; k++) TRY(put_column(&x, k));
    put_head(&x);
    *ret = text_slice(&x.out);
    return OK;
}

/* ---- out ---- */

bool columns_open(struct slice body, struct packed *ret)
{
    uint16_t count;
    uint32_t size, sum, zero = 0;
    char     head[PACK_HEAD_SIZE + PACK_COLUMNS_MAX * PACK_ENTRY_SIZE];
    if (body.size < PACK_HEAD_SIZE || memcmp(body.at, MAGIC, sizeof MAGIC) != 0) return false;
    memcpy(&count, body.at + AT_COUNT, sizeof count);
    memcpy(&size, body.at + AT_SIZE, sizeof size);
    memcpy(&sum, body.at + AT_CHECKSUM, sizeof sum);
    size_t column_count = (uint8_t)body.at[AT_COLUMNS], head_size = columns_head_size(column_count);
    if (count == 0 || count > PACK_ROWS_MAX || column_count == 0 || column_count > PACK_COLUMNS_MAX || body.size < head_size) return false;
    memcpy(head, body.at, head_size);
    memcpy(head + AT_CHECKSUM, &zero, sizeof zero);
    if (checksum((struct slice){head, head_size}) != sum) return false;
    *ret = (struct packed){.head = body.at, .body = body, .count = count, .column_count = column_count, .size = size};
    return true;
}

bool columns_open_parts(struct slice head, struct slice rest, struct packed *ret)
{
    if (!columns_open(head, ret) || head.size != columns_head_size(ret->column_count)) return false;
    ret->body    = rest;
    ret->skipped = head.size;
    return true;
}

enum column_type columns_type(const struct packed *p, size_t column) { return (enum column_type)entry_of(p, column).type; }
enum column_codec columns_codec(const struct packed *p, size_t column) { return (enum column_codec)(entry_of(p, column).how & CODEC_BITS); }

void columns_zone(const struct packed *p, size_t column, struct zone *ret)
{
    struct entry e = entry_of(p, column);
    *ret = (struct zone){e.present, (e.how & IS_EXACT) || e.type == COLUMN_REAL, e.first, e.last, e.min, e.max, e.sum};
}

/* The bytes of a column, checked. */
static bool bytes_of(const struct packed *p, const struct entry *e, struct slice *ret)
{
    if (e->place < p->skipped || e->place - p->skipped > p->body.size || e->size > p->body.size - (e->place - p->skipped)) return false;
    *ret = (struct slice){p->body.at + (e->place - p->skipped), e->size};
    return checksum(*ret) == e->checksum;
}

static bool take_nulls(const struct packed *p, const struct entry *e, struct slice *in, uint64_t *nulls)
{
    size_t size = (p->count + 63) / 64 * 8;
    if (!(e->how & HAS_NULLS)) {
        if (nulls) memset(nulls, 0, size);
        return true;
    }
    if (in->size < size) return false;
    if (nulls) memcpy(nulls, in->at, size);
    *in = (struct slice){in->at + size, in->size - size};
    return true;
}

struct decimal_head {
    int            exponent;
    struct leaning lean;
    size_t         odds;
    const char    *places, *bits;
    struct slice   numbers;
};

static bool decimal_head(const struct packed *p, struct slice in, struct decimal_head *ret)
{
    enum { HEAD = 6, PLACE = 2, BITS = 8 };
    uint16_t odds;
    if (in.size < HEAD) return false;
    memcpy(&odds, in.at + 4, sizeof odds);
    *ret = (struct decimal_head){.exponent = (uint8_t)in.at[0], .lean = {(enum lean_kind)(uint8_t)in.at[1], (uint8_t)in.at[2], (uint8_t)in.at[3]}, .odds = odds,
                                 .places = in.at + HEAD, .bits = in.at + HEAD + (size_t)odds * PLACE};
    size_t head = HEAD + (size_t)odds * (PLACE + BITS);
    if (in.size < head || ret->exponent > DECIMAL_EXPONENT_MAX || ret->lean.kind >= LEAN_COUNT) return false;
    if (ret->lean.kind && (ret->lean.a >= p->column_count || ret->lean.b >= p->column_count)) return false;
    ret->numbers = (struct slice){in.at + head, in.size - head};
    return true;
}

static int64_t *read_whole(struct unpacker *u, struct packed *p, size_t column, size_t depth, struct decimal_head *h, int64_t *out);

/* The numbers of a column that another one leans on. They are held: high and low lean on the same two. */
static const int64_t *base_of(struct unpacker *u, struct packed *p, size_t column, size_t depth)
{
    struct decimal_head h;
    for (size_t i = 0; i < p->held_count; i++)
        if (p->held[i] == column) return u->whole[i];
    const int64_t *whole = depth < PACK_HELD_MAX ? read_whole(u, p, column, depth + 1, &h, NULL) : NULL;
    if (whole) p->held[p->held_count++] = column;
    return whole;
}

static int64_t *free_room(struct unpacker *u, const struct packed *p)
{
    if (p->held_count == PACK_HELD_MAX) return NULL;
    int64_t **room = &u->whole[p->held_count];
    return *room || NEW(u->c, *room, PACK_ROWS_MAX + PACK_SLACK) == OK ? *room : NULL;
}

/* Into `out`, or where it is NULL into room of the unpacker. NULL: damaged, or no memory. */
static int64_t *read_whole(struct unpacker *u, struct packed *p, size_t column, size_t depth, struct decimal_head *h, int64_t *out)
{
    struct entry   e = entry_of(p, column);
    struct slice   in;
    size_t         used;
    const int64_t *a = NULL, *b = NULL;
    if (e.type != COLUMN_REAL || (e.how & CODEC_BITS) != CODEC_DECIMAL) return NULL;
    if (!bytes_of(p, &e, &in) || !take_nulls(p, &e, &in, NULL) || !decimal_head(p, in, h)) return NULL;
    if (h->lean.kind && (!(a = base_of(u, p, h->lean.a, depth)) || !(b = base_of(u, p, h->lean.b, depth)))) return NULL;
    if (!out) out = free_room(u, p);
    if (!out || !ints_read(h->numbers, p->count, out, &used) || used != h->numbers.size) return NULL;
    lean_on(h->lean.kind, out, a, b, p->count);
    return out;
}

/* The numbers are read into the place of the doubles, and become them there. */
static bool read_decimal(struct unpacker *u, struct packed *p, size_t column, double *out)
{
    struct decimal_head h;
    int64_t            *whole = read_whole(u, p, column, 0, &h, (int64_t *)(void *)out);
    if (!whole) return false;
    decimal_join(whole, p->count, h.exponent, out);
    for (size_t i = 0; i < h.odds; i++) {
        uint16_t at;
        memcpy(&at, h.places + i * sizeof at, sizeof at);
        if (at >= p->count) return false;
        memcpy(&out[at], h.bits + i * sizeof *out, sizeof *out);
    }
    return true;
}

bool columns_decode(struct unpacker *u, struct packed *p, size_t column, void *out, uint64_t *nulls)
{
    struct entry e = entry_of(p, column);
    struct slice in;
    size_t       used;
    if (u->of != p) p->held_count = 0;                  /* what was held is another's by now */
    u->of = p;
    if (!bytes_of(p, &e, &in) || !take_nulls(p, &e, &in, nulls)) return false;
    switch (e.how & CODEC_BITS) {
    case CODEC_NOTHING:
        for (size_t i = 0; i < p->count; i++) ((double *)out)[i] = NAN;
        return e.type == COLUMN_REAL && in.size == 0;
    case CODEC_RAW:
        if (in.size != p->count * 8) return false;
        memcpy(out, in.at, in.size);
        return e.type == COLUMN_REAL;
    case CODEC_INTS:    return e.type == COLUMN_INT && ints_read(in, p->count, out, &used) && used == in.size;
    case CODEC_TIMES:   return e.type == COLUMN_INT && times_read(in, p->count, out);
    case CODEC_DECIMAL: return read_decimal(u, p, column, out);
    case CODEC_XOR:     return e.type == COLUMN_REAL && xor_read(in, p->count, out);
    case CODEC_WORDS:   return e.type == COLUMN_TEXT && words_read(u->c, in, p->count, out);
    default:            return false;
    }
}

bool columns_check(struct ctx *c, struct packed *p, size_t *ret_column)
{
    for (size_t k = 0; k < p->column_count; k++) {
        AUTO_CTX own = {0};
        ctx_open(&own, c->limit_bytes);
        struct unpacker u   = {.c = &own};
        char           *out = ctx_alloc(&own, sizeof(struct slice), p->count + PACK_SLACK);
        *ret_column = k;
        if (!out || !columns_decode(&u, p, k, out, NULL)) return false;
    }
    *ret_column = p->column_count;
    return p->body.size + p->skipped == p->size;
}
