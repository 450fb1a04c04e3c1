#include "store/sqlite.h"

/* The log is written back into the file by a thread, so that no request pays for it. A first pass goes on beside the
 * writers; what they added meanwhile is written back while they wait, so that the log begins anew and does not grow.
 * Without the thread, in a program that ends soon, the writer does it itself. */

enum { LOG_PAGES = 1000, LOG_PAGES_MAX = 8000 };        /* 8 MB: begin; 64 MB: the disk is behind, and the writer waits for it */

struct checkpoints {
    struct pool    *pool;
    struct store   *store;
    pthread_t       thread;
    pthread_mutex_t lock;
    pthread_cond_t  wake, idle;
    bool            wanted, busy, stopping;
};

static bool write_back(sqlite3 *db)
{
    int log = 0, done = 0;
    return sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE, &log, &done) != SQLITE_OK || log == done;
}

/* The writer's turn lasts through this, so nothing is added and all is written back. */
static void help(struct checkpoints *k, sqlite3 *db)
{
    (void)pthread_mutex_lock(&k->lock);
    while (k->busy) (void)pthread_cond_wait(&k->idle, &k->lock);
    (void)pthread_mutex_unlock(&k->lock);
    (void)write_back(db);
}

/* After every commit. A checkpoint that fails is no fault of what was committed: the next commit asks for it again. */
static int on_commit(void *arg, sqlite3 *db, const char *name, int pages)
{
    struct checkpoints *k = ((struct pool *)arg)->checkpoints;
    (void)name;
    if (pages < LOG_PAGES) return SQLITE_OK;
    if (!k) {
        (void)write_back(db);
        return SQLITE_OK;
    }
    if (pages >= LOG_PAGES_MAX) help(k, db);
    (void)pthread_mutex_lock(&k->lock);
    k->wanted = true;
    (void)pthread_cond_signal(&k->wake);
    (void)pthread_mutex_unlock(&k->lock);
    return SQLITE_OK;
}

void checkpoint_watch(struct store *s) { (void)sqlite3_wal_hook(sqlite_of(s)->db, on_commit, s->pool); }

static bool wait_for_work(struct checkpoints *k)
{
    (void)pthread_mutex_lock(&k->lock);
    while (!k->wanted && !k->stopping) (void)pthread_cond_wait(&k->wake, &k->lock);
    k->wanted   = false;
    bool goes_on = k->busy = !k->stopping;
    (void)pthread_mutex_unlock(&k->lock);
    return goes_on;
}

static bool first_pass(struct checkpoints *k)
{
    bool all = write_back(sqlite_of(k->store)->db);
    (void)pthread_mutex_lock(&k->lock);
    k->busy = false;
    (void)pthread_cond_broadcast(&k->idle);
    (void)pthread_mutex_unlock(&k->lock);
    return all;
}

static void *work(void *arg)
{
    struct checkpoints *k = arg;
    while (wait_for_work(k)) {
        if (first_pass(k)) continue;
        turn_take(&k->pool->writer);
        (void)write_back(sqlite_of(k->store)->db);
        turn_give(&k->pool->writer);
    }
    return NULL;
}

err pool_start_checkpoints(struct ctx *c, struct pool *p)
{
    struct checkpoints *k;
    if (p->driver != &sqlite_driver) return OK;         /* a server sees to its own log */
    TRY(NEW(c, k, 1));
    k->pool = p;
    TRY(pool_lease(c, p, &k->store));
    (void)pthread_mutex_init(&k->lock, NULL);
    (void)pthread_cond_init(&k->wake, NULL);
    (void)pthread_cond_init(&k->idle, NULL);
    if (pthread_create(&k->thread, NULL, work, k) != 0) {
        store_release(&k->store);
        return fail(c, ERR_NOMEM, "the thread for checkpoints cannot be started");
    }
    p->checkpoints = k;
    return OK;
}

void pool_stop_checkpoints(struct pool *p)
{
    struct checkpoints *k = p->checkpoints;
    if (!k) return;
    (void)pthread_mutex_lock(&k->lock);
    k->stopping = true;
    (void)pthread_cond_signal(&k->wake);
    (void)pthread_mutex_unlock(&k->lock);
    (void)pthread_join(k->thread, NULL);
    p->checkpoints = NULL;
    store_release(&k->store);
    (void)pthread_mutex_destroy(&k->lock);
    (void)pthread_cond_destroy(&k->wake);
    (void)pthread_cond_destroy(&k->idle);
}
