#include "store/postgres.h"

#include <math.h>

/* Binary forms of the types that Lumia's tables and statements use; PostgreSQL 15, src/backend/utils/adt: network order. */

enum {
    T_BOOL = 16, T_BYTEA = 17, T_NAME = 19, T_INT8 = 20, T_INT2 = 21, T_INT4 = 23, T_TEXT = 25, T_FLOAT4 = 700, T_FLOAT8 = 701,
    T_UNKNOWN = 705, T_BPCHAR = 1042, T_VARCHAR = 1043, T_NUMERIC = 1700,
};

pg_type pg_type_of(enum kind kind)
{
    static const pg_type types[KIND_COUNT] = {
        [BOOL] = T_BOOL, [I64] = T_INT8, [F64] = T_FLOAT8, [TEXT] = T_TEXT, [DAY] = T_INT4, [TIME] = T_INT8, [SPAN] = T_INT8, [CASH] = T_INT8,
        [CHOICE] = T_TEXT, [TEXTS] = T_TEXT, [LIST] = T_TEXT, [F64S] = T_BYTEA, [DAYS] = T_BYTEA, [BYTES] = T_BYTEA,
    };
    return types[kind];
}

static uint64_t read_big(struct slice bytes)
{
    uint64_t x = 0;
    for (size_t i = 0; i < bytes.size; i++) x = x << 8 | (unsigned char)bytes.at[i];
    return x;
}

static struct slice write_big(uint64_t x, size_t size, char *room)
{
    for (size_t i = size; i-- > 0; x >>= 8) room[i] = (char)(x & 0xff);
    return (struct slice){room, size};
}

static uint64_t bits_of(double d)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    return bits;
}

static double of_bits(uint64_t bits)
{
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

/* ---- out ---- */

static err encode_int(struct ctx *c, int64_t i, pg_type type, char *room, struct slice *ret)
{
    switch (type) {
    case T_BOOL:   *ret = write_big(i != 0, 1, room); return OK;
    case T_FLOAT8: *ret = write_big(bits_of((double)i), 8, room); return OK;
    case T_INT8:   *ret = write_big((uint64_t)i, 8, room); return OK;
    case T_INT4:
        if (i < INT32_MIN || i > INT32_MAX) return fail(c, ERR_INVALID, "%lld is out of range", (long long)i);
        *ret = write_big((uint32_t)i, 4, room);
        return OK;
    default:       return fail(c, ERR_INTERNAL, "a whole number is bound where PostgreSQL wants type %u", type);
    }
}

err pg_encode(struct ctx *c, const struct value *v, pg_type type, char room[static PG_NUMBER_SIZE], struct slice *ret)
{
    switch (v->kind) {
    case V_INT:  return encode_int(c, v->integer, type, room, ret);
    case V_REAL:
        if (type != T_FLOAT8) return fail(c, ERR_INTERNAL, "a number is bound where PostgreSQL wants type %u", type);
        *ret = write_big(bits_of(v->real), 8, room);
        return OK;
    case V_TEXT: return text_cleaned(c, v->bytes, ret);
    default:     *ret = v->bytes; return OK;
    }
}

/* ---- in ---- */

/* What is no number is missing, as everywhere in the house. */
static struct value real_or_null(double d) { return isnan(d) ? (struct value){.kind = V_NULL} : v_real(d); }

/* numeric: digits of base 10,000, the first worth 10,000 to the power of `weight`, as sum() of whole numbers answers. What
 * has a fraction or no room in a whole number becomes a double. */
static err decode_numeric(struct ctx *c, struct slice b, struct value *ret)
{
    enum { HEAD = 8, BASE = 10000, NEGATIVE = 0x4000, NO_NUMBER = 0xc000, WEIGHT_MAX = 4 };
    if (b.size < HEAD) return fail(c, ERR_STORE, "PostgreSQL sent a number of %zu bytes", b.size);
    int     digits = (int)read_big((struct slice){b.at, 2}), weight = (int16_t)read_big((struct slice){b.at + 2, 2});
    int     sign   = read_big((struct slice){b.at + 4, 2}) == NEGATIVE ? -1 : 1;
    bool    is_whole = digits <= weight + 1 && weight <= WEIGHT_MAX;
    double  real   = 0;
    int64_t whole  = 0;
    if (b.size != HEAD + 2 * (size_t)digits) return fail(c, ERR_STORE, "PostgreSQL sent a number of %zu bytes", b.size);
    if ((read_big((struct slice){b.at + 4, 2}) & NO_NUMBER) == NO_NUMBER) return *ret = (struct value){.kind = V_NULL}, OK;
    for (int i = 0; i < digits || (is_whole && i <= weight); i++) {
        int digit = i < digits ? sign * (int)read_big((struct slice){b.at + HEAD + 2 * i, 2}) : 0;
        real    += digit * pow(BASE, weight - i);
        is_whole = is_whole && !__builtin_mul_overflow(whole, BASE, &whole) && !__builtin_add_overflow(whole, digit, &whole);
    }
    *ret = is_whole || digits == 0 ? v_int(whole) : v_real(real);
    return OK;
}

err pg_decode(struct ctx *c, pg_type type, struct slice bytes, struct value *ret)
{
    switch (type) {
    case T_BOOL:   *ret = v_int(bytes.at[0] != 0); return OK;
    case T_INT2:   *ret = v_int((int16_t)read_big(bytes)); return OK;
    case T_INT4:   *ret = v_int((int32_t)read_big(bytes)); return OK;
    case T_INT8:   *ret = v_int((int64_t)read_big(bytes)); return OK;
    case T_FLOAT8: *ret = real_or_null(of_bits(read_big(bytes))); return OK;
    case T_FLOAT4: {
        uint32_t bits = (uint32_t)read_big(bytes);
        float    f;
        memcpy(&f, &bits, sizeof f);
        *ret = real_or_null(f);
        return OK;
    }
    case T_TEXT: case T_VARCHAR: case T_BPCHAR: case T_NAME: case T_UNKNOWN:
        *ret = (struct value){.kind = V_TEXT, .bytes = bytes};
        return OK;
    case T_BYTEA:   *ret = v_blob(bytes); return OK;
    case T_NUMERIC: return decode_numeric(c, bytes, ret);
    default:        return fail(c, ERR_STORE, "PostgreSQL answered with type %u, which no statement of Lumia asks for", type);
    }
}
