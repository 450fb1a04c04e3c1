/* Laws that hold for every job, present and future; nothing below names one. */
#include "../check.h"
#include "../lab.h"

#include "cron/cron.h"

enum { CALL_MEMORY = 256 << 20, GAP = 7 };

static const char STATE[] = "change";   /* counts changes; whoever writes moves it */

static bool names(const char *list, const char *table)
{
    for (struct slice rest = slice_of(list); rest.size;)
        if (slice_is(slice_cut(&rest, ' '), table)) return true;
    return false;
}

static bool is_table(struct slice name)
{
    for (const struct table *const *t = tables; *t; t++)
        if (slice_is(name, (*t)->shape->name)) return true;
    return false;
}

static void check_tables(const struct job *j, const char *list)
{
    for (struct slice rest = slice_of(list); rest.size;) {
        struct slice name = slice_cut(&rest, ' ');
        CHECK(is_table(name), "%s: '%.*s'", j->name, (int)name.size, name.at);
    }
}

TEST(property_job_descriptor_is_complete)
{
    for (const struct job *const *j = jobs; *j; j++) {
        AUTO_CTX    c = {0};
        struct cron trigger;
        ctx_open(&c, CALL_MEMORY);
        CHECK((*j)->name && (*j)->title && (*j)->about && (*j)->run && job_find(slice_of((*j)->name)) == *j, "%s", (*j)->name);
        CHECK((*j)->reads && *(*j)->reads && (*j)->writes && *(*j)->writes, "%s", (*j)->name);
        check_tables(*j, (*j)->reads);
        check_tables(*j, (*j)->writes);
        CHECK(!(*j)->every || cron_read(&c, slice_of((*j)->every), &trigger) == OK, "%s: %s", (*j)->name, c.note);
        CHECK(!(*j)->every || cron_next(&trigger, 0) != TIME_NONE, "%s never fires", (*j)->name);
        CHECK(!(*j)->outside || (*j)->every, "%s looks at the world and never fires", (*j)->name);
    }
}

TEST(property_job_one_writer_per_table)
{
    for (const struct table *const *t = tables; *t; t++) {
        const char *writer = NULL;
        for (const struct job *const *j = jobs; *j; j++) {
            if (!names((*j)->writes, (*t)->shape->name)) continue;
            CHECK(!writer, "%s is written by %s and %s", (*t)->shape->name, writer, (*j)->name);
            writer = (*j)->name;
        }
    }
}

TEST(property_job_order_follows_the_data)
{
    AUTO_CTX                 c = {0};
    const struct job *const *order;
    size_t                   count = 0, placed = 0;
    ctx_open(&c, CALL_MEMORY);
    while (jobs[count]) count++;
    CHECK(jobs_order(&c, &order) == OK, "%s", c.note);
    while (order[placed]) placed++;
    CHECK(placed == count, "%zu of %zu", placed, count);
    for (size_t late = 0; late < placed; late++)
        for (size_t early = 0; early < late; early++)
            for (const struct table *const *t = tables; *t; t++)
                CHECK(!names(order[late]->writes, (*t)->shape->name) || !names(order[early]->reads, (*t)->shape->name), "%s needs what %s writes",
                      order[early]->name, order[late]->name);
}

/* ---- runs ---- */

static struct run run(struct lab *l, struct ctx *c, const struct job *j, bool forced, long fail_at)
{
    AUTO_STORE  *s   = NULL;
    struct house h   = l->house;
    struct run   ret = {.outcome = RUN_FAILED};
    ctx_open(c, CALL_MEMORY);
    CHECK(pool_lease(c, l->pool, &s) == OK, "%s", c->note);
    h.store    = s;
    c->fail_at = fail_at;
    (void)job_run(c, &h, j, forced, &ret);      /* the outcome stays failed when the ledger could not be written */
    return ret;
}

