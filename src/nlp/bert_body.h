/* bert_body.h - the kernel itself, once. Who includes it has defined, for its processor:
 *
 *     lanes_f, lanes_i         sixteen floats, sixteen int32_t; f_… and i_… over them
 *     TILE_ROWS, TILE_PANELS   how many rows by how many sixteens of columns stay in registers; TILE_HEIGHTS(tile), the ROWS() of each height from TILE_ROWS to 1
 *     bf16_…, int8_…           an activation as it is kept, a column of weights as it is loaded, and a step of the sum, which takes
 *                              BF16_STEP or INT8_STEP inputs at once
 *     KERNEL, KERNEL_NAME, runs_here()
 *
 * A tile keeps its sums in registers over the whole depth: one load of weights serves TILE_ROWS rows. */
#include <math.h>
#include <string.h>

/* ---- Elementary functions, over lanes. ---- */

/* e^x to 2e-7 of its value: Cephes, expf. Below -87.3 it is 1.2e-38, as good as nothing. */
INLINED lanes_f f_exp(lanes_f x)
{
    x = f_max(f_min(x, f_set(88.0f)), f_set(-87.3f));
    lanes_f n = f_round(f_mul(x, f_set(1.44269504f)));
    lanes_f r = f_fma(n, f_set(-0.693359375f), x);
    r = f_fma(n, f_set(2.12194440e-4f), r);
    lanes_f p = f_set(1.9875691500e-4f);
    p = f_fma(p, r, f_set(1.3981999507e-3f));
    p = f_fma(p, r, f_set(8.3334519073e-3f));
    p = f_fma(p, r, f_set(4.1665795894e-2f));
    p = f_fma(p, r, f_set(1.6666665459e-1f));
    p = f_fma(p, r, f_set(5.0000001201e-1f));
    p = f_add(f_fma(p, f_mul(r, r), r), f_set(1.0f));
    return f_mul(p, f_power_of_2(n));
}

/* x Phi(x), the exact form of Hendrycks and Gimpel 2016, with erf to 1.5e-7: Abramowitz and Stegun 7.1.26. */
INLINED lanes_f f_gelu(lanes_f x)
{
    lanes_f z = f_mul(f_abs(x), f_set(0.70710678f));
    lanes_f t = f_div(f_set(1.0f), f_fma(z, f_set(0.3275911f), f_set(1.0f)));
    lanes_f p = f_set(1.061405429f);
    p = f_fma(p, t, f_set(-1.453152027f));
    p = f_fma(p, t, f_set(1.421413741f));
    p = f_fma(p, t, f_set(-0.284496736f));
    p = f_fma(p, t, f_set(0.254829592f));
    lanes_f half = f_mul(f_mul(f_mul(p, t), f_exp(f_sub(f_set(0.0f), f_mul(z, z)))), f_set(0.5f));
    return f_mul(x, f_select_negative(x, half, f_sub(f_set(1.0f), half)));
}

/* ---- Linear layers. ---- */

INLINED void finish(const struct product *p, size_t row, size_t column, lanes_f sum)
{
    size_t at = row * p->out_width + column;
    sum = f_add(sum, f_load(p->linear->bias + column));
    if (p->add) sum = f_add(sum, f_load(p->add + at));
    f_store(p->out + at, sum);
}

#if defined __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif
#define UNROLLED(n) UNROLL for (size_t i = 0; i < (n); i++) UNROLL for (size_t j = 0; j < TILE_PANELS; j++)

