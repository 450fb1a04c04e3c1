/* The HTTP front door, asked over a socket by hand: who may ask, what for, and what is said when it does not fit. Whether every
 * reply keeps to its description, tests/e2e/http.py asks. */
#include "../check.h"
#include "../lab.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/serve.h"

enum { REPLY_MAX = 1 << 20 };

struct site {                           /* a server over the full store */
    struct lab          lab;
    struct app          app;
    struct http_server *server;
    char               *reply;          /* to the last request, head and body */
};

static void site_close(struct site *s)
{
    if (s->server) http_close(s->server);
    lab_close(&s->lab);
}
#define AUTO_SITE __attribute__((cleanup(site_close))) struct site

static void site_open(struct site *s)
{
    static const struct http_options o = {.address = "127.0.0.1", .threads = 1, .connections_max = 16, .body_size_max = 1 << 20, .ctx_size_max = 256 << 20};
    *s = (struct site){0};
    lab_open(&s->lab, LAB_FULL);
    s->app = (struct app){.settings = s->lab.settings, .origins = s->lab.origins, .pool = s->lab.pool, .threads = 1};
    s->app.settings.address = "127.0.0.1";
    CHECK(http_open(&s->lab.c, &o, serve_request, &s->app, &s->server) == OK, "%s", s->lab.c.note);
    s->reply = ctx_alloc(&s->lab.c, 1, REPLY_MAX + 1);
}

/* Sends `head` (lines parted by \n, {port} filled in) and a body, and reads until the server closes. Answers the status. */
static int ask(struct site *s, const char *line, const char *headers, const char *body)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(http_port(s->server)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int         fd   = socket(AF_INET, SOCK_STREAM, 0);
    size_t      size = 0;
    const char *text = ctx_print(&s->lab.c, "%s HTTP/1.1\r\nConnection: close\r\nContent-Length: %zu\r\n%s\r\n%s", line, strlen(body), headers, body);
    bool        sent = fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    for (ssize_t got_size = 1; sent && got_size > 0 && size < REPLY_MAX; size += got_size > 0 ? (size_t)got_size : 0)
        got_size = read(fd, s->reply + size, REPLY_MAX - size);
    s->reply[size] = 0;
    if (fd >= 0) close(fd);
    CHECK(sent && size > 12, "%s", line);
    return size > 12 ? (int)strtol(s->reply + 9, NULL, 10) : 0;
}

static const char HERE[] = "Host: localhost:80\r\n", JSON[] = "Host: localhost\r\nContent-Type: application/json\r\n";

static bool says(const struct site *s, const char *part) { return strstr(s->reply, part) != NULL; }

static void check_problem(struct site *s, int status, int expected, const char *code)
{
    const char *said = ctx_print(&s->lab.c, "\"code\":\"%s\"", code);
    CHECK(status == expected && says(s, "application/problem+json") && says(s, said), "%d, not %d %s: %s", status, expected, code, s->reply);
}

TEST(serve_answers_ops_pages_and_its_description)
{
    AUTO_SITE s;
    site_open(&s);
    CHECK(ask(&s, "GET /v1/assets/AAPL", HERE, "") == 200 && says(&s, "\"symbol\":\"AAPL\"") && says(&s, "Cache-Control: no-store"), "%s", s.reply);
    CHECK(ask(&s, "GET /v1/assets/aapl/bars?limit=1&format=csv", HERE, "") == 200 && says(&s, "text/csv") && says(&s, "date,open"), "%s", s.reply);
    CHECK(ask(&s, "GET /openapi.json", HERE, "") == 200 && says(&s, "\"openapi\":\"3.1.0\""));
    CHECK(ask(&s, "GET /", HERE, "") == 200 && says(&s, "Content-Security-Policy: default-src 'self'") && says(&s, "nosniff"), "%.600s", s.reply);
    CHECK(ask(&s, "HEAD /v1/assets", HERE, "") == 200 && !says(&s, "\"items\""), "%s", s.reply);
}

