#include "net/http.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/day.h"
#include "base/log.h"
#include "base/thread.h"
#include "net/head.h"
#include "net/target.h"

enum {
    POOL_SIZE      = 48 * 1024,         /* the library clears it for every request: the largest head, and a reply's */
    BODY_ROOM_MIN  = 64 * 1024,
    LATE_MS        = 100,               /* a handler that held its thread longer does not count against the others there */
    TICK_MS_MAX    = 250,               /* how often deadlines are looked at */
    WAIT_US        = 2000,              /* http_close looks so often whether all is done */
    PROBLEM_SIZE   = 2 * NOTE_SIZE,
};

static const int64_t US_PER_MS = 1000, NEVER = INT64_MAX;

struct loop {                           /* one thread of the library */
    _Atomic int64_t busy_since;         /* a handler runs on it; 0 when none does */
};

struct slot {                           /* one connection, and the request that it carries */
    struct http_server   *server;
    struct slot          *next;         /* among the free ones, or in the queue of long work */
    struct loop          *loop;
    int                   socket;       /* -1 when the slot is free; under the server's lock */
    _Atomic int64_t       deadline;     /* what is not done by then is cut */
    char                  client[INET6_ADDRSTRLEN];

    struct ctx            ctx;          /* of the request, from its first line until its reply is sent */
    struct MHD_Connection *connection;
    const char           *url_at;       /* where the library holds it, for head_check only */
    struct slice          url;          /* our own copy, as it came */
    bool                  checked, answered;
    int                   refused;      /* the status to answer with once the body has passed */
    char                 *body;
    size_t                body_size, body_room, body_announced;
    struct http_request   request;
    struct http_reply     reply;
    char                  problem[PROBLEM_SIZE];
};

struct http_server {
    struct http_options options;
    http_handler       *handler;
    void               *arg;
    struct MHD_Daemon  *daemon;
    int                 socket;
    uint16_t            port;
    int64_t             request_us;

    pthread_mutex_t     lock;           /* guards the slots' sockets, both lists and `stopping` */
    pthread_cond_t      stop, work;
    struct slot        *slots, *free, *first, **last;
    struct loop        *loops;
    pthread_t           reaper, workers[THREADS_MAX];
    size_t              worker_count;
    atomic_uint         loop_count;
    atomic_int          running;        /* requests between their first line and their completion */
    atomic_bool         closing;
    bool                stopping, has_lock, has_reaper;
};

/* A thread of the library serves one server for all its life, and learns of it when it accepts a connection. */
static _Thread_local struct loop *this_loop;

static void grant(struct slot *r, int64_t bytes)
{
    r->deadline = time_steady() + r->server->request_us + bytes * US_PER_SECOND / HTTP_RATE_MIN;
}

/* ---- connections ---- */
static void connection_open(struct http_server *s, struct MHD_Connection *connection, void **context)
{
    const union MHD_ConnectionInfo *fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *who = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    int socket = fd->connect_fd;

    if (!this_loop) this_loop = &s->loops[atomic_fetch_add(&s->loop_count, 1)];
    assert(this_loop < s->loops + s->options.threads);
    pthread_mutex_lock(&s->lock);
    struct slot *r = s->free;
    if (r) {
        s->free   = r->next;
        r->loop   = this_loop;
        r->socket = socket;
        grant(r, 0);
    }
    pthread_mutex_unlock(&s->lock);
    *context = r;                       /* NULL: request_begin will see it, and the connection ends there */
    if (!r) return;
    const struct sockaddr     *address = who->client_addr;
    const struct sockaddr_in  *four    = (const void *)address;
    const struct sockaddr_in6 *six     = (const void *)address;
    bool        is_six = address->sa_family == AF_INET6;
    const char *told   = is_six ? inet_ntop(AF_INET6, &six->sin6_addr, r->client, sizeof r->client)
                                : inet_ntop(AF_INET, &four->sin_addr, r->client, sizeof r->client);
    if (!told) r->client[0] = 0;
}

static void connection_close(struct http_server *s, void **context)
{
    struct slot *r = *context;
    if (!r) return;
    pthread_mutex_lock(&s->lock);       /* after this the reaper cannot shut down a socket that is not ours any more */
    r->socket = -1;
    r->next   = s->free;
    s->free   = r;
    pthread_mutex_unlock(&s->lock);
    *context = NULL;
}

