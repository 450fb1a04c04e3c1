#include <signal.h>
#include <stdio.h>

#include "app/serve.h"
#include "base/log.h"

enum { CONNECTIONS_MAX = 1024, CONNECTIONS_PER_ADDRESS_MAX = 256, WORKERS = 4 };

/* SIGINT and SIGTERM are blocked before any thread starts, so that they all come here. */
static void wait_for_signal(const sigset_t *set)
{
    int number;
    while (sigwait(set, &number) != 0) {}
    log_event("serve.stopping", "signal=%d", number);
}

static err run(struct ctx *c, struct app *app, int argc, char **argv, int *ret_exit)
{
    struct http_server *server;
    struct schedule    *schedule = NULL;
    sigset_t            set;
    if (argc) return fail(c, ERR_USAGE, "`serve` takes no '%s'; settings are --address, --port, --threads, --schedule", argv[0]);
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    (void)pthread_sigmask(SIG_BLOCK, &set, NULL);       /* fails only for a bad argument */

    size_t body = (size_t)app->settings.body_mb << 20, memory = (size_t)app->settings.memory_mb << 20;
    TRY(http_open(c, &(struct http_options){.address = app->settings.address, .port = (uint16_t)app->settings.port, .threads = (unsigned)app->threads,
                                            .connections_max = CONNECTIONS_MAX, .connections_per_address_max = CONNECTIONS_PER_ADDRESS_MAX,
                                            .body_size_max = body, .ctx_size_max = memory > 2 * body ? memory : 2 * body,
                                            .is_long = serve_is_long, .workers = WORKERS},
                  serve_request, app, &server));
    err e = pool_start_checkpoints(c, app->pool);
    if (e == OK && app->settings.schedule) e = schedule_start(c, app, &schedule);
    if (e != OK) {
        http_close(server);
        pool_stop_checkpoints(app->pool);
        return e;
    }
    const char *shown = store_shown(c, app->url);
    bool        v6    = strchr(app->settings.address, ':') != NULL;
    printf("http://%s%s%s:%u\n", v6 ? "[" : "", app->settings.address, v6 ? "]" : "", http_port(server));
    (void)fflush(stdout);
    log_event("serve.started", "address=%s port=%u threads=%zu store=%s", app->settings.address, http_port(server), app->threads, shown ? shown : "?");
    wait_for_signal(&set);
    http_close(server);
    if (schedule) schedule_stop(schedule);
    pool_stop_checkpoints(app->pool);
    log_event("serve.stopped", "clean=yes");
    *ret_exit = 0;
    return OK;
}

const struct command command_serve = {
    .name        = "serve",
    .usage       = "lumia serve [--port 8080] [--address 127.0.0.1] [--threads N] [--schedule false]",
    .title       = "Serve the dashboard and the HTTP interface, and run the jobs when they are due",
    .about       = "Prints the address it listens on. Every operation is served under /v1, its description at /openapi.json, the dashboard at /. It listens on "
                   "loopback unless told otherwise: put a reverse proxy with TLS and a password in front before you open it to others. SIGTERM or Ctrl-C stops "
                   "it when the requests that run are answered.",
    .needs_store = true,
    .run         = run,
};
