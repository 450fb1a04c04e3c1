#include "nlp/classifier.h"

#include <math.h>
#include <string.h>

#include "shape/json.h"

/* ---- Opening. ---- */

/* do_lower_case and the like, of a folder with a vocab.txt; what is not said is as BERT's tokenizer has it. */
static err read_options(struct ctx *c, const char *name, struct slice json, struct wordpiece_options *ret)
{
    struct json  j     = json_of(json);
    struct slice member;
    bool         accents_said = false;
    *ret = (struct wordpiece_options){true, true, true, true, WORD_RUNES_MAX};
    if (json.size && json_enter(&j, '{'))
        while (json_member(c, &j, &member)) {
            enum json_kind kind = json_peek(&j);
            bool           said = kind == JSON_TRUE || kind == JSON_FALSE;
            if (said && slice_is(member, "do_lower_case"))            ret->lowers = kind == JSON_TRUE;
            if (said && slice_is(member, "tokenize_chinese_chars"))   ret->splits_chinese = kind == JSON_TRUE;
            if (said && slice_is(member, "strip_accents"))            ret->strips_accents = kind == JSON_TRUE, accents_said = true;
            json_skip(&j);
        }
    if (!accents_said) ret->strips_accents = ret->lowers;
    err e = json.size ? json_end(c, &j) : OK;
    return e == ERR_USAGE ? fail(c, ERR_DATA, "%s: %s", name, ctx_print(c, "%s", c->note)) : e;
}

static int side_of(struct slice label)
{
    static const struct { const char *name; int side; } names[] = {
        {"negative", 0}, {"neg", 0}, {"bearish", 0}, {"neutral", 1}, {"neu", 1}, {"positive", 2}, {"pos", 2}, {"bullish", 2},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (slice_like(label, names[i].name)) return names[i].side;
    return -1;
}

static void find_sides(struct classifier *m)
{
    bool found[HEAD_LABELS] = {false};
    for (size_t i = 0; i < m->bert.config.label_count; i++) {
        m->side[i] = side_of(m->bert.config.label[i]);
        if (m->side[i] >= 0) found[m->side[i]] = true;
    }
    m->tells_sides = m->bert.has_classifier && found[0] && found[2];
}

static void add_file(struct digest *d, struct slice file)
{
    char          own[DIGEST_SIZE + 1];
    struct digest of_file;
    digest_open(&of_file);
    digest_add(&of_file, file.at, file.size);
    digest_done(&of_file, own);
    digest_add_text(d, own);
}

static void find_digest(struct classifier *m, const struct model_files *files, struct slice head)
{
    const struct slice all[] = {files->config, files->weights, files->tokenizer, files->vocabulary, files->tokenizer_config, head};
    struct digest      d;
    digest_open(&d);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) add_file(&d, all[i]);
    digest_add_text(&d, precisions[m->bert.precision]);
    digest_done(&d, m->digest);
}

err classifier_open(struct ctx *c, const struct model_files *files, struct slice head, enum precision precision, struct classifier *ret)
{
    struct classifier        m = {0};
    struct bert_config       config;
    struct tensors           tensors;
    struct wordpiece_options options;
    char *config_name = ctx_print(c, "%s/config.json", files->folder), *weights_name = ctx_print(c, "%s/model.safetensors", files->folder);
    char *tokens_name = ctx_print(c, "%s/%s", files->folder, files->vocabulary.size ? "vocab.txt" : "tokenizer.json");
    char *options_name = ctx_print(c, "%s/tokenizer_config.json", files->folder);
    if (!config_name || !weights_name || !tokens_name || !options_name) return ERR_NOMEM;
    TRY(bert_config_read(c, config_name, files->config, &config));
    TRY(read_options(c, options_name, files->tokenizer_config, &options));
    if (files->vocabulary.size) TRY(wordpiece_open_lines(c, tokens_name, files->vocabulary, options, &m.tokens));
    else TRY(wordpiece_open_json(c, tokens_name, files->tokenizer, &m.tokens));
    if ((size_t)m.tokens.id_max >= config.vocabulary)
        return fail(c, ERR_DATA, "%s: its token %d does not fit the model, whose vocabulary has %zu", tokens_name, m.tokens.id_max, config.vocabulary);
    TRY(safetensors_open(c, weights_name, files->weights, &tensors));
    TRY(bert_open(c, &config, &tensors, precision, NULL, &m.bert));
    if (head.size) TRY(head_read(c, "the head", head, &m.head));
    if (head.size && (m.head.inputs != m.head.layers * config.hidden || m.head.layers > config.layers))
        return fail(c, ERR_DATA, "%s: %zu layers of %zu values are not what the head takes", files->folder, config.layers, config.hidden);
    find_sides(&m);
    find_digest(&m, files, head);
    *ret = m;
    return OK;
}

