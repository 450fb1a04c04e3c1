/* Days of scheduling on a virtual clock: triggers fire when they should and never pile up, what is due is done in order and then
 * is not due any more, and a clock that jumps does no harm. Jobs are taken as they come; none is named. */
#include "../check.h"
#include "../lab.h"

#include "app/serve.h"
#include "cron/cron.h"

enum { CALL_MEMORY = 256 << 20, MINUTES_A_STEP = 5, SIM_DAYS = 2, SIM_YEARS = 3 };

static const int64_t MINUTE = 60 * 1000000ll;

/* ---- triggers alone, over years ---- */

/* Every firing is later than the one before, a minute or an interval apart, and asking from anywhere between two of them gives the
 * second: a scheduler that slept through a hundred firings does one. */
static void check_trigger(const struct job *j, int64_t from)
{
    AUTO_CTX    c = {0};
    struct cron trigger;
    int64_t     at = from, end = from + SIM_YEARS * 366 * US_PER_DAY, fired = 0;
    ctx_open(&c, CALL_MEMORY);
    CHECK(cron_read(&c, slice_of(j->every), &trigger) == OK, "%s: %s", j->name, c.note);
    while (at < end && fired < 20000) {
        int64_t next = cron_next(&trigger, at);
        CHECK(next > at, "%s: %lld after %lld", j->name, (long long)next, (long long)at);
        if (next <= at) return;
        CHECK(cron_next(&trigger, at + (next - at) / 2) == next && cron_next(&trigger, next - 1) == next, "%s between %lld and %lld", j->name,
              (long long)at, (long long)next);
        at = next;
        fired++;
    }
    CHECK(fired > 0, "%s never fires", j->name);
}

TEST(sim_triggers_over_years)
{
    for (const struct job *const *j = jobs; *j; j++)
        if ((*j)->every)
            for (int64_t from = 0; from < 4; from++) check_trigger(*j, from * 86399999999 + 1518048000000000);
    CHECK(jobs[0] != NULL);
}

/* ---- the scheduler over a store ---- */

struct world {
    struct lab       lab;
    struct app       app;
    struct schedule *schedule;
    int64_t          now;
};

static void world_open(struct world *w)
{
    lab_open(&w->lab, LAB_FULL);
    w->now = w->lab.house.now + 1;
    w->app = (struct app){.settings = w->lab.settings, .origins = w->lab.origins, .pool = w->lab.pool, .threads = 1};
    CHECK(schedule_open(&w->lab.c, &w->app, w->now, &w->schedule) == OK, "%s", w->lab.c.note);
}

static void tick(struct world *w)
{
    AUTO_CTX c = {0};
    ctx_open(&c, CALL_MEMORY);
    CHECK(schedule_tick(&c, w->schedule, w->now) == OK, "%s", c.note);
}

static int64_t runs(struct world *w, const struct job *j, const char *outcome)
{
    AUTO_CTX    c = {0};
    AUTO_STORE *s = NULL;
    int64_t     count = -1;
    ctx_open(&c, CALL_MEMORY);
    CHECK(pool_lease(&c, w->app.pool, &s) == OK, "%s", c.note);
    CHECK(store_number(&c, s, "SELECT count(*) FROM run WHERE job = $1 AND (outcome = $2 OR $2 IS NULL)", ARGS(v_text(j->name), v_text(outcome)), 0, &count) == OK,
          "%s", c.note);
    return count;
}

static bool is_due(struct world *w, const struct job *j)
{
    AUTO_CTX     c = {0};
    AUTO_STORE  *s   = NULL;
    struct house h   = w->lab.house;
    bool         due = true;
    ctx_open(&c, CALL_MEMORY);
    CHECK(pool_lease(&c, w->app.pool, &s) == OK, "%s", c.note);
    h.store = s;
    CHECK(job_due(&c, &h, j, &due) == OK, "%s", c.note);
    return due;
}

