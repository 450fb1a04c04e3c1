#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "app/serve.h"
#include "base/log.h"
#include "cron/cron.h"
#include "jobs/job.h"

/* Make for tables: once a second, in the order of what they read, each job that is due. A job that looks at the world is
 * due when its trigger fires; any other when a table it reads has changed. One that failed waits before it is tried again. */

enum { JOBS_MAX = 64, RETRY_SECONDS = 60 };

struct schedule {
    struct app     *app;
    pthread_t       thread;
    pthread_mutex_t lock;
    pthread_cond_t  wake;
    atomic_bool     stopping;
    int64_t         fires[JOBS_MAX];    /* when the trigger fires next; TIME_NONE without one */
    int64_t         not_before[JOBS_MAX];
    int64_t         ticked;
};

static err set_trigger(struct ctx *c, struct schedule *s, const struct job *j, size_t i, int64_t now)
{
    struct cron trigger;
    s->fires[i] = TIME_NONE;
    if (!j->every) return OK;
    TRY(cron_read(c, slice_of(j->every), &trigger));
    s->fires[i] = cron_next(&trigger, now);
    return OK;
}

static err visit(struct ctx *c, struct schedule *s, const struct job *j, size_t i, int64_t now)
{
    AUTO_STORE  *store = NULL;
    struct house house = app_house(s->app);
    struct run   run;
    bool         fired, due;
    house.now = now;
    if (house.now < s->not_before[i]) return OK;
    fired = s->fires[i] != TIME_NONE && house.now >= s->fires[i];
    if (j->outside && !fired) return OK;
    TRY(pool_lease(c, house.pool, &store));
    house.store = store;
    TRY(job_due(c, &house, j, &due));
    if (fired) TRY(set_trigger(c, s, j, i, house.now));
    if (!due && !fired) return OK;
    TRY(job_run(c, &house, j, true, &run));
    s->not_before[i] = run.outcome == RUN_FAILED ? house.now + RETRY_SECONDS * US_PER_SECOND : 0;
    return OK;
}

err schedule_tick(struct ctx *c, struct schedule *s, int64_t now)
{
    const struct job *const *order;
    TRY(jobs_order(c, &order));
    for (size_t i = 0; now < s->ticked && order[i]; i++) {
        TRY(set_trigger(c, s, order[i], i, now));       /* the clock was set back: what it said before is void */
        s->not_before[i] = 0;
    }
    s->ticked = now;
    for (size_t i = 0; order[i] && !s->stopping; i++) TRY(visit(c, s, order[i], i, now));
    return OK;
}

static bool wait_a_second(struct schedule *s)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec++;
    (void)pthread_mutex_lock(&s->lock);
    int code = 0;
    while (!s->stopping && code != ETIMEDOUT) code = pthread_cond_timedwait(&s->wake, &s->lock, &until);
    bool stopping = s->stopping;
    (void)pthread_mutex_unlock(&s->lock);
    return !stopping;
}

static void *work(void *arg)
{
    struct schedule *s = arg;
    do {
        AUTO_CTX c = {0};
        char     note[NOTE_SIZE + 64];
        ctx_open(&c, (size_t)s->app->settings.memory_mb << 20);
        err e = schedule_tick(&c, s, time_now());
        if (e != OK) log_event("schedule.failed", "error=%s note=%s", err_name(e), log_quote(note, sizeof note, c.note));
    } while (wait_a_second(s));
    return NULL;
}

err schedule_open(struct ctx *c, struct app *app, int64_t now, struct schedule **ret)
{
    const struct job *const *order;
    struct schedule         *s;
    TRY(NEW(c, s, 1));
    s->app = app;
    TRY(jobs_order(c, &order));
    for (size_t i = 0; order[i]; i++) TRY(set_trigger(c, s, order[i], i, now));
    *ret = s;
    return OK;
}

err schedule_start(struct ctx *c, struct app *app, struct schedule **ret)
{
    struct schedule *s;
    TRY(schedule_open(c, app, time_now(), &s));
    (void)pthread_mutex_init(&s->lock, NULL);
    (void)pthread_cond_init(&s->wake, NULL);
    if (pthread_create(&s->thread, NULL, work, s) != 0) return fail(c, ERR_NOMEM, "the scheduler's thread cannot be started");
    *ret = s;
    return OK;
}

void schedule_stop(struct schedule *s)
{
    (void)pthread_mutex_lock(&s->lock);
    s->stopping = true;
    (void)pthread_cond_signal(&s->wake);
    (void)pthread_mutex_unlock(&s->lock);
    (void)pthread_join(s->thread, NULL);
    (void)pthread_mutex_destroy(&s->lock);
    (void)pthread_cond_destroy(&s->wake);
}
