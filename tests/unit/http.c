/* The server, over real sockets and raw bytes: hygiene, limits, deadlines, and an end that loses nothing. */
#include "net/http.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "net/target.h"

#include "../check.h"

enum { REPLY_SIZE = 64 * 1024, ANSWER_S_MAX = 5, BODY_SIZE_MAX = 100000 };

struct site {
    struct ctx          c;
    struct http_server *server;
    atomic_int          calls, entered;
};

/* Says what it was asked: method, path, parameters, body. Some paths do something else besides. */
static void echo(void *arg, struct ctx *c, const struct http_request *r, struct http_reply *reply)
{
    struct site *site = arg;
    struct text  t    = {.c = c};
    atomic_fetch_add(&site->calls, 1);
    text_print(&t, "%s %s", r->method, r->path);
    for (size_t i = 0; i < r->query_count; i++) text_print(&t, " [%s=%s]", r->query[i].name, r->query[i].value);
    text_put(&t, " {");
    text_put_slice(&t, r->body);
    text_print(&t, "} %s", r->client);
    reply->content_type = "text/plain";
    if (text_done(&t) == OK) reply->body = text_slice(&t);
    else                     reply->status = 503;

    atomic_fetch_add(&site->entered, 1);
    if (strncmp(r->path, "/slow", 5) == 0) usleep(600000);
    if (strcmp(r->path, "/silent") == 0)   reply->status = 0;
    if (strcmp(r->path, "/split") == 0)    http_add_header(reply, "X-Bad", "a\r\nX-Injected: b");
    if (strcmp(r->path, "/tag") == 0)      reply->status = 304, http_add_header(reply, "ETag", r->if_none_match);
}

static bool is_long(void *arg, const struct http_request *r)
{
    (void)arg;
    return strcmp(r->path, "/slow/long") == 0;
}

static void site_close(struct site *s)
{
    if (s->server) http_close(s->server);
    ctx_close(&s->c);
}

#define AUTO_SITE __attribute__((cleanup(site_close))) struct site

static struct http_options usual(void)
{
    return (struct http_options){
        .address = "127.0.0.1", .threads = 2, .connections_max = 64, .body_size_max = BODY_SIZE_MAX, .ctx_size_max = 1 << 20,
    };
}

static void site_open(struct site *s, struct http_options o)
{
    *s = (struct site){0};
    ctx_open(&s->c, 16 << 20);
    CHECK(http_open(&s->c, &o, echo, s, &s->server) == OK, "%s", s->c.note);
}

static int dial(const struct site *s)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(http_port(s->server)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = ANSWER_S_MAX};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
    close(fd);
    return -1;
}

static void say(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0) return;          /* the server has hung up, and what it said can still be read */
        bytes += sent;
        size  -= (size_t)sent;
    }
}

/* All that comes until the server hangs up; a reply that never ends stops at the receive timeout and shows as such. */
static const char *hear(int fd, char *reply, bool *ret_ended)
{
    size_t  size = 0;
    ssize_t more = 1;
    while (more > 0 && size < REPLY_SIZE - 1) {
        more = recv(fd, reply + size, REPLY_SIZE - 1 - size, 0);
        if (more > 0) size += (size_t)more;
    }
    reply[size] = 0;
    if (ret_ended) *ret_ended = more == 0;
    return reply;
}

/* Says it all, hears it all, and whether the server hung up. Counts nothing, so that threads may call it. */
static bool exchange(const struct site *s, const char *bytes, size_t size, char *reply)
{
    int  fd = dial(s);
    bool ended;
    say(fd, bytes, size);
    hear(fd, reply, &ended);
    close(fd);
    return ended;
}

static const char *ask(const struct site *s, const char *bytes, size_t size, char *reply)
{
    CHECK(exchange(s, bytes, size, reply), "the connection stays open: %.*s", 60, bytes);
    return reply;
}

static bool get(const struct site *s, const char *url, char *reply)
{
    char head[512];
    int  size = snprintf(head, sizeof head, "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", url);
    return exchange(s, head, (size_t)size, reply);
}

