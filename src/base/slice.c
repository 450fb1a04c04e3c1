#include "base/slice.h"

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
static bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool slice_same(struct slice a, struct slice b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

bool slice_like(struct slice s, const char *text)
{
    if (s.size != strlen(text)) return false;
    for (size_t i = 0; i < s.size; i++)
        if (lower(s.at[i]) != lower(text[i])) return false;
    return true;
}

struct slice slice_trim(struct slice s)
{
    while (s.size && blank(s.at[0]))          s.at++, s.size--;
    while (s.size && blank(s.at[s.size - 1])) s.size--;
    return s;
}

struct slice slice_cut(struct slice *rest, char stop)
{
    const char  *end   = rest->size ? memchr(rest->at, stop, rest->size) : NULL;
    struct slice taken = {rest->at, end ? (size_t)(end - rest->at) : rest->size};
    size_t       past  = end ? taken.size + 1 : taken.size;
    *rest = (struct slice){rest->at ? rest->at + past : NULL, rest->size - past};
    return taken;
}
