#include "nlp/head.h"

#include <math.h>

#include "base/number.h"
#include "num/elementary.h"

static const char MAGIC[] = "lumia head 1";

void soften_scores(double *x, size_t count)
{
    double most = x[0], sum = 0;
    for (size_t i = 1; i < count; i++) most = fmax(most, x[i]);
    for (size_t i = 0; i < count; i++) sum += x[i] = exp_portable(x[i] - most);
    for (size_t i = 0; i < count; i++) x[i] /= sum;
}

void head_apply(const struct head *h, const float *x, double ret[HEAD_LABELS])
{
    for (size_t k = 0; k < HEAD_LABELS; k++) {
        const float *w   = h->weights + k * h->inputs;
        double       sum = h->bias[k];
        for (size_t i = 0; i < h->inputs; i++) sum += (double)w[i] * x[i];
        ret[k] = sum;
    }
    soften_scores(ret, HEAD_LABELS);
}

/* Numbers are parted by blanks or line ends. */
static bool read_number(struct slice *rest, double *ret)
{
    while (rest->size && (rest->at[0] == ' ' || rest->at[0] == '\n')) rest->at++, rest->size--;
    size_t size = 0;
    while (size < rest->size && rest->at[size] != ' ' && rest->at[size] != '\n') size++;
    struct slice number = {rest->at, size};
    *rest = (struct slice){rest->at + size, rest->size - size};
    return number_read(number, ret);
}

static bool read_count(struct slice *rest, size_t most, size_t *ret)
{
    double value;
    if (!read_number(rest, &value) || !(value >= 1 && value <= (double)most) || value != floor(value)) return false;
    *ret = (size_t)value;
    return true;
}

err head_read(struct ctx *c, const char *name, struct slice file, struct head *ret)
{
    struct head  h    = {0};
    struct slice rest = file;
    double       value;
    float       *weights;
    while (rest.size && rest.at[0] == '#') (void)slice_cut(&rest, '\n');
    if (!slice_is(slice_trim(slice_cut(&rest, '\n')), MAGIC)) return fail(c, ERR_DATA, "%s: it does not begin with '%s'", name, MAGIC);
    if (!read_count(&rest, HEAD_LAYERS_MAX, &h.layers) || !read_count(&rest, HEAD_INPUTS_MAX, &h.inputs) || h.inputs % h.layers != 0)
        return fail(c, ERR_DATA, "%s: it does not tell of 1 to %d layers and their inputs, at most %d", name, HEAD_LAYERS_MAX, HEAD_INPUTS_MAX);
    TRY(NEW(c, weights, HEAD_LABELS * h.inputs));
    for (size_t i = 0; i < HEAD_LABELS * (h.inputs + 1); i++) {
        if (!read_number(&rest, &value) || fabs(value) > 1e6) return fail(c, ERR_DATA, "%s: number %zu of it cannot be used", name, i + 1);
        if (i < HEAD_LABELS) h.bias[i] = (float)value;
        else weights[i - HEAD_LABELS] = (float)value;
    }
    if (slice_trim(rest).size) return fail(c, ERR_DATA, "%s: something follows its numbers", name);
    h.weights = weights;
    *ret      = h;
    return OK;
}

/* Three digits are more than a head is sure of. */
void head_write(struct text *out, const struct head *h)
{
    text_print(out, "%s\n%zu %zu\n%.4g %.4g %.4g\n", MAGIC, h->layers, h->inputs, (double)h->bias[0], (double)h->bias[1], (double)h->bias[2]);
    for (size_t i = 0; i < HEAD_LABELS * h->inputs; i++) {
        text_print(out, "%.3g", (double)h->weights[i]);
        text_put_char(out, i % 16 == 15 || i + 1 == HEAD_LABELS * h->inputs ? '\n' : ' ');
    }
}