/* A bar that nobody had: what reads prices has work. */
static void deliver(struct world *w, int day)
{
    const struct op *op;
    struct answer    a;
    char             text[DAY_SIZE + 1] = {0};
    const char      *path = ctx_print(&w->lab.c, "%s/day.csv", w->lab.folder);
    (void)day_write(text, day_of_time(w->now) + day);
    FILE *f = fopen(path, "wb");
    CHECK(f && fprintf(f, "date,symbol,open,high,low,close,volume\n%s,AAPL,100,101,99,100,5\n", text) > 0, "%s", path);
    if (f) (void)fclose(f);
    CHECK(lab_run(&w->lab, &w->lab.c, ctx_print(&w->lab.c, "import prices %s --class stock --adjust split --currency USD", path), &op, &a) == OK, "%s",
          w->lab.c.note);
}

/* How often a trigger fires in (from, to]. */
static int64_t firings(const struct job *j, int64_t from, int64_t to)
{
    AUTO_CTX    c = {0};
    struct cron trigger;
    int64_t     count = 0;
    ctx_open(&c, CALL_MEMORY);
    if (!j->every || cron_read(&c, slice_of(j->every), &trigger) != OK) return 0;
    for (int64_t at = cron_next(&trigger, from); at != TIME_NONE && at <= to; at = cron_next(&trigger, at)) count++;
    return count;
}

/* From an instant to the next firing. */
static int64_t firings_apart(const struct job *j, int64_t now)
{
    AUTO_CTX    c = {0};
    struct cron trigger;
    ctx_open(&c, CALL_MEMORY);
    CHECK(cron_read(&c, slice_of(j->every), &trigger) == OK, "%s", c.note);
    return cron_next(&trigger, now) - now;
}

/* Once a tick is over, nothing that reads only the store is left to do, and a second tick at once does nothing. */
static void check_quiet(struct world *w)
{
    uint64_t ledger = lab_digest(&w->lab, "run");
    for (const struct job *const *j = jobs; *j; j++) CHECK((*j)->outside || !is_due(w, *j), "%s is still due", (*j)->name);
    tick(w);
    CHECK(lab_digest(&w->lab, "run") == ledger, "a second tick did something at %lld", (long long)w->now);
}

TEST(sim_days_of_scheduling)
{
    struct world w;
    world_open(&w);
    int64_t began = w.now, before[64] = {0}, deliveries = 0;
    size_t  n = 0;
    tick(&w);
    for (const struct job *const *j = jobs; *j && n < 64; j++) before[n++] = runs(&w, *j, NULL);
    for (int step = 1; step <= SIM_DAYS * 24 * 60 / MINUTES_A_STEP; step++) {
        w.now += MINUTES_A_STEP * MINUTE;
        if (step % (6 * 60 / MINUTES_A_STEP) == 0) deliver(&w, (int)++deliveries);
        tick(&w);
        if (step % 36 == 0) check_quiet(&w);
    }
    n = 0;
    for (const struct job *const *j = jobs; *j && n < 64; j++, n++) {
        int64_t done = runs(&w, *j, NULL) - before[n], fired = firings(*j, began, w.now);
        if ((*j)->outside) CHECK(done == fired, "%s ran %lld times for %lld firings", (*j)->name, (long long)done, (long long)fired);
        else               CHECK(done <= fired + deliveries, "%s ran %lld times for %lld changes", (*j)->name, (long long)done, (long long)deliveries);
        CHECK((*j)->outside || runs(&w, *j, "failed") == 0, "%s", (*j)->name);
    }
    lab_close(&w.lab);
}

/* A machine that slept for a month runs once and goes on; so does one whose clock was set back, without waiting for it. */
TEST(sim_clock_jumps)
{
    struct world w;
    world_open(&w);
    tick(&w);
    for (const struct job *const *j = jobs; *j; j++) {
        int64_t before = runs(&w, *j, NULL);
        if (!(*j)->outside) continue;
        w.now += 30 * US_PER_DAY;
        tick(&w);
        tick(&w);
        CHECK(runs(&w, *j, NULL) == before + 1, "%s ran %lld times after a sleep", (*j)->name, (long long)(runs(&w, *j, NULL) - before));
        w.now -= 10 * US_PER_DAY;
        tick(&w);
        CHECK(runs(&w, *j, NULL) == before + 1, "%s runs when the clock is set back", (*j)->name);
        w.now += firings_apart(*j, w.now);
        tick(&w);
        CHECK(runs(&w, *j, NULL) == before + 2, "%s does not go on", (*j)->name);
    }
    check_quiet(&w);
    lab_close(&w.lab);
}