/* A tile of `rows` by TILE_PANELS sixteens: the same steps for every precision. */
#define TILE(name, in_type, weight_type, step, sum_type, zero, column_type, load, add, done)                                \
    INLINED void name(const struct product *p, const size_t rows, size_t row, size_t panel)                                 \
    {                                                                                                                       \
        const size_t       depth = p->linear->inputs, stride = depth * BERT_LANES;                                          \
        const in_type     *a     = (const in_type *)p->in + row * depth;                                                    \
        const weight_type *w     = (const weight_type *)p->linear->weights + panel * stride;                                \
        sum_type           sum[TILE_ROWS][TILE_PANELS];                                                                     \
        UNROLLED(rows) sum[i][j] = zero;                                                                                    \
        for (size_t k = 0; k < depth; k += step, w += step * BERT_LANES) {                                                  \
            column_type column[TILE_PANELS];                                                                                \
            UNROLL for (size_t j = 0; j < TILE_PANELS; j++) column[j] = load(w + j * stride);                                \
            UNROLLED(rows) sum[i][j] = add(sum[i][j], a + i * depth + k, column[j]);                                        \
        }                                                                                                                   \
        UNROLLED(rows) finish(p, row + i, (panel + j) * BERT_LANES, done(sum[i][j], p, row + i, (panel + j) * BERT_LANES)); \
    }

/* Over a tile that was just written and is still near. */
static void gelu_tile(const struct product *p, size_t row, size_t rows, size_t panel)
{
    for (size_t i = row; i < row + rows; i++) {
        float *at = p->out + i * p->out_width + panel * BERT_LANES;
        for (size_t j = 0; j < TILE_PANELS; j++, at += BERT_LANES) f_store(at, f_gelu(f_load(at)));
    }
}

#define AS_IT_IS(sum, p, row, column) (sum)

INLINED lanes_f whole_to_real(lanes_i sum, const struct product *p, size_t row, size_t column)
{
    const struct quantum *q     = &p->quanta[row];
    lanes_i               whole = i_sub(sum, i_mul(i_set(q->zero), i_load(p->linear->total + column)));
    return f_mul(f_of_i(whole), f_mul(f_set(q->scale), f_load(p->linear->scale + column)));
}

INLINED lanes_f f32_add(lanes_f sum, const float *a, lanes_f column) { return f_fma(f_set(*a), column, sum); }

TILE(tile_f32, float, float, 1, lanes_f, f_set(0), lanes_f, f_load, f32_add, AS_IT_IS)
TILE(tile_bf16, bf16_in, uint16_t, BF16_STEP, lanes_f, f_set(0), bf16_column, bf16_load, bf16_add, AS_IT_IS)
TILE(tile_int8, int8_in, int8_t, INT8_STEP, lanes_i, i_set(0), int8_column, int8_load, int8_add, whole_to_real)

/* Rows in tiles, the highest first; a tile of each height is a piece of code of its own. */
#define PRODUCT(name, tile)                                                                         \
    static void name(const struct product *p, size_t first, size_t last)                            \
    {                                                                                               \
        for (size_t panel = first / BERT_LANES; panel < last / BERT_LANES; panel += TILE_PANELS) {  \
            size_t row = 0;                                                                         \
            TILE_HEIGHTS(tile)                                                                      \
        }                                                                                           \
    }
#define ROWS(tile, count)                               \
    for (; row + count <= p->rows; row += count) {      \
        tile(p, count, row, panel);                     \
        if (p->gelu) gelu_tile(p, row, count, panel);   \
    }

PRODUCT(product_f32, tile_f32)
PRODUCT(product_bf16, tile_bf16)
PRODUCT(product_int8, tile_int8)

static void multiply(const struct product *p, size_t first, size_t last)
{
    switch (p->linear->precision) {
    case PRECISION_BF16: product_bf16(p, first, last); break;
    case PRECISION_INT8: product_int8(p, first, last); break;
    default:             product_f32(p, first, last);
    }
}

