/* The power goes off at a random moment. What was not synced is on the disk, is not, or is torn, a sector at a time. Switched on
 * again, the store is whole and holds what it held after one of the steps: of those that were acknowledged as durable none is
 * missing, and no step is there by half. LUMIA_LONG=1 tries thousands of moments. */
#include <stdlib.h>

#include "../check.h"
#include "../disk.h"
#include "../lab.h"
#include "../powercut.h"

#ifdef __SANITIZE_THREAD__
enum { MOMENTS = 10 };
#else
enum { MOMENTS = 150 };
#endif

enum { MOMENTS_LONG = 5000, CALL_MEMORY = 256 << 20 };

/* ---- the steps ---- */

static const struct step {
    const char *line;
    bool        durable;                /* what came from outside; what can be made again may be lost, not torn */
} steps[] = {
    {"import prices tests/data/tiny.csv --class stock --adjust split --currency USD", true},
    {"import assets tests/data/names.csv", true},
    {"import prices tests/data/tiny.csv --class stock --adjust split --currency USD --scale 2", true},      /* revises every bar */
    {"simulate --seed 3 --stocks 3 --etfs 1 --funds 0 --crypto 0 --from 2017-01-01 --to 2018-02-07", true},
    {"recommend --risk 40 --horizon 10y --capital 50000 --as-of 2017-12-29", false},
    {"import prices tests/data/tiny.csv --class stock --adjust split --currency USD --source another", true},
};

enum { STEPS = sizeof steps / sizeof *steps };

static err take(struct lab *l, const char *line)
{
    AUTO_CTX         c = {0};
    const struct op *op;
    struct answer    a;
    ctx_open(&c, CALL_MEMORY);
    return lab_run(l, &c, line, &op, &a);
}

/* From nothing: what each step leaves, and how many calls of the disk there are in all. */
static long rehearse(struct lab *l, uint64_t *digests)
{
    power_on(0, 1);
    lab_empty(l);
    power_forget();
    power_on(0, 1);
    CHECK(lab_enter(l, &l->c) == OK, "%s", l->c.note);
    digests[0] = lab_digest(l, NULL);
    for (size_t i = 0; i < STEPS; i++) {
        CHECK(take(l, steps[i].line) == OK, "%s", steps[i].line);
        digests[i + 1] = lab_digest(l, NULL);
        CHECK(digests[i + 1] != digests[i], "%s changes nothing", steps[i].line);
    }
    long calls = power_calls();
    lab_leave(l);
    return calls;
}

static void cut_at(struct lab *l, const uint64_t *digests, long moment, uint64_t seed)
{
    AUTO_CTX c = {0};
    size_t   tried = 0, safe = 0, found;
    power_on(0, 1);
    lab_empty(l);
    power_forget();
    power_on(moment, seed);
    ctx_open(&c, CALL_MEMORY);
    if (lab_enter(l, &c) == OK)
        while (tried < STEPS && !power_is_off()) {
            err e = take(l, steps[tried].line);
            tried++;
            if (e == OK && steps[tried - 1].durable) safe = tried;
            CHECK(e == OK || power_is_off(), "%s", steps[tried - 1].line);
        }
    bool off = power_is_off();
    lab_leave(l);
    power_lay_out();
    power_on(0, 1);
    ctx_close(&c);
    ctx_open(&c, CALL_MEMORY);
    CHECK(lab_enter(l, &c) == OK, "power off at call %ld, seed %llu: %s", moment, (unsigned long long)seed, c.note);
    CHECK(lab_is_whole(l), "power off at call %ld, seed %llu: damaged", moment, (unsigned long long)seed);
    uint64_t now = lab_digest(l, NULL);
    for (found = 0; found <= STEPS && digests[found] != now;) found++;
    CHECK(found <= tried && found >= safe, "power off at call %ld, seed %llu: %zu steps tried, %zu safe, the store is as after %zu (%d: none)", moment,
          (unsigned long long)seed, tried, safe, found, STEPS + 1);
    CHECK(off);
    lab_leave(l);
}

TEST(power_cut_loses_nothing_that_was_acknowledged)
{
    AUTO_LAB l;
    uint64_t digests[STEPS + 1];
    long     moments = getenv("LUMIA_LONG") ? MOMENTS_LONG : MOMENTS;
    power_install();
    lab_open(&l, LAB_EMPTY);
    long calls = rehearse(&l, digests);
    CHECK(calls > STEPS, "%ld", calls);
    for (long i = 0; i < moments; i++) {
        uint64_t seed = (uint64_t)i + 1;
        cut_at(&l, digests, 1 + (long)(seed * 2654435761u % (uint64_t)calls), seed);
    }
    lab_empty(&l);
    power_forget();
    disk_remove();
}
