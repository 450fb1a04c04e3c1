#define CURL_DISABLE_TYPECHECK          /* its checks call functions that we only know by pointer */
#include <curl/curl.h>

#include <assert.h>
#include <dlfcn.h>
#include <pthread.h>
#include <time.h>

#include "base/day.h"
#include "base/log.h"
#include "base/number.h"
#include "base/text.h"
#include "net/http.h"

enum {
    REDIRECTS_MAX     = 3,
    CONNECT_MS_MAX    = 10000,
    RETRY_AFTER_S_MAX = 30 * 86400,     /* a server that asks for more is not believed */
    DATE_SIZE_MAX     = 64,
};

/* ---- the library, loaded at the first fetch ---- */
static struct {
    typeof(curl_global_init)    *global_init;
    typeof(curl_easy_init)      *easy_init;
    typeof(curl_easy_setopt)    *easy_setopt;
    typeof(curl_easy_perform)   *easy_perform;
    typeof(curl_easy_getinfo)   *easy_getinfo;
    typeof(curl_easy_cleanup)   *easy_cleanup;
    typeof(curl_easy_strerror)  *easy_strerror;
    typeof(curl_slist_append)   *slist_append;
    typeof(curl_slist_free_all) *slist_free_all;
} curl;

static const struct symbol {
    const char *name;
    void       *at;                     /* the pointer above that it fills */
} symbols[] = {
    {"curl_global_init", &curl.global_init},     {"curl_easy_init", &curl.easy_init},
    {"curl_easy_setopt", &curl.easy_setopt},     {"curl_easy_perform", &curl.easy_perform},
    {"curl_easy_getinfo", &curl.easy_getinfo},   {"curl_easy_cleanup", &curl.easy_cleanup},
    {"curl_easy_strerror", &curl.easy_strerror}, {"curl_slist_append", &curl.slist_append},
    {"curl_slist_free_all", &curl.slist_free_all},
};

static bool is_loaded;

static bool symbols_find(void *library)
{
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        void *found = dlsym(library, symbols[i].name);
        if (!found) return false;
        memcpy(symbols[i].at, &found, sizeof found);    /* POSIX lets dlsym give functions; C has no cast for it */
    }
    return true;
}

/* GnuTLS first: it is what the rest of the house links, and needs no second TLS library in the process. */
static void load(void)
{
    static const char *const names[] = {"libcurl-gnutls.so.4", "libcurl.so.4"};
    for (size_t i = 0; i < sizeof names / sizeof *names && !is_loaded; i++) {
        void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        is_loaded = library && symbols_find(library) && curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    }
}

static void easy_close(CURL **easy)
{
    if (*easy) curl.easy_cleanup(*easy);
}

static void list_close(struct curl_slist **list)
{
    curl.slist_free_all(*list);
}

#define AUTO_EASY __attribute__((cleanup(easy_close))) CURL
#define AUTO_LIST __attribute__((cleanup(list_close))) struct curl_slist

/* ---- one fetch ---- */
struct transfer {
    const struct fetch *fetch;
    struct text         body;
    bool                too_long;
    int64_t             retry_after_s;
};

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
    struct transfer *t = arg;
    (void)size;                         /* always 1 */
    t->too_long = count > t->fetch->body_size_max - t->body.size;
    if (t->too_long) return 0;
    text_put_slice(&t->body, (struct slice){bytes, count});
    return t->body.broken ? 0 : count;
}

/* RFC 9110, 10.2.3: seconds, or a date. What is neither says nothing. */
static int64_t retry_after_read(struct slice value)
{
    char      text[DATE_SIZE_MAX] = {0};
    struct tm date = {0};
    int64_t   seconds = 0;
    if (value.size == 0 || value.size >= sizeof text) return 0;
    memcpy(text, value.at, value.size);
    if (!int_read(value, &seconds) && strptime(text, "%a, %d %b %Y %H:%M:%S GMT", &date))
        seconds = timegm(&date) - time_now() / US_PER_SECOND;
    return seconds < 0 ? 0 : seconds > RETRY_AFTER_S_MAX ? RETRY_AFTER_S_MAX : seconds;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *arg)
{
    struct transfer *t    = arg;
    struct slice     rest = {bytes, count}, name = slice_cut(&rest, ':');
    (void)size;
    if (slice_like(name, "retry-after"))                    t->retry_after_s = retry_after_read(slice_trim(rest));
    if (count > 5 && memcmp(bytes, "HTTP/", 5) == 0)        t->retry_after_s = 0;       /* the next answer, after a redirect */
    return count;
}

/* "https://host:443", what is fit for a story of an address: a query may hold a key, and so may a user. */
static const char *origin(struct ctx *c, const char *url)
{
    const char *colon = strstr(url, "://");
    if (!colon) return "an address without a host";
    const char *host = colon + 3, *at;
    size_t      size = strcspn(host, "/?#\\");
    while ((at = memchr(host, '@', size))) {
        size -= (size_t)(at + 1 - host);
        host  = at + 1;
    }
    const char *told = ctx_print(c, "%.*s%.*s", (int)(colon + 3 - url), url, (int)size, host);
    return told ? told : "an address";
}