/* Per row and made while running: eight bits from the least to the greatest, nought among them, so that padding stays nought. */
INLINED struct quantum quantum_of(const float *x, size_t width)
{
    lanes_f low = f_set(0), high = f_set(0);
    for (size_t i = 0; i < width; i += BERT_LANES) {
        low  = f_min(low, f_load(x + i));
        high = f_max(high, f_load(x + i));
    }
    float least = -f_greatest(f_sub(f_set(0), low)), most = f_greatest(high), scale = (most - least) / 255.0f;
    if (!(scale > 0 && scale < INFINITY)) return (struct quantum){1, 0};
    return (struct quantum){scale, (int32_t)lrintf(-least / scale)};
}

static void prepare(enum precision precision, const float *x, size_t rows, size_t width, void *to, struct quantum *quanta)
{
    if (precision == PRECISION_BF16)
        for (size_t i = 0; i < rows * width; i += BERT_LANES) bf16_store((bf16_in *)to + i, f_load(x + i));
    for (size_t r = 0; precision == PRECISION_INT8 && r < rows; r++) {
        quanta[r] = quantum_of(x + r * width, width);
        lanes_f inverse = f_set(1 / quanta[r].scale);
        for (size_t i = r * width; i < (r + 1) * width; i += BERT_LANES)
            int8_store((int8_in *)to + i, i_clamp(i_add(i_of_f(f_mul(f_load(x + i), inverse)), i_set(quanta[r].zero))));
    }
}

/* ---- Attention: softmax(Q K' / sqrt(d)) V of one head, a few queries at a time. ---- */

enum { QUERIES = 4 };

/* Keys lie d by d, so that a step takes sixteen of them; values lie one after the other; both padded with noughts. */
struct head_room {
    float *keys, *values, *scores;
    size_t count, size;                 /* padded to sixteens */
};

INLINED void lay_out(const struct attention *a, size_t head, const struct head_room *room)
{
    const float *keys = a->qkv + a->hidden + head * a->head_size, *values = keys + a->hidden;
    memset(room->keys, 0, room->count * a->head_size * sizeof *room->keys);
    memset(room->values, 0, room->count * room->size * sizeof *room->values);
    for (size_t j = 0; j < a->count; j++) {
        for (size_t d = 0; d < a->head_size; d++) room->keys[d * room->count + j] = keys[j * a->row_width + d];
        memcpy(room->values + j * room->size, values + j * a->row_width, a->head_size * sizeof *values);
    }
}

INLINED void score(const struct attention *a, const float *query[QUERIES], const struct head_room *room)
{
    lanes_f scale = f_set(1 / sqrtf((float)a->head_size));
    for (size_t j = 0; j < room->count; j += BERT_LANES) {
        lanes_f sum[QUERIES];
        UNROLL for (size_t i = 0; i < QUERIES; i++) sum[i] = f_set(0);
        for (size_t d = 0; d < a->head_size; d++) {
            lanes_f keys = f_load(room->keys + d * room->count + j);
            UNROLL for (size_t i = 0; i < QUERIES; i++) sum[i] = f_fma(f_set(query[i][d]), keys, sum[i]);
        }
        UNROLL for (size_t i = 0; i < QUERIES; i++) f_store(room->scores + i * room->count + j, f_mul(sum[i], scale));
    }
}

/* e^(score - greatest) in place; what is beyond `count` becomes 0. Returns one over the sum. */
INLINED float soften(float *scores, size_t count, size_t padded)
{
    static const float FAR = -1e30f;
    lanes_f top = f_set(FAR), sum = f_set(0);
    for (size_t j = count; j < padded; j++) scores[j] = FAR;
    for (size_t j = 0; j < padded; j += BERT_LANES) top = f_max(top, f_load(scores + j));
    lanes_f greatest = f_set(f_greatest(top));
    for (size_t j = 0; j < padded; j += BERT_LANES) f_store(scores + j, f_exp(f_sub(f_load(scores + j), greatest)));
    for (size_t j = count; j < padded; j++) scores[j] = 0;
    for (size_t j = 0; j < padded; j += BERT_LANES) sum = f_add(sum, f_load(scores + j));
    return 1 / f_total(sum);
}

