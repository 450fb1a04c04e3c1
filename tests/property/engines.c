/* The law of the engines: whatever is brought in, computed and asked for, the answers are the same bytes, whichever keeps
 * them. It holds for every op by its example; none is named. */
#include "../check.h"
#include "../engine.h"
#include "../lab.h"

enum { ANSWER_MEMORY = 256 << 20 };

/* What an op tells at its front door: the answer as JSON, or the story of its refusal. */
static char *told(struct lab *l, struct ctx *c, const char *line)
{
    const struct op *op;
    struct answer    a    = {0};
    struct text      json = {.c = c};
    err              e    = lab_run(l, c, line, &op, &a);
    if (e != OK) return ctx_print(c, "%s: %s", err_name(e), c->note);
    answer_put_json(&json, op, &a);
    return text_done(&json) == OK ? json.at : NULL;
}

/* The ledger tells how long a run took, which is never the same. What needs no store knows no engine. */
static bool is_repeatable(const struct op *op) { return !op->of_engine && !op->storeless && !shape_find(op->out, slice_of("ms")); }

static void check_same_bytes(enum engine other)
{
    if (!engine_pick(other)) return;
    AUTO_LAB file, server;
    int      compared = 0;
    lab_open(&server, LAB_EMPTY);
    (void)engine_pick(ENGINE_SQLITE);
    lab_open(&file, LAB_EMPTY);
    lab_fill(&file);
    lab_fill(&server);
    for (const struct op *const *o = ops; *o; o++) {
        AUTO_CTX a = {0}, b = {0};
        ctx_open(&a, ANSWER_MEMORY);
        ctx_open(&b, ANSWER_MEMORY);
        const char *here = told(&file, &a, (*o)->example), *there = told(&server, &b, (*o)->example);
        if (!is_repeatable(*o)) continue;
        CHECK(here && there && strcmp(here, there) == 0, "%s:\n%s\n%s", (*o)->example, here, there);
        compared++;
    }
    CHECK(compared > 15, "%d", compared);
    CHECK(lab_revision(&file) == lab_revision(&server));
}

TEST(engines_answer_every_op_with_the_same_bytes_on_postgres)
{
    check_same_bytes(ENGINE_POSTGRES);
    (void)engine_pick(ENGINE_SQLITE);
}

TEST(engines_answer_every_op_with_the_same_bytes_on_timescale)
{
    check_same_bytes(ENGINE_TIMESCALE);
    (void)engine_pick(ENGINE_SQLITE);
}
