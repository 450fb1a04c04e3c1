#include "base/err.h"

static const struct {
    const char *name, *text;
    int         http, exit;
} table[] = {
#define X(code, name, http, exit, text) [code] = {name, text, http, exit},
    ERR_TABLE(X)
#undef X
};

const char *err_name(err e) { return table[e].name; }
const char *err_text(err e) { return table[e].text; }
int         err_http(err e) { return table[e].http; }
int         err_exit(err e) { return table[e].exit; }