static bool has_status(const char *reply, int status)
{
    char line[32];
    snprintf(line, sizeof line, "HTTP/1.1 %d ", status);
    return strncmp(reply, line, strlen(line)) == 0;
}

static const char *body_of(const char *reply)
{
    const char *end = strstr(reply, "\r\n\r\n");
    return end ? end + 4 : "";
}

TEST(http_decodes_the_address)
{
    static const struct {
        const char *url, *body;
    } cases[] = {
        {"/", "GET / {} 127.0.0.1"},
        {"/v1/assets/BRK%2EB", "GET /v1/assets/BRK.B {} 127.0.0.1"},
        {"/a+b%20%c3%bc/%E2%82%ac", "GET /a+b \u00fc/\u20ac {} 127.0.0.1"},
        {"/x?a=1&b=two+words&c=%26%3d%2B&d&e=&&=f&a=2", "GET /x [a=1] [b=two words] [c=&=+] [d=] [e=] [=f] [a=2] {} 127.0.0.1"},
        {"/x?", "GET /x {} 127.0.0.1"},
        {"/x?a=b=c?d", "GET /x [a=b=c?d] {} 127.0.0.1"},
        {"http://host:80/y?z=1", "GET /y [z=1] {} 127.0.0.1"},
        {"http://host?z=1", "GET / [z=1] {} 127.0.0.1"},
        {"*", "GET * {} 127.0.0.1"},
    };
    AUTO_SITE s;
    char      reply[REPLY_SIZE];
    site_open(&s, usual());
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK(get(&s, cases[i].url, reply));
        CHECK(has_status(reply, 200) && strcmp(body_of(reply), cases[i].body) == 0, "%s: %s", cases[i].url, reply);
        CHECK(strstr(reply, "\r\nX-Content-Type-Options: nosniff\r\n") && strstr(reply, "\r\nContent-Type: text/plain\r\n"));
    }
}

#define START "POST /a HTTP/1.1\r\nHost: x\r\n"
#define BYTES(text) text, sizeof text - 1

