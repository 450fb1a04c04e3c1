#include "store/store.h"

static const char MASK[] = "***";

/* Where the password of `user:password@` begins and ends, in what stands between :// and the path; false: there is none. */
static bool find_password(struct slice authority, size_t *ret_begin, size_t *ret_end)
{
    size_t end = authority.size, colon = 0;
    while (end > 0 && authority.at[end - 1] != '@') end--;
    while (colon < end && authority.at[colon] != ':') colon++;
    *ret_begin = colon + 1;
    *ret_end   = end ? end - 1 : 0;
    return end > 0 && colon + 1 < end;
}

static void put_query(struct text *out, struct slice query)
{
    while (query.size > 0) {
        struct slice part = slice_cut(&query, '&'), value = part, name = slice_cut(&value, '=');
        bool         more = query.at != NULL && query.at > part.at + part.size;
        if (slice_is(name, "password")) text_print(out, "password=%s", MASK);
        else                            text_put_slice(out, part);
        if (more) text_put_char(out, '&');
    }
}

char *store_shown(struct ctx *c, const char *url)
{
    struct text  out   = {.c = c};
    const char  *colon = strstr(url, "://");
    size_t       head  = colon ? (size_t)(colon + 3 - url) : strlen(url), size = strcspn(url + head, "/?"), begin, end;
    struct slice authority = {url + head, size}, rest = slice_of(url + head + size), path;
    text_put_slice(&out, (struct slice){url, head});
    if (find_password(authority, &begin, &end)) {
        text_put_slice(&out, (struct slice){authority.at, begin});
        text_put(&out, MASK);
        text_put_slice(&out, (struct slice){authority.at + end, authority.size - end});
    } else {
        text_put_slice(&out, authority);
    }
    path = slice_cut(&rest, '?');
    text_put_slice(&out, path);
    if (url[head + size + path.size] == '?') text_put_char(&out, '?'), put_query(&out, rest);
    return text_done(&out) == OK ? out.at : NULL;
}