static void on_connection(void *arg, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
    if (what == MHD_CONNECTION_NOTIFY_STARTED) connection_open(arg, connection, context);
    else                                       connection_close(arg, context);
}

/* ---- deadlines: the library's own timeout begins anew with every byte, so a byte every 2 s would last for ever ---- */
static void cut_late(struct http_server *s)
{
    int64_t now = time_steady();
    for (unsigned i = 0; i < s->options.connections_max; i++) {
        struct slot *r = &s->slots[i];
        if (r->socket >= 0 && r->loop->busy_since == 0 && r->deadline < now) shutdown(r->socket, SHUT_RDWR);
    }
}

/* Whoever shares a thread with a slow handler could not be read meanwhile, and gets that time back. */
static void forgive(struct slot *slow, int64_t took)
{
    struct http_server *s = slow->server;
    pthread_mutex_lock(&s->lock);
    for (unsigned i = 0; i < s->options.connections_max; i++) {
        struct slot *r = &s->slots[i];
        if (r->socket >= 0 && r->loop == slow->loop && r->deadline != NEVER) r->deadline += took;
    }
    pthread_mutex_unlock(&s->lock);
}

static void *reap(void *arg)
{
    struct http_server *s    = arg;
    int64_t             tick = s->request_us / 8 < TICK_MS_MAX * US_PER_MS ? s->request_us / 8 : TICK_MS_MAX * US_PER_MS;
    pthread_mutex_lock(&s->lock);
    while (!s->stopping) {
        cut_late(s);
        int64_t         wake = time_steady() + tick;
        struct timespec when = {wake / US_PER_SECOND, wake % US_PER_SECOND * 1000};
        pthread_cond_timedwait(&s->stop, &s->lock, &when);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

/* ---- replies ---- */
static enum MHD_Result send_reply(struct slot *r, const struct http_reply *reply)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(reply->body.size, (void *)reply->body.at,
                                                                    MHD_RESPMEM_PERSISTENT);
    if (!response) return MHD_NO;
    enum MHD_Result ok = MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    if (reply->content_type && ok)      ok = MHD_add_response_header(response, "Content-Type", reply->content_type);
    if (r->server->closing && ok)       ok = MHD_add_response_header(response, "Connection", "close");
    for (size_t i = 0; i < reply->header_count && ok; i++)
        if (reply->headers[i].value[0])
            ok = MHD_add_response_header(response, reply->headers[i].name, reply->headers[i].value);
    grant(r, (int64_t)reply->body.size);
    if (ok) ok = MHD_queue_response(r->connection, (unsigned)reply->status, response);
    MHD_destroy_response(response);
    return ok;
}

/* RFC 9457. The details are our own words, so there is nothing to escape. */
static enum MHD_Result send_problem(struct slot *r, int status)
{
    int size = snprintf(r->problem, sizeof r->problem,
                        "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}\n",
                        MHD_get_reason_phrase_for((unsigned)status), status, r->ctx.note);
    assert(size > 0 && (size_t)size < sizeof r->problem);
    return send_reply(r, &(struct http_reply){
        .status = status, .content_type = "application/problem+json", .body = {r->problem, (size_t)size},
    });
}

static enum MHD_Result send_failure(struct slot *r, const char *why)
{
    (void)fail(&r->ctx, ERR_INTERNAL, "%s", why);
    return send_problem(r, 500);
}

static enum MHD_Result send_answer(struct slot *r)
{
    if (r->reply.status < 200 || r->reply.status > 599) return send_failure(r, "the answer has no status");
    if (send_reply(r, &r->reply) == MHD_YES) return MHD_YES;
    return send_failure(r, "the answer holds a header that cannot be sent");
}

/* ---- requests ---- */

/* The library calls this with the first line, before it parses the address. We parse our own copy; the query is taken away
 * from it, because 64 bytes of its memory for each & in an address would be more than a connection has. */
static void *request_begin(void *arg, const char *url, struct MHD_Connection *connection)
{
    struct http_server *s = arg;
    struct slot        *r = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    if (!r) return NULL;
    ctx_open(&r->ctx, s->options.ctx_size_max);
    atomic_fetch_add(&s->running, 1);
    grant(r, 0);
    r->connection = connection;
    r->url_at     = url;
    r->url        = slice_of(url);
    r->checked    = r->answered = false;
    r->refused    = 0;
    r->body       = NULL;
    r->body_size  = r->body_room = r->body_announced = 0;
    char *copy = r->url.size <= HTTP_URL_SIZE_MAX ? ctx_copy(&r->ctx, r->url) : NULL;
    r->url.at = copy;
    char *query = strchr(url, '?');
    if (query && query[1]) query[1] = 0;
    return r;
}

static void request_end(void *arg, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode why)
{
    (void)connection;
    (void)why;
    struct http_server *s = arg;
    struct slot        *r = *context;
    if (!r) return;
    ctx_close(&r->ctx);
    grant(r, 0);                        /* until the next one is complete */
    *context = NULL;
    atomic_fetch_sub(&s->running, 1);
}

/* The library decodes addresses in place; ours are decoded by target_read. */
static size_t leave_encoded(void *arg, struct MHD_Connection *connection, char *text)
{
    (void)arg;
    (void)connection;
    return strlen(text);
}

static const char *header_or_empty(struct slot *r, const char *name)
{
    const char *value = http_header(&r->request, name);
    return value ? value : "";
}

/* 0, or the status to refuse the request with before its body is read. */
static int request_check(struct slot *r, const char *method, const char *version)
{
    struct target target = {0};
    struct head   head = {r->connection, method, version, r->url_at, r->url.size, r->server->options.body_size_max};
    int           status = head_check(&r->ctx, &head, &r->body_announced);
    if (status) return status;
    if (!r->url.at) return 503;         /* ctx_copy has told why */
    err e = target_read(&r->ctx, r->url, &target);
    if (e != OK) return err_http(e);
    r->request = (struct http_request){
        .method      = strcmp(method, "HEAD") == 0 ? "GET" : method,    /* the library leaves the body of the reply away */
        .path        = target.path,
        .query       = target.query,
        .query_count = target.query_count,
        .client      = r->client,
        .connection  = r->connection,
    };
    r->request.content_type  = header_or_empty(r, "Content-Type");
    r->request.accept        = header_or_empty(r, "Accept");
    r->request.if_none_match = header_or_empty(r, "If-None-Match");
    r->request.origin        = header_or_empty(r, "Origin");
    r->reply = (struct http_reply){.status = 200};
    return 0;
}

static err body_room(struct slot *r, size_t more)
{
    size_t needed = r->body_size + more;
    if (needed > r->server->options.body_size_max)
        return fail(&r->ctx, ERR_LIMIT, "the body is longer than %zu bytes", r->server->options.body_size_max);
    if (needed <= r->body_room) return OK;
    size_t room = r->body_announced ? r->body_announced : 2 * needed > BODY_ROOM_MIN ? 2 * needed : BODY_ROOM_MIN;
    char  *body = ctx_alloc(&r->ctx, 1, room);
    if (!body) return ERR_LIMIT;
    if (r->body_size) memcpy(body, r->body, r->body_size);
    r->body      = body;
    r->body_room = room;
    return OK;
}

/* A body that is too long cannot be answered before it ends (the library allows no reply meanwhile), so the rest of it is
 * dropped; it gains no more time. */
static void body_add(struct slot *r, const char *bytes, size_t size)
{
    if (r->refused) return;
    err e = body_room(r, size);
    if (e != OK) {
        r->refused = err_http(e);
        return;
    }
    memcpy(r->body + r->body_size, bytes, size);
    r->body_size += size;
    r->deadline  += (int64_t)size * US_PER_SECOND / HTTP_RATE_MIN;
}

static void handle(struct slot *r)
{
    struct http_server *s = r->server;
    s->handler(s->arg, &r->ctx, &r->request, &r->reply);
}

static void handle_here(struct slot *r)
{
    int64_t began = time_steady();
    r->loop->busy_since = began;
    handle(r);
    int64_t took = time_steady() - began;
    if (took > LATE_MS * US_PER_MS) forgive(r, took);
    r->loop->busy_since = 0;
}

/* ---- long work ---- */
static void refuse_at_end(struct slot *r)
{
    (void)fail(&r->ctx, ERR_BUSY, "the server is about to stop");
    r->refused = err_http(ERR_BUSY);
}

static enum MHD_Result hand_over(struct slot *r)
{
    struct http_server *s = r->server;
    pthread_mutex_lock(&s->lock);
    bool late = s->stopping;            /* the workers may be gone, and nobody would wake the connection */
    if (!late) {
        MHD_suspend_connection(r->connection);
        r->next  = NULL;
        *s->last = r;
        s->last  = &r->next;
        pthread_cond_signal(&s->work);
    }
    pthread_mutex_unlock(&s->lock);
    if (!late) return MHD_YES;
    refuse_at_end(r);
    return send_problem(r, r->refused);
}

static struct slot *work_take(struct http_server *s, bool *ret_stopping)
{
    pthread_mutex_lock(&s->lock);
    while (!s->first && !s->stopping) pthread_cond_wait(&s->work, &s->lock);
    struct slot *r = s->first;
    if (r) s->first = r->next;
    if (!s->first) s->last = &s->first;
    *ret_stopping = s->stopping;
    pthread_mutex_unlock(&s->lock);
    return r;
}

static void *labour(void *arg)
{
    struct http_server *s = arg;
    bool                stopping;
    for (struct slot *r; (r = work_take(s, &stopping));) {
        if (stopping) refuse_at_end(r);                 /* what nobody began before the end is not begun any more */
        else          handle(r);
        r->answered = true;
        MHD_resume_connection(r->connection);
    }
    return NULL;
}

/* The library calls this with the head, with each piece of the body, and once all is there; and again after a pause. */
static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *bytes, size_t *size, void **context)
{
    (void)url;
    (void)connection;
    struct http_server *s = arg;
    struct slot        *r = *context;
    if (!r) return MHD_NO;
    if (!r->checked) {
        r->checked = true;
        int status = request_check(r, method, version);
        return status ? send_problem(r, status) : MHD_YES;
    }
    if (*size > 0) {
        body_add(r, bytes, *size);
        *size = 0;
        return MHD_YES;
    }
    if (r->refused)  return send_problem(r, r->refused);
    if (r->answered) return send_answer(r);

    r->request.body = (struct slice){r->body, r->body_size};
    r->deadline     = NEVER;
    if (s->worker_count > 0 && s->options.is_long(s->arg, &r->request)) return hand_over(r);
    handle_here(r);
    return send_answer(r);
}