static const struct {
    const char *name, *bytes;
    size_t      size;
} bad_heads[] = {
    {"both lengths", BYTES(START "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")},
    {"both lengths, turned", BYTES(START "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n")},
    {"two lengths", BYTES(START "Content-Length: 0\r\nContent-Length: 4\r\n\r\n")},
    {"two equal lengths", BYTES(START "Content-Length: 0\r\ncontent-length: 0\r\n\r\n")},
    {"two hosts", BYTES(START "Host: y\r\nContent-Length: 0\r\n\r\n")},
    {"two encodings", BYTES(START "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")},
    {"another encoding", BYTES(START "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")},
    {"a blank after chunked", BYTES(START "Transfer-Encoding: chunked \r\n\r\n0\r\n\r\n")},
    {"identity", BYTES(START "Transfer-Encoding: identity\r\n\r\n")},
    {"encoding in 1.0", BYTES("POST /a HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")},
    {"no host", BYTES("GET /a HTTP/1.1\r\n\r\n")},
    {"a blank before the colon", BYTES(START "Content-Length : 4\r\n\r\nabcd")},
    {"a tab before the colon", BYTES(START "X\t: 4\r\n\r\n")},
    {"no name", BYTES(START ": 4\r\n\r\n")},
    {"no colon", BYTES(START "Nonsense\r\n\r\n")},
    {"a NUL in a value", BYTES(START "X: a\0b\r\n\r\n")},
    {"a NUL in the last value", BYTES("GET /a HTTP/1.1\r\nHost: x\0y\r\n\r\n")},
    {"a NUL in a name", BYTES(START "X\0Y: b\r\n\r\n")},
    {"a NUL for a line", BYTES(START "\0Content-Length: 3\r\n\r\n")},
    {"a NUL in the address", BYTES("GET /a\0b HTTP/1.1\r\nHost: x\r\n\r\n")},
    {"a CR in a value", BYTES(START "X: a\rb\r\n\r\n")},
    {"a control character in a value", BYTES(START "X: a\001b\r\n\r\n")},
    {"DEL in a value", BYTES(START "X: a\177b\r\n\r\n")},
    {"a bare LF after a header", BYTES(START "X: a\nY: b\r\n\r\n")},
    {"a bare LF after the first line", BYTES("GET /a HTTP/1.1\nHost: x\r\n\r\n")},
    {"a bare LF at the end", BYTES("GET /a HTTP/1.1\r\nHost: x\r\n\n")},
    {"bare LF throughout", BYTES("GET /a HTTP/1.1\nHost: x\n\n")},
    {"a folded line", BYTES(START "X: a\r\n b\r\n\r\n")},
    {"a folded length", BYTES(START "Content-Length:\r\n 4\r\n\r\nabcd")},
    {"a blank in the address", BYTES("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n")},
    {"two blanks before the address", BYTES("GET  /a HTTP/1.1\r\nHost: x\r\n\r\n")},
    {"two blanks after the address", BYTES("GET /a  HTTP/1.1\r\nHost: x\r\n\r\n")},
    {"a tab in the address", BYTES("GET /a\tb HTTP/1.1\r\nHost: x\r\n\r\n")},
    {"a relative address", BYTES("GET a HTTP/1.1\r\nHost: x\r\n\r\n")},
    {"an authority", BYTES("CONNECT host:80 HTTP/1.1\r\nHost: x\r\n\r\n")},
    {"a bad method", BYTES("GE(T /a HTTP/1.1\r\nHost: x\r\n\r\n")},
    {"a bad percent", BYTES("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n")},
    {"a cut percent", BYTES("GET /%4 HTTP/1.1\r\nHost: x\r\n\r\n")},
    {"a bad percent in the query", BYTES("GET /?a=%f HTTP/1.1\r\nHost: x\r\n\r\n")},
    {"an encoded NUL in the path", BYTES("GET /a%00 HTTP/1.1\r\nHost: x\r\n\r\n")},
    {"an encoded NUL in the query", BYTES("GET /?a=%00 HTTP/1.1\r\nHost: x\r\n\r\n")},
    {"an encoded line end in the path", BYTES("GET /a%0a HTTP/1.1\r\nHost: x\r\n\r\n")},
    {"not UTF-8", BYTES("GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n")},
    {"an overlong slash", BYTES("GET /%c0%af HTTP/1.1\r\nHost: x\r\n\r\n")},
    {"half of a surrogate pair", BYTES("GET /%ed%a0%80 HTTP/1.1\r\nHost: x\r\n\r\n")},
    /* These the library refuses itself, before it asks us, and in 0.9.75 with its head twice. */
    {"a length that is none", BYTES(START "Content-Length: 4x\r\n\r\nabcd")},
    {"a signed length", BYTES(START "Content-Length: +4\r\n\r\nabcd")},
    {"two lengths in one", BYTES(START "Content-Length: 4, 4\r\n\r\nabcd")},
    {"no length", BYTES(START "Content-Length:\r\n\r\nabcd")},
};

/* After each of these stands a second request that must not be heard: that would be smuggling. */
TEST(http_refuses_what_two_readers_could_read_in_two_ways)
{
    AUTO_SITE s;
    char      reply[REPLY_SIZE], sent[2048];
    site_open(&s, usual());
    for (size_t i = 0; i < sizeof bad_heads / sizeof *bad_heads; i++) {
        static const char smuggled[] = "GET /smuggled HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        memcpy(sent, bad_heads[i].bytes, bad_heads[i].size);
        memcpy(sent + bad_heads[i].size, smuggled, sizeof smuggled);
        ask(&s, sent, bad_heads[i].size + sizeof smuggled - 1, reply);
        CHECK(has_status(reply, 400), "%s: %s", bad_heads[i].name, reply);
        CHECK(!strstr(reply, "HTTP/1.1 2"), "%s: %s", bad_heads[i].name, reply);
        CHECK(s.calls == 0, "%s: the handler was called", bad_heads[i].name);
        s.calls = 0;
    }
}

