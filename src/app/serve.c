#include "app/serve.h"

#include "app/embed.h"
#include "base/log.h"

static const char CSP[] = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/* ---- errors: RFC 9457 ---- */

static void put_faults(struct text *out, const struct ctx *c)
{
    text_put(out, ",\"faults\":[");
    for (const struct fault *f = c->faults; f; f = f->next) {
        text_put(out, f == c->faults ? "{\"path\":" : ",{\"path\":");
        json_put_string(out, slice_of(f->path));
        text_put(out, ",\"message\":");
        json_put_string(out, slice_of(f->message));
        text_put_char(out, '}');
    }
    text_put_char(out, ']');
}

static void answer_problem(struct ctx *c, struct http_reply *reply, err e)
{
    static const char short_of_memory[] = "{\"type\":\"about:blank\",\"title\":\"out of memory\",\"status\":503,\"detail\":\"out of memory\",\"code\":\"nomem\"}\n";
    struct text out = {.c = c};
    char       *note = ctx_copy(c, slice_of(c->note));
    text_put(&out, "{\"type\":\"about:blank\",\"title\":");
    json_put_string(&out, slice_of(err_text(e)));
    text_print(&out, ",\"status\":%d,\"detail\":", err_http(e));
    json_put_string(&out, slice_of(note && *note ? note : err_text(e)));
    text_print(&out, ",\"code\":\"%s\"", err_name(e));
    if (c->faults) put_faults(&out, c);
    text_put(&out, "}\n");
    reply->status       = err_http(e);
    reply->content_type = "application/problem+json";
    reply->body         = text_done(&out) == OK ? text_slice(&out) : (struct slice){short_of_memory, sizeof short_of_memory - 1};
}

/* ---- routes ---- */

/* Matches "/v1/assets/{symbol}/bars" against a path; what stands for {symbol} goes into the input, where there is one. */
static bool match(struct ctx *c, const struct op *op, const char *path, void *in)
{
    struct slice want = slice_of(op->path), have = slice_of(path);
    while (want.size || have.size) {
        struct slice w = slice_cut(&want, '/'), h = slice_cut(&have, '/');
        if (w.size && w.at[0] == '{') {
            if (h.size == 0) return false;
            const struct field *f = shape_find(op->in, (struct slice){w.at + 1, w.size - 2});
            if (in && f) shape_set(c, f, in, f->name, h);
        } else if (!slice_same(w, h)) {
            return false;
        }
    }
    return true;
}

bool serve_is_long(void *arg, const struct http_request *r)
{
    (void)arg;
    for (const struct op *const *o = ops; *o; o++)
        if ((*o)->slow && strcmp((*o)->method, r->method) == 0 && match(NULL, *o, r->path, NULL)) return true;
    return false;
}

static err find_op(struct ctx *c, const struct http_request *r, struct http_reply *reply, const struct op **ret)
{
    struct text methods = {.c = c};
    for (const struct op *const *o = ops; *o; o++) {
        if ((*o)->local || !match(c, *o, r->path, NULL)) continue;
        if (strcmp((*o)->method, r->method) == 0) return *ret = *o, OK;
        text_print(&methods, "%s%s", methods.size ? ", " : "", (*o)->method);
    }
    TRY(text_done(&methods));
    if (methods.size == 0) return fail(c, ERR_NOT_FOUND, "nothing is served at %s; see /openapi.json", r->path);
    http_add_header(reply, "Allow", methods.at);
    return fail(c, ERR_METHOD, "%s answers %s, not %s", r->path, methods.at, r->method);
}

static err read_query(struct ctx *c, const struct op *op, const struct http_request *r, void *in, int32_t *format)
{
    uint64_t seen = 0;
    for (size_t i = 0; i < r->query_count; i++) {
        const char         *name = r->query[i].name, *value = r->query[i].value;
        const struct field *f    = shape_find(op->in, slice_of(name));
        if (strcmp(name, "format") == 0 && !f) {
            if (strcmp(value, "json") != 0 && strcmp(value, "csv") != 0) fault(c, "format", "must be json or csv, not '%.40s'", value);
            *format = strcmp(value, "csv") == 0 ? FORMAT_CSV : FORMAT_JSON;
            continue;
        }
        if (f && op_place(op, f) == FROM_QUERY) {
            uint64_t bit = 1ull << (f - op->in->fields);
            if ((seen & bit) && !kind_is_list(f->kind)) fault(c, name, "is given twice");
            seen |= bit;
            shape_set(c, f, in, name, slice_of(value));
        } else if (!f && op->in->open) {
            char *pair = ctx_print(c, "%s=%s", name, value);
            if (!pair) return ERR_NOMEM;
            shape_set(c, shape_find(op->in, slice_of("params")), in, name, slice_of(pair));
        } else {
            fault(c, name, f ? "is not taken from the query" : "is not known here");
        }
    }
    return OK;
}

