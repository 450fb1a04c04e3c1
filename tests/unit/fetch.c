/* The client against a server of ours: status and body, every limit, and stories that never hold a query. */
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "net/http.h"

#include "../check.h"

enum { BIG_SIZE = 300000 };

static char big[BIG_SIZE];

static void answer(void *arg, struct ctx *c, const struct http_request *r, struct http_reply *reply)
{
    (void)arg;
    const char *agent = http_header(r, "User-Agent"), *key = http_header(r, "X-Key"), *empty = http_header(r, "X-Empty");
    const char *text = ctx_print(c, "%s %s %s %s", r->path, agent, key ? key : "-", empty ? "empty" : "-");
    reply->content_type = "text/plain; charset=utf-8";
    reply->body         = slice_of(text);
    if (strcmp(r->path, "/big") == 0)   reply->body = (struct slice){big, sizeof big};
    if (strcmp(r->path, "/none") == 0)  reply->status = 404;
    if (strcmp(r->path, "/empty") == 0) reply->status = 204, reply->body.size = 0;
    if (strcmp(r->path, "/slow") == 0)  usleep(500000);

    static const struct {
        const char *path;
        int         status;
        const char *name, *value;
    } headers[] = {
        {"/wait", 429, "Retry-After", "120"},
        {"/date", 503, "Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"},
        {"/past", 503, "Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"},
        {"/odd", 503, "Retry-After", "soon"},
        {"/away", 302, "Location", "/there"},
        {"/loop", 302, "Location", "/loop"},
        {"/file", 302, "Location", "file:///etc/passwd"},
    };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        if (strcmp(r->path, headers[i].path) == 0) {
            reply->status = headers[i].status;
            http_add_header(reply, headers[i].name, headers[i].value);
        }
}

struct peer {
    struct ctx          c;
    struct http_server *server;
    char                base[64];
};

static void peer_close(struct peer *p)
{
    if (p->server) http_close(p->server);
    ctx_close(&p->c);
}

#define AUTO_PEER __attribute__((cleanup(peer_close))) struct peer

static void peer_open(struct peer *p)
{
    static const struct http_options o = {
        .address = "127.0.0.1", .threads = 1, .connections_max = 16, .body_size_max = 1 << 20, .ctx_size_max = 4 << 20,
    };
    *p = (struct peer){0};
    ctx_open(&p->c, 16 << 20);
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    unsetenv("all_proxy");
    memset(big, 'x', sizeof big);
    CHECK(http_open(&p->c, &o, answer, NULL, &p->server) == OK, "%s", p->c.note);
    if (p->server) snprintf(p->base, sizeof p->base, "http://127.0.0.1:%u", http_port(p->server));
}

static err get(struct ctx *c, const struct peer *p, const char *path, struct fetched *ret)
{
    *ret = (struct fetched){.status = -1};
    return fetch_run(c, &(struct fetch){
        .url = ctx_print(c, "%s%s", p->base, path), .timeout_ms = 5000, .body_size_max = 1 << 20,
    }, ret);
}

TEST(fetch_gives_status_body_and_type)
{
    AUTO_PEER      p;
    AUTO_CTX       c = {0};
    struct fetched got_it;
    peer_open(&p);
    ctx_open(&c, 16 << 20);
    CHECK(get(&c, &p, "/a%20b?key=1", &got_it) == OK, "%s", c.note);
    CHECK(got_it.status == 200 && slice_is(got_it.body, "/a b lumia - -"), "%d", got_it.status);
    CHECK(got_it.content_type && strcmp(got_it.content_type, "text/plain; charset=utf-8") == 0);
    CHECK(got_it.retry_after_s == 0);
    CHECK(get(&c, &p, "/none", &got_it) == OK && got_it.status == 404);
    CHECK(get(&c, &p, "/empty", &got_it) == OK && got_it.status == 204 && got_it.body.size == 0);
    CHECK(get(&c, &p, "/big", &got_it) == OK && got_it.body.size == BIG_SIZE && got_it.body.at[BIG_SIZE - 1] == 'x');
}

TEST(fetch_sends_headers)
{
    AUTO_PEER      p;
    AUTO_CTX       c = {0};
    struct fetched got_it = {0};
    peer_open(&p);
    ctx_open(&c, 16 << 20);
    struct fetch f = {
        .url = p.base, .headers = {{"User-Agent", "me@example.org"}, {"X-Key", "k"}, {"X-Empty", ""}}, .header_count = 3,
        .timeout_ms = 5000, .body_size_max = 1000,
    };
    CHECK(fetch_run(&c, &f, &got_it) == OK && slice_is(got_it.body, "/ me@example.org k empty"), "%s", c.note);
    f.headers[1].value = "k\r\nX-Other: 1";
    CHECK(fetch_run(&c, &f, &got_it) == ERR_INVALID);
}

