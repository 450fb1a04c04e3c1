/* Logits and mean vectors of BERT classifiers as PyTorch computes them, for weights of several shapes and types drawn from a seed;
 * tools/oracle/bert.py made bert.csv. Every kernel that runs here is held to it, and in f32 and int8 to the others' bits. */
#include "nlp/bert.h"

#include <math.h>

#include "../check.h"
#include "../model.h"
#include "../scratch.h"
#include "base/file.h"
#include "base/number.h"
#include "base/text.h"
#include "base/thread.h"
#include "shape/csv.h"

enum { MEMORY = 512 << 20, FILE_MAX = 1 << 20, MEANS = 8, LOGITS_MAX = 8, CELLS = 13, SEQUENCES_MAX = 8 };

struct wanted {
    size_t length;
    double logits[LOGITS_MAX], mean[MEANS];
};

struct model_case {
    struct drawn_model model;
    char               dtype[8];
    struct wanted      sequence[SEQUENCES_MAX];
    size_t             count;
};

static size_t whole(struct slice s)
{
    int64_t value = 0;
    CHECK(int_read(s, &value) && value >= 0);
    return (size_t)value;
}

static void read_numbers(struct slice s, double *ret, size_t room)
{
    for (size_t i = 0; s.size && i < room; i++) CHECK(number_read(slice_cut(&s, ' '), &ret[i]));
}

static void read_line(struct ctx *c, struct slice line, struct model_case *last)
{
    struct slice cells[CSV_CELLS_MAX];
    char        *copy  = ctx_copy(c, line);
    size_t       count = copy ? csv_split(copy, line.size, ',', cells) : 0;
    NEED(count == CELLS, "%zu", count);
    uint64_t seed = whole(cells[8]);
    if (last->count == 0) {
        last->model = (struct drawn_model){.config = {.hidden = whole(cells[0]), .layers = whole(cells[1]), .heads = whole(cells[2]), .inner = whole(cells[3]),
                                                      .vocabulary = whole(cells[4]), .positions = whole(cells[5]), .types = 2, .label_count = whole(cells[6]),
                                                      .epsilon = 1e-12f}, .seed = seed};
        (void)snprintf(last->dtype, sizeof last->dtype, "%.*s", (int)cells[7].size, cells[7].at);
    }
    struct wanted *w = &last->sequence[last->count++];
    w->length = whole(cells[10]);
    read_numbers(cells[11], w->logits, LOGITS_MAX);
    read_numbers(cells[12], w->mean, MEANS);
}

struct results {
    float  logits[SEQUENCES_MAX * LOGITS_MAX], means[SEQUENCES_MAX * BERT_HIDDEN_MAX];
    double off;                         /* the greatest difference from what is wanted */
};

static void run_case(const struct model_case *m, const struct tensors *tensors, enum precision p, const struct bert_kernel *k, size_t workers, struct results *ret)
{
    AUTO_CTX         c = {0};
    struct bert      b;
    struct bert_desk d;
    int32_t          ids[BERT_BATCH_TOKENS];
    size_t           lengths[SEQUENCES_MAX], at = 0, hidden = m->model.config.hidden, labels = m->model.config.label_count;
    for (size_t s = 0; s < m->count; s++) {
        lengths[s] = m->sequence[s].length;
        for (size_t i = 0; i < lengths[s]; i++) ids[at++] = model_token(&m->model, s, i);
    }
    ctx_open(&c, MEMORY);
    NEED(bert_open(&c, &m->model.config, tensors, p, k, &b) == OK, "%s", c.note);
    NEED(bert_desk_open(&c, &b, BERT_BATCH_TOKENS, m->model.config.positions, workers, &d) == OK, "%s", c.note);
    d.means       = ret->means;
    d.mean_layers = 1;
    bert_run(&b, &d, &(struct bert_crew){workers, thread_each}, ids, lengths, m->count);
    bert_logits(&b, &d, lengths, m->count, ret->logits);
    ret->off = 0;
    for (size_t s = 0; s < m->count; s++) {
        for (size_t i = 0; i < labels; i++) ret->off = fmax(ret->off, fabs((double)ret->logits[s * labels + i] - m->sequence[s].logits[i]));
        for (size_t i = 0; i < MEANS && i < hidden; i++) ret->off = fmax(ret->off, fabs((double)ret->means[s * hidden + i] - m->sequence[s].mean[i]));
    }
}

static bool same(const struct model_case *m, const struct results *a, const struct results *b)
{
    return memcmp(a->logits, b->logits, m->count * m->model.config.label_count * sizeof *a->logits) == 0 &&
           memcmp(a->means, b->means, m->count * m->model.config.hidden * sizeof *a->means) == 0;
}

/* What each may be off: f32 but for the order of its sums, the others for the digits they keep. */
static const double bound[PRECISION_COUNT] = {1e-4, 0.06, 0.15};

static const struct bert_kernel *const kernels[] = {
    &bert_plain,
#if defined __x86_64__
    &bert_avx2, &bert_avx512,
#endif
};

/* A fused step in plain C takes its time; the largest models are left to the others where these run. */
static bool is_worth_it(const struct model_case *m, const struct bert_kernel *k, enum precision p)
{
    enum { HIDDEN_MAX = 128 };
    return k->runs_here(p) && (k != &bert_plain || m->model.config.hidden <= HIDDEN_MAX || bert_kernel_best(p) == &bert_plain);
}

static void hold(const struct model_case *m)
{
    AUTO_CTX       c = {0};
    struct slice   file;
    struct tensors tensors;
    struct results best, other;
    ctx_open(&c, MEMORY);
    NEED(model_draw(&c, &m->model, &file) == OK && safetensors_open(&c, "drawn", file, &tensors) == OK, "%s", c.note);
    for (enum precision p = 0; p < PRECISION_COUNT; p++) {
        run_case(m, &tensors, p, NULL, 3, &best);
        CHECK(best.off <= bound[p], "%s, hidden %zu: off by %g", precisions[p], m->model.config.hidden, best.off);
        for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++) {
            if (!is_worth_it(m, kernels[k], p)) continue;
            run_case(m, &tensors, p, kernels[k], 1, &other);
            CHECK(other.off <= bound[p], "%s, %s, hidden %zu: off by %g", kernels[k]->name, precisions[p], m->model.config.hidden, other.off);
            CHECK(p == PRECISION_BF16 || same(m, &best, &other), "%s, %s, hidden %zu: other bits", kernels[k]->name, precisions[p], m->model.config.hidden);
        }
    }
}

TEST(bert_equals_pytorch)
{
    AUTO_CTX          c = {0};
    struct slice      rest;
    struct model_case m = {0};
    size_t            models = 0;
    ctx_open(&c, MEMORY);
    NEED(file_read(&c, "tests/oracle/bert.csv", FILE_MAX, &rest) == OK, "%s", c.note);
    (void)slice_cut(&rest, '\n');
    (void)slice_cut(&rest, '\n');
    while (rest.size) {
        struct slice line = slice_cut(&rest, '\n'), next = rest;
        read_line(&c, line, &m);
        m.model.dtype = m.dtype;
        size_t same_head = 0, commas = 0;               /* the first nine cells tell the model */
        while (same_head < line.size && same_head < next.size && line.at[same_head] == next.at[same_head] && commas < 9) commas += line.at[same_head++] == ',';
        if (commas == 9 && m.count < SEQUENCES_MAX) continue;
        hold(&m);
        models++;
        m = (struct model_case){0};
    }
    CHECK(models == 7, "%zu", models);
}
