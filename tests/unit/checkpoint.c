/* Checkpoints by a thread: the log begins anew while two writers go on, and nothing they wrote is missing. */
#include <pthread.h>
#include <sys/stat.h>

#include "../check.h"
#include "../scratch.h"
#include "model/recommendation.h"
#include "store/store.h"

enum { MEMORY = 256 << 20, WRITERS = 2, DOCUMENTS = 1200, DOCUMENT_SIZE = 64 << 10, LOG_SIZE_MAX = 96 << 20 };

static_assert((long)WRITERS * DOCUMENTS * DOCUMENT_SIZE > LOG_SIZE_MAX, "what is written would not fit the log");

struct writer {
    struct pool *pool;
    int          id;
    err          e;
};

static err write_documents(struct ctx *c, struct writer *w)
{
    AUTO_STORE *s = NULL;
    char       *text;
    TRY(pool_lease(c, w->pool, &s));
    TRY(NEW(c, text, DOCUMENT_SIZE));
    memset(text, 'a', DOCUMENT_SIZE - 1);
    for (int i = 0; i < DOCUMENTS; i++) {
        AUTO_CTX scratch = {0};
        ctx_open(&scratch, MEMORY);
        struct advice a = {.id = ctx_print(&scratch, "%d-%d", w->id, i), .as_of = 1, .horizon = US_PER_DAY, .document = text};
        TRY(store_begin_derived(&scratch, s));
        TRY(store_insert(&scratch, s, &advice_shape, &a));
        TRY(store_commit(&scratch, s));
    }
    return OK;
}

static void *work(void *arg)
{
    struct writer *w = arg;
    AUTO_CTX       c = {0};
    ctx_open(&c, MEMORY);
    w->e = write_documents(&c, w);
    return NULL;
}

TEST(the_log_is_written_back_beside_the_writers)
{
    struct scratch folder;
    AUTO_CTX       c = {0};
    struct writer  writers[WRITERS];
    pthread_t      threads[WRITERS];
    struct pool   *pool = NULL;
    struct stat    log;
    int64_t        count = 0;
    ctx_open(&c, MEMORY);
    NEED(scratch_open(&folder));
    const char *path = scratch_path(&folder, "x.db");
    NEED(pool_open(&c, ctx_print(&c, "sqlite:%s", path), &pool) == OK, "%s", c.note);
    NEED(pool_start_checkpoints(&c, pool) == OK, "%s", c.note);
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){pool, i, ERR_INTERNAL};
        NEED(pthread_create(&threads[i], NULL, work, &writers[i]) == 0);
    }
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], NULL);
        CHECK(writers[i].e == OK, "writer %d", i);
    }
    pool_stop_checkpoints(pool);
    pool_stop_checkpoints(pool);        /* again is nothing */
    CHECK(stat(ctx_print(&c, "%s-wal", path), &log) == 0 && log.st_size < LOG_SIZE_MAX, "%lld bytes", (long long)log.st_size);
    {
        AUTO_STORE *s = NULL;
        CHECK(pool_lease(&c, pool, &s) == OK && store_number(&c, s, "SELECT count(*) FROM advice WHERE length(document) = $1", ARGS(v_int(DOCUMENT_SIZE - 1)), 0, &count) == OK);
    }
    CHECK(count == (int64_t)WRITERS * DOCUMENTS, "%lld", (long long)count);
    pool_close(pool);
    scratch_close(&folder);
}
