/* lex.h - the words of an expression. For the floor calc alone. */
#ifndef CALC_LEX_H
#define CALC_LEX_H

#include "base/ctx.h"

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_NAME, TOKEN_TEXT, TOKEN_SIGN, TOKEN_BAD };

struct token {
    enum token_kind kind;
    size_t          at, end;            /* bytes it stands on */
    struct slice    word;               /* those bytes; of a text what stands between the quotes */
    const char     *bad;                /* what is wrong with it */
};

/* The first token at or behind byte `at`. */
struct token lex(struct slice text, size_t at);

#endif
