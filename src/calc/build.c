#include "calc/compile.h"

static err result_new(struct build *b, struct result v, uint16_t *ret)
{
    if (b->p->results == BUILD_RESULTS_MAX) return fail(b->c, ERR_LIMIT, "an expression that takes more than %d values", BUILD_RESULTS_MAX);
    *ret = (uint16_t)b->p->results;
    b->p->result[b->p->results++] = v;
    return OK;
}

err build_column(struct build *b, enum input_id id, struct slice text, uint16_t *ret_value)
{
    struct program *p = b->p;
    for (size_t v = 0; v < p->results; v++)
        if (p->result[v].where == IN_COLUMN && p->wanted[p->result[v].place].id == id && slice_is(text, p->wanted[p->result[v].place].text))
            return *ret_value = (uint16_t)v, OK;
    if (p->wanteds == WANTED_MAX) return fail(b->c, ERR_LIMIT, "an expression over more than %d columns", WANTED_MAX);
    struct wanted *w = &p->wanted[p->wanteds];
    *w = (struct wanted){.id = id, .text = ctx_copy(b->c, text)};
    TRY(got(w->text));
    return result_new(b, (struct result){.where = IN_COLUMN, .place = (uint16_t)p->wanteds++}, ret_value);
}

uint16_t build_period(struct build *b, enum length_kind kind)
{
    struct program *p = b->p;
    size_t          k = 0;
    while (k < p->periods && p->period[k] != kind) k++;
    if (k == p->periods) p->period[p->periods++] = kind;
    return (uint16_t)(k + 1);
}

static bool same_step(const struct step *a, const struct step *b)
{
    return a->kind == b->kind && a->function == b->function && a->indicator == b->indicator && a->length.kind == b->length.kind &&
           a->by == b->by && a->period == b->period && a->gather == b->gather && memcmp(&a->length.value, &b->length.value, sizeof a->length.value) == 0 &&
           memcmp(a->number, b->number, sizeof a->number) == 0 && memcmp(a->in, b->in, sizeof a->in) == 0;
}

static bool is_section(const struct step *s) { return s->kind == STEP_FUNCTION && s->function->section; }

/* The stage in which all that a step reads is there. */
static uint16_t stage_of(const struct program *p, const struct step *s)
{
    uint16_t stage = 0;
    for (size_t k = 0; k < INS_MAX; k++) {
        if (s->in[k] == IN_NUMBER) continue;
        const struct result *v    = &p->result[s->in[k]];
        uint16_t            from = (uint16_t)(v->stage + v->sectional);
        if (from > stage) stage = from;
    }
    return stage;
}

err build_step(struct build *b, struct step *s, uint16_t *ret_value)
{
    struct program *p = b->p;
    for (size_t k = 0; k < p->steps; k++)
        if (same_step(&p->step[k], s)) return *ret_value = p->step[k].out[0], OK;
    if (p->steps == STEPS_MAX) return fail(b->c, ERR_LIMIT, "an expression that takes more than %d steps", STEPS_MAX);
    s->stage = stage_of(p, s);
    s->outs  = (uint16_t)(s->kind == STEP_INDICATOR ? indicator_outputs(s->indicator) : 1);
    for (size_t k = 0; k < s->outs; k++)
        TRY(result_new(b, (struct result){.where = IN_SLOT, .period = s->kind == STEP_SPREAD ? 0 : s->period, .stage = s->stage, .sectional = is_section(s)}, &s->out[k]));
    if (p->stages < s->stage + 1u) p->stages = s->stage + 1u;
    p->sections |= is_section(s);
    p->ahead    |= s->kind == STEP_FUNCTION && s->function->ahead;
    *ret_value = s->out[0];
    p->step[p->steps++] = *s;
    return OK;
}

/* ---- places ---- */

/* What a section reads or writes, or what a later stage reads, is kept for the whole universe. An output is asked for after
 * the last stage. */