static bool is_due(struct lab *l, const struct job *j)
{
    AUTO_CTX     c = {0};
    AUTO_STORE  *s   = NULL;
    struct house h   = l->house;
    bool         due = false;
    ctx_open(&c, CALL_MEMORY);
    CHECK(pool_lease(&c, l->pool, &s) == OK, "%s", c.note);
    h.store = s;
    CHECK(job_due(&c, &h, j, &due) == OK, "%s", c.note);
    return due;
}

/* New prices of another source: work for whoever reads prices. */
static void give_work(struct lab *l)
{
    const struct op *op;
    struct answer    a;
    CHECK(lab_run(l, &l->c, "import prices tests/data/tiny.csv --class stock --adjust raw --currency USD --source another", &op, &a) == OK, "%s", l->c.note);
    CHECK(lab_run(l, &l->c, "import news tests/data/news.jsonl", &op, &a) == OK, "%s", l->c.note);
    lab_keep(l);
}

TEST(property_job_twice_is_once)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    give_work(&l);
    for (const struct job *const *j = jobs; *j; j++) {
        AUTO_CTX first = {0}, second = {0}, third = {0};
        struct run r = run(&l, &first, *j, true, 0);
        CHECK(r.id > 0 && strcmp(r.job, (*j)->name) == 0, "%s", first.note);
        uint64_t once = lab_digest(&l, (*j)->writes), ledger = lab_digest(&l, "run");
        bool     failed = r.outcome == RUN_FAILED;
        CHECK(is_due(&l, *j) == failed, "%s", (*j)->name);
        r = run(&l, &second, *j, false, 0);
        CHECK(failed || r.outcome == RUN_FRESH, "%s: %s", (*j)->name, r.note);
        CHECK(failed || lab_digest(&l, "run") == ledger, "%s enters what was not done", (*j)->name);
        r = run(&l, &third, *j, true, 0);
        CHECK((r.outcome == RUN_FAILED) == failed, "%s: %s", (*j)->name, r.note);
        CHECK(lab_digest(&l, (*j)->writes) == once, "%s", (*j)->name);
        lab_restore(&l);
    }
}

/* What a job does not name, it leaves alone; what it reads may carry a note of how that went. */
TEST(property_job_writes_what_it_says)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    give_work(&l);
    for (const struct job *const *j = jobs; *j; j++) {
        uint64_t before[64];
        size_t   i = 0;
        AUTO_CTX c = {0};
        for (const struct table *const *t = tables; *t && i < 64; t++) before[i++] = lab_digest(&l, (*t)->shape->name);
        (void)run(&l, &c, *j, true, 0);
        i = 0;
        for (const struct table *const *t = tables; *t && i < 64; t++) {
            const char *name = (*t)->shape->name;
            bool same = lab_digest(&l, name) == before[i++];
            CHECK(same || names((*j)->writes, name) || names((*j)->reads, name) || strcmp(name, STATE) == 0 || strcmp(name, "run") == 0,
                  "%s writes %s", (*j)->name, name);
        }
        lab_restore(&l);
    }
}

/* A run that broke off anywhere is in the ledger as failed, leaves the job due, and the next one does all of the work. */
TEST(property_job_heals_after_a_run_that_broke_off)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    give_work(&l);
    for (const struct job *const *j = jobs; *j; j++) {
        AUTO_CTX whole = {0};
        struct run good  = run(&l, &whole, *j, true, 0);
        uint64_t   after = lab_digest(&l, (*j)->writes);
        lab_restore(&l);
        if (good.outcome == RUN_FAILED) continue;       /* its source cannot be reached from here */
        for (long n = 5; n < 100000; n += n < 100 ? GAP : n) {
            AUTO_CTX broken = {0}, healed = {0};
            struct run r = run(&l, &broken, *j, true, n);
            if (broken.alloc_count < n) break;
            CHECK(r.outcome == RUN_OK || is_due(&l, *j), "%s, allocation %ld", (*j)->name, n);
            r = run(&l, &healed, *j, false, 0);
            CHECK(r.outcome != RUN_FAILED && lab_digest(&l, (*j)->writes) == after, "%s, allocation %ld: %s", (*j)->name, n, r.note);
            lab_restore(&l);
        }
    }
}