/* A page of another site must not make a visitor's browser ask for changes here, nor reach us under a name of its own. */
static err check_origin(struct ctx *c, const struct app *app, const struct http_request *r)
{
    const char *host = http_header(r, "Host");
    bool        loopback = strcmp(app->settings.address, "127.0.0.1") == 0 || strcmp(app->settings.address, "::1") == 0;
    struct slice name = slice_of(host ? host : "");
    if (name.size && name.at[0] == '[') name = slice_cut(&name, ']'), name.size++;
    else                                name = slice_cut(&name, ':');
    if (loopback && !slice_like(name, "localhost") && !slice_is(name, "127.0.0.1") && !slice_is(name, "[::1]"))
        return fail(c, ERR_REFUSED, "this server listens on loopback and answers to localhost, not to '%.*s'", (int)name.size, name.at ? name.at : "");
    if (!r->origin[0] || strcmp(r->method, "GET") == 0) return OK;
    const char *behind = strstr(r->origin, "://");
    if (behind && host && strcmp(behind + 3, host) == 0) return OK;
    return fail(c, ERR_REFUSED, "pages of %s may not ask for changes here", r->origin);
}

static err read_input(struct ctx *c, const struct op *op, const struct http_request *r, struct house *house, void *in, int32_t *format)
{
    bool body = op_has_body(op);
    TRY(shape_default(c, op->in, in));
    (void)match(c, op, r->path, in);
    TRY(read_query(c, op, r, in, format));
    if (op->takes_body) {
        house->has_body = r->body.size > 0;
        house->body     = r->body;
    }
    if (body && strncmp(r->content_type, "application/json", 16) != 0)
        return fail(c, ERR_USAGE, "the body must be application/json, not '%s'", r->content_type);
    if (body) return json_read_record(c, op->in, r->body, in);
    shape_check_required(c, op->in, in);
    return faults_end(c);
}

static err answer_op(struct app *app, struct ctx *c, const struct op *op, const struct http_request *r, struct http_reply *reply)
{
    struct house  house = app_house(app);
    struct answer answer;
    struct text   out    = {.c = c};
    int32_t       format = strstr(r->accept, "text/csv") ? FORMAT_CSV : FORMAT_JSON;
    char         *in;
    house.remote = true;
    house.now    = time_now();
    TRY(check_origin(c, app, r));
    TRY(NEW(c, in, op->in->size));
    TRY(read_input(c, op, r, &house, in, &format));
    TRY(op_answer(c, &house, op, in, &answer));
    if (format == FORMAT_CSV) answer_put_csv(&out, op, &answer);
    else                      answer_put_json(&out, op, &answer);
    TRY(text_done(&out));
    reply->status       = 200;
    reply->content_type = format == FORMAT_CSV ? "text/csv; charset=utf-8" : "application/json";
    reply->body         = text_slice(&out);
    http_add_header(reply, "Cache-Control", "no-store");
    if (answer_is_simulated(&answer)) http_add_header(reply, "Lumia-Simulated", "true");
    return OK;
}

/* ---- pages ---- */

static const char *type_of(const char *name)
{
    static const char *const types[][2] = {{".html", "text/html; charset=utf-8"}, {".css", "text/css; charset=utf-8"},
                                           {".js", "text/javascript; charset=utf-8"}, {".svg", "image/svg+xml"}, {".md", "text/markdown; charset=utf-8"}};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
        if (strcmp(dot, types[i][0]) == 0) return types[i][1];
    return "application/octet-stream";
}

static bool answer_page(const char *path, struct http_reply *reply)
{
    const char *name = strcmp(path, "/") == 0 ? "index.html" : path + 1;
    for (const struct embedded *e = embedded_files; e->name; e++) {
        if (strcmp(e->name, name) != 0) continue;
        reply->status       = 200;
        reply->content_type = type_of(name);
        reply->body         = (struct slice){e->at, (size_t)(e->end - e->at)};
        http_add_header(reply, "Content-Security-Policy", CSP);
        http_add_header(reply, "Cache-Control", "no-cache");
        return true;
    }
    return false;
}

static err answer_openapi(struct ctx *c, struct http_reply *reply)
{
    struct text out = {.c = c};
    openapi_put(&out);
    TRY(text_done(&out));
    reply->status       = 200;
    reply->content_type = "application/json";
    reply->body         = text_slice(&out);
    return OK;
}

static err answer(struct app *app, struct ctx *c, const struct http_request *r, struct http_reply *reply)
{
    const struct op *op = NULL;
    bool             get = strcmp(r->method, "GET") == 0;
    if (get && strcmp(r->path, "/openapi.json") == 0) return answer_openapi(c, reply);
    if (get && answer_page(r->path, reply)) return OK;
    TRY(find_op(c, r, reply, &op));
    return answer_op(app, c, op, r, reply);
}

void serve_request(void *arg, struct ctx *c, const struct http_request *r, struct http_reply *reply)
{
    int64_t began = time_steady();
    err     e     = answer(arg, c, r, reply);
    char    path[256];
    if (e != OK) answer_problem(c, reply, e);
    log_event("http", "method=%s path=%s status=%d bytes=%zu us=%lld client=%s", r->method, log_quote(path, sizeof path, r->path), reply->status,
              reply->body.size, (long long)(time_steady() - began), r->client);
}