/* ---- Texts to windows of tokens, and these to micro-batches. ---- */

struct window {
    size_t text, first, count;          /* its tokens, [CLS] and [SEP] included, in the ids of all */
};

struct plan {
    int32_t       *ids;
    struct window *window;
    size_t         window_count, longest;
    size_t        *batch;               /* the first window of each, and the count of windows behind the last */
    size_t         batch_count;
};

static size_t windows_for(const struct classifier *m, size_t tokens)
{
    size_t most = m->bert.config.positions - 2;
    if (most > BERT_BATCH_TOKENS - 2) most = BERT_BATCH_TOKENS - 2;
    return (tokens + most - 1) / most;
}

static err cut_windows(struct ctx *c, const struct classifier *m, const struct slice *texts, size_t count, struct classified *ret, struct plan *plan)
{
    size_t   bytes = 0, at = 0, longest = 1;
    int32_t *all;
    for (size_t i = 0; i < count; i++) {
        bytes += texts[i].size;
        if (texts[i].size > longest) longest = texts[i].size;
    }
    TRY(NEW(c, all, longest));
    /* Every window holds a token of its own at least, so three places a byte are room enough for [CLS] and [SEP] too. */
    TRY(NEW(c, plan->ids, 3 * bytes + 1));
    TRY(NEW(c, plan->window, bytes + 1));
    for (size_t i = 0; i < count; i++) {
        size_t tokens = wordpiece_ids(&m->tokens, texts[i], all), windows = windows_for(m, tokens);
        ret[i].tokens = tokens;
        for (size_t k = 0; k < windows; k++) {
            size_t first = tokens * k / windows, size = tokens * (k + 1) / windows - first;
            plan->window[plan->window_count++] = (struct window){i, at, size + 2};
            plan->ids[at] = m->tokens.begin;
            memcpy(plan->ids + at + 1, all + first, size * sizeof *all);
            plan->ids[at + size + 1] = m->tokens.end;
            at += size + 2;
            if (size + 2 > plan->longest) plan->longest = size + 2;
        }
    }
    return OK;
}

/* So many tokens as a worker has room for; where there are more workers than that, less each. */
static err cut_batches(struct ctx *c, struct plan *plan, size_t workers)
{
    size_t all = 0, most, tokens = 0;
    TRY(NEW(c, plan->batch, plan->window_count + 2));
    for (size_t i = 0; i < plan->window_count; i++) all += plan->window[i].count;
    most = (all + workers - 1) / workers;
    if (most < plan->longest) most = plan->longest;
    if (most > BERT_BATCH_TOKENS) most = BERT_BATCH_TOKENS;
    for (size_t i = 0; i < plan->window_count; i++) {
        if (i == 0 || tokens + plan->window[i].count > most) plan->batch[plan->batch_count++] = i, tokens = 0;
        tokens += plan->window[i].count;
    }
    plan->batch[plan->batch_count] = plan->window_count;
    return OK;
}

/* ---- Running. ---- */

struct classifying {
    const struct classifier *m;
    const struct plan       *plan;
    const struct bert_crew  *crew;      /* of one batch */
    struct bert_desk        *desk;      /* one per worker */
    float                   *logits;    /* label_count per window, where the model's own classifier speaks */
    size_t                   layers;    /* the last ones, whose means are kept; or none */
    float                   *means;     /* layers * hidden per window */
};

static void run_batch(void *arg, size_t worker, size_t index)
{
    const struct classifying *w     = arg;
    const struct bert        *b     = &w->m->bert;
    size_t                    first = w->plan->batch[index], count = w->plan->batch[index + 1] - first;
    size_t                    lengths[BERT_BATCH_TOKENS];       /* a window has a token or more */
    for (size_t i = 0; i < count; i++) lengths[i] = w->plan->window[first + i].count;
    w->desk[worker].mean_layers = w->layers;
    w->desk[worker].means       = w->means ? w->means + first * w->layers * b->config.hidden : NULL;
    bert_run(b, &w->desk[worker], w->crew, w->plan->ids + w->plan->window[first].first, lengths, count);
    if (w->logits) bert_logits(b, &w->desk[worker], lengths, count, w->logits + first * b->config.label_count);
}

