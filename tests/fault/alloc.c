/* The n-th allocation of a call fails, for every op and every job, n = 1, 2, … until none is left to fail. A call then tells of
 * it and has changed nothing, or it has not needed that memory and its answer is the same as ever. Nobody is named below. */
#include "../check.h"
#include "../lab.h"

/* The thread sanitizer makes this slow and has nothing to find here: one thread does it all. */
#ifdef __SANITIZE_THREAD__
enum { EACH_TO = 8, SHARE = 1 };
#else
enum { EACH_TO = 200, SHARE = 4 };
#endif

enum { CALL_MEMORY = 256 << 20, WIDTH = 100 };

static long next(long n) { return n < EACH_TO ? n + 1 : n + n / SHARE; }

/* How long a run took, and which number it has, depend on the clock and on the failures before. */
static void blank(char *json, const char *member)
{
    for (char *at = strstr(json, member); at; at = strstr(at, member)) {
        size_t size = strspn(at += strlen(member), "0123456789");
        memmove(at, at + size, strlen(at + size) + 1);
    }
}

struct tried {                          /* one call with a failure in it */
    struct ctx      c;
    const struct op *op;
    struct answer    answer;
    struct text      json, csv, table;
    err              outcome;
    bool             done;              /* the op itself came through; what failed is the telling of it */
};

static void give_back(struct tried *t) { ctx_close(&t->c); }
#define AUTO_TRIED __attribute__((cleanup(give_back))) struct tried

static err call(struct lab *l, const char *line, struct tried *t)
{
    TRY(lab_run(l, &t->c, line, &t->op, &t->answer));
    t->done = true;
    answer_put_json(&t->json, t->op, &t->answer);
    answer_put_csv(&t->csv, t->op, &t->answer);
    answer_put_table(&t->table, t->op, &t->answer, WIDTH);
    TRY(text_done(&t->json));
    TRY(text_done(&t->csv));
    return text_done(&t->table);
}

static void try(struct lab *l, const char *line, long fail_at, struct tried *t)
{
    *t = (struct tried){0};
    ctx_open(&t->c, CALL_MEMORY);
    t->c.fail_at = fail_at;
    t->json.c = t->csv.c = t->table.c = &t->c;
    t->outcome = call(l, line, t);
    if (t->outcome != OK) return;
    blank(t->json.at, "\"ms\":");
    blank(t->json.at, "\"id\":");
    t->json.size = strlen(t->json.at);
}

static bool tells_of_memory(const struct ctx *c, err e)
{
    return e == ERR_NOMEM || strstr(c->note, "nomem") || strstr(c->note, "do not fit") || strstr(c->note, "memory");
}

static bool same(const struct text *a, const struct text *b) { return slice_same(text_slice(a), text_slice(b)); }

/* One op, one n. Answers false when the call came through without a failure. */
static bool fails_well(struct lab *l, const struct op *op, long n, const struct tried *good, uint64_t before, uint64_t after)
{
    AUTO_TRIED t;
    try(l, op->example, n, &t);
    bool     failed = t.c.alloc_count >= n;
    uint64_t now    = lab_digest(l, NULL);
    if (t.outcome != OK) {
        CHECK(tells_of_memory(&t.c, t.outcome), "%s, allocation %ld: %s: %s", op->name, n, err_name(t.outcome), t.c.note);
        CHECK(now == (t.done ? after : before), "%s, allocation %ld: a failed call has changed the store", op->name, n);
    } else {
        CHECK(same(&t.json, &good->json), "%s, allocation %ld: %s", op->name, n, t.json.at);
        CHECK(now == after, "%s, allocation %ld", op->name, n);
    }
    if (now != before) lab_restore(l);
    return failed;
}

TEST(fault_alloc_every_op)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    uint64_t before = lab_digest(&l, NULL);
    for (const struct op *const *o = ops; *o; o++) {
        AUTO_TRIED good, again;
        try(&l, (*o)->example, 0, &good);
        CHECK(good.outcome == OK, "%s: %s", (*o)->name, good.c.note);
        uint64_t after = lab_digest(&l, NULL);
        lab_restore(&l);
        long n = 1;
        while (n < 1000000 && fails_well(&l, *o, n, &good, before, after)) n = next(n);
        CHECK(n > 1, "%s: no allocation was seen", (*o)->name);
        try(&l, (*o)->example, 0, &again);
        CHECK(again.outcome == OK && same(&good.json, &again.json), "%s: %s", (*o)->name, again.c.note);
        lab_restore(&l);
    }
}

/* ---- jobs ---- */

struct ran {
    struct ctx c;
    struct run run;
    err        outcome;
};

static void forget(struct ran *r) { ctx_close(&r->c); }
#define AUTO_RAN __attribute__((cleanup(forget))) struct ran

static void run_job(struct lab *l, const struct job *j, long fail_at, struct ran *ret)
{
    AUTO_STORE  *s = NULL;
    struct house h = l->house;
    *ret = (struct ran){0};
    ctx_open(&ret->c, CALL_MEMORY);
    ret->outcome = pool_lease(&ret->c, l->pool, &s);
    ret->c.fail_at = fail_at;
    h.store = s;
    if (ret->outcome == OK) ret->outcome = job_run(&ret->c, &h, j, true, &ret->run);
}

static bool same_note(const struct run *a, const struct run *b)
{
    return !a->note == !b->note && (!a->note || strcmp(a->note, b->note) == 0);
}

/* A run that failed has left what it writes as it was; one that did not says the same as ever. */
static bool job_fails_well(struct lab *l, const struct job *j, long n, const struct run *good, uint64_t before, uint64_t after)
{
    AUTO_RAN r;
    run_job(l, j, n, &r);
    uint64_t now    = lab_digest(l, j->writes);
    bool     failed = r.c.alloc_count >= n, done = r.outcome == OK && r.run.outcome == good->outcome && same_note(&r.run, good);
    if (good->outcome == RUN_FAILED) done |= r.outcome == OK && r.run.outcome == RUN_FAILED;    /* in other words, perhaps */
    if (!done) {
        const char *note = r.outcome == OK && r.run.note ? r.run.note : r.c.note;
        CHECK(r.outcome == ERR_NOMEM || strstr(note, "nomem") || strstr(note, "do not fit"), "%s, allocation %ld: %s: %s", j->name, n,
              err_name(r.outcome), note);
        /* Without the memory to enter it into the ledger, a run that was done is simply done again. */
        CHECK(now == before || (r.outcome != OK && now == after), "%s, allocation %ld: a failed run has written", j->name, n);
    } else {
        CHECK(now == after, "%s, allocation %ld", j->name, n);
    }
    lab_restore(l);
    return failed;
}

TEST(fault_alloc_every_job)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    for (const struct job *const *j = jobs; *j; j++) {
        AUTO_RAN good;
        uint64_t before = lab_digest(&l, (*j)->writes);
        run_job(&l, *j, 0, &good);
        CHECK(good.outcome == OK, "%s: %s", (*j)->name, good.c.note);
        uint64_t after = lab_digest(&l, (*j)->writes);
        lab_restore(&l);
        long n = 1;
        while (n < 1000000 && job_fails_well(&l, *j, n, &good.run, before, after)) n = next(n);
        CHECK(n > 1, "%s: no allocation was seen", (*j)->name);
    }
}