/* ---- opening and closing ---- */
static err listen_on(struct ctx *c, struct http_server *s, const struct addrinfo *at)
{
    const struct http_options *o = &s->options;
    int yes = 1;
    s->socket = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s->socket < 0 || setsockopt(s->socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(s->socket, at->ai_addr, at->ai_addrlen) != 0 || listen(s->socket, SOMAXCONN) != 0)
        return fail(c, ERR_NETWORK, "cannot listen on %s port %u: %s", o->address, o->port, strerror(errno));

    struct sockaddr_in6 bound = {0};    /* the port stands at the same place in both families */
    socklen_t           size  = sizeof bound;
    if (getsockname(s->socket, (struct sockaddr *)&bound, &size) != 0)
        return fail(c, ERR_NETWORK, "cannot tell the port of %s: %s", o->address, strerror(errno));
    s->port = ntohs(bound.sin6_port);
    return OK;
}

static err socket_open(struct ctx *c, struct http_server *s)
{
    struct addrinfo *at = NULL, hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    const char      *port = ctx_print(c, "%u", s->options.port);
    TRY(got(port));
    int bad = getaddrinfo(s->options.address, port, &hints, &at);
    if (bad) return fail(c, ERR_USAGE, "\"%s\" is not an address to listen on: %s", s->options.address, gai_strerror(bad));
    err e = listen_on(c, s, at);
    freeaddrinfo(at);
    return e;
}