static err run_plan(struct ctx *c, struct classifying *w, const struct bert_crew *crew)
{
    size_t batches = w->plan->batch_count, workers = batches < crew->workers ? batches : crew->workers;
    bool   lone    = batches == 1;      /* then all work at the same one */
    TRY(NEW(c, w->desk, workers));
    for (size_t i = 0; i < workers; i++) TRY(bert_desk_open(c, &w->m->bert, BERT_BATCH_TOKENS, w->plan->longest, lone ? crew->workers : 1, &w->desk[i]));
    w->crew = lone ? crew : &bert_alone;
    if (lone) run_batch(w, 0, 0);
    else crew->each(workers, batches, run_batch, w);
    return OK;
}

static void sides_of(const struct classifying *w, size_t window, double ret[HEAD_LABELS])
{
    const struct classifier *m      = w->m;
    size_t                   labels = m->bert.config.label_count;
    double                   probability[BERT_LABELS_MAX];
    /* The head looks at the last of the layers that were kept. */
    if (m->head.weights) return head_apply(&m->head, w->means + (window + 1) * w->layers * m->bert.config.hidden - m->head.inputs, ret);
    for (size_t i = 0; i < labels; i++) probability[i] = (double)w->logits[window * labels + i];
    soften_scores(probability, labels);
    for (size_t i = 0; i < HEAD_LABELS; i++) ret[i] = 0;
    for (size_t i = 0; i < labels; i++)
        if (m->side[i] >= 0) ret[m->side[i]] += probability[i];
}

/* Windows of one text to the mean of it, by tokens. */
static void gather_probabilities(const struct classifying *w, size_t count, struct classified *ret)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < HEAD_LABELS; k++) ret[i].probability[k] = ret[i].tokens && classifier_tells(w->m) ? 0 : NAN;
    for (size_t i = 0; i < w->plan->window_count && classifier_tells(w->m); i++) {
        const struct window *window = &w->plan->window[i];
        struct classified   *text   = &ret[window->text];
        double               sides[HEAD_LABELS];
        sides_of(w, i, sides);
        for (size_t k = 0; k < HEAD_LABELS; k++) text->probability[k] += sides[k] * (double)(window->count - 2) / (double)text->tokens;
    }
}

static void to_length_1(float *x, size_t size)
{
    double square = 0;
    for (size_t k = 0; k < size; k++) square += (double)x[k] * x[k];
    for (size_t k = 0; k < size && square > 0; k++) x[k] = (float)(x[k] / sqrt(square));
}

static void gather_vectors(const struct classifying *w, size_t count, size_t layers, float *ret)
{
    size_t hidden = w->m->bert.config.hidden, size = layers * hidden;
    memset(ret, 0, count * size * sizeof *ret);
    for (size_t i = 0; i < w->plan->window_count; i++) {
        const struct window *window = &w->plan->window[i];
        float               *to     = ret + window->text * size;
        const float         *from   = w->means + (i + 1) * w->layers * hidden - size;
        for (size_t k = 0; k < size; k++) to[k] += (float)(window->count - 2) * from[k];
    }
    for (size_t i = 0; i < count * layers; i++) to_length_1(ret + i * hidden, hidden);
}

static err read_all(struct ctx *c, const struct classifier *m, const struct bert_crew *crew, const struct slice *texts, size_t count, struct classified *ret,
                    size_t layers, float *vectors)
{
    struct plan        plan = {0};
    struct classifying w    = {.m = m, .plan = &plan, .layers = m->head.weights ? m->head.layers : 0};
    if (vectors && layers > w.layers) w.layers = layers;
    TRY(cut_windows(c, m, texts, count, ret, &plan));
    TRY(cut_batches(c, &plan, crew->workers));
    if (!m->head.weights && m->tells_sides) TRY(NEW(c, w.logits, plan.window_count * m->bert.config.label_count));
    if (w.layers) TRY(NEW(c, w.means, plan.window_count * w.layers * m->bert.config.hidden));
    if (plan.batch_count) TRY(run_plan(c, &w, crew));
    gather_probabilities(&w, count, ret);
    if (vectors) gather_vectors(&w, count, layers, vectors);
    return OK;
}

err classifier_read(struct ctx *c, const struct classifier *m, const struct bert_crew *crew, const struct slice *texts, size_t count, struct classified *ret,
                    size_t layers, float *vectors)
{
    AUTO_CTX own = {0};                         /* tokens and desks are let go */
    ctx_open_part(&own, c);
    return ctx_end_part(c, &own, read_all(&own, m, crew, texts, count, ret, layers, vectors));
}
