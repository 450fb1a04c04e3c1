#include "store/libpq.h"

#include <dlfcn.h>
#include <pthread.h>

struct libpq pq;

static const struct symbol {
    const char *name;
    void       *at;                     /* the pointer that it fills */
} symbols[] = {
#define X(name) {"PQ" #name, &pq.name},
    LIBPQ(X)
#undef X
};

static bool is_loaded;

static void load(void)
{
    void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    is_loaded = library != NULL;
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols && is_loaded; i++) {
        void *found = dlsym(library, symbols[i].name);
        is_loaded = found != NULL;
        memcpy(symbols[i].at, &found, sizeof found);    /* POSIX lets dlsym give functions; C has no cast for it */
    }
}

err libpq_load(struct ctx *c)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, load);
    return is_loaded ? OK : fail(c, ERR_STORE, "libpq 14 or newer is not installed (libpq5)");
}