static err daemon_open(struct ctx *c, struct http_server *s)
{
    const struct http_options *o = &s->options;

    /* Not strict: the library's strict mode hangs up on a blank in the address and answers a missing Host in HTML, and all
     * that it refuses head_check refuses with a reason. What a slot does not hold is not accepted. */
    s->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, s->port, NULL, NULL,
                                 on_request, s,
                                 MHD_OPTION_LISTEN_SOCKET, s->socket,
                                 MHD_OPTION_STRICT_FOR_CLIENT, 0,
                                 MHD_OPTION_THREAD_POOL_SIZE, o->threads,
                                 MHD_OPTION_CONNECTION_LIMIT, o->connections_max,
                                 MHD_OPTION_PER_IP_CONNECTION_LIMIT, o->connections_per_address_max,
                                 MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_SIZE,
                                 MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
                                 MHD_OPTION_URI_LOG_CALLBACK, request_begin, s,
                                 MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL,
                                 MHD_OPTION_NOTIFY_COMPLETED, request_end, s,
                                 MHD_OPTION_END);
    if (s->daemon) return OK;
    s->socket = -1;                     /* the library may have closed it, or not: rather one too many than another's */
    return fail(c, ERR_NETWORK, "cannot start %u threads to serve %s", o->threads, o->address);
}

