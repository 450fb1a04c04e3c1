#include "base/thread.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

struct work {
    void (*run)(void *arg, size_t worker, size_t index);
    void          *arg;
    size_t         count;
    atomic_size_t  next;
};

struct worker {
    struct work *work;
    size_t       index;
    pthread_t    thread;
};

size_t thread_count(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    size_t count = (size_t)CPU_COUNT(&set);
    return count < 1 ? 1 : count > THREADS_MAX ? THREADS_MAX : count;
}

static void *labour(void *arg)
{
    struct worker *w = arg;
    for (;;) {
        size_t index = atomic_fetch_add(&w->work->next, 1);
        if (index >= w->work->count) return NULL;
        w->work->run(w->work->arg, w->index, index);
    }
}

/* A thread that cannot be started is no failure: those that run do its share. */
void thread_each(size_t workers, size_t count, void (*run)(void *arg, size_t worker, size_t index), void *arg)
{
    struct work   work = {.run = run, .arg = arg, .count = count};
    struct worker crew[THREADS_MAX];
    size_t        started = 1;
    if (workers > THREADS_MAX) workers = THREADS_MAX;
    if (workers > count)       workers = count;
    for (size_t i = 0; i < THREADS_MAX; i++) crew[i] = (struct worker){.work = &work, .index = i};
    while (started < workers && pthread_create(&crew[started].thread, NULL, labour, &crew[started]) == 0) started++;
    labour(&crew[0]);
    for (size_t i = 1; i < started; i++) pthread_join(crew[i].thread, NULL);
}

void turns_open(struct turns *t)
{
    *t = (struct turns){0};
    (void)pthread_mutex_init(&t->lock, NULL);           /* default ones cannot fail on Linux */
    (void)pthread_cond_init(&t->next, NULL);
}

void turns_close(struct turns *t)
{
    (void)pthread_mutex_destroy(&t->lock);
    (void)pthread_cond_destroy(&t->next);
}

void turn_take(struct turns *t)
{
    (void)pthread_mutex_lock(&t->lock);
    uint64_t mine = t->given++;
    while (t->serving != mine) (void)pthread_cond_wait(&t->next, &t->lock);
    (void)pthread_mutex_unlock(&t->lock);
}

void turn_give(struct turns *t)
{
    (void)pthread_mutex_lock(&t->lock);
    t->serving++;
    (void)pthread_cond_broadcast(&t->next);
    (void)pthread_mutex_unlock(&t->lock);
}
