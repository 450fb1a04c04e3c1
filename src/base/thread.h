/* thread.h - run one function over many indexes, side by side. Results may not depend on who does which. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

enum { THREADS_MAX = 64 };

size_t thread_count(void);      /* processors this process may use, 1 to THREADS_MAX */

/* Calls run(arg, worker, index) once for every index below count, on at most `workers` threads; worker < workers. */
void thread_each(size_t workers, size_t count, void (*run)(void *arg, size_t worker, size_t index), void *arg);

/* A lock that is given in the order in which it was asked for: nobody waits while another takes it twice. */
struct turns {
    pthread_mutex_t lock;
    pthread_cond_t  next;
    uint64_t        given, serving;
};

void turns_open(struct turns *t);
void turns_close(struct turns *t);
void turn_take(struct turns *t);
void turn_give(struct turns *t);

#endif