TEST(fetch_reads_retry_after)
{
    AUTO_PEER      p;
    AUTO_CTX       c = {0};
    struct fetched got_it;
    peer_open(&p);
    ctx_open(&c, 16 << 20);
    CHECK(get(&c, &p, "/wait", &got_it) == OK && got_it.status == 429 && got_it.retry_after_s == 120);
    CHECK(get(&c, &p, "/date", &got_it) == OK && got_it.retry_after_s == 30 * 86400);
    CHECK(get(&c, &p, "/past", &got_it) == OK && got_it.retry_after_s == 0);
    CHECK(get(&c, &p, "/odd", &got_it) == OK && got_it.retry_after_s == 0);
}

TEST(fetch_follows_few_redirects_and_only_to_the_web)
{
    AUTO_PEER      p;
    AUTO_CTX       c = {0};
    struct fetched got_it;
    peer_open(&p);
    ctx_open(&c, 16 << 20);
    CHECK(get(&c, &p, "/away", &got_it) == OK && got_it.status == 200 && slice_is(got_it.body, "/there lumia - -"));
    CHECK(get(&c, &p, "/loop", &got_it) == ERR_NETWORK && got_it.status == -1, "%s", c.note);
    CHECK(get(&c, &p, "/file", &got_it) == ERR_NETWORK && got_it.status == -1, "%s", c.note);
}

TEST(fetch_goes_through_a_gateway)
{
    AUTO_PEER      p;
    AUTO_CTX       c = {0};
    struct fetched got_it = {0};
    peer_open(&p);
    ctx_open(&c, 16 << 20);
    struct fetch f = {.url = "https://example.org/x", .via = p.base, .timeout_ms = 5000, .body_size_max = 1000};
    CHECK(fetch_run(&c, &f, &got_it) == OK && slice_is(got_it.body, "/https://example.org/x lumia - -"), "%s", c.note);
    f.via = "file:///tmp";
    CHECK(fetch_run(&c, &f, &got_it) == ERR_USAGE, "%s", c.note);
}

TEST(fetch_keeps_its_limits)
{
    AUTO_PEER      p;
    AUTO_CTX       c = {0};
    struct fetched got_it = {.status = -1};
    peer_open(&p);
    ctx_open(&c, 16 << 20);
    struct fetch f = {.timeout_ms = 5000, .body_size_max = BIG_SIZE - 1};
    f.url = ctx_print(&c, "%s/big?key=secret", p.base);
    CHECK(fetch_run(&c, &f, &got_it) == ERR_LIMIT, "%s", c.note);
    CHECK(strstr(c.note, p.base) && !strstr(c.note, "secret") && !strstr(c.note, "big"), "%s", c.note);
    f.body_size_max = BIG_SIZE;
    CHECK(fetch_run(&c, &f, &got_it) == OK && got_it.body.size == BIG_SIZE, "%s", c.note);

    int64_t began = time_steady();
    f.url        = ctx_print(&c, "%s/slow?key=secret", p.base);
    f.timeout_ms = 100;
    CHECK(fetch_run(&c, &f, &got_it) == ERR_NETWORK, "%s", c.note);
    CHECK(!strstr(c.note, "secret"), "%s", c.note);
    CHECK(time_steady() - began < 450000);

    AUTO_CTX small = {0};
    ctx_open(&small, 100000);
    f = (struct fetch){.url = ctx_print(&small, "%s/big", p.base), .timeout_ms = 5000, .body_size_max = BIG_SIZE};
    CHECK(fetch_run(&small, &f, &got_it) == ERR_NOMEM, "%s", small.note);
}

/* A port that nobody listens on: bound, and not listening. */
TEST(fetch_tells_a_refused_connection)
{
    AUTO_CTX           c = {0};
    struct fetched     got_it  = {.status = -1};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t          size    = sizeof address;
    int                fd      = socket(AF_INET, SOCK_STREAM, 0);
    ctx_open(&c, 1 << 20);
    CHECK(bind(fd, (struct sockaddr *)&address, size) == 0 && getsockname(fd, (struct sockaddr *)&address, &size) == 0);
    const char *url = ctx_print(&c, "http://user:pass@127.0.0.1:%u/a?key=secret", ntohs(address.sin_port));
    CHECK(fetch_run(&c, &(struct fetch){.url = url, .timeout_ms = 2000, .body_size_max = 1}, &got_it) == ERR_NETWORK);
    CHECK(strstr(c.note, "http://127.0.0.1:") && strstr(c.note, "refused"), "%s", c.note);
    CHECK(!strstr(c.note, "secret") && !strstr(c.note, "pass") && got_it.status == -1, "%s", c.note);
    close(fd);
}

TEST(fetch_refuses_other_schemes)
{
    static const char *const urls[] = {
        "file:///etc/passwd", "ftp://user:secret@host/x?secret", "gopher://h", "localhost/x?secret", "", "http:", "http:x",
        "javascript:secret", "httpx://h/?secret", " http://h/secret",
    };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        AUTO_CTX       c = {0};
        struct fetched got_it = {.status = -1};
        ctx_open(&c, 1 << 20);
        struct fetch f = {.url = urls[i], .timeout_ms = 100, .body_size_max = 1};
        CHECK(fetch_run(&c, &f, &got_it) == ERR_USAGE, "%s", urls[i]);
        CHECK(c.note[0] && !strstr(c.note, "secret"), "%s", c.note);
    }
}
