/* token.h - SQL as words: what two engines and two hands write differently and mean the same is the same here. Pure. */
#ifndef STORE_TOKEN_H
#define STORE_TOKEN_H

#include "base/text.h"

enum token_kind { TOKEN_WORD, TOKEN_NAME, TOKEN_TEXT, TOKEN_SIGN };     /* asset; "asset"; 'asset' and $$asset$$; ( */

struct token {
    enum token_kind kind;
    struct slice    text;               /* a name without its quotes, a text with them */
};

/* The next one; blanks and comments are passed over. false: none is left. *rest is moved behind it. */
bool token_next(struct slice *rest, struct token *ret);

bool token_is(const struct token *t, const char *word);         /* a bare word, without regard to case, or a sign */

/* The text without comments, blanks in one place only, names without quotes where they need none. */
void sql_put_normal(struct text *out, struct slice sql);

/* The next statement up to its semicolon, which is no part of it; false: only blanks and comments are left. */
bool statement_next(struct slice *rest, struct slice *ret);

#endif