static void find_wide(struct program *p)
{
    for (size_t k = 0; k < p->steps; k++) {
        const struct step *s = &p->step[k];
        for (size_t i = 0; i < INS_MAX; i++) {
            if (s->in[i] == IN_NUMBER) continue;
            struct result *v = &p->result[s->in[i]];
            v->wide |= v->where == IN_SLOT && (is_section(s) || v->sectional || v->stage < s->stage);
        }
        for (size_t o = 0; o < s->outs; o++) p->result[s->out[o]].wide |= is_section(s);
    }
    for (size_t k = 0; k < p->outputs; k++) {
        struct result *v = &p->result[p->output[k].value];
        v->wide |= v->where == IN_SLOT && v->stage + 1u < p->stages;
    }
    for (size_t v = 0; v < p->results; v++)
        if (p->result[v].wide) p->result[v].where = IN_WIDE, p->result[v].place = (uint16_t)p->wides++;
}

/* Answers are read by asset, after the last stage's steps of an asset: one more where a section gives them. */
static void find_stages(struct program *p)
{
    if (p->stages == 0) p->stages = 1;
    for (size_t k = 0; k < p->outputs; k++) {
        const struct result *v = &p->result[p->output[k].value];
        if (v->sectional && v->stage + 2u > p->stages) p->stages = v->stage + 2u;
    }
}

struct use {                            /* of a value: the last step that reads it, in the order of the run */
    size_t last;
    bool   kept;                        /* to the end */
};

static void find_uses(const struct program *p, const uint16_t *order, struct use *use)
{
    for (size_t k = 0; k < p->steps; k++) {
        const struct step *s = &p->step[order[k]];
        for (size_t i = 0; i < INS_MAX; i++)
            if (s->in[i] != IN_NUMBER) use[s->in[i]].last = k;
        for (size_t o = 0; o < s->outs; o++) use[s->out[o]].last = k;
    }
    for (size_t k = 0; k < p->outputs; k++) use[p->output[k].value].kept = true;
}

struct slots {                          /* those that are free again */
    uint16_t *free;
    size_t    count;
};

static void let_go(struct program *p, struct slots *all, const struct use *use, uint16_t value, size_t now, bool *gone)
{
    if (p->result[value].where != IN_SLOT || use[value].kept || use[value].last != now || gone[value]) return;
    gone[value] = true;
    all->free[all->count++] = p->result[value].place;
}

static void give_slots(struct program *p, const uint16_t *order, const struct use *use, struct slots *all, bool *gone)
{
    for (size_t k = 0; k < p->steps; k++) {
        const struct step *s = &p->step[order[k]];
        for (size_t o = 0; o < s->outs; o++) {
            struct result *v = &p->result[s->out[o]];
            if (v->where == IN_SLOT) v->place = all->count ? all->free[--all->count] : (uint16_t)p->slots++;
        }
        for (size_t i = 0; i < INS_MAX; i++)
            if (s->in[i] != IN_NUMBER) let_go(p, all, use, s->in[i], k, gone);
        for (size_t o = 0; o < s->outs; o++) let_go(p, all, use, s->out[o], k, gone);
    }
}

/* Stage by stage, and within one in the order in which they were found: what is read stands before what reads it. */
static void put_in_order(const struct program *p, uint16_t *order)
{
    size_t count = 0;
    for (size_t stage = 0; stage < p->stages; stage++)
        for (size_t k = 0; k < p->steps; k++)
            if (p->step[k].stage == stage) order[count++] = (uint16_t)k;
}

enum { INDICATOR_SCRATCH = 5 + OUTPUTS_MAX + 1 };       /* columns, outputs and rows, where something is missing in between */

static size_t scratch_of(const struct step *s)
{
    return s->kind == STEP_INDICATOR ? INDICATOR_SCRATCH : s->kind == STEP_FUNCTION ? s->function->scratch : 0;
}

err build_places(struct build *b)
{
    struct program *p = b->p;
    uint16_t       *order;
    struct use     *use;
    struct slots    all = {0};
    bool           *gone;
    struct step    *sorted;
    TRY(NEW(b->c, order, p->steps));
    TRY(NEW(b->c, use, p->results));
    TRY(NEW(b->c, all.free, p->results));
    TRY(NEW(b->c, gone, p->results));
    TRY(NEW(b->c, sorted, p->steps));
    find_stages(p);
    put_in_order(p, order);
    find_wide(p);
    find_uses(p, order, use);
    give_slots(p, order, use, &all, gone);
    for (size_t k = 0; k < p->steps; k++) {
        sorted[k]  = p->step[order[k]];
        p->scratch = scratch_of(&sorted[k]) > p->scratch ? scratch_of(&sorted[k]) : p->scratch;
    }
    p->step = sorted;
    return OK;
}