static err threads_open(struct ctx *c, struct http_server *s)
{
    pthread_condattr_t steady;
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);        /* time_steady's */
    pthread_cond_init(&s->stop, &steady);
    pthread_condattr_destroy(&steady);
    pthread_cond_init(&s->work, NULL);
    pthread_mutex_init(&s->lock, NULL);
    s->has_lock   = true;
    s->has_reaper = pthread_create(&s->reaper, NULL, reap, s) == 0;
    if (!s->has_reaper) return fail(c, ERR_NOMEM, "no thread is left to watch over deadlines");

    size_t wanted = s->options.is_long ? s->options.workers : 0;
    while (s->worker_count < wanted && pthread_create(&s->workers[s->worker_count], NULL, labour, s) == 0)
        s->worker_count++;
    return s->worker_count == wanted ? OK : fail(c, ERR_NOMEM, "no thread is left for long requests");
}

err http_open(struct ctx *c, const struct http_options *o, http_handler *handler, void *arg, struct http_server **ret)
{
    struct http_server *s;
    assert(o->threads > 0 && o->threads <= THREADS_MAX && o->workers <= THREADS_MAX && o->connections_max >= o->threads);
    TRY(NEW(c, s, 1));
    s->options    = *o;
    s->handler    = handler;
    s->arg        = arg;
    s->socket     = -1;
    s->last       = &s->first;
    s->request_us = (o->request_ms_max ? o->request_ms_max : HTTP_REQUEST_MS_MAX) * US_PER_MS;
    TRY(NEW(c, s->loops, o->threads));
    TRY(NEW(c, s->slots, o->connections_max));
    for (unsigned i = 0; i < o->connections_max; i++) {
        struct slot *r = &s->slots[i];
        r->server = s;
        r->socket = -1;
        r->next   = s->free;
        s->free   = r;
    }
    err e = socket_open(c, s);
    if (e == OK) e = threads_open(c, s);
    if (e == OK) e = daemon_open(c, s);
    if (e != OK) {
        http_close(s);
        return e;
    }
    *ret = s;
    return OK;
}

uint16_t http_port(const struct http_server *s) { return s->port; }

static void drain(struct http_server *s)
{
    int64_t end = time_steady() + HTTP_CLOSE_MS_MAX * US_PER_MS;
    s->closing = true;
    MHD_quiesce_daemon(s->daemon);
    shutdown(s->socket, SHUT_RDWR);     /* who comes now is told so, instead of waiting in the queue of the kernel */
    while (s->running > 0 && time_steady() < end) usleep(WAIT_US);
}

/* A handler that still runs after the wait is waited for: nothing can stop a thread from outside. */
void http_close(struct http_server *s)
{
    if (s->daemon) drain(s);
    if (s->has_lock) {
        pthread_mutex_lock(&s->lock);
        s->stopping = true;
        pthread_cond_broadcast(&s->stop);
        pthread_cond_broadcast(&s->work);
        pthread_mutex_unlock(&s->lock);
    }
    for (size_t i = 0; i < s->worker_count; i++) pthread_join(s->workers[i], NULL);
    if (s->daemon) MHD_stop_daemon(s->daemon);
    if (s->has_reaper) pthread_join(s->reaper, NULL);
    if (s->has_lock) {
        pthread_cond_destroy(&s->work);
        pthread_cond_destroy(&s->stop);
        pthread_mutex_destroy(&s->lock);
    }
    if (s->socket >= 0) close(s->socket);
}

const char *http_header(const struct http_request *r, const char *name)
{
    return MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, name);
}

void http_add_header(struct http_reply *r, const char *name, const char *value)
{
    assert(r->header_count < HTTP_HEADERS_MAX);
    r->headers[r->header_count++] = (struct http_pair){name, value};
}