TEST(http_tells_problems_as_json)
{
    AUTO_SITE s;
    char      reply[REPLY_SIZE];
    site_open(&s, usual());
    CHECK(get(&s, "/%zz", reply));
    CHECK(strstr(reply, "\r\nContent-Type: application/problem+json\r\n"), "%s", reply);
    CHECK(strcmp(body_of(reply), "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"detail\":"
                 "\"the address holds a % without two hexadecimal digits\"}\n") == 0, "%s", reply);
    CHECK(get(&s, "/silent", reply));
    CHECK(has_status(reply, 500) && strstr(reply, "\"status\":500"), "%s", reply);
    CHECK(get(&s, "/split", reply));
    CHECK(has_status(reply, 500) && !strstr(reply, "X-Injected"), "%s", reply);
}

TEST(http_bounds_the_head)
{
    AUTO_SITE   s;
    AUTO_CTX    c = {0};
    char        reply[REPLY_SIZE];
    struct text url = {.c = &c}, head = {.c = &c}, query = {.c = &c}, huge = {.c = &c};
    site_open(&s, usual());
    ctx_open(&c, 16 << 20);

    text_put(&url, "GET /");
    text_put_repeat(&url, 'a', HTTP_URL_SIZE_MAX);
    text_put(&url, " HTTP/1.1\r\nHost: x\r\n\r\n");
    ask(&s, url.at, url.size, reply);
    CHECK(has_status(reply, 414) && strstr(reply, "problem+json"), "%s", reply);

    text_put(&head, "GET /ok HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: ");
    text_put_repeat(&head, 'a', HTTP_HEAD_SIZE_MAX - head.size - 4);
    text_put(&head, "\r\n\r\n");
    ask(&s, head.at, head.size, reply);
    CHECK(has_status(reply, 200), "%s", reply);
    head.size -= 4;
    text_put(&head, "a\r\n\r\n");
    ask(&s, head.at, head.size, reply);
    CHECK(has_status(reply, 431) && strstr(reply, "problem+json"), "%s", reply);

    text_put(&query, "GET /ok?");
    for (int i = 0; i < HTTP_QUERY_MAX + 1; i++) text_put(&query, "a=1&");
    text_put(&query, " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    ask(&s, query.at, query.size, reply);
    CHECK(has_status(reply, 400) && strstr(reply, "more than 64 parameters"), "%s", reply);

    text_put(&huge, "GET /?");
    text_put_repeat(&huge, '&', 4000);                  /* an index of these would not fit into the library's memory */
    text_put(&huge, " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    ask(&s, huge.at, huge.size, reply);
    CHECK(has_status(reply, 200), "%s", reply);
}

TEST(http_bounds_the_body)
{
    AUTO_SITE   s;
    AUTO_CTX    c = {0};
    char        reply[REPLY_SIZE];
    struct text t = {.c = &c}, u = {.c = &c};
    site_open(&s, usual());
    ctx_open(&c, 16 << 20);

    ask(&s, BYTES(START "Content-Length: 100001\r\n\r\n"), reply);          /* answered before a byte of it came */
    CHECK(has_status(reply, 413) && strstr(reply, "longer than 100000 bytes"), "%s", reply);
    ask(&s, BYTES(START "Content-Length: 99999999999999999999\r\n\r\n"), reply);
    CHECK(has_status(reply, 413), "%s", reply);

    text_put(&t, START "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 11; i++) text_put(&t, "2710\r\n"), text_put_repeat(&t, 'b', 10000), text_put(&t, "\r\n");
    text_put(&t, "0\r\n\r\n");
    int fd = dial(&s);
    say(fd, t.at, t.size);
    say(fd, BYTES("GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    hear(fd, reply, NULL);
    close(fd);
    CHECK(has_status(reply, 413) && strstr(reply, "longer than 100000 bytes"), "%s", reply);
    CHECK(s.calls == 1 && strstr(reply, "GET /next {}"), "%s", reply);      /* the connection is still in step */

    text_put(&u, START "Connection: close\r\nContent-Length: 60000\r\n\r\n");
    text_put_repeat(&u, 'b', 60000);
    ask(&s, u.at, u.size, reply);
    CHECK(has_status(reply, 200) && strlen(body_of(reply)) > 60000);
}

TEST(http_takes_bodies)
{
    AUTO_SITE s;
    char      reply[REPLY_SIZE];
    site_open(&s, usual());
    ask(&s, BYTES(START "Connection: close\r\nContent-Length: 5\r\n\r\na\0b\r\n"), reply);
    CHECK(has_status(reply, 200) && memcmp(body_of(reply), "POST /a {a\0b\r\n}", 15) == 0, "%s", reply);
    ask(&s, BYTES(START "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"), reply);
    CHECK(has_status(reply, 200) && strcmp(body_of(reply), "POST /a {abcde} 127.0.0.1") == 0, "%s", reply);
    ask(&s, BYTES(START "Connection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi"), reply);
    CHECK(has_status(reply, 100) && strstr(reply, "POST /a {hi}"), "%s", reply);
    ask(&s, BYTES(START "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n"), reply);
    CHECK(has_status(reply, 400), "%s", reply);
}

TEST(http_keeps_a_connection)
{
    AUTO_SITE   s;
    char        reply[REPLY_SIZE];
    site_open(&s, usual());
    ask(&s, BYTES("GET /one HTTP/1.1\r\nHost: x\r\n\r\n" START "Content-Length: 3\r\n\r\ntwo"
                  "GET /three HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), reply);
    const char *one = strstr(reply, "GET /one {}"), *two = strstr(reply, "POST /a {two}");
    const char *three = strstr(reply, "GET /three {}");
    CHECK(one && two && three && one < two && two < three, "%s", reply);
}

TEST(http_answers_head_like_get_without_a_body)
{
    AUTO_SITE s;
    char      reply[REPLY_SIZE];
    site_open(&s, usual());
    ask(&s, BYTES("HEAD /h HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), reply);
    CHECK(has_status(reply, 200) && strstr(reply, "\r\nContent-Length: 19\r\n") && body_of(reply)[0] == 0, "%s", reply);
    ask(&s, BYTES("GET /tag HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"v1\"\r\nConnection: close\r\n\r\n"), reply);
    CHECK(has_status(reply, 304) && strstr(reply, "\r\nETag: \"v1\"\r\n") && body_of(reply)[0] == 0, "%s", reply);
}

/* A piece every 30 ms, far more often than any timeout for idleness would allow, and far too long in all. */
static int64_t dribble(const struct site *s, const char *start, char *reply)
{
    int64_t began = time_steady();
    int     fd    = dial(s);
    bool    ended = false;
    struct timeval nap = {.tv_usec = 30000};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &nap, sizeof nap);
    say(fd, start, strlen(start));
    for (int i = 0; i < 60 && !ended; i++) {
        if (start[0]) say(fd, "a", 1);
        hear(fd, reply, &ended);
    }
    close(fd);
    CHECK(ended, "still open: %s", start);
    return (time_steady() - began) / 1000;
}

TEST(http_cuts_what_takes_too_long)
{
    static const char *const starts[] = {"", "GET /", "GET / HTTP/1.1\r\nHost: x\r\nX: ",
                                         START "Content-Length: 50000\r\n\r\n"};
    AUTO_SITE           s;
    char                reply[REPLY_SIZE];
    struct http_options o = usual();
    o.request_ms_max = 300;
    site_open(&s, o);
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        int64_t ms = dribble(&s, starts[i], reply);
        CHECK(ms >= 250 && ms < 1200, "%lld ms: %s", (long long)ms, starts[i]);
        CHECK(s.calls == 0 && reply[0] == 0, "%s", reply);
    }
    int64_t began = time_steady();                      /* idle after an answer */
    ask(&s, BYTES("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), reply);
    CHECK(has_status(reply, 200) && time_steady() - began < 1200000);
}

TEST(http_counts_connections_of_an_address)
{
    AUTO_SITE           s;
    char                reply[REPLY_SIZE];
    struct http_options o = usual();
    bool                ended;
    o.connections_per_address_max = 2;
    site_open(&s, o);
    int one = dial(&s), two = dial(&s);
    say(one, BYTES("GET / HTTP/1.1\r\n"));
    say(two, BYTES("GET / HTTP/1.1\r\n"));
    usleep(50000);
    int three = dial(&s);
    say(three, BYTES("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    hear(three, reply, &ended);
    CHECK(reply[0] == 0, "%s", reply);
    close(three);
    say(one, BYTES("Host: x\r\nConnection: close\r\n\r\n"));
    hear(one, reply, NULL);
    CHECK(has_status(reply, 200), "%s", reply);
    close(one);
    close(two);
}

struct client {
    const struct site *site;
    pthread_t          thread;
    char               url[32];
    int                rounds, right;
    char               reply[REPLY_SIZE];
};

static void *talk(void *arg)
{
    struct client *k = arg;
    for (int i = 0; i < k->rounds; i++) {
        bool ended = get(k->site, k->url, k->reply);
        if (ended && has_status(k->reply, 200) && strstr(k->reply, k->url)) k->right++;
    }
    return NULL;
}

static void client_start(struct client *k, const struct site *s, const char *url, int rounds)
{
    *k = (struct client){.site = s, .rounds = rounds};
    snprintf(k->url, sizeof k->url, "%s", url);
    CHECK(pthread_create(&k->thread, NULL, talk, k) == 0);
}

TEST(http_serves_many_at_once)
{
    enum { CLIENTS = 8, ROUNDS = 40 };
    static struct client clients[CLIENTS];
    AUTO_SITE            s;
    site_open(&s, usual());
    for (int i = 0; i < CLIENTS; i++) client_start(&clients[i], &s, (char[]){'/', (char)('a' + i), 0}, ROUNDS);
    for (int i = 0; i < CLIENTS; i++) {
        pthread_join(clients[i].thread, NULL);
        CHECK(clients[i].right == ROUNDS, "%d of %d", clients[i].right, ROUNDS);
    }
    CHECK(s.calls == CLIENTS * ROUNDS, "%d", s.calls);
}

static void wait_for(const atomic_int *count, int wanted)
{
    for (int i = 0; i < 1000 && *count < wanted; i++) usleep(2000);
    CHECK(*count >= wanted, "%d", *count);
}

TEST(http_finishes_what_runs_before_it_closes)
{
    static struct client quick, deferred;
    AUTO_SITE            s;
    struct http_options  o = usual();
    o.workers = 1;
    o.is_long = is_long;
    site_open(&s, o);
    client_start(&quick, &s, "/slow/here", 1);
    client_start(&deferred, &s, "/slow/long", 1);
    wait_for(&s.entered, 2);
    http_close(s.server);
    s.server = NULL;
    pthread_join(quick.thread, NULL);
    pthread_join(deferred.thread, NULL);
    CHECK(quick.right == 1, "%s", quick.reply);
    CHECK(deferred.right == 1, "%s", deferred.reply);
}

static void *close_server(void *arg)
{
    http_close(arg);
    return NULL;
}

TEST(http_refuses_new_connections_while_it_closes)
{
    static struct client running;
    AUTO_SITE            s;
    pthread_t            closer;
    site_open(&s, usual());
    client_start(&running, &s, "/slow", 1);
    wait_for(&s.entered, 1);
    CHECK(pthread_create(&closer, NULL, close_server, s.server) == 0);
    usleep(100000);
    CHECK(dial(&s) < 0);
    pthread_join(closer, NULL);
    s.server = NULL;
    pthread_join(running.thread, NULL);
    CHECK(running.right == 1 && strstr(running.reply, "\r\nConnection: close\r\n"), "%s", running.reply);
}

TEST(http_long_work_holds_nobody_up)
{
    static struct client slow;
    AUTO_SITE            s;
    char                 reply[REPLY_SIZE];
    struct http_options  o = usual();
    o.threads = 1;
    o.workers = 1;
    o.is_long = is_long;
    o.request_ms_max = 300;
    site_open(&s, o);
    client_start(&slow, &s, "/slow/long", 1);
    wait_for(&s.entered, 1);
    int64_t began = time_steady();
    CHECK(get(&s, "/quick", reply));
    CHECK(has_status(reply, 200) && time_steady() - began < 300000, "%s", reply);
    pthread_join(slow.thread, NULL);
    CHECK(slow.right == 1, "%s", slow.reply);
}

/* One thread, held by a handler for twice the time a request may take: the other client is not to blame for that. */
TEST(http_forgives_who_had_to_wait)
{
    static struct client slow;
    AUTO_SITE            s;
    char                 reply[REPLY_SIZE];
    struct http_options  o = usual();
    o.threads = 1;
    o.request_ms_max = 300;
    site_open(&s, o);
    int fd = dial(&s);
    say(fd, BYTES("GET /patient HTTP/1.1\r\nHost: x\r\n"));
    client_start(&slow, &s, "/slow", 1);
    wait_for(&s.entered, 1);
    usleep(450000);
    say(fd, BYTES("Connection: close\r\n\r\n"));
    hear(fd, reply, NULL);
    close(fd);
    CHECK(has_status(reply, 200) && strstr(reply, "/patient"), "%s", reply);
    pthread_join(slow.thread, NULL);
    CHECK(slow.right == 1, "%s", slow.reply);
}

TEST(http_serves_ipv6)
{
    AUTO_SITE           s = {0};
    struct fetched      got_it = {.status = -1};
    struct http_options o = usual();
    o.address = "::1";
    ctx_open(&s.c, 16 << 20);
    if (http_open(&s.c, &o, echo, &s, &s.server) != OK) { test_skip("no IPv6 here"); return; }
    const char *url = ctx_print(&s.c, "http://[::1]:%u/six", http_port(s.server));
    struct fetch f = {.url = url, .timeout_ms = 5000, .body_size_max = 1000};
    CHECK(fetch_run(&s.c, &f, &got_it) == OK, "%s", s.c.note);
    CHECK(got_it.status == 200 && slice_is(got_it.body, "GET /six {} ::1"));
}

TEST(http_open_tells_what_is_wrong)
{
    AUTO_SITE           s;
    AUTO_CTX            c = {0};
    struct http_server *other = NULL;
    struct http_options o     = usual();
    site_open(&s, usual());
    ctx_open(&c, 16 << 20);
    o.address = "not an address";
    CHECK(http_open(&c, &o, echo, &s, &other) == ERR_USAGE && strstr(c.note, "not an address"), "%s", c.note);
    o.address = "127.0.0.1";
    o.port    = http_port(s.server);
    CHECK(http_open(&c, &o, echo, &s, &other) == ERR_NETWORK && strstr(c.note, "Address already in use"), "%s", c.note);
    CHECK(!other);
    AUTO_CTX small = {0};
    ctx_open(&small, 1000);
    CHECK(http_open(&small, &o, echo, &s, &other) == ERR_NOMEM && !other);
}

TEST(http_survives_any_bytes)
{
    static const char pattern[] = "GET /a?b=%41 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
                                  "Transfer-Encoding: chunked\r\n\r\n3\r\nabc";
    enum { ROUNDS = 300, MUTATIONS = 3, SEED = 20240501 };
    AUTO_SITE           s;
    char                reply[REPLY_SIZE], sent[sizeof pattern];
    uint64_t            state = SEED;
    struct http_options o     = usual();
    o.request_ms_max = 400;
    site_open(&s, o);
    for (int round = 0; round < ROUNDS; round++) {
        memcpy(sent, pattern, sizeof pattern);
        for (int i = 0; i < MUTATIONS; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            sent[(state >> 40) % (sizeof pattern - 1)] = (char)(state >> 32);
        }
        int fd = dial(&s);
        say(fd, sent, sizeof pattern - 1);
        shutdown(fd, SHUT_WR);
        hear(fd, reply, NULL);
        close(fd);
        CHECK(reply[0] == 0 || strncmp(reply, "HTTP/1.1 ", 9) == 0, "seed %d, round %d: %s", SEED, round, reply);
    }
    CHECK(get(&s, "/alive", reply));
    CHECK(has_status(reply, 200), "%s", reply);
}