INLINED void mix(const struct attention *a, const struct head_room *room, const float share[QUERIES], float *out[QUERIES])
{
    for (size_t d = 0; d < room->size; d += BERT_LANES) {
        lanes_f sum[QUERIES];
        float   result[BERT_LANES];
        size_t  left = a->head_size - d < BERT_LANES ? a->head_size - d : BERT_LANES;
        UNROLL for (size_t i = 0; i < QUERIES; i++) sum[i] = f_set(0);
        for (size_t j = 0; j < a->count; j++) {
            lanes_f values = f_load(room->values + j * room->size + d);
            UNROLL for (size_t i = 0; i < QUERIES; i++)
                sum[i] = f_fma(f_set(room->scores[i * room->count + j]), values, sum[i]);
        }
        UNROLL for (size_t i = 0; i < QUERIES; i++) {
            f_store(result, f_mul(sum[i], f_set(share[i])));
            memcpy(out[i] + d, result, left * sizeof *result);
        }
    }
}

static void attend(const struct attention *a, size_t head)
{
    struct head_room room = {.count = (a->count + BERT_LANES - 1) / BERT_LANES * BERT_LANES, .size = (a->head_size + BERT_LANES - 1) / BERT_LANES * BERT_LANES};
    room.keys   = a->room;
    room.values = room.keys + room.count * a->head_size;
    room.scores = room.values + room.count * room.size;
    lay_out(a, head, &room);
    for (size_t first = 0; first < a->count; first += QUERIES) {
        const float *query[QUERIES];
        float       *out[QUERIES], share[QUERIES];
        for (size_t i = 0; i < QUERIES; i++) {          /* past the end the last one is done again */
            size_t row = first + i < a->count ? first + i : a->count - 1;
            query[i] = a->qkv + row * a->row_width + head * a->head_size;
            out[i]   = a->out + row * a->out_width + head * a->head_size;
        }
        score(a, query, &room);
        for (size_t i = 0; i < QUERIES; i++) share[i] = soften(room.scores + i * room.count, a->count, room.count);
        mix(a, &room, share, out);
    }
}

/* ---- Normalisation. ---- */

/* The last of a row may be less than sixteen: what is beyond counts for nothing. */
INLINED lanes_f f_first(lanes_f x, size_t count)
{
    float some[BERT_LANES];
    f_store(some, x);
    for (size_t i = count; i < BERT_LANES; i++) some[i] = 0;
    return f_load(some);
}

static void normalise(float *x, size_t rows, size_t width, size_t size, const float *gain, const float *shift, float epsilon)
{
    size_t whole = size / BERT_LANES * BERT_LANES;
    for (size_t r = 0; r < rows; r++, x += width) {
        lanes_f sum = f_set(0), square = f_set(0);
        for (size_t i = 0; i < width; i += BERT_LANES) sum = f_add(sum, f_load(x + i));
        lanes_f mean = f_set(f_total(sum) / (float)size);
        for (size_t i = 0; i < size; i += BERT_LANES) {
            lanes_f d = f_sub(f_load(x + i), mean);
            if (i == whole) d = f_first(d, size - whole);
            square = f_fma(d, d, square);
        }
        lanes_f factor = f_set(1 / sqrtf(f_total(square) / (float)size + epsilon));
        for (size_t i = 0; i < width; i += BERT_LANES)
            f_store(x + i, f_fma(f_mul(f_sub(f_load(x + i), mean), factor), f_load(gain + i), f_load(shift + i)));
    }
}

const struct bert_kernel KERNEL = {
    .name      = KERNEL_NAME,
    .runs_here = runs_here,
    .in_size   = {sizeof(float), sizeof(bf16_in), sizeof(int8_in)},
    .group     = {1, BF16_STEP, INT8_STEP},
    .prepare   = prepare,
    .multiply  = multiply,
    .attend    = attend,
    .normalise = normalise,
};