static bool is_web(const char *url)
{
    struct slice rest = slice_of(url), scheme = slice_cut(&rest, ':');
    return (slice_like(scheme, "http") || slice_like(scheme, "https")) && rest.size > 2 && memcmp(rest.at, "//", 2) == 0;
}

static err headers_make(struct ctx *c, const struct fetch *f, struct curl_slist **list)
{
    for (size_t i = 0; i < f->header_count; i++) {
        const struct http_pair *h = &f->headers[i];
        if (strpbrk(h->name, ":;\r\n") || strpbrk(h->value, "\r\n"))
            return fail(c, ERR_INVALID, "the header %zu of a request holds a line end", i + 1);
        char *line = h->value[0] ? ctx_print(c, "%s: %s", h->name, h->value)
                                 : ctx_print(c, "%s;", h->name);        /* libcurl's mark of an empty value */
        TRY(got(line));
        struct curl_slist *longer = curl.slist_append(*list, line);
        TRY(got(longer));
        *list = longer;
    }
    return OK;
}

/* Every option counts: a libcurl too old for PROTOCOLS_STR would follow a redirect to anywhere. */
static bool options_set(CURL *easy, const char *url, struct curl_slist *headers, struct transfer *t)
{
    long timeout_ms = (long)t->fetch->timeout_ms;
    const struct { CURLoption option; long value; } numbers[] = {
        {CURLOPT_FOLLOWLOCATION, 1}, {CURLOPT_MAXREDIRS, REDIRECTS_MAX}, {CURLOPT_TIMEOUT_MS, timeout_ms},
        {CURLOPT_CONNECTTIMEOUT_MS, timeout_ms < CONNECT_MS_MAX ? timeout_ms : CONNECT_MS_MAX},
        {CURLOPT_NOSIGNAL, 1},                          /* there are other threads */
    };
    const struct { CURLoption option; const void *value; } others[] = {
        {CURLOPT_URL, url}, {CURLOPT_HTTPHEADER, headers}, {CURLOPT_USERAGENT, "lumia"},
        {CURLOPT_PROTOCOLS_STR, "http,https"}, {CURLOPT_REDIR_PROTOCOLS_STR, "http,https"},
        {CURLOPT_ACCEPT_ENCODING, ""},                  /* all that the library can decode */
        {CURLOPT_WRITEDATA, t}, {CURLOPT_HEADERDATA, t},
    };
    bool ok = curl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK &&
              curl.easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header) == CURLE_OK;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && ok; i++)
        ok = curl.easy_setopt(easy, numbers[i].option, numbers[i].value) == CURLE_OK;
    for (size_t i = 0; i < sizeof others / sizeof *others && ok; i++)
        ok = curl.easy_setopt(easy, others[i].option, others[i].value) == CURLE_OK;
    return ok;
}

static err failure(struct ctx *c, const struct transfer *t, CURL *easy, CURLcode code, const char *url)
{
    const char *from = origin(c, url);
    long        reason = 0;
    if (t->body.broken) return ERR_NOMEM;
    if (t->fetch->via) from = ctx_print(c, "%s via %s", origin(c, t->fetch->url), from);
    TRY(got(from));
    if (t->too_long) return fail(c, ERR_LIMIT, "%s sent more than %zu bytes", from, t->fetch->body_size_max);
    curl.easy_getinfo(easy, CURLINFO_OS_ERRNO, &reason);
    if (code == CURLE_COULDNT_CONNECT && reason)
        return fail(c, ERR_NETWORK, "%s: %s: %s", from, curl.easy_strerror(code), strerror((int)reason));
    return fail(c, ERR_NETWORK, "%s: %s", from, curl.easy_strerror(code));
}

static err result_read(struct ctx *c, struct transfer *t, CURL *easy, struct fetched *ret)
{
    long  status = 0;
    char *type   = NULL;
    curl.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl.easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
    const char *kept = ctx_copy(c, slice_of(type));
    TRY(got(kept));
    TRY(text_done(&t->body));
    *ret = (struct fetched){(int)status, text_slice(&t->body), kept, t->retry_after_s};
    return OK;
}

err fetch_run(struct ctx *c, const struct fetch *f, struct fetched *ret)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    assert(f->timeout_ms > 0 && f->body_size_max > 0);
    const char *url = f->via ? ctx_print(c, "%s/%s", f->via, f->url) : f->url;
    TRY(got(url));
    if (!is_web(f->url) || !is_web(url))
        return fail(c, ERR_USAGE, "%s: only http:// and https:// can be fetched",
                    origin(c, is_web(f->url) ? url : f->url));
    pthread_once(&once, load);
    if (!is_loaded) return fail(c, ERR_NETWORK, "libcurl is not installed (libcurl3-gnutls or libcurl4)");

    struct transfer t = {.fetch = f, .body.c = c};
    AUTO_LIST *headers = NULL;
    AUTO_EASY *easy    = curl.easy_init();
    if (!easy) return fail(c, ERR_NOMEM, "no memory is left for a request");
    TRY(headers_make(c, f, &headers));
    if (!options_set(easy, url, headers, &t)) return fail(c, ERR_NETWORK, "this libcurl is older than 7.85");
    CURLcode code = curl.easy_perform(easy);
    return code == CURLE_OK ? result_read(c, &t, easy, ret) : failure(c, &t, easy, code, url);
}
