/* err.h - the one vocabulary of failure.
 *
 * A function that can fail returns `err`. The type itself is nodiscard, so a forgotten check is a compile error;
 * ignore on purpose with a (void) cast. A row here is all it takes for a failure to reach HTTP, shell and manual. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define ERR_TABLE(X)                                                                                        \
    /* code            name            HTTP exit  what a person reads */                                    \
    X(OK,               "ok",             200, 0, "ok")                                                     \
    X(ERR_USAGE,        "usage",          400, 2, "the request is malformed")                               \
    X(ERR_INVALID,      "invalid",        422, 2, "a value is not allowed")                                 \
    X(ERR_NOT_FOUND,    "not_found",      404, 1, "no such thing")                                          \
    X(ERR_METHOD,       "method",         405, 1, "this address does not answer that method")               \
    X(ERR_CONFLICT,     "conflict",       409, 1, "it contradicts what is already stored")                  \
    X(ERR_REFUSED,      "refused",        403, 1, "not allowed here")                                       \
    X(ERR_LIMIT,        "limit",          413, 1, "larger than the limit")                                  \
    X(ERR_DATA,         "data",           422, 1, "the data cannot be used")                                \
    X(ERR_INSUFFICIENT, "insufficient",   422, 3, "insufficient: too little is known for an honest answer") \
    X(ERR_BUSY,         "busy",           503, 1, "busy; try again")                                        \
    X(ERR_NETWORK,      "network",        502, 1, "a source did not answer as expected")                    \
    X(ERR_FILE,         "file",           500, 1, "a file cannot be read or written")                       \
    X(ERR_STORE,        "store",          500, 1, "the store has failed")                                   \
    X(ERR_INTERNAL,     "internal",       500, 1, "a bug in Lumia")                                         \
    X(ERR_NOMEM,        "nomem",          503, 1, "out of memory")

typedef enum [[nodiscard]] err {
#define X(code, name, http, exit, text) code,
    ERR_TABLE(X)
#undef X
} err;

enum { ERR_COUNT = ERR_NOMEM + 1 };

const char *err_name(err e);    /* "not_found": lower case, without ERR_ */
const char *err_text(err e);
int         err_http(err e);
int         err_exit(err e);

/* Pass a failure on. Early return is always safe: memory belongs to the ctx, everything else closes itself. */
#define TRY(call)                       \
    do {                                \
        err try_ = (call);              \
        if (try_ != OK) return try_;    \
    } while (0)

#endif