TEST(serve_says_what_is_wrong)
{
    AUTO_SITE s;
    site_open(&s);
    check_problem(&s, ask(&s, "GET /v1/nothing", HERE, ""), 404, "not_found");
    check_problem(&s, ask(&s, "GET /v1/assets/NOBODY", HERE, ""), 404, "not_found");
    check_problem(&s, ask(&s, "POST /v1/assets", JSON, "{}"), 405, "method");
    CHECK(says(&s, "Allow: GET"), "%s", s.reply);
    check_problem(&s, ask(&s, "GET /v1/simulations", HERE, ""), 405, "method");
    CHECK(says(&s, "Allow: POST"), "%s", s.reply);
    check_problem(&s, ask(&s, "GET /v1/assets?limit=0&wrong=1", HERE, ""), 422, "invalid");
    CHECK(says(&s, "\"path\":\"limit\"") && says(&s, "\"path\":\"wrong\""), "%s", s.reply);
    check_problem(&s, ask(&s, "GET /v1/assets?limit=1&limit=2", HERE, ""), 422, "invalid");
    check_problem(&s, ask(&s, "GET /v1/assets/AAPL?symbol=MSFT", HERE, ""), 422, "invalid");         /* the address has said it */
    check_problem(&s, ask(&s, "POST /v1/runs?job=signal", JSON, "{}"), 422, "invalid");                 /* the body is to say it */
    check_problem(&s, ask(&s, "POST /v1/recommendations", JSON, "{\"risk\":"), 400, "usage");
    check_problem(&s, ask(&s, "POST /v1/recommendations", JSON, "{\"risk\":200,\"horizon\":\"soon\"}"), 422, "invalid");
    CHECK(says(&s, "\"path\":\"risk\"") && says(&s, "\"path\":\"horizon\"") && says(&s, "\"path\":\"capital\""), "%s", s.reply);
    check_problem(&s, ask(&s, "POST /v1/recommendations", "Host: localhost\r\nContent-Type: text/plain\r\n", "{}"), 400, "usage");
}

/* What only the command line may do is not there, and no path of this machine is opened. */
TEST(serve_keeps_to_what_may_be_asked_from_outside)
{
    AUTO_SITE s;
    site_open(&s);
    for (const struct op *const *o = ops; *o; o++) {
        if (!(*o)->local) continue;
        int status = ask(&s, ctx_print(&s.lab.c, "%s %s", (*o)->method, (*o)->path), HERE, "");
        CHECK(status == 404 || status == 405, "%s: %d", (*o)->name, status);
    }
    CHECK(ask(&s, "POST /v1/imports/prices?files=/etc/passwd", "Host: localhost\r\nContent-Type: text/csv\r\n", "x") == 422, "%s", s.reply);
    CHECK(ask(&s, "GET /../../etc/passwd", HERE, "") == 404 || says(&s, " 400 "), "%s", s.reply);
}

TEST(serve_refuses_other_hosts_and_other_sites)
{
    AUTO_SITE s;
    site_open(&s);
    check_problem(&s, ask(&s, "GET /v1/assets", "Host: evil.example\r\n", ""), 403, "refused");
    check_problem(&s, ask(&s, "POST /v1/runs", "Host: localhost\r\nOrigin: https://evil.example\r\nContent-Type: application/json\r\n", "{\"all\":true}"), 403, "refused");
    CHECK(ask(&s, "POST /v1/runs", "Host: localhost\r\nOrigin: http://localhost\r\nContent-Type: application/json\r\n", "{\"job\":\"signal\"}") == 200, "%s", s.reply);
    CHECK(ask(&s, "GET /v1/assets", "Host: [::1]:8080\r\n", "") == 200, "%s", s.reply);
}

TEST(serve_marks_what_is_simulated)
{
    AUTO_SITE s;
    site_open(&s);
    CHECK(ask(&s, "GET /v1/assets?search=.SIM", HERE, "") == 200 && says(&s, "Lumia-Simulated: true") && says(&s, "\"simulated\":true"));
    CHECK(ask(&s, "GET /v1/assets?search=AAPL", HERE, "") == 200 && !says(&s, "Lumia-Simulated"));
}
